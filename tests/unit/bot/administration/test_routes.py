"""A person without rights changes nothing, whichever way they come; one way after the other.

Not a byte of a story, not a row of the state and not a line of the audit log may differ afterwards.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Person, Place
from bot.reply import Action, Role, Verb
from tests.bureau import ANNA, BEN, LETTER, OURS, THEIRS, Bureau, Handed, Said

ALONE = Place("chat", "", "dm", direct=True)
ROBOT = Person("robot", bot=True, administrator=True)
ACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("stories", "create", {"name": "mine"}),
    ("stories", "describe", {"story": "harbour", "description": "Mine now"}),
    ("stories", "bind", {"story": "harbour", "where": "channel"}),
    ("stories", "bind", {"story": "harbour", "where": "team"}),
    ("stories", "bind", {"story": "harbour", "where": "direct"}),
    ("stories", "unbind", {"story": "harbour"}),
    ("stories", "archive", {"story": "harbour"}),
    ("stories", "restore", {"story": "shelved"}),
    ("stories", "admin", {"story": "harbour", "person": "ben"}),
    ("stories", "admin", {"story": "harbour", "person": "cleo", "remove": "yes"}),
    ("documents", "add", {"story": "harbour"}),
    ("documents", "add", {"story": "harbour", "url": "https://example.org/"}),
    ("documents", "remove", {"story": "harbour", "document": "Harbour log"}),
    ("documents", "title", {"story": "harbour", "document": "Harbour log", "text": "Mine"}),
    ("documents", "date", {"story": "harbour", "document": "Harbour log", "day": "1999-01-01"}),
    ("documents", "undo", {"story": "harbour"}),
    ("documents", "undo", {"story": "harbour", "to": "1"}),
    ("add", "", {"story": "harbour", "text": LETTER}),
]
"""Everything that changes something, as a slash command, a form or a message action gives it."""
LOOKS: list[tuple[str, str, dict[str, Any]]] = [
    ("documents", "history", {"story": "harbour"}),
    ("audit", "", {}),
]
"""What shows more than everybody may see."""


@pytest.fixture
async def bureau(tmp_path: Path) -> AsyncIterator[Bureau]:
    with Bureau(tmp_path / "home", FOOTNOTE_ADD_URLS="true", FOOTNOTE_ADMINS="olga") as made:
        await made.harbour()
        await made.give("stories", "admin", story="harbour", person="cleo")
        await made.give("stories", "create", name="shelved")
        await made.give("stories", "archive", story="shelved")
        await made.give("documents", "title", document="Harbour log", text="The log", story="harbour")
        await made.give("documents", "title", document="The log", text="Harbour log", story="harbour")
        await made.give("stories", "create", name="elsewhere", at=THEIRS)
        yield made


class Untouched:
    """What must be the same afterwards."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau
        self._before = self._all()

    def _all(self) -> object:
        return self._bureau.files(), self._bureau.tables()

    def check(self, said: Said) -> None:
        """That nothing changed, and that the person was told so for their eyes only."""
        assert self._all() == self._before
        assert said.last.reply.role is Role.REFUSAL
        assert said.last.reply.private
        assert said.last.excerpts == ()


WAYS = {
    "somebody in the channel": (BEN, OURS),
    "an administrator of another server, with this one's story id": (ANNA, THEIRS),
    "an administrator, in a conversation with the bot alone": (ANNA, ALONE),
    "somebody named in the settings, in another server": (Person("olga"), THEIRS),
    "a bot that manages the server": (ROBOT, OURS),
    "nobody": (Person(""), OURS),
    "the same id on another platform": (Person("anna"), replace(OURS, platform="other")),
}
AT_HOME = {"create", "unbind", "audit"}
"""What those who administer the place itself may do there, and with nothing of another's."""


@pytest.mark.parametrize("way", WAYS)
async def test_a_command_a_form_or_a_message_action(bureau: Bureau, way: str) -> None:
    person, place = WAYS[way]
    for command, action, options in [*ACTS, *LOOKS]:
        if place == THEIRS and (action or command) in AT_HOME:
            continue
        untouched = Untouched(bureau)
        files = [Handed("letter.txt", LETTER.encode())] if action == "add" else []
        untouched.check(await bureau.give(command, action, *files, by=person, at=place, **options))


async def test_a_storys_own_administrator_cannot_pass_it_on_or_put_it_away(bureau: Bureau) -> None:
    cleo = Person("cleo")
    for command, action, options in ACTS:
        if action in {"create", "bind", "unbind", "archive", "restore", "admin"}:
            untouched = Untouched(bureau)
            untouched.check(await bureau.give(command, action, by=cleo, **options))


async def undo_button(bureau: Bureau) -> Action:
    said = await bureau.give("documents", "title", document="Harbour log", text="The log", story="harbour")
    return said.action(Verb.UNDO)


