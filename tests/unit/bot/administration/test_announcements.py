"""What is new, told once to those who want to hear it and may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.access import Access
from bot.administration.announcements import Announcements
from bot.administration.posting import Posting
from bot.administration.result import Result
from bot.administration.rights import AccessError, Rights
from bot.conversation import Boards, Command
from bot.place import Person, Place
from bot.reply import Label, Role, show
from bot.state import Job, State, Status
from index.model import Citation, Quote, Span
from tests.small_engine import Shelf, document
from tests.wall import Heard, Wall

HERE = Place("chat", "team", "channel", thread="thread")
THERE = Place("chat", "team", "other")
FOREIGN = Place("chat", "strangers", "channel")
ANN = Person("ann", administrator=True)
TEXT = document("The bridge opened on 12 June 2020. Many came.", "The bridge")
SPAN = Span(TEXT.hash, 0, 34)
QUOTE = Quote(SPAN, Citation.of(TEXT, 0), 0.0)
RESULT = Result(
    "dossier", 2, 1, 9, 3, 1.0, {"added": 1},
    leads=(QUOTE,), new_dates=3, events=(QUOTE,), labels=(Label("12 June 2020", "June 2020"),),
)  # fmt: skip
JOB = Job("j1", "dossier", HERE, "ann", {}, 0.0, "o", status=Status.DONE, result=RESULT.as_json())


class Town:
    """Announcements over a small story."""

    def __init__(self, state: State) -> None:
        self.state, self.wall, boards = state, Wall(), Boards()
        boards.register("chat", self.wall)
        self.shelf = Shelf([TEXT])
        access = Access(state.places, "seeds")
        self.announcements = Announcements(
            Posting(boards, {"chat"}),
            Rights(state.stories, access),
            access,
            state,
            display=lambda _, reply: show(reply, self.shelf),
            clock=lambda: 100.0,
        )
        state.places.bind(HERE.whole_team, "dossier")

    async def subscribe(self, place: Place, person: Person = ANN, action: str = "on") -> str:
        heard = Heard()
        command = Command(place, person, "c", "announcements", {"action": action})
        await self.announcements.subscribe(command, heard)
        assert all(one.reply.private for one in heard.said)
        return heard.said[0].reply.notice


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with closing(State(tmp_path / "state.sqlite")) as state:
        yield Town(state)


async def test_new_documents_and_events_are_quoted(town: Town) -> None:
    assert "dossier" in await town.subscribe(HERE)
    await town.announcements.announce(JOB)
    (first, news), (second, dates) = town.wall.shown.values()
    assert first == second == HERE.whole_channel
    assert news.reply.notice == "New in story dossier: 1 document."
    assert [one.text for one in news.excerpts] == ["The bridge opened on 12 June 2020."]
    assert dates.reply.role is Role.TIMELINE
    assert dates.reply.notice == "New on the timeline of story dossier: 3 events; 1 of them."
    assert [one.label for one in dates.excerpts] == ["12 June 2020"]


async def test_the_same_news_is_told_once(town: Town) -> None:
    await town.subscribe(HERE)
    await town.announcements.announce(JOB)
    told = len(town.wall.edits)
    await town.announcements.announce(JOB)  # as after a restart
    assert len(town.wall.edits) == told
    await town.subscribe(THERE)
    await town.announcements.announce(JOB)
    assert len(town.wall.edits) == 2 * told


@pytest.mark.parametrize(
    "job",
    [
        replace(JOB, status=Status.FAILED),
        replace(JOB, result=replace(RESULT, snapshot=1).as_json()),
        replace(JOB, result=replace(RESULT, leads=(), events=(), labels=(), new_dates=0).as_json()),
    ],
)
async def test_nothing_new_nothing_said(town: Town, job: Job) -> None:
    await town.subscribe(HERE)
    await town.announcements.announce(job)
    assert town.wall.edits == []


async def test_what_is_no_longer_in_the_story_is_not_quoted(town: Town) -> None:
    await town.subscribe(HERE)
    town.shelf = Shelf([])
    await town.announcements.announce(JOB)
    assert town.wall.edits == []


async def test_a_place_that_may_not_ask_the_story_hears_nothing_of_it(town: Town) -> None:
    await town.subscribe(FOREIGN)
    await town.subscribe(HERE)
    town.state.places.unbind(HERE.whole_team, "dossier")
    await town.announcements.announce(JOB)
    assert town.wall.edits == []


async def test_who_had_enough_hears_no_more(town: Town) -> None:
    await town.subscribe(HERE)
    await town.subscribe(HERE, action="off")
    await town.announcements.announce(JOB)
    assert town.wall.edits == []


async def test_only_administrators_subscribe_a_channel(town: Town) -> None:
    with pytest.raises(AccessError):
        await town.subscribe(HERE, Person("ben"))
    assert town.state.subscribers.all() == []


async def test_who_subscribes_is_in_the_audit_log(town: Town) -> None:
    await town.subscribe(HERE)
    (act,) = town.state.audit.page(None, 10)
    assert (act.person, act.what) == ("ann", "announcements on")
