"""An engine small enough to foretell: sentences by shared words, over a few documents in memory."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Sequence

from bot.engine import Verdict
from bot.reply import Chronicle, Label, Picture
from index.errors import QuoteMismatch, StoryError
from index.model import Answer, Citation, Document, Hit, Passage, Question, Quote, Span
from index.timeline.names import names

PNG = bytes.fromhex(  # one grey pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)
WORD = re.compile(r"\w+")
OWN = 10  # what a question says itself counts above what it leans on
SENTENCE = re.compile(r"[^.!?\s][^.!?]*[.!?]")


def document(text: str, title: str = "A title", origin: str = "/stories/a.txt") -> Document:
    """A document whose paragraphs are its lines."""
    paragraphs = tuple(match.span() for match in re.finditer(r"[^\n]+", text))
    return Document(text, title, origin, "text/plain", paragraphs=paragraphs)


def off_the_loop() -> None:
    """Fails in a thread that runs an event loop: what blocks has no business there."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise AssertionError("this blocks, and was called on the event loop")


class Shelf:
    """A story as it stands: what quotes are read from."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = {one.hash: one for one in documents}

    def document(self, document: str) -> Document:
        if document not in self.documents:
            raise QuoteMismatch(f"document {document[:12]} is no longer in the story")
        return self.documents[document]

    def text(self, document: str) -> str:
        return self.document(document).text


class SmallEngine:
    """Answers with every sentence that holds a long word of the question, best first.

    `open` is a gate that every search waits for, `reached` tells that one does; `error` is raised by the next
    ones; `asked` keeps what was searched, so that a test can see what was not.
    """

    def __init__(self, stories: dict[str, list[Document]]) -> None:
        self.shelves = {name: Shelf(documents) for name, documents in stories.items()}
        self.asked: list[tuple[str, Question]] = []
        self.hurried: list[bool] = []
        self.leading: int | None = None
        self.verdicts: dict[str, Verdict] = {}
        self.error: Exception | None = None
        self.open = threading.Event()
        self.open.set()
        self.reached = threading.Event()

    def names(self) -> list[str]:
        off_the_loop()
        return sorted(self.shelves)

    def current(self, story: str) -> Shelf:
        off_the_loop()
        if story not in self.shelves:
            raise StoryError(f"there is no story {story}")
        return self.shelves[story]

    def timeline(self, story: str, asked: Question) -> tuple[Chronicle, Shelf]:
        """Every sentence that holds the topic, a year apart from 1815 on."""
        off_the_loop()
        shelf = self.current(story)
        found = [
            _quote(one, match, set())
            for one in shelf.documents.values()
            for match in SENTENCE.finditer(one.text)
            if asked.text.lower() in match.group().lower()
        ]
        labels = tuple(Label(f"In {1815 + number}", str(1815 + number)) for number in range(len(found)))
        picture = Picture(PNG, f"Timeline of {asked.text}") if found else None
        years = (1815, 1814 + len(found)) if found else None
        return Chronicle(tuple(found), labels, years=years, picture=picture), shelf

    def titles(self, story: str) -> list[str]:
        return sorted(one.title for one in self.current(story).documents.values())

    def documents(self, story: str) -> list[tuple[str, str]]:
        return sorted((one.title, one.hash) for one in self.current(story).documents.values())

    def topics(self, story: str) -> list[str]:
        return [*names(one.text for one in self.current(story).documents.values()), *self.titles(story)]

    def find(self, story: str, text: str, top: int) -> tuple[bool, Sequence[Quote], Shelf]:
        """Sentences that hold the text, or else those that share its first word."""
        off_the_loop()
        shelf = self.current(story)
        sentences = [
            (one, match) for one in shelf.documents.values() for match in SENTENCE.finditer(one.text)
        ]
        exact = [(one, match) for one, match in sentences if text.strip() in match.group()]
        first = text.split(maxsplit=1)[0]
        found = exact or [(one, match) for one, match in sentences if match.group().startswith(first)]
        said = set(map(str.lower, WORD.findall(text)))
        quotes = [
            _quote(one, match, said if exact else set(map(str.lower, WORD.findall(match.group()))) - said)
            for one, match in found[:top]
        ]
        return bool(exact), quotes, shelf

    def verify(self, story: str, document: str) -> Verdict:
        known = document in self.current(story).documents
        return self.verdicts.get(document, Verdict.IDENTICAL if known else Verdict.REMOVED)

    def ask(self, story: str, question: Question, top: int, *, hurried: bool = False) -> tuple[Answer, Shelf]:
        off_the_loop()
        self.reached.set()
        self.open.wait(10)
        if self.error:
            raise self.error
        shelf = self.current(story)
        self.asked.append((story, question))
        self.hurried.append(hurried)
        wanted, leant = (
            {word for word in map(str.lower, WORD.findall(text)) if len(word) > 3}
            for text in (question.text, question.context)
        )
        found = []
        for number, one in enumerate(shelf.documents.values()):
            for match in SENTENCE.finditer(one.text):
                words = set(map(str.lower, WORD.findall(match.group())))
                held = (wanted | leant) & words
                score = OWN * len(wanted & words) + len(leant & words)
                found.append((-score, number, match.start(), _quote(one, match, held)))
        found.sort(key=lambda row: row[:3])
        answered = bool(found) and found[0][0] < 0
        quotes = tuple(quote for score, _, _, quote in found if score < 0 or not answered)[:top]
        hits = tuple(Hit(Passage(quote.span, ()), 0, 0.5, 0.5, quote.score) for quote in quotes)
        answer = Answer(
            question,
            answered,
            0.9 if answered else 0.1,
            quotes if answered else (),
            () if answered else quotes,
            hits,
            1,
            leading=self.leading,
        )
        return answer, shelf


def _quote(one: Document, sentence: re.Match[str], held: set[str]) -> Quote:
    highlights = [
        match.span()
        for match in WORD.finditer(one.text, sentence.start(), sentence.end())
        if match.group().lower() in held
    ]
    return Quote(
        span=Span(one.hash, *sentence.span()),
        citation=Citation.of(one, sentence.start()),
        score=float(len(held)),
        highlights=tuple(highlights),
    )
