"""Memory over many questions: the conversation, the library and the state as `footnote run` has them.

    python -m bench.soak [--questions N] [--every N] [--timelines N]

Every question is new (words drawn from the documents), every tenth answer is paged, put in context and
verified. Prints resident memory at intervals; fails when the second half of the questions grows by more than
`GROWTH` megabytes. Timelines come after: a drawn picture of ten megabytes comes and goes, and what the
allocator keeps of it moves up and down, so that there is no bound to hold it to.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import re
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

from bot.conversation import Command, Conversation, Person, Place, Press
from bot.reply import Display, Verb
from bot.wiring import Session

ROOT = Path(__file__).parents[1]
GROWTH = 2.0
"""Megabytes: an allocator's fragments; a leak of a kilobyte a question would be 10 in 10,000 questions."""
PAGE = 4096


Act = Callable[[Conversation, int, str], Awaitable[None]]


class Paper:
    """A responder that keeps the last answer's buttons."""

    def __init__(self) -> None:
        self.last: Display | None = None

    async def working(self, ahead: int) -> None: ...

    async def say(self, display: Display) -> Sequence[str]:
        self.last = display
        return ("1",)

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        self.last = display
        return messages

    async def remove(self, messages: Sequence[str]) -> None: ...


def resident() -> float:
    """Megabytes of resident memory, now (Linux)."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * PAGE / 1e6


def questions(session: Session, seed: int) -> Iterator[str]:
    """Questions without end, of three to nine words of the story."""
    draw = random.Random(seed)
    words = [
        word
        for document in session.library.current(session.settings.story).documents()
        for word in re.findall(r"\w{3,}", document.text)
    ]
    while True:
        yield " ".join(draw.choices(words, k=draw.randint(3, 9))) + "?"


async def one(conversation: Conversation, number: int, question: str) -> None:
    place, person = (
        Place("soak", "t", f"c{number % 100}", f"thread {number % 997}"),
        Person(f"p{number % 211}"),
    )
    paper = Paper()
    await conversation.command(Command(place, person, f"m{number}", "ask", {"question": question}), paper)
    if number % 10 == 9 and paper.last:
        wanted = {Verb.MORE, Verb.CONTEXT, Verb.VERIFY, Verb.NEAREST, Verb.USEFUL}
        for action in [action for action in paper.last.reply.actions if action.verb in wanted]:
            await conversation.press(Press(place, person, f"m{number}{action.verb}", action), paper)


async def timeline(conversation: Conversation, number: int, question: str) -> None:
    place, options = Place("soak", "t", "c"), {"topic": question.split(maxsplit=1)[0]}
    await conversation.command(Command(place, Person("p"), f"t{number}", "timeline", options), Paper())


async def soak(session: Session, act: Act, count: int, every: int, noun: str) -> list[float]:
    """Resident memory after each `every` acts, in megabytes."""
    sizes: list[float] = []
    asked = questions(session, 1)
    async with session.conversation(alone=True) as conversation:
        started = time.monotonic()
        for number in range(count):
            await act(conversation, number, next(asked))
            if (number + 1) % every == 0:
                gc.collect()
                sizes.append(resident())
                rate = (number + 1) / (time.monotonic() - started)
                print(f"{number + 1:>7,} {noun}  {sizes[-1]:7.1f} MB  {rate:6.1f}/s", flush=True)
    return sizes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--every", type=int, default=1_000)
    parser.add_argument("--timelines", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        many = {"FOOTNOTE_PERSON_RATE": "1000000", "FOOTNOTE_CHANNEL_RATE": "1000000"}
        session = Session({"FOOTNOTE_HOME": home, **many}, ROOT)
        session.library.build("seeds", [ROOT / "seeds"], full=False, progress=lambda _: None)
        sizes = asyncio.run(soak(session, one, arguments.questions, arguments.every, "questions"))
        asyncio.run(soak(session, timeline, arguments.timelines, 25, "timelines"))
        counted = session.vitals.metrics.text().decode()
    for line in counted.splitlines():
        if line.startswith("footnote_requests_total"):
            print(line)
    half = sizes[len(sizes) // 2 :]
    growth = half[-1] - half[0]
    each = growth * 1000 / max(1, arguments.questions // 2)
    print(f"second half: {growth:+.1f} MB, {each:+.2f} kB a question")
    assert growth <= GROWTH, f"memory grew by {growth:.1f} MB"


if __name__ == "__main__":
    main()
