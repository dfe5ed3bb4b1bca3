"""Sentences of news prose and of awkward text."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.sentences import paragraphs, sentences

SEED = Path("seeds/000_4345dc4e47c11390.txt")


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["“Will you?” she asked.", "“No!” he said.", "Yes."],
        ["He said: “I go.", "You stay.”", "Then he left."],
        [
            "U.S. Gen. Li met Mr. Smith.",
            "No. 5 is alive.",
            "He lives in the U.S.",
            "He left at 5 p.m.",
            "Then he slept.",
        ],
        [
            "The Dow closed at 34,258.32.",
            "Analysts were calm.",
            "“It rose 4.2.”",
            "“Why?”",
            "See 3.2. of it.",
        ],
        ["3.1. The method is this.", "It starts at 3.50pm.", "It cost £1.2m.", "(Labour objected.)"],
        ["Ask Gov. Cuomo, Sgt. Moline or Lt. Uhura.", "They know."],
        [
            "Sen. Bill Cassidy of Louisiana spoke; Texas Rep. Joaquin Castro did not.",
            "The vote was on Dec. 17.",
        ],
        ["London (CNN) UK officials are urging people to stay."],
        ["TULSA, Okla. (AP) — About a month before the race, it rained."],
        [
            "BILLINGS, Mont. – The largest city flooded.",
            "Warner Bros. Discovery lost to Warner Bros.",
            "It hurt.",
        ],
        ["1. January 6"],
        ["It cost $4.5 million on Jan. 6, 2021.", "“Roe v. Wade” was overturned in No. 19-1392."],
        ["He shared a tribute to Queen Elizabeth II.", "He wept."],
        ["你好。", "世界！", "他说：“好。”", "然后"],
        ["كيف حالك؟", "أنا بخير."],
        ["- item one", "- item two"],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    unspaced = any("\u4e00" <= character <= "\u9fff" for character in expected[0])
    joint = "\n" if expected[0].startswith("-") else "" if unspaced else " "
    assert split(joint.join(expected)) == expected


def test_a_closing_mark_set_apart_stays_with_its_sentence() -> None:
    assert split('He left. " Then he came.') == ['He left. "', "Then he came."]


def test_a_sentence_runs_over_a_line_but_not_over_a_blank_line() -> None:
    assert split("One\r\nline. Two\r\n \t\r\nthree.") == ["One\r\nline.", "Two", "three."]


def test_pages_and_paragraph_separators_end_paragraphs() -> None:
    text = "one\fpage\u2029more"
    assert [text[start:end] for start, end in paragraphs(text)] == ["one", "page", "more"]


@pytest.mark.parametrize(
    "lines",
    [
        ["1402: Oswin builds the mill", "1403: The store burns"],
        [
            "12 March 2020: Bridge closes",
            "14 March – Ferry sinks,\nkilling two",
            "March 16, 2020 - It is raised",
        ],
        ["1971   The mill burns.", "1972   It is rebuilt."],
        ["10:45 a.m. – Police arrive", "10:50\tFire crew arrives"],
        ["Born: 12 May 1402", "Place of birth: Leth", "Weapon: the spear\nDawnbreaker"],
        ["MAUD: Let it be cracked.", "Edric T.: It is not", "MAUD: Mine."],
        ["14/03/2023, 10:35 - Ruth: It left just now", "14/03/2023, 10:36 - Per: Good"],
        ["[2023-03-16 09:12] ruth\nIt left just now", "[2023-03-16 09:15] per\nGood"],
        ["[14-Mar-23 10:32 PM] ruth: It left", "[14-Mar-23 10:33 PM] per: Good"],
        ["2023-03-16T09:12:01Z pump started", "2023-03-16T09:12:04.120Z pump failed"],
        ["[10:32] <ruth> it left", "[10:33] <per> good"],
    ],
)
def test_lines_that_begin_with_a_date_or_a_label_are_sentences(lines: list[str]) -> None:
    assert split("\n".join(lines)) == lines


@pytest.mark.parametrize(
    "text",
    ["The ferry sank in\n1980: it was the last of\nthem.", "He sold\n12 sheep and\n13 cows: all he had."],
)
def test_a_number_at_the_head_of_a_wrapped_line_is_no_date(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize("text", ["", " \r\n\r\n\t", "\f\f"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert sentences(text) == []


@pytest.mark.parametrize("text", ["...", "___\n***", "\0", "👩‍👩‍👧"])
def test_what_has_no_words_is_still_one_sentence(text: str) -> None:
    assert split(text) == [text]


def test_the_seed_reads_as_its_author_wrote_it() -> None:
    found = split(SEED.read_text(encoding="utf-8"))
    assert len(found) == 14
    assert found[0].startswith("date 2021-09-17 China avoids")
    assert found[-1] == "This is a condensed version of the information."
    assert any(
        one.startswith("According to a new book") and one.endswith("Gen. Li Zuocheng.") for one in found
    )
    assert sum(one.startswith("“") and one.endswith("”") for one in found) == 1


@pytest.mark.parametrize(
    "unit", ["A. ", "... ", '.\n"a ', "\n ", "(", "Mr. ", "1) ", "“a.” ", "1.5. A ", "\n1402: a"]
)
def test_repetition_takes_time_in_proportion_to_its_length(unit: str) -> None:
    """A quadratic rule would not come to an end within the time limit of the tests."""
    text = unit * 40_000
    found = sentences(text)
    assert [end for _, end in found[-1:]] == ([len(text.rstrip())] if text.strip() else [])
