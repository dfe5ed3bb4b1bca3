"""A question that leans on the one before it, understood without a language model.

    'Why did he make them?' after 'Who made the calls to Beijing?'
    -> the context 'made calls Beijing Mark Milley'

leans() says whether a question does: by a pronoun with nothing before it to stand for, by "the second one",
by "what about ...", or by having too few words to stand alone. carried() then gives the words that it
takes from what came before: those of the question before, as it was understood, and the names in the quote
that answered it where that question named nobody. They go into `Question.context`.

What stands on its own is left alone: a new topic must not be searched for among the old one's words. The
rules are English; of other languages only questions of two words or fewer lean. Measured by bench.followups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.model import Question
from index.stopwords import STOPWORDS

QUOTE_NAMES = 2
"""Names carried from the best quote after a question that named nobody: who "he" is stands only there."""

CARRIED = 12
"""Words carried in all; further back than two questions a conversation is about something else."""

NEAR = 3
"""Content words before "him" or a closing "it" that still leave it open ("Why was Corrin against it?")."""

FEW = 2
"""Content words of a question too short to stand alone ("Who won?"), when none of them is a name."""

OPEN = 1
"""Content words before a pronoun that it need not stand for ("Which light did she see?")."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


FUNCTION = _words(STOPWORDS) | _words(
    "anything anyone else exactly ever get got here itself kind made make makes many much next one ones "
    "others people please really something someone still tell thing things time well yes yet"
)
"""Words that carry nothing over."""

UNCOUNTED = FUNCTION | _words(
    "again ago already come comes did far finally first go goes happen happens high last later long often "
    "old second soon third too want wanted"
)
"""Words with which a question does not begin to stand alone."""

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
AUXILIARY = r"(?:did|does|do|was|were|is|are|has|have|had|will|would|can|could|should|may|might|must)"
SEASON = "season|winter|spring|summer|autumn"
TIME = rf"(?:year|month|week|{SEASON}|morning|afternoon|evening|day|century|decade|time)"
END = r"\W*(?:$|[?.!,])"

