"""Lines that say where a text appeared, when, and by whom."""

from __future__ import annotations

from datetime import date

import pytest

from index.ingest.credits import LONGEST, credit

DAY = date(2023, 3, 14)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Elmshaven Gazette, 14 March 2023. By Ruth Alder", "Ruth Alder"),
        ("By Ruth Alder, 14 March 2023", "Ruth Alder"),
        ("By Ruth Alder and Bo van Dyk | 14 March 2023 | Elmshaven Gazette", "Ruth Alder and Bo van Dyk"),
        ("By Ruth Alder, Elmshaven Gazette, March 14, 2023", "Ruth Alder"),
        ("By Ruth Alder · March 14, 2023 10:32 am GMT", "Ruth Alder"),
        ("Posted by Ruth Alder on 14 March 2023", "Ruth Alder"),
        ("By Ruth Alder Published 14 March 2023", "Ruth Alder"),
        ("Published 14 March 2023, updated 16 March 2023", None),
        ("Last updated: Tuesday, 14 March 2023 at 10:32", None),
        ("For immediate release: 14 March 2023", None),
        ("From the Elmshaven Gazette of 14 March 2023", None),
        ("Elmshaven Gazette – Tuesday, 14 March 2023 – page 3", None),
        ("March 14, 2023 / 10:32 AM / BBC News", None),
        ("Elmshaven Gazette (2023-03-14)", None),
    ],
)
@pytest.mark.parametrize("titled", [True, False])
def test_outlets_authors_and_publishing_mark_a_credit(line: str, author: str | None, titled: bool) -> None:
    found = credit([line], titled=titled)
    assert found is not None
    assert (found.published, found.author, found.title) == (DAY, author, None)


@pytest.mark.parametrize(
    "line",
    [
        "Ruth Alder, 14 March 2023",
        "Elmshaven, 14 March 2023",
        "14 March 2023, Elmshaven",
        "(14 March 2023)",
        "14.03.2023",
        "14/03/2023",
        "14 Mar 2023 · 3 min read",
        "Vol. 12, No. 3, 14 March 2023",
    ],
)
def test_names_and_a_day_are_one_only_under_a_title(line: str) -> None:
    found = credit([line], titled=True)
    assert found is not None
    assert found.published == DAY
    assert credit([line], titled=False) is None


@pytest.mark.parametrize(
    "line",
    [
        "The council voted on 14 March 2023.",
        "The Battle of Hastings, 14 October 1066",
        "Hastings, 14 October 1066",
        "The Siege, 14 March 2023",
        "From 14 March 2023",
        "Applications by 14 March 2023",
        "Indrit Fortuzi (14 March 2023 – May 2024)",
        "Convoy (27 August – 3 September 1941)",
        "Ruth Alder (14 March 1923 – 2 May 2001)",
        "The Gazette, 14 March 2023\tThe Post",
        "The Gazette, 31 February 2023",
        "The Gazette, March 2023",
        "The Gazette, 03/04/2023",
        "Gazette " * 30 + "14 March 2023",
        "",
    ],
)
@pytest.mark.parametrize("titled", [True, False])
def test_what_else_holds_a_day_is_none(line: str, titled: bool) -> None:
    assert credit([line], titled=titled) is None


def test_several_lines_say_it_together() -> None:
    found = credit(["Ruth Alder", "Elmshaven Gazette", "14 March 2023"], titled=True)
    assert found is not None
    assert (found.published, found.author) == (DAY, None)
    assert credit(["14 March 2023", "15 March 2023"], titled=True) is None
    assert credit([], titled=True) is None
    assert credit(["The Gazette, 14 March 2023", "x" * LONGEST], titled=True) is None
