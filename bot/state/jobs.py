"""Builds that were asked for: what shall be done, how far it is, what came of it.

    queued -> running -> done | failed | cancelled | interrupted

A job is kept before it starts and after it ends, so that a bot that was killed finds it again. `owner` is
the process that is at it; another takes it over only when that one is dead. What a job wants of files in
the home is kept by names that outlive a move of it (index/home.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.place import Place
from bot.state.database import Database, Row
from index.home import Home

COLUMNS = (
    "id, story, platform, team, channel, thread, direct, person, wanted, asked, owner, status, attempts, "
    "before, started, ended, result, problem, messages, told"
)


class Status(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def over(self) -> bool:
        return self not in {Status.QUEUED, Status.RUNNING}


@dataclass(frozen=True, slots=True)
class Job:
    """One build. Times are seconds since the epoch, `before` the snapshot that served when it first began.

    `wanted` and `result` are what goes into and comes out of the build's process, as JSON objects;
    `messages` are the platform's ids of the message that shows the job; `problem` is one sentence; `told`
    is set once everybody who waits for the job's end has heard of it.
    """

    id: str
    story: str
    place: Place
    person: str
    wanted: dict[str, Any]
    asked: float
    owner: str
    status: Status = Status.QUEUED
    attempts: int = 0
    before: int | None = None
    started: float | None = None
    ended: float | None = None
    result: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    messages: tuple[str, ...] = ()
    told: bool = False


class Jobs:
    def __init__(self, database: Database, home: Home) -> None:
        self._database, self._home = database, home

    def add(self, job: Job) -> bool:
        """Keep a new job; False when one of its id is known already, which stays as it is."""
        marks = ", ".join("?" * len(COLUMNS.split(",")))
        rows = self._database.rows(
            f"INSERT INTO jobs ({COLUMNS}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING RETURNING 1",  # noqa: S608 -- constants
            _values(replace(job, wanted=_renamed(job.wanted, self._home.kept))),
        )
        return bool(rows)

    def put(self, job: Job) -> None:
        """Keep a known job as it is now, but for its messages, which have a writer of their own."""
        self._database.rows(
            """
            UPDATE jobs SET status = ?, attempts = ?, before = ?, started = ?, ended = ?, result = ?,
                problem = ? WHERE id = ?
            """,
            (
                *(job.status, job.attempts, job.before, job.started, job.ended),
                *(json.dumps(job.result), job.problem, job.id),
            ),
        )

    def shown_in(self, job: str, messages: Sequence[str]) -> None:
        """Note the messages that show the job."""
        self._database.rows("UPDATE jobs SET messages = ? WHERE id = ?", (json.dumps(list(messages)), job))

    def get(self, job: str) -> Job | None:
        rows = self._database.rows(f"SELECT {COLUMNS} FROM jobs WHERE id = ?", (job,))  # noqa: S608 -- constants
        return self._job(rows[0]) if rows else None

    def unsettled(self) -> list[Job]:
        """Jobs that wait, run, or are over and not told of, whoever owns them, in the order asked for."""
        rows = self._database.rows(f"SELECT {COLUMNS} FROM jobs WHERE told = 0 ORDER BY asked, id")  # noqa: S608
        return list(map(self._job, rows))

    def take_over(self, job: str, old: str, new: str) -> bool:
        """Make `new` the owner unless somebody else already took it from `old`."""
        return bool(
            self._database.rows(
                "UPDATE jobs SET owner = ? WHERE id = ? AND owner = ? RETURNING 1", (new, job, old)
            )
        )

    def spare(self, owner: str) -> None:
        """Do not count the attempt that the owner itself breaks off."""
        self._database.rows(
            "UPDATE jobs SET attempts = attempts - 1 WHERE owner = ? AND status = 'running'", (owner,)
        )

    def settle(self, job: str) -> None:
        """Mark a job as over and told of."""
        self._database.rows("UPDATE jobs SET told = 1 WHERE id = ?", (job,))

    def _job(self, row: Row) -> Job:
        job = _job(row)
        return replace(job, wanted=_renamed(job.wanted, self._home.found))


def _renamed(wanted: dict[str, Any], name: Callable[[str], str]) -> dict[str, Any]:
    """What is wanted, with each path, and the origin in each edit, as `name` gives it."""
    renamed = dict(wanted)
    if "paths" in wanted:
        renamed["paths"] = [name(path) for path in wanted["paths"]]
    if "edits" in wanted:
        renamed["edits"] = [{**edit, "origin": name(edit["origin"])} for edit in wanted["edits"]]
    return renamed


def _values(job: Job) -> tuple[object, ...]:
    place = job.place
    return (
        *(job.id, job.story, *place.key, place.thread, int(place.direct), job.person),
        *(json.dumps(job.wanted), job.asked, job.owner, job.status, job.attempts, job.before),
        *(job.started, job.ended, json.dumps(job.result), job.problem, json.dumps(job.messages)),
        int(job.told),
    )


def _job(row: Row) -> Job:
    id_, story, platform, team, channel, thread, direct, person, wanted, asked, owner, status = row[:12]
    attempts, before, started, ended, result, problem, messages, told = row[12:]
    return Job(
        id=id_,
        story=story,
        place=Place(platform, team, channel, thread, bool(direct)),
        person=person,
        wanted=json.loads(wanted),
        asked=asked,
        owner=owner,
        status=Status(status),
        attempts=attempts,
        before=before,
        started=started,
        ended=ended,
        result=json.loads(result),
        problem=problem,
        messages=tuple(json.loads(messages)),
        told=bool(told),
    )
