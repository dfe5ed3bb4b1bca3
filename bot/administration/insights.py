"""The command /insights: what was asked, answered and declined, what people said of it, what was slow."""

from __future__ import annotations

import asyncio
import csv
import io
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from bot.administration.rights import Rights
from bot.conversation import Command, Responder
from bot.reply import Display, File, Sheet, report
from bot.state import State
from bot.state.insights import Asked
from index.errors import UsageError
from index.runtime import Floats

DAYS = 30
DAY = 24 * 3600.0
TOPICS, SLOWEST, REASONS = 5, 3, 5
"""How many of each are listed."""
NEAR = 0.6
"""Cosine from which two declined questions are of one topic."""
COMPARED = 500
"""Declined questions that are grouped, the latest: some seconds of the model's work."""
FORMULA = frozenset("=+-@\t\r＝＋－＠")  # the wide ones are taken for the others

Embed = Callable[[Sequence[str]], Floats]
"""Unit vectors, one row a text."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Declined questions that mean much the same, by the one that is nearest to all of them."""

    question: str
    times: int


class Insights:
    """Options of the command: `days` (30), and the action `export` for all of it as a CSV file.

    A team sees its own questions, whoever is trusted sees all. `kept` says whether questions are kept at all.
    """

    def __init__(
        self, state: State, rights: Rights, embed: Embed, *, kept: bool, clock: Callable[[], float]
    ) -> None:
        self._state, self._rights, self._embed, self._kept = state, rights, embed, kept
        self._clock = clock

    async def show(self, command: Command, responder: Responder) -> None:
        """Raises `FootnoteError` for who may not, and where insights are switched off."""
        days = _days(command.options.get("days", ""))
        asked = await asyncio.to_thread(self._asked, command, days)
        await responder.working(0)
        export = command.options.get("action") == "export"
        sheet = await asyncio.to_thread(summary, asked, self._embed, export=export)
        heading = f"Questions of the last {days} days" if days > 1 else "Questions of the last day"
        await responder.say(Display(report(heading, sheet)))

    def _asked(self, command: Command, days: int) -> list[Asked]:
        self._rights.check(command.person, command.place)
        if not self._kept:
            raise UsageError("insights are switched off; FOOTNOTE_INSIGHTS=true keeps questions for them")
        place = command.place
        team = None if self._rights.trusts(place) else (place.platform, place.team)
        return self._state.insights.asked(self._clock() - days * DAY, team)


def summary(asked: Sequence[Asked], embed: Embed, *, export: bool = False) -> Sheet:
    """What there is to say about some questions, with all of them as a file where that is wanted."""
    declined = [one.question for one in asked if not one.answered][-COMPARED:]
    rows = tuple(_rows(asked, topics(declined, embed)))
    return Sheet(rows=rows, file=File("insights.csv", as_csv(asked)) if export else None)


def topics(questions: Sequence[str], embed: Embed) -> list[Topic]:
    """Questions grouped by meaning, the largest group first; equal groups in the order asked.

    Each question joins the first group whose first question is near enough, so the result does not depend
    on anything but the order.
    """
    if not questions:
        return []
    counts = Counter(" ".join(question.split()) for question in questions)
    texts = list(counts)
    vectors = embed(texts)
    groups: list[list[int]] = []
    for row in range(len(texts)):
        near = (group for group in groups if float(vectors[group[0]] @ vectors[row]) >= NEAR)
        group = next(near, None)
        if group is None:
            groups.append([row])
        else:
            group.append(row)

    def topic(group: Sequence[int]) -> Topic:
        inside = vectors[list(group)]
        middle = int(np.argmax(np.round(inside @ inside.sum(axis=0), 5)))
        return Topic(texts[group[middle]], sum(counts[texts[row]] for row in group))

    return sorted(map(topic, groups), key=lambda one: -one.times)


def as_csv(asked: Sequence[Asked]) -> bytes:
    """Every question as a row, UTF-8 with a byte order mark for Excel; nobody's name or id is in it.

    A cell that a spreadsheet would calculate is led by an apostrophe
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL)
    table.writerow(
        ("asked", "story", "question", "answered", "confidence", "seconds", "useful", "not useful", "reasons")
    )
    for one in asked:
        at = datetime.fromtimestamp(one.asked, UTC).isoformat(timespec="seconds")
        answered = "yes" if one.answered else "no"
        figures = (f"{one.confidence:.3f}", f"{one.seconds:.3f}", one.useful, one.useless)
        reasons = " | ".join(one.reasons)
        table.writerow((at, one.story, harmless(one.question), answered, *figures, harmless(reasons)))
    return out.getvalue().encode("utf-8-sig", "surrogatepass")


def harmless(cell: str) -> str:
    """The text, led by an apostrophe where a spreadsheet would take it for a formula."""
    risky = cell[:1] in FORMULA or cell.lstrip()[:1] in FORMULA
    return f"'{cell}" if cell and risky else cell


def _rows(asked: Sequence[Asked], declined: Sequence[Topic]) -> Iterator[tuple[str, str]]:
    answered = sum(one.answered for one in asked)
    yield "asked", f"{len(asked):,}"
    yield "answered", f"{answered:,}"
    yield "declined", f"{len(asked) - answered:,}"
    for topic in declined[:TOPICS]:
        yield f"declined {topic.times:,} times" if topic.times > 1 else "declined once", _line(topic.question)
    useful, useless = sum(one.useful for one in asked), sum(one.useless for one in asked)
    yield "called useful", f"{useful:,}"
    yield "called not useful", f"{useless:,}"
    for one in [one for one in reversed(asked) if one.reasons][:REASONS]:
        yield "because", f"{_line(' | '.join(one.reasons))} ({_line(one.question)})"
    timed = sorted((one for one in asked if one.seconds), key=lambda one: -one.seconds)
    if timed:
        yield "seconds, median", f"{statistics.median(one.seconds for one in timed):.2f}"
    for one in timed[:SLOWEST]:
        yield f"slow, {one.seconds:.2f} s", _line(one.question)


def _days(text: str) -> int:
    if not text:
        return DAYS
    if not text.isdecimal() or not 1 <= int(text) <= 3650:  # noqa: PLR2004 -- ten years
        raise UsageError(f"days must be a number from 1 to 3650, not {text[:20]!r}")
    return int(text)


def _line(text: str) -> str:
    return " ".join(text.split())
