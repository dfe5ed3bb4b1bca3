"""Every line of time_expressions.tsv: what is found, its TIMEX3 value, the days it covers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from index.timeline.calendar import resolve


class Case(NamedTuple):
    published: date | None
    text: str
    start: int
    end: int
    value: str
    interval: str


def read_cases() -> list[Case]:
    cases = []
    table = Path(__file__).with_name("time_expressions.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line or line.startswith("#"):
            continue
        published, marked, value, interval = [*line.split("\t"), "", ""][:4]
        marked = marked.replace("\\n", "\n")
        start, end = marked.find("["), marked.find("]") - 1
        text = marked.replace("[", "").replace("]", "")
        day = date.fromisoformat(published) if published else None
        cases.append(Case(day, text, start, end, value, interval))
    return cases


CASES = read_cases()


def test_table_is_long_enough_to_mean_something() -> None:
    assert len(CASES) >= 400


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.published or 'undated'}: {case.text[:70]}")
def test_expression(case: Case) -> None:
    found = {
        (dated.start, dated.end): (dated.value, "..".join(map(str, dated.interval or ())))
        for dated in resolve(case.text, case.published)
    }
    if case.value != "-":
        assert found.get((case.start, case.end)) == (case.value, case.interval), found
    elif case.start < 0:
        assert not found
    else:
        assert (case.start, case.end) not in found
