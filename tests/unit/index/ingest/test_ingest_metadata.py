"""Titles, dates, authors and notices."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from index.ingest.asides import asides
from index.ingest.dates import day, day_in_name
from index.ingest.files import Source
from index.ingest.formats import documents
from index.model import Document
from index.sentences import paragraphs


def read(text: str, name: str = "a.txt") -> Document:
    (document,) = documents(Source(f"/in/{name}", "/in", name, text.encode()))
    assert isinstance(document, Document)
    return document


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2021-09-17", date(2021, 9, 17)),
        ("2021/9/7 10:00", date(2021, 9, 7)),
        ("2021-09-17T23:30:00-05:00", date(2021, 9, 17)),
        ("20210917", date(2021, 9, 17)),
        ("D:20210917120000Z", date(2021, 9, 17)),
        ("Fri, 17 Sep 2021 10:00:00 GMT", date(2021, 9, 17)),
        ("September 17, 2021", date(2021, 9, 17)),
        ("17th of September 2021", date(2021, 9, 17)),
        ("Sept. 7, 2021", date(2021, 9, 7)),
        (datetime(2021, 9, 17, 12, tzinfo=UTC), date(2021, 9, 17)),
        (date(2021, 9, 17), date(2021, 9, 17)),
        (1631836800, date(2021, 9, 17)),
        (1631836800000, date(2021, 9, 17)),
        ("2021", None),
        ("2021-02-30", None),
        ("Sept 2021", None),
        ("", None),
        (2021, None),
        (True, None),
        (float("nan"), None),
        (1e300, None),
        (None, None),
        (["2021-09-17"], None),
        ("17.09.2021", date(2021, 9, 17)),
        ("3.4.2021", date(2021, 4, 3)),
        ("17/9/2021", date(2021, 9, 17)),
        ("9/17/2021 10:00", date(2021, 9, 17)),
        ("4/4/2021", date(2021, 4, 4)),
        ("3/4/2021", None),
        ("31.02.2021", None),
    ],
)
def test_a_day_is_read_or_not_at_all(value: object, expected: date | None) -> None:
    assert day(value) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2021-09-17-talks", date(2021, 9, 17)),
        ("talks_2021_09_17", date(2021, 9, 17)),
        ("talks 20210917 final", date(2021, 9, 17)),
        ("17 Sep 2021", date(2021, 9, 17)),
        ("000_4345dc4e47c11390", None),
        ("202109171200123456", None),
        ("report-2021", None),
    ],
)
def test_a_day_in_a_file_name(name: str, expected: date | None) -> None:
    assert day_in_name(name) == expected


@pytest.mark.parametrize(
    ("header", "title", "published", "author"),
    [
        ("date 2021-09-17 A title here.", "A title here.", date(2021, 9, 17), None),
        ("Published on September 17, 2021", None, date(2021, 9, 17), None),
        ("2021-09-17: A title", "A title", date(2021, 9, 17), None),
        ("Friday, 17 September 2021 – A title", "A title", date(2021, 9, 17), None),
        ("Posted: Sept. 17, 2021 at 10:30 a.m. EST", None, date(2021, 9, 17), None),
        ("Title: A title\nAuthor: Ann Lee\nDate: 17 Sep 2021", "A title", date(2021, 9, 17), "Ann Lee"),
        ("By Ann Lee and Bo Li", None, None, "Ann Lee and Bo Li"),
        ("date 2021-09-17 Breaking: A title", "Breaking: A title", date(2021, 9, 17), None),
        ("Title: The War: a history\nDate: 17 Sep 2021", "The War: a history", date(2021, 9, 17), None),
    ],
)
def test_a_header_line_is_metadata_and_no_story(
    header: str, title: str | None, published: date | None, author: str | None
) -> None:
    document = read(f"{header}\n\nThe story begins here. It goes on for long.")
    assert (document.published, document.author) == (published, author)
    assert document.title == (title or "a")
    assert [document.text[start:end] for start, end in document.aside] == [header]


@pytest.mark.parametrize("beside", [" by Ann Lee", " | The Wenlow Gazette", ", Oslo"])
def test_what_stands_beside_the_day_under_a_title_is_none(beside: str) -> None:
    document = read(f"# The loss of the Brynhild\n\n*Published 12 May 2019{beside}*\n\nShe sank.", "a.md")
    assert (document.title, document.published) == ("The loss of the Brynhild", date(2019, 5, 12))
    assert document.author == ("Ann Lee" if "Ann" in beside else None)


def test_a_date_and_a_byline_below_the_title() -> None:
    document = read("Talks in Beijing\n\nSeptember 17, 2021\n\nBy Ann Lee\n\nThe story begins.")
    assert (document.title, document.published, document.author) == (
        "Talks in Beijing",
        date(2021, 9, 17),
        "Ann Lee",
    )


@pytest.mark.parametrize(
    "header",
    [
        "The Wenlow Gazette, 24 March 2023",
        "BBC News | Friday, 24 March 2023",
        "Reuters – March 24, 2023, 10:15 GMT",
        "By Ann Lee\nThe Wenlow Gazette, 24 March 2023",
        "24 March 2023\nBy Ann Lee",
        "Published 24 March 2023 by Ann Lee",
        "Wenlow, 24 March 2023",
        "The Wenlow Gazette, 24 March 2023. By Ann Lee",
        "Ann Lee\nWenlow\n24 March 2023",
        "Source: The Wenlow Gazette, 24 March 2023",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_title_right_over_its_outlet_and_day_is_the_title(header: str, gap: str) -> None:
    document = read(f"Dredger leaves harbour{gap}{header}\n\nThe dredger left on Thursday. It was late.")
    assert (document.title, document.published) == ("Dredger leaves harbour", date(2023, 3, 24))
    assert document.author == ("Ann Lee" if "y Ann" in header else None)
    aside = "".join(document.text[start:end] for start, end in document.aside)
    assert "Dredger" not in aside
    assert [line for line in header.splitlines() if line not in aside] == []


@pytest.mark.parametrize(
    "text",
    [
        "The road to Senlac\nThe Battle of Hastings, 14 October 1066\n\nIt began at nine.",
        "We met the press on 24 March 2023.\nThe Gazette, 24 March 2023, was not amused.\n\nIt wrote so.",
        "The mail came late\nand the Post, 24 March 2023\nlay on the table.\n\nNobody read it.",
        "2021-01-05: The strike begins\n2021-01-09: The strike ends\n\nThat was all.",
        "Diary of a sailor\n12 May 1914\n\nWe sailed at dawn.\n\n13 May 1914\n\nA storm.",
    ],
)
def test_a_day_of_what_is_told_is_no_day_of_publication(text: str) -> None:
    document = read(text)
    assert (document.published, document.aside) == (None, ())


@pytest.mark.parametrize(
    "story",
    [
        "May 3, 2021 was a dark day for the town. Nobody spoke.",
        "By Friday the talks had ended without a word from either side.",
        "Note: 2021-09-17 is a date inside a sentence.",
    ],
)
def test_a_story_that_begins_like_a_header_stays_story(story: str) -> None:
    document = read(f"{story}\n\nMore of it.")
    assert document.aside == ()
    assert document.published is None


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("# One\n\nText.", "a.md", "One"),
        ("The talks\n\nThey spoke for long.", "a.txt", "The talks"),
        ("They spoke for long.", "the_talks.txt", "the talks"),
        ("They spoke.\n\nFor long.", "talks.final.txt", "talks.final"),
    ],
)
def test_without_a_stated_title_the_first_heading_or_the_name_is_it(text: str, name: str, title: str) -> None:
    assert read(text, name).title == title


@pytest.mark.parametrize(
    "notice",
    [
        "This is a condensed version of the information.",
        "The above is an edited transcript of the interview.",
        "This article was originally published in The Daily.",
        "This story has been updated with additional information.",
        "Copyright © 2021 The Daily. All rights reserved.",
        "© 2021 The Daily",
        "Read more: Five things to know",
        "Read More",
        "Related stories:",
        "Sign up for our newsletter to get the latest.",
        "Subscribe here.",
        "Follow Ann Lee on Twitter: @annlee.",
        "Contributing: The Associated Press",
        "– CNN’s Ann Lee and Bo Li contributed to this report.",
        "Reporting by Ann Lee; Editing by Bo Li",
        "ADVERTISEMENT",
        "We use cookies to improve your experience.",
        "Click here for the full list.",
        "More AP tennis: https://example.org/hub/tennis",
        "___",
        "LONDON (AP) —",
        "2.1 The first call . . . . . . . . . 14",
    ],
)
def test_notices_are_asides(notice: str) -> None:
    text = f"The story is told here.\n\nIt goes on.\n\nAnd ends.\n\n{notice}"
    found = asides(text, paragraphs(text))
    assert [text[start:end] for start, end in found] == [notice]


@pytest.mark.parametrize(
    "sentence",
    [
        "“Sign up for our newsletter,” the mayor told the crowd.",
        "The story was published in 1969 and became a classic.",
        "He followed her to Paris and contributed to the newspaper there.",
        "This was a summer of discontent for everyone.",
        "Copyright law protects authors for seventy years.",
        "More than a hundred people were hurt.",
        "Related species live in Asia.",
        "Contact with the crew was lost at noon.",
        "She will read more books than he does.",
        "The newspaper’s advertisement department was closed.",
        "The general said this is a war of attrition.",
        "They waited..... The count was 5",
    ],
)
def test_sentences_of_the_story_are_not(sentence: str) -> None:
    text = f"The story is told here.\n\nIt goes on.\n\n{sentence}\n\nAnd goes on.\n\nIt ends. It does."
    assert asides(text, paragraphs(text)) == []


def test_a_notice_may_be_the_last_sentence_of_a_paragraph() -> None:
    text = "One.\n\nHe left the room. This is a shortened version of the report."
    ((start, end),) = asides(text, paragraphs(text))
    assert text[start:end] == "This is a shortened version of the report."


@pytest.mark.parametrize(
    "text",
    [
        "3 January 1912\n\nIce all around us.\n\n4 January 1912\n\nKarl died in the night.",
        "2021-09-17: The bridge closes.\n\n2021-09-18: The ferry sinks.",
        "The Post, 3 January 1912\n\nIce is near.\n\nThe Post, 4 January 1912\n\nKarl Berg is dead.",
        "Log of the ferry\n\n3 January 1912\n\nIce all around us.\n\n4 January 1912\n\nKarl died.",
    ],
)
def test_the_entries_of_a_diary_are_no_day_of_publication(text: str) -> None:
    diary = read(text, "diary.txt")
    assert diary.published is None
    assert diary.aside == ()
    assert diary.title in {"diary", "Log of the ferry", "The Post, 3 January 1912"}


@pytest.mark.parametrize(
    "below",
    [
        "September 18, 2021\n\nThe bank closed its doors.",
        "By Ann Lee\n\nSeptember 18, 2021\n\nThe bank closed its doors.",
        "The bank closed its doors.\n\nSeptember 17, 2021",
        "Now.\n\nMay 3, 2020 was a dark day.\n\nMay 4, 2020 was another.",
        "What came before.\n\n3 May 2020: The bank opens.\n\n4 May 2020: It closes.",
    ],
)
def test_other_days_below_leave_the_day_of_publication(below: str) -> None:
    assert read(f"A title\n\nSeptember 17, 2021\n\n{below}").published == date(2021, 9, 17)


def test_the_head_of_a_mail_says_who_wrote_when_about_what() -> None:
    mail = read(
        "From: Ann Lee <ann@example.org>\nTo: Bo Li\nDate: Tue, 21 Mar 2023 08:02:11 +0100\n"
        "Subject: The survey\n\nBo,\n\nI found it."
    )
    assert (mail.title, mail.author, mail.published) == (
        "The survey",
        "Ann Lee <ann@example.org>",
        date(2023, 3, 21),
    )
    assert mail.text[slice(*mail.aside[0])].endswith("The survey")


@pytest.mark.parametrize("between", [" ", "\n"])
def test_a_day_among_other_fields_is_read_and_all_may_be_quoted(between: str) -> None:
    fields = between.join(["Date: 14 March 2023", "Present: Ann Lee", "Absent: Bo Li"])
    minutes = read(f"The board\n\n{fields}\n\nThe board met.")
    assert minutes.published == date(2023, 3, 14)
    assert minutes.aside == ()


@pytest.mark.parametrize(
    ("title", "published"),
    [
        ("Interview with Ann Lee, 20 March 2023", date(2023, 3, 20)),
        ("Duty log (Monday, 20 March 2023)", date(2023, 3, 20)),
        ("The battle of the bridge, 20 March 2023", None),
        ("Minutes of the board", None),
    ],
)
def test_a_day_in_the_title_of_minutes_and_the_like_is_theirs(title: str, published: date | None) -> None:
    found = read(f"{title}\n\nIt rained.")
    assert (found.title, found.published) == (title, published)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_title_may_stand_under_the_outlet_and_day(gap: str) -> None:
    found = read(f"The Wenlow Gazette, 24 March 2023{gap}Letters to the editor\n\nSir, it rains.")
    assert (found.title, found.published) == ("Letters to the editor", date(2023, 3, 24))
    assert [found.text[start:end] for start, end in found.aside] == ["The Wenlow Gazette, 24 March 2023"]


@pytest.mark.parametrize("agency", ["", " (Reuters)", " /PRNewswire/"])
def test_a_place_and_day_before_the_first_sentence_date_it(agency: str) -> None:
    found = read(f"Wall approved\n\nWENLOW, Ohio, March 24, 2023{agency} — The council voted. It was late.")
    assert found.published == date(2023, 3, 24)
    assert found.aside == ()


def test_a_day_told_of_at_the_beginning_of_a_sentence_does_not() -> None:
    found = read("Wall approved\n\nOn March 24, 2023 — a Friday — the council voted.")
    assert found.published is None