async def test_a_button_that_was_offered_to_somebody_else(bureau: Bureau) -> None:
    button = await undo_button(bureau)
    for person in (BEN, ROBOT, Person("")):
        untouched = Untouched(bureau)
        untouched.check(await bureau.press(button, by=person))
    assert bureau.titles() == ["The log"]


async def test_a_button_carried_to_another_place(bureau: Bureau) -> None:
    button = await undo_button(bureau)
    for place in (THEIRS, ALONE, replace(OURS, channel="other"), replace(OURS, platform="other")):
        untouched = Untouched(bureau)
        untouched.check(await bureau.press(button, at=place))


async def test_a_forged_button(bureau: Bureau) -> None:
    button = await undo_button(bureau)
    listed = bureau.state.offers.make(OURS, "documents", 1.0, story="harbour")
    theirs = bureau.state.offers.make(THEIRS, "undo", 1.0, story="harbour")
    forged = [
        Action(Verb.UNDO, "0" * 16, button.number),
        Action(Verb.UNDO, listed, button.number),  # an id of another list
        Action(Verb.UNDO, button.exchange, button.number - 1),  # of a change before the last
        Action(Verb.UNDO, button.exchange, 0),
        Action(Verb.PAGE, button.exchange, 1),
        Action(Verb.CANCEL, button.exchange),
        Action(Verb.MORE, button.exchange),
    ]
    for action in forged:
        untouched = Untouched(bureau)
        untouched.check(await bureau.press(action))
    # An offer of another server's own making, about a story that is not theirs.
    untouched = Untouched(bureau)
    untouched.check(await bureau.press(Action(Verb.UNDO, theirs, button.number), at=THEIRS))


async def test_pages_are_turned_only_by_those_who_may_see_them(bureau: Bureau) -> None:
    for kind in ("audit", "history"):
        offer = bureau.state.offers.make(OURS, kind, 1.0, story="harbour")
        untouched = Untouched(bureau)
        untouched.check(await bureau.press(Action(Verb.PAGE, offer, 1), by=BEN))


async def test_a_replayed_command_is_done_once_and_for_nobody_else(bureau: Bureau) -> None:
    first = await bureau.give("stories", "describe", story="harbour", description="One", id_="interaction")
    assert first.displays
    audit = bureau.tables()["audit"]
    for person in (ANNA, BEN):
        again = await bureau.give(
            "stories", "describe", story="harbour", description="Two", id_="interaction", by=person
        )
        assert again.displays == []
    assert bureau.state.stories.get("harbour").description == "One"
    assert bureau.tables()["audit"] == audit


async def test_a_replayed_press_is_done_once(bureau: Bureau) -> None:
    button = await undo_button(bureau)
    await bureau.press(button, id_="interaction")
    files = bureau.files()
    assert (await bureau.press(button, id_="interaction")).displays == []
    assert (await bureau.press(button, id_="interaction", by=BEN)).displays == []
    # Pressed anew it would take back a change that was not made with it.
    second = await bureau.press(button)
    assert "changed since" in second.notice
    assert bureau.files() == files


async def test_a_document_of_another_story_is_not_to_be_had(bureau: Bureau) -> None:
    await bureau.give("documents", "add", Handed("letter.txt", LETTER.encode()), story="elsewhere", at=THEIRS)
    (log,) = bureau.library.current("harbour").documents()
    for action in ("show", "remove", "title", "date"):
        untouched = Untouched(bureau)
        options: dict[str, Any] = {
            "story": "elsewhere",
            "document": log.hash,
            "text": "x",
            "day": "1999-01-01",
        }
        said = await bureau.give("documents", action, at=THEIRS, **options)
        untouched.check(said)
        assert "has no document" in said.notice


async def test_whether_a_story_of_others_exists_is_not_told(bureau: Bureau) -> None:
    for command, action, options in ACTS:
        if options.get("story") != "harbour":
            continue
        real = await bureau.give(command, action, at=THEIRS, **options)
        made_up = await bureau.give(command, action, at=THEIRS, **{**options, "story": "nowhere"})
        assert real.notice.replace("harbour", "nowhere") == made_up.notice


async def test_those_who_may_can_do_each_of_them(bureau: Bureau) -> None:
    """The counter-proof: it is the rights that refuse above, and nothing else."""
    done: set[tuple[str, str]] = set()
    for command, action, options in ACTS:
        if "url" in options or options.get("to"):
            continue
        before = Untouched(bureau)
        files = [Handed(f"{len(done)}.txt", f"{LETTER} {len(done)}".encode())] if action == "add" else []
        given = {**options, **({"text": f"{LETTER} {len(done)} so."} if command == "add" else {})}
        said = await bureau.give(command, action, *files, **given)
        assert said.last.reply.role is not Role.REFUSAL, said.notice
        assert before._all() != before._before
        done.add((command, action))
        if action == "archive":
            await bureau.give("stories", "restore", story="harbour")
        if action in {"remove", "title", "date"}:
            await bureau.give("documents", "undo", story="harbour")
    assert len(done) == len({(command, action) for command, action, _ in ACTS})
