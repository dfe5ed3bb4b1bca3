"""The words around the quotes: confidence, citations, and the replies that recur."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from textwrap import shorten

from bot.reply.values import Action, Reply, Role, Sheet, Verb
from index.model import Answer, Citation, Quote

VERY_LIKELY, LIKELY = 0.95, 0.5
"""Of answers to development questions, one of three quotes held it for 82, 68 and 17 in a hundred."""
SECTION = 80
"""Characters of a heading in a citation."""

DECLINED = "The documents do not answer this."
FOREIGN = "Hardly a word of the question occurs in them: ask in their language, with the names they use."


def in_words(confidence: float) -> str:
    """A confidence from 0 to 1 as a person would say it."""
    if confidence >= VERY_LIKELY:
        return "Very likely the answer"
    return "Likely the answer" if confidence >= LIKELY else "Possibly the answer"


def cite(citation: Citation) -> tuple[str, ...]:
    """The parts of a citation line: title, date and section if known, place, source; platforms join them."""
    published = (citation.published.isoformat(),) if citation.published else ()
    section = (shorten(citation.section, SECTION, placeholder=" …"),) if citation.section else ()
    page = f"page {citation.page}, " if citation.page is not None else ""
    place = f"{page}paragraph {citation.paragraph}, line {citation.line}"
    return (citation.title, *published, *section, place, source(citation.origin))


def count(number: int, noun: str, plural: str = "") -> str:
    """'1 document', '2,000 documents', '2 stories'."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def day(when: date) -> str:
    """'1 May 2021'."""
    return f"{when.day} {when:%B %Y}"


def between(since: date | None, until: date | None) -> str:
    """'on 6 January 2021', 'in January 2021', 'from 1 to 5 January 2021', 'since 1 May 2021'."""
    if since is None or until is None:
        return f"since {day(since)}" if since else f"until {day(until)}" if until else "at any time"
    if since == until:
        return f"on {day(since)}"
    if since.day == 1 and until.day == monthrange(until.year, until.month)[1]:
        if (since.year, since.month) == (until.year, until.month):
            return f"in {since:%B} {since.year}"
        if since.year == until.year and (since.month, until.month) == (1, 12):
            return f"in {since.year}"
    if (since.year, since.month) == (until.year, until.month):
        return f"from {since.day} to {day(until)}"
    return f"from {day(since)} to {day(until)}"


def days_note(answer: Answer) -> str:
    """What became of the days that the question names; empty where it names none, or nothing was found."""
    if answer.days is None or not answer.answered:
        return ""
    when = between(answer.days.since, answer.days.until)
    match answer.days.kept:
        case "published":
            return f"Looked only at what was published {when}. "
        case "told":
            return f"Events dated {when}. "
        case "not":
            return f"Nothing published {when} answers this, so this is from all documents. "


def source(origin: str) -> str:
    """A web address as it is, of a file its name: where it lies on the bot's disk is nobody's business."""
    if origin.startswith(("http://", "https://")):
        return origin
    file, mark, member = origin.partition("!")
    return file.replace("\\", "/").rpartition("/")[2] + mark + member


def short_id(document: str) -> str:
    """Of a document's hash what lists show, and what people name it by."""
    return document[:8]


def answer_reply(
    quotes: Sequence[Quote],
    *,
    answered: bool,
    confidence: float,
    first: int = 0,
    count: int,
    exchange: str = "",
    foreign: bool = False,
) -> Reply:
    """Quotes `first` to `first + count` of an answer, or the declining of it.

    `quotes` are the near misses where it was not answered: they are counted, not shown. `exchange` is the
    state's id of the answer, empty where nothing can be done with it later (a single command). `foreign`
    says of a declined question that it is hardly in the documents' words.
    """
    if not answered:
        nearest = (Action(Verb.NEAREST, exchange),) if quotes and exchange else ()
        return Reply(Role.DECLINED, f"{DECLINED} {FOREIGN}" if foreign else DECLINED, actions=nearest)
    shown = tuple(quotes[first : first + count])
    verbs: list[Action] = []
    if exchange:
        if len(quotes) > first + count:
            verbs.append(Action(Verb.MORE, exchange, first + count))
        verbs += [Action(Verb.CONTEXT, exchange, number) for number in range(first, first + len(shown))]
        verbs.append(Action(Verb.VERIFY, exchange, first))
        verbs += [Action(verb, exchange) for verb in (Verb.USEFUL, Verb.NOT_USEFUL)]
    words = f"{in_words(confidence)}:" if first == 0 else "Further quotes:"
    return Reply(Role.ANSWER, words, shown, first=first, confidence=confidence, actions=tuple(verbs))


def nearest_reply(quotes: Sequence[Quote]) -> Reply:
    """The near misses of a declined question, marked as no answer."""
    return Reply(Role.NEAREST, "The nearest passages, which seem not to answer it:", tuple(quotes))


def claim_reply(reply: Reply) -> Reply:
    """The first page of quotes near to what somebody claims. Whether they bear it out is not ours to say."""
    words = "The quotes nearest to this claim; whether they bear it out is for you to judge:"
    if not reply.quotes:
        words = "Nothing in the documents is near to this claim."
    return replace(reply, role=Role.CLAIM, notice=words, confidence=None)


def source_reply(quotes: Sequence[Quote], *, identical: bool) -> Reply:
    """Where a text stands in the documents, word for word or nearly."""
    if not quotes:
        return Reply(Role.SOURCE, "I find no source: no wording in the documents comes near to this.")
    words = (
        "Identical: this stands word for word in the documents, here in bold."
        if identical
        else "Differs: this does not stand so in the documents. The nearest wording, what is other in bold:"
    )
    return Reply(Role.SOURCE, words, tuple(quotes))


def notice(text: str, *, private: bool = False) -> Reply:
    return Reply(Role.NOTICE, text, private=private)


def report(
    heading: str,
    sheet: Sheet,
    *,
    actions: Sequence[Action] = (),
    story: str = "",
    private: bool = True,
) -> Reply:
    """A list or report; for the asker's eyes only unless said otherwise."""
    return Reply(Role.REPORT, heading, actions=tuple(actions), private=private, story=story, sheet=sheet)


def refusal(reason: str) -> Reply:
    """Why something was not done, for the asker's eyes only."""
    return Reply(Role.REFUSAL, reason, private=True)


def failure(reference: str) -> Reply:
    """An apology for what nobody expected; the log has the traceback under the same reference."""
    return Reply(
        Role.FAILURE,
        f"Sorry, something went wrong on my side; please tell an administrator the reference {reference}.",
        private=True,
        reference=reference,
    )
