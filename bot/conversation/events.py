"""What comes in from a platform, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.place import Person, Place
from bot.reply import Action, Display


class Feature(StrEnum):
    """What every platform must let a person do; one test plays each of them on each platform."""

    ASK_DIRECT = "ask the bot alone"
    ASK_BY_MENTION = "ask by mentioning it in a channel"
    ASK_BY_COMMAND = "ask by command, with story and dates"
    FOLLOW_UP = "ask on in a thread without a mention"
    LEAN = "ask what leans on the question before"
    QUIET = "end the listening in a thread or channel"
    EDIT = "edit the question, and the answer follows"
    DELETE = "delete the question, and the answer goes"
    MORE = "see the next quotes"
    CONTEXT = "see the paragraphs around a quote"
    VERIFY = "have the sources read again"
    NEAREST = "see the near misses of a declined question"
    FEEDBACK = "say whether an answer was useful"
    REASON = "say why an answer was useful or not"
    CHECK = "see the quotes nearest to what somebody claims"
    SOURCE = "find where a sentence comes from, identical or differing"
    TIMELINE = "see what happened when, page by page"
    REFUSAL = "be told in private why something was refused"
    WAITING = "be told the position in the line"
    STORIES = "create, describe, bind, archive and restore a story"
    DOCUMENTS = "list the documents, and see what was read of one"
    ADD = "add files, with each refused one's reason"
    ADD_MESSAGE = "add a message's files or its text"
    CORRECT = "remove a document, correct its title and date"
    UNDO = "take the last change back, by command and by button"
    AUDIT = "see who changed what"
    RIGHTS = "be refused in private what only administrators may"
    REINDEX = "bring a story up to date, and watch it"
    CANCEL = "stop a build"
    QUESTIONS = "keep questions that are scored around each build"
    ANNOUNCEMENTS = "have a channel told what is new in its story"
    INSIGHTS = "see what was asked, and take it along as CSV"
    FORGET_ME = "have what is kept about oneself deleted"


class Change(StrEnum):
    """What happened to a message."""

    NEW = "new"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Message:
    """Something written. `text` is as the platform has it, empty when deleted.

    `mentions` are the spellings by which the text names the bot ("<@U123>"), `to_all` a mention of
    everybody, `to_bot` a reply to a message of the bot, `replied_to` the id of the message replied to.
    """

    place: Place
    person: Person
    id: str
    text: str
    mentions: tuple[str, ...] = ()
    to_all: bool = False
    to_bot: bool = False
    replied_to: str = ""
    change: Change = Change.NEW


class Attachment(Protocol):
    """A file that came with an event, still on the platform."""

    @property
    def name(self) -> str:
        """As its sender named it: to be shown and read an ending from, never to be used as a path."""
        ...

    @property
    def size(self) -> int:
        """Bytes, as declared; the file may hold more."""
        ...

    async def save(self, path: Path, limit: int) -> None:
        """Stream the file to `path`, a new file.

        Raises:
            SourceError: it holds more than `limit` bytes, which are counted, or could not be fetched.
        """
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command, a message action or a form sent. `private` asks for what only the asker sees.

    `options` of what administers hold the "action" ("create", "undo") beside its words: typed.py has them.
    """

    place: Place
    person: Person
    id: str
    name: str
    options: Mapping[str, str] = field(default_factory=dict)
    private: bool = False
    files: tuple[Attachment, ...] = ()
    replied_to: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed; `reason` is what a person wrote along with it."""

    place: Place
    person: Person
    id: str
    action: Action
    reason: str = ""


class Responder(Protocol):
    """How a platform answers one event. Made for each event, by the platform that heard it."""

    async def working(self, ahead: int) -> None:
        """Give a sign of life; `ahead` questions are served first, which is told when there are any."""
        ...

    async def say(self, display: Display) -> Sequence[str]:
        """Post a reply where the event came from; the ids of the messages it took."""
        ...

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        """Put a reply in the place of messages posted before; the ids of the messages it takes now."""
        ...

    async def remove(self, messages: Sequence[str]) -> None:
        """Take back messages posted before."""
        ...
