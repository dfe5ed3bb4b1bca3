"""What a person typed, made into a `Question`: the text checked, the days understood.

Year-first forms (2021, 2021-09, 2021/09/17) are read here; anything else goes to dateparser, which is
imported only then.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime

from index.errors import UsageError
from index.model import Question

YEAR_FIRST = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?)?")

LANGUAGES = [
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "nl",
    "pl",
    "sv",
    "tr",
    "ru",
    "uk",
    "ar",
    "he",
    "hi",
    "zh",
    "ja",
    "ko",
]
"""Those in which a day may be typed; with all 200 that dateparser knows, refusing a word takes seconds."""


def make_question(
    text: str,
    *,
    since: str | None = None,
    until: str | None = None,
    as_of: str | None = None,
    longest: int,
    today: date | None = None,
) -> Question:
    """The question somebody asks, of the documents published in those days.

    A month or year given as `since` means its first day; as `until` or `as_of`, its last. `longest` is
    in characters. Relative days ("last week") count from `today`, by default the current day in UTC.

    Raises:
        UsageError: an empty or too long question, a day that cannot be understood, since after until.
    """
    text = text.strip()
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UsageError("the question is not valid text; type it again in UTF-8")
    if not any(character.isalnum() for character in text):
        raise UsageError("the question is empty; ask in a few words")
    if len(text) > longest:
        raise UsageError(
            f"the question has {len(text):,} characters; ask in at most {longest:,} (FOOTNOTE_MAX_QUESTION)"
        )
    today = today or datetime.now(UTC).date()
    question = Question(
        text,
        since=parse_day(since, "since", today=today) if since else None,
        until=parse_day(until, "until", today=today, last=True) if until else None,
        as_of=parse_day(as_of, "as-of", today=today, last=True) if as_of else None,
    )
    if question.since and question.last and question.since > question.last:
        raise UsageError(
            f"the time asked about ends ({question.last}) before it starts ({question.since}); swap the days"
        )
    return question


def make_window(
    topic: str,
    first: str | None = None,
    last: str | None = None,
    *,
    longest: int,
    today: date | None = None,
) -> Question:
    """What a timeline is asked for: its topic, which may be empty, and the days that events lie in.

    A month or year given as `first` means its first day, as `last` its last.

    Raises:
        UsageError: a topic without a word or too long, a day that cannot be understood, days swapped.
    """
    topic = " ".join(topic.split())
    if any("\ud800" <= character <= "\udfff" for character in topic):
        raise UsageError("the topic is not valid text; type it again in UTF-8")
    if topic and not any(character.isalnum() for character in topic):
        raise UsageError("the topic has no word in it; name what the events are about, or nothing at all")
    if len(topic) > longest:
        raise UsageError(f"the topic has {len(topic):,} characters; name it in at most {longest:,}")
    today = today or datetime.now(UTC).date()
    since = parse_day(first, "from", today=today) if first else None
    until = parse_day(last, "to", today=today, last=True) if last else None
    if since and until and since > until:
        raise UsageError(f"the timeline ends ({until}) before it starts ({since}); swap the days")
    return Question(topic, since, until)


def parse_day(text: str, name: str, *, today: date, last: bool = False) -> date:
    """The day meant by `text`; the last one of a month or year when `last`.

    Raises:
        UsageError: naming the option `name`, when the text is no date.
    """
    day = _year_first(text.strip(), last=last) or _natural(text, today=today, last=last)
    if day is None:
        raise UsageError(
            f"the {name} date {text[:40]!r} is no date I understand; write it as 2021-09-17, 2021-09 or 2021"
        )
    return day


def _year_first(text: str, *, last: bool) -> date | None:
    match = YEAR_FIRST.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.group(1, 3, 4))
    try:
        month = month or (12 if last else 1)
        return date(year or 0, month, day or (calendar.monthrange(year or 0, month)[1] if last else 1))
    except ValueError:
        return None


def _natural(text: str, *, today: date, last: bool) -> date | None:
    # Numbers alone are ambiguous (3/4/2021) or a slip of the pen (2021-02-30): dateparser would guess.
    if not any(character.isalpha() for character in text):
        return None
    import dateparser  # noqa: PLC0415 -- slow to import, and most days are typed in ISO

    edge = "last" if last else "first"
    parsed = dateparser.parse(
        text[:100],
        languages=LANGUAGES,
        settings={
            "RELATIVE_BASE": datetime(today.year, today.month, today.day),  # noqa: DTZ001 -- a day, not a moment
            "PREFER_DATES_FROM": "past",
            "PREFER_DAY_OF_MONTH": edge,
            "PREFER_MONTH_OF_YEAR": edge,
        },
    )
    return parsed.date() if parsed else None
