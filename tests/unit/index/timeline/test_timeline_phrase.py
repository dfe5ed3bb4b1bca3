from __future__ import annotations

import pytest

from index.timeline.phrase import phrase, short
from index.timeline.values import interval_of


@pytest.mark.parametrize(
    ("value", "words", "label"),
    [
        ("2021-09-06", "6 September 2021", "6 Sep 2021"),
        ("2021-W36", "in the week of 6 September 2021", "6-12 Sep 2021"),
        ("2020-W53", "in the week of 28 December 2020", "Dec 2020 - Jan 2021"),
        ("2021-09", "in September 2021", "Sep 2021"),
        ("2012-SU", "in the summer of 2012", "summer 2012"),
        ("2012-WI", "in the winter of 2012-13", "winter 2012-13"),
        ("2013-Q3", "in the third quarter of 2013", "Q3 2013"),
        ("1979", "in 1979", "1979"),
        ("199", "in the 1990s", "1990s"),
        ("2021-W36-WE", "between 11 September 2021 and 12 September 2021", "11-12 Sep 2021"),
        ("2013-H1", "between January 2013 and June 2013", "Jan - Jun 2013"),
        ("18", "between 1800 and 1899", "1800-1899"),
    ],
)
def test_days_in_words_are_never_more_exact_than_the_text(value: str, words: str, label: str) -> None:
    found = interval_of(value)
    assert found is not None
    assert phrase(*found) == words
    assert short(*found) == label
