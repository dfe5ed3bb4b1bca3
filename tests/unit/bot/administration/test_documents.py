"""Documents listed, looked into, corrected and removed in a conversation, and all of it taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.reply import Role, Verb
from index.store.catalog import Entry
from tests.bureau import BEN, LETTER, LOG, Bureau, Handed


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    with Bureau(tmp_path / "home") as made:
        await made.harbour()
        await made.give("documents", "add", Handed("letter.txt", LETTER.encode()), story="harbour")
        yield made


def held(bureau: Bureau) -> dict[str, Entry]:
    return {entry.document.hash: entry for entry in bureau.library.current("harbour").catalog.entries()}


async def test_the_list_says_when_it_came_and_to_administrators_from_whom(bureau: Bureau) -> None:
    said = await bureau.give("documents")
    assert "Story harbour: 2 documents." in said.notice
    assert "A letter: no known date · 1 passage · added" in said.words
    assert "by Anna" in said.words
    seen = await bureau.give("documents", "list", by=BEN)
    assert "A letter" in seen.words
    assert "Anna" not in seen.words
    assert seen.last.reply.private


async def test_what_was_read_is_shown_as_quotes(bureau: Bureau) -> None:
    said = await bureau.give("documents", "show", document="harbour log")
    assert "Published: no known date" in said.words
    assert "Dates found: 1" in said.words
    texts = [excerpt.text for excerpt in said.last.excerpts]
    assert texts == [LOG, "No ship came in on 2 May 1914."]
    assert [excerpt.label for excerpt in said.last.excerpts] == ["First lines", "2 May 1914"]


@pytest.mark.parametrize(
    ("action", "options", "words"),
    [
        ("remove", {}, "is no longer in story harbour"),
        ("title", {"text": "The log"}, "Harbour log is called The log now"),
        ("date", {"day": "3 May 1914"}, "is of 3 May 1914 now"),
    ],
)
async def test_a_change_is_taken_back_by_its_button_or_by_command(
    bureau: Bureau, action: str, options: dict[str, Any], words: str
) -> None:
    before, answers = held(bureau), await bureau.ask("What did the master write of the gates?")
    for way in ("button", "command"):
        said = await bureau.give("documents", action, document="Harbour log", **options)
        assert words in said.notice
        assert said.last.reply.private
        assert held(bureau) != before
        if way == "button":
            await bureau.press(said.action(Verb.UNDO))
        else:
            await bureau.give("documents", "undo")
        assert held(bureau) == before
    again = await bureau.ask("What did the master write of the gates?")
    assert [one.quote for one in again.last.excerpts] == [one.quote for one in answers.last.excerpts]


async def test_what_was_removed_is_quoted_no_longer(bureau: Bureau) -> None:
    await bureau.give("documents", "remove", document="Harbour log")
    said = await bureau.ask("What did the master write of the gates?")
    assert not any("gates" in excerpt.text for excerpt in said.last.excerpts)


async def test_a_document_is_named_by_its_id_where_titles_are_alike(bureau: Bureau) -> None:
    other = Handed("other.txt", (LOG + " Then it rained.").encode())
    await bureau.give("documents", "add", other, story="harbour")
    said = await bureau.give("documents", "remove", document="Harbour log")
    assert "2 documents are called 'Harbour log'" in said.notice
    (first, second) = sorted(h for h, entry in held(bureau).items() if entry.document.title == "Harbour log")
    await bureau.give("documents", "remove", document=second[:8])
    assert first in held(bureau)
    assert second not in held(bureau)
    assert (
        "nearest title is A letter" in (await bureau.give("documents", "remove", document="A leter")).notice
    )
    assert "`/documents list`" in (await bureau.give("documents", "remove", document="zzz")).notice


async def test_a_day_may_be_unknown_and_must_be_one(bureau: Bureau) -> None:
    await bureau.give("documents", "date", document="A letter", day="2021-05")
    said = await bureau.give("documents", "date", document="A letter", day="none")
    assert "is of no known date now" in said.notice
    refused = await bureau.give("documents", "date", document="A letter", day="the day of days")
    assert refused.last.reply.role is Role.REFUSAL
    assert (
        "Nothing has changed"
        in (await bureau.give("documents", "date", document="A letter", day="none")).notice
    )


async def test_history_leads_back_to_any_snapshot_that_is_kept(bureau: Bureau) -> None:
    await bureau.give("documents", "title", document="A letter", text="Second")
    await bureau.give("documents", "title", document="Second", text="Third")
    said = await bureau.give("documents", "history")
    assert "4 snapshots to go back to" in said.notice
    assert "current" in said.words.splitlines()[1]
    await bureau.give("documents", "undo", to="2")
    assert bureau.titles() == ["A letter", "Harbour log"]
    await bureau.give("documents", "undo", to="4")
    assert bureau.titles() == ["Harbour log", "Third"]
    refused = await bureau.give("documents", "undo", to="77")
    assert "no earlier snapshot" in refused.notice


async def test_there_is_an_end_to_going_back(bureau: Bureau) -> None:
    await bureau.give("documents", "undo")
    said = await bureau.give("documents", "undo")
    assert "no earlier snapshot" in said.notice
    assert bureau.titles() == ["Harbour log"]


async def test_each_change_is_in_the_audit_log_before_and_after(bureau: Bureau) -> None:
    await bureau.give("documents", "title", document="A letter", text="The letter")
    await bureau.give("documents", "undo")
    said = await bureau.give("audit")
    assert "A letter, snapshot 2 → The letter, snapshot 3" in said.words
    assert "snapshot 3 → snapshot 4" in said.words


async def test_a_full_disk_is_told_and_changes_nothing(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before, audit = bureau.files(), bureau.tables()["audit"]
    monkeypatch.setattr("index.store.catalog.write", full)
    letter = Handed("new.txt", b"A new one. It tells of the sea.")
    for said in (
        await bureau.give("documents", "add", letter, story="harbour"),
        await bureau.give("documents", "remove", document="A letter"),
    ):
        assert "make room" in said.notice
    assert bureau.files("vectors.sqlite") == {
        name: data for name, data in before.items() if not name.endswith("vectors.sqlite")
    }
    assert bureau.tables()["audit"] == audit