LEADING = re.compile(r"\W*(?:(?:and|but|so|or|ok|okay|well|then|also|plus)\b\W*)+", re.IGNORECASE)
JOINED = _any(r"\W*(?:and|but|or|plus)\b")
VERB = _any(rf"\b(?:{AUXILIARY}|happened|\w{{3,}}ed)\b")
ABOUT = _any(r"\W*(?:what|how) about\b", r"\W*(?:the )?same (?:question )?for\b")
INVERTED = _any(rf"\b{AUXILIARY}(?:n['’]t)? (?:he|she|they|it|his|her|their|its)\b")
PRONOUN = _any(r"\b(?:he|she|they|it|his|hers?|their|theirs|its|itself)\b")
CLAUSE = _any(r"[,;]|\b(?:and|but|or|when|while|if|because|that|who|which)\b")
OBJECT = _any(r"\b(?:him|them)\b", rf"\b(?:it|her)\b(?={END})")
POINTING = _any(
    rf"\b(?:this|these|those)\b(?! (?:who|that|{TIME})\b)",
    rf"\bthat\b(?={END}|\W+(?:happen\w*|mean\w*|one|{TIME})\b)",
    r"\b(?:there|then)\b(?=\W*$)",
    rf"\bthe (?:former|latter)\b(?={END}|\W+(?:{AUXILIARY}|one)\b)",
)
OTHERS = _any(
    r"\b(?:another|which) ones?\b(?! of)",
    r"\bthe (?:first|second|third|fourth|fifth|last|next|others?|rest|same|previous)"
    rf"(?={END}|\W+(?:ones?|two|three|was|were|is|did)\b)",
)
NTH = re.compile(
    r"\b(first|second|third|fourth|fifth|last) (?:quote|source|article|result|document|report|passage)\b",
    re.IGNORECASE,
)
ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
EMPTY_IT = _any(  # stands for nothing that was said before
    r"\bit (?:true|possible|legal|likely|certain|clear|known|safe|necessary|time|raining|important)\b",
    r"\bit (?:take|cost|mean|rain|snow)s? (?:to\b|that\b)",
    r"\bdoes it take\b.*\bto\b",
    r"\bit (?:was|is) that\b",
)
THERE_IS = _any(r"\b(?:is|are|was|were|will be|has been|have been|had been) there\b")
SENTENCE_END = re.compile(r"[.!?;:][\"”’)]*\s+(?=\S)")
INNER_NAME = re.compile(r"(?<=[\w,;)’'”] )[A-Z][\w’'-]*(?: (?:(?:of|the|de|van|von) )?[A-Z][\w’'-]*)*")


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked before: the question as it was understood, and the texts of its quotes, best first."""

    question: str
    quotes: tuple[str, ...] = ()


def leans(question: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    before, last = _last_sentence(question)
    if len(_content(before)) > FEW:
        return False  # it brings with it what its pronouns stand for
    bare = LEADING.sub("", last, count=1)
    content = _content(bare)
    few = len(content) <= FEW and not _names(bare) and not any(word[0].isdigit() for word in content)
    points = OTHERS.search(last) or NTH.search(last) or POINTING.search(THERE_IS.sub(" ", bare))
    return few or bool(points) or _asks_of_another(last) or _pronoun_is_open(bare)


def carried(question: str, before: Before) -> str:
    """The words that a question which leans takes from what came before it, in their order there."""
    # After "and" a first capital is a name's ("And Russia?"): elsewhere it only opens a sentence.
    new = _names(LEADING.sub(", ", question, count=1))
    source = before.question
    old = _names(source)
    if new and old and _asks_of_another(question):
        source = source.replace(old[0], " ", 1)  # the name that the new one stands in for
    nth = NTH.search(question)
    quotes: Sequence[str] = () if new or (old and not nth) else before.quotes[:1]
    if nth:
        at = ORDINALS[nth.group(1).lower()]
        quotes = before.quotes[at : at + 1 or None]
    names = [name for text in quotes for name in _names(text)[:QUOTE_NAMES]]
    held = {word.lower() for word in WORD.findall(question)} | FUNCTION
    return " ".join(list(_fresh(WORD.findall(" ".join([source, *names])), held))[:CARRIED])


def _last_sentence(text: str) -> tuple[str, str]:
    """What comes before the last sentence, and that sentence."""
    ends = list(SENTENCE_END.finditer(text))
    at = ends[-1].end() if ends else 0
    return text[:at], text[at:]


def _content(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word.lower() not in UNCOUNTED]


def _pronoun_is_open(question: str) -> bool:
    """Whether a pronoun has nothing before it to stand for."""
    plain = EMPTY_IT.sub(lambda found: " " * len(found.group()), question)
    pronoun, inverted, target = PRONOUN.search(plain), INVERTED.search(plain), OBJECT.search(plain)
    if target and len(_content(plain[: target.start()])) <= NEAR:
        return True
    if pronoun and not _content(plain[: pronoun.start()]):
        return True
    if not inverted:
        return False
    opening = plain[: inverted.start()]
    return not _names(opening) and not (len(_content(opening)) > OPEN and CLAUSE.search(opening))


def after(question: Question, before: Before) -> Question:
    """The question with the context it takes from what came before it, if it leans on that."""
    if not leans(question.text):
        return question
    return replace(question, context=carried(question.text, before))


def _asks_of_another(question: str) -> bool:
    """'What about Russia?', 'And Russia?': the same, asked of another."""
    return bool(ABOUT.match(question) or (JOINED.match(question) and not VERB.search(question)))


def _fresh(words: Sequence[str], held: frozenset[str] | set[str]) -> Iterator[str]:
    """Each word once, without those that are `held`, whatever their case."""
    seen = set(held)
    for word in words:
        if word.lower() not in seen:
            seen.add(word.lower())
            yield word


def _names(text: str) -> list[str]:
    """Capitalised words inside sentences; a capital that opens one tells nothing."""
    found = (match.group() for match in INNER_NAME.finditer(text))
    return list(dict.fromkeys(name for name in found if name.lower() not in FUNCTION))
