"""Archives that somebody made by hand: nothing is written outside the home, and nothing half."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.backup.archive import is_safe
from bot.backup.restore import restore
from index.errors import UsageError

Member = tuple[tarfile.TarInfo, bytes]
GOOD = b"notes"


def file(name: str, data: bytes = GOOD, kind: bytes = tarfile.REGTYPE, link: str = "") -> Member:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    member.size = len(data) if kind in {tarfile.REGTYPE, tarfile.CONTTYPE} else 0
    return member, data


def entry(name: str, data: bytes = GOOD) -> dict[str, object]:
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def forged(path: Path, entries: list[dict[str, object]], members: list[Member], **told: Any) -> Path:
    manifest = {"format": 1, "version": "", "created": "", "caches": False, "stories": {}, "files": entries}
    first = file("footnote-backup.json", json.dumps({**manifest, **told}).encode())
    with tarfile.open(path, "w:gz") as archive:
        for member, data in (first, *members):
            archive.addfile(member, io.BytesIO(data) if member.size else None)
    return path


def test_the_forger_can_make_a_good_one(tmp_path: Path) -> None:
    path = forged(tmp_path / "f.tar.gz", [entry("reports/a.md")], [file("reports/a.md")])
    restore(tmp_path / "home", path)
    assert (tmp_path / "home" / "reports" / "a.md").read_bytes() == GOOD


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/etc/evil",
        "reports/../../evil",
        "reports/..",
        "./reports/a.md",
        "reports//a.md",
        "reports\\..\\..\\evil",
        "C:\\evil",
        "evil",
        ".env",
        "running.lock",
        "",
        ".",
        "reports/a\nb",
        "reports/\x00",
    ],
)
def test_no_name_leads_elsewhere(tmp_path: Path, name: str) -> None:
    path = forged(tmp_path / "f.tar.gz", [entry(name)], [file(name)])
    with pytest.raises(UsageError, match=r"damaged or was tampered with"):
        restore(tmp_path / "home", path)
    assert {one.name for one in tmp_path.rglob("*")} == {"f.tar.gz", "home", "running.lock"}


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_only_plain_files_are_taken(tmp_path: Path, kind: bytes) -> None:
    member = file("reports/a.md", b"", kind, "/etc/passwd")
    path = forged(tmp_path / "f.tar.gz", [entry("reports/a.md", b"")], [member])
    with pytest.raises(UsageError, match="tampered"):
        restore(tmp_path / "home", path)


def test_a_link_first_and_a_file_through_it_are_refused(tmp_path: Path) -> None:
    members = [file("reports", b"", tarfile.SYMTYPE, str(tmp_path)), file("reports/evil")]
    path = forged(tmp_path / "f.tar.gz", [entry("reports", b""), entry("reports/evil")], members)
    with pytest.raises(UsageError, match="tampered"):
        restore(tmp_path / "home", path)
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("entries", "members"),
    [
        ([entry("reports/a", b"other")], [file("reports/a")]),  # another hash
        ([entry("reports/a", b"longer one")], [file("reports/a")]),  # another size
        ([entry("reports/a"), entry("reports/b")], [file("reports/a")]),  # one is missing
        ([entry("reports/a")], [file("reports/a"), file("reports/b")]),  # one is too many
        ([entry("reports/a"), entry("reports/b")], [file("reports/b"), file("reports/a")]),  # another order
        ([entry("reports/a"), entry("reports/a")], [file("reports/a"), file("reports/a")]),  # twice
        ([{**entry("reports/a"), "size": -5}], [file("reports/a")]),
        ([{"name": "reports/a"}], [file("reports/a")]),
    ],
)
def test_what_the_manifest_does_not_bear_out_is_refused(
    tmp_path: Path, entries: list[dict[str, object]], members: list[Member]
) -> None:
    path = forged(tmp_path / "f.tar.gz", entries, members)
    with pytest.raises(UsageError, match="tampered"):
        restore(tmp_path / "home", path)
    assert [one.name for one in (tmp_path / "home").iterdir()] == ["running.lock"]


def test_a_file_and_a_folder_of_one_name_are_refused(tmp_path: Path) -> None:
    names = ("reports/a", "reports/a/b")
    path = forged(tmp_path / "f.tar.gz", [entry(name) for name in names], [file(name) for name in names])
    with pytest.raises(Exception, match="cannot be unpacked"):
        restore(tmp_path / "home", path)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"format": 2}, "newer version"),
        ({"stories": {"treaty": 3}}, "story treaty has no snapshot 3"),
        ({"stories": {"../x": 3}}, "has no snapshot 3"),
        ({"stories": []}, "manifest cannot be read"),
        ({"files": 5}, "manifest cannot be read"),
    ],
)
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, told: dict[str, Any], words: str) -> None:
    path = forged(tmp_path / "f.tar.gz", [entry("reports/a")], [file("reports/a")], **told)
    with pytest.raises(UsageError, match=words):
        restore(tmp_path / "home", path)


def test_a_backup_larger_than_the_disk_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = forged(tmp_path / "f.tar.gz", [{**entry("reports/a"), "size": 10**18}], [file("reports/a")])
    with pytest.raises(Exception, match="make room first"):
        restore(tmp_path / "home", path)


def test_what_follows_the_end_is_refused(tmp_path: Path) -> None:
    path = forged(tmp_path / "f.tar.gz", [entry("reports/a.md")], [file("reports/a.md")])
    whole = path.read_bytes()
    path.write_bytes(whole + b"more")
    with pytest.raises(UsageError):
        restore(tmp_path / "home", path)


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_safe_name_stays_inside(name: str) -> None:
    home = Path("/a/home")
    for one in (name, f"stories/{name}", f"reports/{name}/x"):
        if is_safe(one):
            assert home in Path(os.path.normpath(home / one)).parents
