"""A home that lies elsewhere than where it was written: moved, or restored from a backup."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.administration.building import Wish
from bot.backup.make import backup
from bot.backup.restore import restore
from bot.engine import Verdict
from bot.keeping import sweep
from bot.reply import Passport, Verb
from bot.sources import Sources
from index.ingest.build import Report
from index.ingest.progress import silent
from index.model import Span
from index.store import uploads
from tests.bureau import LETTER, Bureau, Handed
from tests.unit.bot.administration.test_late import finished, left, restarted
from tests.unit.bot.administration.test_uploads import zipped

DOSSIER = "The dossier\n\nThe ferry was sold to a company in Bergen. The price was never told."
PLAN = "A plan\n\nThe crane shall be moved to the eastern pier. It takes two days."

Move = Callable[[Path, Path], None]


def by_rename(before: Path, after: Path) -> None:
    before.rename(after)


def by_backup(before: Path, after: Path) -> None:
    made = backup(before, before.parent / "b.tar.gz")
    assert made.outside == (str(before.parent / "outside"),)
    before.rename(before.parent / "put away")
    restore(after, before.parent / "b.tar.gz")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of an administrator, which no home moves along."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "dossier.txt").write_text(DOSSIER, "utf-8")
    return folder


async def furnish(bureau: Bureau, outside: Path) -> None:
    """Three documents handed over and one of a folder elsewhere; a day, a title and a removal."""
    await bureau.harbour()
    letters = zipped({"in/letter.txt": LETTER.encode(), "plan.txt": PLAN.encode()})
    await bureau.give("documents", "add", Handed("all.zip", letters), story="harbour")
    bureau.library.build("harbour", [outside], full=False, progress=silent)
    await bureau.give("documents", "date", document="Harbour log", day="3 May 1914", story="harbour")
    await bureau.give("documents", "title", document="A letter", text="The letter", story="harbour")
    await bureau.give("documents", "remove", document="A plan", story="harbour")


def again(bureau: Bureau, *, full: bool = True) -> Report:
    """Every source read anew, and embedded anew."""
    return bureau.library.build("harbour", [], full=full, progress=silent)


def told(bureau: Bureau) -> list[tuple[str, str, str, str]]:
    """Of every document its title, day, text, and its name in the home or elsewhere."""
    home = f"{bureau.settings.home}/"
    return sorted(
        (one.title, str(one.published), one.text, one.origin.replace(home, "home: "))
        for one in bureau.library.current("harbour").documents()
    )


def written_as_before(home: Path) -> None:
    """Make of every name that is kept what versions up to this one kept: the absolute path."""
    for manifest in home.glob("stories/*/snapshots/*/manifest.json"):
        fields = json.loads(manifest.read_text("utf-8").replace('"home:', f'"{home}/'))
        catalog = manifest.with_name("catalog.sqlite")
        with closing(sqlite3.connect(catalog)) as connection, connection:
            for column in ("origin", "source", "root"):
                change = f"UPDATE documents SET {column} = replace({column}, 'home:', ?)"  # noqa: S608
                connection.execute(change, (f"{home}/",))
        size, digest = catalog.stat().st_size, hashlib.sha256(catalog.read_bytes()).hexdigest()
        fields["files"]["catalog.sqlite"] = [size, digest]
        manifest.write_text(json.dumps(fields), "utf-8")


def newest_manifest(home: Path) -> str:
    return max(home.glob("stories/harbour/snapshots/*/manifest.json")).read_text("utf-8")


@pytest.mark.parametrize("older", [False, True], ids=["now", "older"])
@pytest.mark.parametrize("move", [by_rename, by_backup])
async def test_wherever_a_home_lies_its_stories_are_kept_current(
    tmp_path: Path, outside: Path, move: Move, older: bool
) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    with Bureau(before) as bureau:
        await furnish(bureau, outside)
        expected = told(bureau)
    if older:
        written_as_before(before)
    move(before, after)
    with Bureau(after) as bureau:
        assert told(bureau) == expected
        report = again(bureau)
        assert (report.added, report.changed, report.removed, report.failed) == ([], [], [], [])
        assert (report.unchanged, report.embedded) == (3, report.passages)
        assert told(bureau) == expected
        verdicts = [verdict for _, verdict in bureau.library.verify_all("harbour", silent)]
        assert verdicts == [Verdict.IDENTICAL] * 3
        assert (await bureau.ask("When did the fleet sail?")).last.excerpts[0].text in LETTER
        assert "by Anna" in (await bureau.give("documents", "list", story="harbour")).words

        undo: list[list[str]] = []
        for _ in range(3):  # the build just now, the removal, the title
            await bureau.give("documents", "undo", story="harbour")
            undo.append(bureau.titles())
        assert undo == [
            ["Harbour log", "The dossier", "The letter"],
            ["A plan", "Harbour log", "The dossier", "The letter"],
            ["A letter", "A plan", "Harbour log", "The dossier"],
        ]
        await bureau.give("documents", "remove", document="A letter", story="harbour")
        assert again(bureau).failed == []
        assert bureau.titles() == ["A plan", "Harbour log", "The dossier"]


async def test_nothing_that_is_kept_of_a_story_says_where_its_home_lies(
    tmp_path: Path, outside: Path
) -> None:
    with Bureau(tmp_path / "home") as bureau:
        await furnish(bureau, outside)
        files = bureau.files()
    assert [name for name, content in files.items() if str(tmp_path / "home").encode() in content] == []
    catalog = next(content for name, content in files.items() if name.endswith("000006/catalog.sqlite"))
    assert b"home:stories/harbour/uploads/" in catalog
    assert f"{outside}/dossier.txt".encode() in catalog


async def test_a_home_of_an_older_version_goes_on_where_it_is(tmp_path: Path, outside: Path) -> None:
    home = tmp_path / "home"
    with Bureau(home) as bureau:
        await furnish(bureau, outside)
        expected, number = told(bureau), bureau.library.stories.number("harbour")
    written_as_before(home)
    assert f'"{home}/stories/harbour/uploads/' in newest_manifest(home)
    with Bureau(home) as bureau:
        assert told(bureau) == expected
        report = again(bureau, full=False)
        assert (report.snapshot, report.unchanged, report.failed) == (number, 3, [])  # nothing to be built
        said = await bureau.give("documents", "title", document="Harbour log", text="Log", story="harbour")
        assert str(home) not in newest_manifest(home)
        await bureau.press(said.action(Verb.UNDO))
        assert told(bureau) == expected


async def test_documents_that_somebody_put_into_the_home_move_with_it(tmp_path: Path, outside: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    by_rename(outside, before / "own")
    with Bureau(before) as bureau:
        bureau.library.build("harbour", [before / "own"], full=False, progress=silent)
    # They are no part of a backup, and it says so.
    assert backup(before, tmp_path / "b.tar.gz").outside == (str(before / "own"),)
    by_rename(before, after)
    with Bureau(after) as bureau:
        report = again(bureau)
        assert (report.unchanged, report.failed) == (1, [])
        assert bureau.library.current("harbour").manifest.roots == (str(after / "own"),)


async def test_a_home_may_be_reached_by_a_link_and_without(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "home").symlink_to(tmp_path / "disk")
    with Bureau(tmp_path / "home") as bureau:
        await bureau.harbour()
        (tmp_path / "staged").write_text(LETTER, "utf-8")
        kept = uploads.keep(tmp_path / "home" / "stories" / "harbour", tmp_path / "staged", "letter.txt")
        left(bureau, Wish("harbour", paths=(kept,), quiet=True))
        async with restarted(bureau) as upkeep:  # whose builds are in a process that is told the home, too
            await finished(bureau, upkeep)
        number = bureau.library.stories.number("harbour")
    with Bureau(tmp_path / "disk") as bureau:
        assert bureau.titles() == ["A letter", "Harbour log"]
        report = again(bureau, full=False)
        assert (report.snapshot, report.unchanged, report.failed) == (number, 2, [])
        assert f'"{tmp_path}' not in newest_manifest(tmp_path / "disk")


async def test_the_original_behind_a_quote_is_found_and_what_nothing_needs_is_let_go(
    tmp_path: Path, outside: Path
) -> None:
    with Bureau(tmp_path / "before") as bureau:
        await furnish(bureau, outside)
    by_rename(tmp_path / "before", tmp_path / "after")
    with Bureau(tmp_path / "after") as bureau:
        library, folder = bureau.library, tmp_path / "after" / "stories" / "harbour"
        (log,) = [one for one in library.current("harbour").documents() if one.title == "Harbour log"]
        sources = Sources(library.stories, bureau.state, library.verify)
        page = sources.page(Passport("harbour", Span(log.hash, 0, 11)))
        assert page.original
        assert page.original.is_relative_to(folder / "uploads")
        assert (page.file, page.original.read_text("utf-8")) == (Verdict.IDENTICAL, log.text)

        held = set(folder.glob("uploads/*/*"))
        (tmp_path / "staged").write_text("Nobody.", "utf-8")
        orphan = uploads.keep(folder, tmp_path / "staged", "orphan.txt")
        for kept in folder.glob("uploads/*"):
            os.utime(kept, (0, 0))
        sweep(bureau.settings, library, [])
        assert set(folder.glob("uploads/*/*")) == held
        assert not orphan.exists()


async def test_what_waits_to_be_built_when_a_home_is_moved_is_built_after_it(tmp_path: Path) -> None:
    with Bureau(tmp_path / "before") as bureau:
        await bureau.harbour()
        (tmp_path / "staged").write_text(LETTER, "utf-8")
        kept = uploads.keep(tmp_path / "before" / "stories" / "harbour", tmp_path / "staged", "letter.txt")
        left(bureau, Wish("harbour", paths=(kept,), quiet=True))
    by_rename(tmp_path / "before", tmp_path / "after")
    with Bureau(tmp_path / "after") as bureau:
        async with restarted(bureau) as upkeep:
            await finished(bureau, upkeep)
        assert bureau.titles() == ["A letter", "Harbour log"]
