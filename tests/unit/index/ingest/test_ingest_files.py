"""Finding files: order, what is left alone, and every way a file can refuse."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import UsageError
from index.ingest.files import Failure, Source, discover

LIMIT = 100_000


def found(*paths: Path, limit: int = LIMIT) -> list[Source | Failure]:
    return list(discover(paths, max_bytes=limit))


def one(path: Path, limit: int = LIMIT) -> Source | Failure:
    (only,) = found(path, limit=limit)
    return only


def reason(path: Path, limit: int = LIMIT) -> str:
    failure = one(path, limit)
    assert isinstance(failure, Failure)
    return failure.reason


def test_a_folder_is_read_in_order_without_hidden_files_and_readmes(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/README.md", ".hidden", ".git/x.txt", "readme", "c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    sources = found(tmp_path)
    assert [source.origin for source in sources] == [
        f"{tmp_path}/{name}" for name in ("a/z.txt", "b.txt", "c.txt")
    ]
    assert all(isinstance(source, Source) and source.root == str(tmp_path) for source in sources)
    first = sources[0]
    assert isinstance(first, Source)
    assert (first.name, first.data) == ("z.txt", b"a/z.txt")
    assert first.modified == (tmp_path / "a/z.txt").stat().st_mtime


def test_a_readme_named_itself_is_read_and_nothing_twice(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("x")
    (tmp_path / "a.txt").write_text("a")
    assert [source.origin for source in found(readme, tmp_path, tmp_path / "a.txt")] == [
        str(readme),
        str(tmp_path / "a.txt"),
    ]


def test_a_missing_path_is_named_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file or folder .*/nowhere"):
        found(tmp_path, tmp_path / "nowhere")


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(1_000_000_000)  # a hole: takes no room on the disk
    assert reason(path) == "It has 1000.0 MB, more than the limit of 0.1 MB for one file."


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    sources = found(tmp_path)
    assert [Path(source.origin).name for source in sources] == ["a.txt", "gone", "loop"]
    assert [source.reason.split(";")[0] for source in sources if isinstance(source, Failure)] == [
        "It cannot be read (no such file or directory)",
        "This folder is reached a second time through a symbolic link",
    ]


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "not a file" in reason(tmp_path)


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder that everyone may enter, and a user without rights."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    user = os.geteuid()
    try:
        if user == 0:
            os.seteuid(65534)
        yield folder
    finally:
        os.seteuid(user)
        (folder / "closed").chmod(0o700)
        shutil.rmtree(folder)


def test_an_unreadable_folder_stops_nothing_else(nobody: Path) -> None:
    user = os.geteuid()
    os.seteuid(nobody.stat().st_uid)
    (nobody / "a.txt").write_text("a")
    (nobody / "closed").mkdir(mode=0)
    (nobody / "z.txt").write_text("z")
    os.seteuid(user)
    names = {Path(source.origin).name: source for source in found(nobody)}
    closed = names["closed"]
    assert isinstance(closed, Failure)
    assert closed.reason == "It cannot be read (permission denied); check the file and its permissions."
    assert isinstance(names["z.txt"], Source)


def test_a_name_that_is_not_utf_8_is_shown_escaped(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:  # noqa: PTH123 -- a name of bytes
        file.write(b"x")
    failure = one(tmp_path)
    assert isinstance(failure, Failure)
    assert failure.origin.endswith("caf\\udce9.txt")
    assert "not UTF-8" in failure.reason


def test_a_gzip_file_is_read_under_its_inner_name(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}"))
    source = one(path)
    assert isinstance(source, Source)
    assert (source.origin, source.name, source.data) == (str(path), "news.jsonl", b"{}")


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.txt.gz", b"no gzip", "not a whole gzip file"),
        ("a.txt.gz", gzip.compress(b"abcdefgh" * 100)[:-9], "not a whole gzip file"),
        ("a.txt.gz", gzip.compress(bytes(LIMIT + 1)), "unpacks to more than 0.1 MB"),
        ("a.tar.gz", gzip.compress(b"x"), "archive inside a gzip file"),
        ("a.zip", b"PK\x03\x04 but no more", "not a whole zip archive"),
        ("a.zip", b"plain text", "not a whole zip archive"),
    ],
)
def test_a_broken_archive_is_one_failure(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert expected in reason(tmp_path / name)


def make_zip(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_members_of_a_zip_are_sources_in_order(tmp_path: Path) -> None:
    path = make_zip(
        tmp_path / "all.zip",
        {"b.txt": b"b", "in/a.txt": b"a", "in/": b"", "__MACOSX/x.txt": b"", "README.md": b""},
    )
    sources = found(path)
    assert [(source.origin, source.data) for source in sources if isinstance(source, Source)] == [
        (f"{path}!b.txt", b"b"),
        (f"{path}!in/a.txt", b"a"),
    ]
    assert len(sources) == 2


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/etc/evil.txt", "..\\evil.txt", "C:/evil.txt"]
)
def test_a_member_that_points_outside_is_refused_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    sources = found(make_zip(tmp_path / "slip.zip", {name: b"x", "good.txt": b"good"}))
    assert {type(source) for source in sources} == {Source, Failure}
    (failure,) = (source for source in sources if isinstance(source, Failure))
    assert "points outside" in failure.reason


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    sources = found(make_zip(tmp_path / "bomb.zip", {"bomb.txt": bytes(50_000_000), "good.txt": b"good"}))
    assert isinstance(sources[0], Failure)
    assert "declares 50.0 MB" in sources[0].reason
    assert isinstance(sources[1], Source)


def test_many_members_together_are_a_bomb_too(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "many.zip", {f"{number:02}.txt": bytes(LIMIT) for number in range(20)})
    assert sum(isinstance(source, Source) for source in found(path)) == 10


def rewritten(path: Path, actual: int, declared: int) -> Path:
    """The archive with another size written in both of a member's headers."""
    data = path.read_bytes()
    assert data.count(actual.to_bytes(4, "little")) == 2
    path.write_bytes(data.replace(actual.to_bytes(4, "little"), declared.to_bytes(4, "little")))
    return path


