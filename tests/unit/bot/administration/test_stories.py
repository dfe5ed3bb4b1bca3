"""Stories as such: whose they are, where they can be asked, and put away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Person, Place
from bot.reply import Role, Verb
from tests.bureau import BEN, OURS, THEIRS, Bureau, Handed

ELSEWHERE = replace(OURS, channel="elsewhere")
TERMINAL = Place("terminal", "", "chat", direct=True)


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    with Bureau(tmp_path / "home") as made:
        await made.harbour()
        yield made


async def quoted(bureau: Bureau, at: Place, **options: str) -> bool:
    said = await bureau.ask("What did the master write of the gates?", at, **options)
    return bool(said.last.excerpts)


async def test_a_question_sees_the_story_bound_to_its_place_and_no_other(bureau: Bureau) -> None:
    assert await quoted(bureau, OURS)
    assert not await quoted(bureau, ELSEWHERE)
    assert not await quoted(bureau, ELSEWHERE, story="harbour")
    await bureau.give("stories", "bind", story="harbour", where="team")
    assert await quoted(bureau, ELSEWHERE)
    assert not await quoted(bureau, THEIRS)
    await bureau.give("stories", "unbind", story="harbour", where="team")
    assert not await quoted(bureau, ELSEWHERE)


async def test_a_story_is_bound_for_those_who_write_to_the_bot_alone(bureau: Bureau) -> None:
    alone = Place("chat", "ours", "D1", direct=True)
    assert not await quoted(bureau, alone)
    await bureau.give("stories", "bind", story="harbour", where="direct")
    assert await quoted(bureau, alone)
    assert not await quoted(bureau, replace(alone, team="theirs"))


async def test_what_belongs_to_no_team_is_bound_by_those_named_in_the_settings(
    tmp_path: Path,
) -> None:
    server = Place("discord", "guild", "channel")
    with Bureau(tmp_path / "discord", FOOTNOTE_ADMINS="olga") as bureau:
        await bureau.give("stories", "create", name="lore", at=server)
        refused = await bureau.give("stories", "bind", story="lore", where="direct", at=server)
        assert "FOOTNOTE_ADMINS" in refused.notice
        alone = Place("discord", "", "D1", direct=True)
        assert bureau.access.allowed(alone) == ("seeds",)
        for action, allowed in (("bind", ("lore",)), ("unbind", ("seeds",))):
            await bureau.give("stories", action, story="lore", where="direct", at=server, by=Person("olga"))
            assert bureau.access.allowed(alone) == allowed


async def test_an_archived_story_is_asked_nowhere_and_comes_back_whole(bureau: Bureau) -> None:
    files = bureau.files()
    said = await bureau.give("stories", "archive", story="harbour")
    assert "archived" in said.notice
    assert "is archived" in (await bureau.ask("What did the master write?")).notice
    assert "archived already" in (await bureau.give("stories", "archive", story="harbour")).notice
    await bureau.give("stories", "restore", story="harbour")
    assert await quoted(bureau, OURS)
    assert bureau.files() == files


async def test_everybody_sees_what_they_may_ask_and_administrators_what_is_theirs(bureau: Bureau) -> None:
    await bureau.give("stories", "create", name="unbound", description="Not yet")
    assert "harbour: The harbour affair · 1 document · asked here" in (await bureau.give("stories")).words
    assert "unbound: Not yet · no documents yet" in (await bureau.give("stories", "list")).words
    seen = (await bureau.give("stories", "list", by=BEN)).words
    assert "harbour" in seen
    assert "unbound" not in seen
    theirs = (await bureau.give("stories", "list", at=THEIRS)).words
    assert "harbour" not in theirs
    assert "unbound" not in theirs
    assert "unbound" in (await bureau.give("stories", "list", at=TERMINAL)).words


async def test_a_long_list_is_turned_by_its_buttons(bureau: Bureau) -> None:
    for number in range(12):
        await bureau.give("stories", "create", name=f"story-{number:02}")
    first = await bureau.give("stories", "list")
    assert "page 1 of 2" in first.notice
    second = await bureau.press(first.action(Verb.PAGE))
    assert "page 2 of 2" in second.notice
    assert "story-11" in second.words
    assert "page 2 of 2" in (await bureau.give("stories", "list", page="99")).notice


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"name": ""}, "name is missing"),
        ({"name": "../up"}, "no story name"),
        ({"name": "harbour"}, "taken"),
        ({"name": "x" * 70}, "no story name"),
    ],
)
async def test_a_name_that_will_not_do_is_refused(
    bureau: Bureau, options: dict[str, Any], reason: str
) -> None:
    said = await bureau.give("stories", "create", **options)
    assert said.last.reply.role is Role.REFUSAL
    assert reason in said.notice


async def test_a_storys_own_administrator_changes_its_documents(bureau: Bureau) -> None:
    letter = Handed("letter.txt", b"A letter. The fleet sailed.")
    assert "administrators" in (await bureau.give("documents", "add", letter, by=BEN, story="harbour")).notice
    await bureau.give("stories", "admin", story="harbour", person="<@ben>")
    assert (
        "Read 1 document" in (await bureau.give("documents", "add", letter, by=BEN, story="harbour")).notice
    )
    await bureau.give("stories", "admin", story="harbour", person="ben", remove="yes")
    assert "administrators" in (await bureau.give("documents", "undo", by=BEN, story="harbour")).notice
    assert "no person's id" in (await bureau.give("stories", "admin", story="harbour", person="a b")).notice


async def test_what_cannot_be_is_said(bureau: Bureau) -> None:
    assert "there are list, create" in (await bureau.give("stories", "burn")).notice
    assert (
        "one of channel, team, direct"
        in (await bureau.give("stories", "bind", story="harbour", where="moon")).notice
    )
    assert "is not bound" in (await bureau.give("stories", "unbind", story="harbour", where="team")).notice


async def test_the_audit_log_tells_who_did_what_and_only_to_those_concerned(bureau: Bureau) -> None:
    await bureau.give("stories", "describe", story="harbour", description="Ships")
    said = await bureau.give("audit")
    assert "Anna (anna) · story harbour · The harbour affair → Ships" in said.words
    assert "documents add" in said.words
    assert "0 acts" in (await bureau.give("audit", at=THEIRS)).notice
    assert "only administrators" in (await bureau.give("audit", by=BEN)).notice.lower()
    assert "4 acts" in (await bureau.give("audit", at=TERMINAL, by=BEN)).notice


async def test_a_long_log_has_pages(bureau: Bureau) -> None:
    for number in range(25):
        await bureau.give("stories", "describe", story="harbour", description=f"Number {number}")
    first = await bureau.give("audit")
    assert "28 acts, page 1 of 3" in first.notice
    assert "Number 23 → Number 24" in first.words
    second = await bureau.press(first.action(Verb.PAGE))
    assert "page 2 of 3" in second.notice
    assert "Number 13 → Number 14" in second.words
