"""A timeline as replies: whole entries a page, groups headed once, what is left out said."""

from __future__ import annotations

from datetime import date

import pytest

from bot.question import make_window
from bot.reply import Chronicle, Label, Reply, Role, Verb, show, timeline_notice, timeline_reply
from index.errors import UsageError
from index.model import Citation, Question, Quote, Span
from tests.small_engine import Shelf, document

STORY = document("One came. Two came. Three came. Four came. Five came. Six came. Seven came.")
SHELF = Shelf([STORY])
STARTS = [0, *(number + 2 for number, letter in enumerate(STORY.text[:-1]) if letter == ".")]
QUOTES = tuple(
    Quote(Span(STORY.hash, start, STORY.text.index(".", start) + 1), Citation.of(STORY, start), 1.0)
    for start in STARTS
)
LABELS = (
    Label("In 1979", "1979"),
    Label("6 January 2021", "January 2021"),
    Label("7 January 2021", "January 2021", differs="Another source"),
    Label("8 January 2021", "January 2021"),
    Label("In September 2021", "September 2021", ("planned", "reported")),
    Label("16 September 2021", "September 2021"),
    Label("1 May 2022", "May 2022"),
)


def page(first: int = 0, entries: int = 2) -> Reply:
    return timeline_reply(QUOTES, LABELS, first=first, entries=entries, exchange="ab")


def test_a_page_holds_whole_entries_with_what_differs_from_them() -> None:
    assert page().quotes == QUOTES[:3]
    assert page().role is Role.TIMELINE


def test_the_pages_are_the_timeline() -> None:
    first, quotes = 0, list[Quote]()
    while True:
        reply = page(first)
        quotes += reply.quotes
        more = [action for action in reply.actions if action.verb is Verb.MORE]
        if not more:
            break
        assert more[0].number > first
        first = more[0].number
    assert tuple(quotes) == QUOTES


def test_without_a_kept_timeline_there_is_nothing_to_press() -> None:
    assert timeline_reply(QUOTES, LABELS).actions == ()


def test_a_group_is_headed_once_by_the_first_that_is_shown() -> None:
    groups = [excerpt.group for excerpt in show(page(), SHELF).excerpts]
    assert groups == ["1979", "January 2021", ""]
    # Another page heads the group again.
    assert show(page(first=3), SHELF).excerpts[0].group == "January 2021"


def test_a_group_is_headed_although_its_first_quote_is_gone() -> None:
    gone = Quote(Span("f" * 64, 0, 4), QUOTES[1].citation, 1.0)
    reply = timeline_reply((QUOTES[0], gone, *QUOTES[2:]), LABELS)
    display = show(reply, SHELF)
    assert [excerpt.group for excerpt in display.excerpts][:3] == ["1979", "January 2021", ""]
    assert display.dropped == 1


@pytest.mark.parametrize(
    ("label", "line"),
    [
        (LABELS[0], "In 1979"),
        (LABELS[2], "Another source: 7 January 2021"),
        (LABELS[4], "In September 2021 (planned, reported)"),
    ],
)
def test_a_label_says_when_and_how_sure(label: Label, line: str) -> None:
    assert label.line == line


def test_a_part_of_a_long_quote_keeps_its_label_and_not_its_heading() -> None:
    (excerpt, *_) = show(page(), SHELF).excerpts
    assert (excerpt.part(0, 3).label, excerpt.part(0, 3).group) == ("In 1979", "1979")
    assert (excerpt.part(3, 9).label, excerpt.part(3, 9).group) == ("In 1979", "")


def test_the_notice_says_what_was_asked_and_what_is_missing() -> None:
    titles = tuple("ABCDEFG")
    told = Chronicle(QUOTES, LABELS, left_out=3, undated=titles, years=(1979, 2022))
    asked = Question("the arrivals", since=date(1979, 1, 1))
    assert timeline_notice(told, asked) == (
        "Timeline of the arrivals from 1 January 1979: 6 events, 1979 to 2022. "
        "3 events told less often are left out. "
        "No publication date is known of A; B; C; D; E and 2 more documents: "
        "only dates that need none are resolved there."
    )


def test_an_empty_timeline_says_so() -> None:
    assert timeline_notice(Chronicle(), Question("", until=date(2021, 5, 3))) == (
        "The documents tell of no dated events to 3 May 2021."
    )
    one = Chronicle(QUOTES[:1], LABELS[:1], years=(1979, 1979))
    assert timeline_notice(one, Question("")) == "Timeline: 1 event, 1979."


def test_a_timeline_is_asked_for_by_topic_and_days() -> None:
    today = date(2021, 9, 20)
    asked = make_window(" the  treaty ", "2021", "last month", longest=20, today=today)
    assert asked == Question("the treaty", date(2021, 1, 1), date(2021, 8, 31))
    assert make_window("", longest=20) == Question("")


@pytest.mark.parametrize(
    ("topic", "first", "last", "reason"),
    [
        ("?!", None, None, "no word in it"),
        ("x" * 21, None, None, "21 characters"),
        ("\ud800", None, None, "not valid text"),
        ("", "banana", None, "the from date 'banana'"),
        ("", None, "2021-02-30", "the to date '2021-02-30'"),
        ("", "2022", "2021", "swap the days"),
    ],
)
def test_what_cannot_be_a_timeline_is_refused(
    topic: str, first: str | None, last: str | None, reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        make_window(topic, first, last, longest=20)
