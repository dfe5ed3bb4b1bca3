"""Names of files in a home, as they are kept and as they are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.home import Home

UPLOAD = "stories/harbour/uploads/0123456789abcdef/letters.zip!a/b.txt"


@pytest.mark.parametrize("rest", [UPLOAD, "reports/Größe 東京#1.md", "a.jsonl#https://example.org/a"])
def test_what_is_kept_in_one_place_is_found_in_another(rest: str) -> None:
    kept = Home(Path("/srv/before")).kept(f"/srv/before/{rest}")
    assert kept == f"home:{rest}"
    assert Home(Path("/mnt/after")).found(kept) == f"/mnt/after/{rest}"


@pytest.mark.parametrize(
    "name",
    [
        "/srv/home-of-another/a.txt",
        "/srv/dossier/stories/a.txt",
        f"/srv/other/{UPLOAD}",
        "/srv/home",
        f"https://example.org/{UPLOAD}",
        "https://example.org/srv/home/a.txt",
        "",
    ],
)
def test_what_is_not_in_the_home_keeps_its_name(name: str) -> None:
    home = Home(Path("/srv/home"))
    assert home.kept(name) == home.found(name) == name


def test_a_home_named_from_the_working_directory_is_meant_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    for folder in (Path("home"), Path("../in/home"), tmp_path / "in" / "home"):
        assert Home(folder).kept(f"{tmp_path}/in/home/a.txt") == "home:a.txt"


def test_an_upload_that_was_kept_by_its_path_is_known_by_its_folder(tmp_path: Path) -> None:
    home, name = Home(tmp_path), f"/srv/gone/footnote/{UPLOAD}"
    assert home.found(name) == name  # for all that is known it is another home's
    (tmp_path / UPLOAD).parents[1].mkdir(parents=True)
    assert home.found(name) == f"{tmp_path}/{UPLOAD}"
    for other in (f"https://example.org/{UPLOAD}", f"/srv/gone/{UPLOAD.replace('uploads', 'files')}"):
        assert home.found(other) == other