def test_a_declared_gigabyte_is_not_unpacked(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "large.zip", {"a.txt": bytes(54_321)})
    assert "declares 1000.0 MB" in reason(rewritten(path, 54_321, 10**9))


def test_a_bomb_that_declares_a_small_size_unpacks_no_more_than_that(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "lie.zip", {"a.txt": bytes(54_321_987)})
    assert reason(rewritten(path, 54_321_987, 10)) == (
        "This member of the archive is damaged; make the archive again."
    )


def test_a_damaged_member_is_one_failure(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "bad.zip", {"a.txt": b"text" * 100, "b.txt": b"b"}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    at = data.index(b"text")
    data[at] ^= 0xFF
    path.write_bytes(data)
    sources = found(path)
    assert isinstance(sources[0], Failure)
    assert "damaged" in sources[0].reason
    assert isinstance(sources[1], Source)


def test_an_encrypted_member_and_an_archive_inside_are_refused(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", {"a.txt": b"a"}).read_bytes()
    path = make_zip(tmp_path / "outer.zip", {"inner.zip": inner, "locked.txt": b"x"}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(header) + flags] |= 1  # the encryption bit of the last member
    path.write_bytes(data)
    reasons = [source.reason for source in found(path) if isinstance(source, Failure)]
    assert reasons == [
        "It is an archive inside an archive; unpack it first.",
        "It is protected by a password; make the archive again without one.",
    ]


def test_a_zip_of_too_many_files_is_refused_whole(tmp_path: Path) -> None:
    path = make_zip(
        tmp_path / "crowd.zip", {f"{number}.txt": b"" for number in range(10_001)}, zipfile.ZIP_STORED
    )
    assert "holds 10001 files" in reason(path, limit=10_000_000)


def test_a_raw_deflate_error_does_not_escape(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "z.zip", {"a.txt": os.urandom(100) + bytes(5000)})
    data = bytearray(path.read_bytes())
    data[45:60] = b"\xff" * 15
    path.write_bytes(data)
    failure = one(path)
    assert isinstance(failure, Failure), zlib.ZLIB_VERSION
