"""What is meant for the bot and what is not. Pure; the rules of a well-behaved guest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.conversation.events import Message

QUESTION_MARKS = frozenset("?？؟\u037e՞፧⁇⁈⁉❓")
OPENINGS = re.compile(
    r"(who|whom|whose|what|when|where|which|why|how|did|does|do|is|are|was|were|has|have|had|can|could)\b",
    re.IGNORECASE,
)


def is_question(message: Message, *, listening: bool) -> bool:
    """Whether to answer: said to the bot, or asked in a thread it listens to; never to bots or everybody."""
    if message.person.bot:
        return False
    if message.place.direct or message.mentions or message.to_bot:
        return True
    return listening and not message.to_all and sounds_asked(message.text)


def sounds_asked(text: str) -> bool:
    """Whether a line in a thread is a question and not a remark among people ("thanks!")."""
    return bool(QUESTION_MARKS & set(text)) or bool(OPENINGS.match(text.strip()))


def without_mentions(text: str, mentions: Iterable[str]) -> str:
    """The text without the bot's name, and without the punctuation that followed it."""
    for mention in mentions:
        text = re.sub(re.escape(mention) + r"\s*[,:]?", " ", text)
    return " ".join(text.split())


def sentence(text: str) -> str:
    """An error's words as a sentence of their own."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."
