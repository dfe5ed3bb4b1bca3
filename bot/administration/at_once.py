"""Builds on the command line: done before the command returns, by the process that was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.administration.building import Job, Outcome, Wish
from bot.place import Person, Place
from index.errors import FootnoteError


class AtOnce:
    """`run` builds and blocks; what it refuses becomes the outcome's problem."""

    at_once = True

    def __init__(self, run: Callable[[Wish], Outcome]) -> None:
        self._run = run
        self._outcomes: dict[str, Outcome] = {}

    async def request(self, wish: Wish, place: Place, person: Person) -> Job:  # noqa: ARG002 -- it asked itself
        job = Job(str(len(self._outcomes) + 1), wish.story)
        try:
            self._outcomes[job.id] = await asyncio.to_thread(self._run, wish)
        except FootnoteError as error:
            self._outcomes[job.id] = Outcome(wish.story, problem=str(error))
        return job

    async def outcome(self, job: Job) -> Outcome:
        return self._outcomes[job.id]
