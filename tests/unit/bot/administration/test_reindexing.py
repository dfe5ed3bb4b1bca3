"""/reindex and /questions as they come from a chat: acknowledged in private, refused to who may not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.access import Access
from bot.administration import building
from bot.administration.building import Wish
from bot.administration.questions import Questions
from bot.administration.reindexing import Reindexing
from bot.administration.rights import AccessError, Rights
from bot.conversation import Command, Press
from bot.place import Person, Place
from bot.reply import Action, Verb
from bot.state import Job, State, Story
from index.errors import UsageError
from index.query.evaluation import read_cases
from tests.wall import Heard

HERE = Place("chat", "team", "channel")
ELSEWHERE = Place("chat", "team", "other")
FOREIGN = Place("chat", "strangers", "channel")
ANN, BEN = Person("ann", administrator=True), Person("ben")


class Queue:
    """Takes builds and stops them; `heard` tells what was said by then."""

    def __init__(self, heard: Heard) -> None:
        self.heard, self.wishes, self.stopped = heard, list[tuple[Wish, str]](), list[str]()
        self.said_before = 0

    async def request(self, wish: Wish, place: Place, person: Person, *, id: str = "") -> building.Job:  # noqa: A002, ARG002
        self.said_before = len(self.heard.said)
        self.wishes.append((wish, id))
        return building.Job(id, wish.story)

    async def get(self, job: str) -> Job:
        return Job(job, "dossier", HERE, "ann", {}, 0.0, "o")

    async def cancel(self, job: str) -> None:
        self.stopped.append(job)


class Office:
    def __init__(self, state: State, folder: Path) -> None:
        self.state, self.heard, self.folder = state, Heard(), folder
        self.queue = Queue(self.heard)
        rights = Rights(state.stories, Access(state.places, "seeds"))
        state.stories.create(Story("dossier", platform="chat", team="team"))
        state.places.bind(HERE.whole_team, "dossier")
        self.reindexing = Reindexing(self.queue, rights, state, sources=lambda _: (), clock=lambda: 1.0)
        self.questions = Questions(
            state,
            rights,
            cases=lambda path: len(read_cases(path)),
            path=lambda story: folder / story / "questions.jsonl",
            clock=lambda: 1.0,
        )

    async def reindex(self, person: Person = ANN, place: Place = HERE, **options: str) -> None:
        await self.reindexing.reindex(Command(place, person, "c1", "reindex", options), self.heard)

    async def ask(self, text: bytes | None = None, person: Person = ANN, **options: str) -> str:
        files = () if text is None else (Paper(text),)
        command = Command(HERE, person, "c1", "questions", options, files=files)
        await self.questions.keep(command, self.heard)
        assert all(display.reply.private for display in self.heard.said)
        return self.heard.said[-1].reply.notice

    def acts(self) -> list[tuple[str, str, str]]:
        return [(act.person, act.what, act.story) for act in self.state.audit.page(None, 10)]


class Paper:
    """An attachment."""

    name = "../questions.jsonl"

    def __init__(self, text: bytes) -> None:
        self.text, self.size = text, len(text)

    async def save(self, path: Path, limit: int) -> None:
        assert len(self.text) <= limit
        path.write_bytes(self.text)  # noqa: ASYNC240 -- a few bytes


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with closing(State(tmp_path / "state.sqlite")) as state:
        yield Office(state, tmp_path)


async def test_it_is_acknowledged_in_private_before_it_is_asked_for(office: Office) -> None:
    await office.reindex()
    (said,) = office.heard.said
    assert (said.reply.private, said.reply.notice) == (True, "On it: story dossier is brought up to date.")
    assert office.queue.said_before == 1
    ((wish, id_),) = office.queue.wishes
    assert (wish, len(id_)) == (Wish("dossier"), 16)
    assert office.acts() == [("ann", "reindex", "dossier")]


@pytest.mark.parametrize("options", [{"full": "true"}, {"action": "full"}])
async def test_full_is_said_in_either_way(office: Office, options: dict[str, str]) -> None:
    await office.reindex(ANN, HERE, **options)
    assert office.queue.wishes[0][0].full
    assert office.acts() == [("ann", "reindex full", "dossier")]


@pytest.mark.parametrize(
    ("person", "place", "story"),
    [(BEN, HERE, ""), (BEN, HERE, "dossier"), (ANN, FOREIGN, "dossier"), (ANN, HERE, "seeds")],
)
async def test_who_may_not_starts_nothing(office: Office, person: Person, place: Place, story: str) -> None:
    with pytest.raises(AccessError):
        await office.reindex(person, place, story=story)
    assert (office.queue.wishes, office.heard.said, office.acts()) == ([], [], [])


async def test_a_build_is_stopped_from_where_it_is_shown(office: Office) -> None:
    press = Press(HERE, ANN, "p1", Action(Verb.CANCEL, "j1"))
    await office.reindexing.cancel(press, office.heard)
    assert office.queue.stopped == ["j1"]
    assert office.heard.said[0].reply.private
    assert office.acts() == [("ann", "reindex cancel", "dossier")]


@pytest.mark.parametrize(
    ("person", "place", "error"),
    [(BEN, HERE, AccessError), (ANN, ELSEWHERE, UsageError), (ANN, FOREIGN, UsageError)],
)
async def test_a_forged_button_stops_nothing(
    office: Office, person: Person, place: Place, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await office.reindexing.cancel(Press(place, person, "p1", Action(Verb.CANCEL, "j1")), office.heard)
    assert (office.queue.stopped, office.acts()) == ([], [])


CASES = b'{"question": "When?", "answers": ["now"]}\n{"question": "Who?", "answerable": false}\n'


async def test_questions_are_kept_shown_and_cleared(office: Office) -> None:
    (office.folder / "dossier").mkdir()
    assert await office.ask() == "Story dossier has no saved questions."
    assert "2 questions" in await office.ask(CASES, action="set")
    await office.ask(action="show")
    sheet = office.heard.said[-1].reply.sheet
    assert sheet is not None
    assert sheet.file is not None
    assert sheet.file.data == CASES
    await office.ask(action="clear")
    assert await office.ask() == "Story dossier has no saved questions."
    assert [what for _, what, _ in office.acts()] == ["questions clear", "questions set"]
    assert list((office.folder / "dossier").iterdir()) == []


@pytest.mark.parametrize("text", [b"", b"When?", json.dumps({"question": 3}).encode(), b"\xff"])
async def test_what_is_no_set_of_questions_changes_nothing(office: Office, text: bytes) -> None:
    (office.folder / "dossier").mkdir()
    await office.ask(CASES, action="set")
    with pytest.raises(UsageError):
        await office.ask(text, action="set")
    assert (office.folder / "dossier" / "questions.jsonl").read_bytes() == CASES


@pytest.mark.parametrize("action", ["set", "show", "clear"])
async def test_who_may_not_has_no_questions(office: Office, action: str) -> None:
    with pytest.raises(AccessError):
        await office.ask(CASES, BEN, action=action)
    assert office.acts() == []


async def test_a_set_needs_one_file_and_a_known_action(office: Office) -> None:
    with pytest.raises(UsageError, match="attach one"):
        await office.ask(action="set")
    with pytest.raises(UsageError, match="no 'burn'"):
        await office.ask(action="burn")
