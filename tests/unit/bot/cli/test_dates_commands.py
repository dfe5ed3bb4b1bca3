"""`footnote timeline` and `footnote dates` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.bot.cli.done import Run

SEED_EVENTS = [
    ("1979-01-01", "1979-12-31", "year", "1979"),
    ("2020-10-30", "2020-10-30", "day", "October 30, 2020"),
    ("2021-01-06", "2021-01-06", "day", "two days after"),
    ("2021-01-08", "2021-01-08", "day", "January 8"),
    ("2021-09-01", "2021-09-30", "month", "September"),
    ("2021-09-06", "2021-09-12", "week", "last week"),
    ("2021-09-16", "2021-09-16", "day", "Thursday"),
]


def test_a_timeline_of_the_seeds_has_each_event_with_its_days_and_none_invented(
    run: Run, seeds: Path
) -> None:
    done = run("timeline", "--json")
    (path,) = seeds.glob("*.txt")
    text = path.read_text("utf-8")
    assert done.err == ""
    events = done.json["events"]
    assert [(one["start"], one["end"], one["precision"]) for one in events] == [
        row[:3] for row in SEED_EVENTS
    ]
    for event, (*_, words) in zip(events, SEED_EVENTS, strict=True):
        expression, quote = event["expression"], event["quote"]
        assert words.startswith(expression["text"])
        assert text[expression["start"] : expression["end"]] == expression["text"]
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert event["also"] == event["disagreements"] == []
    assert [event["planned"] for event in events] == [False] * 4 + [True, False, False]
    assert (done.json["left_out"], done.json["undated"]) == (0, [])


def test_a_timeline_reads_as_months_and_years_in_words(run: Run) -> None:
    done = run("timeline", "--from", "2021")
    assert "Timeline from 1 January 2021: 5 events, 2021." in done.out
    assert "\nJanuary 2021\n\n6 January 2021\n1 │ Li was called" in done.out
    assert "In the week of 6 September 2021\n" in done.out
    assert "In September 2021 (planned, reported)\n" in done.out
    assert "1979" not in done.out.split("\n")


def test_a_topic_leaves_out_what_is_not_about_it(run: Run) -> None:
    events = run("timeline", "Zhao Lijian", "--json").json["events"]
    assert [event["start"] for event in events] == ["2021-09-16"]
    assert "The documents tell of no dated events of zebras." in run("timeline", "zebras").out


def test_a_timeline_is_drawn(run: Run, tmp_path: Path) -> None:
    assert run("timeline", "--picture", str(tmp_path / "t.png")).status == 0
    assert (tmp_path / "t.png").read_bytes().startswith(b"\x89PNG\r\n")
    done = run("timeline", "--picture", str(tmp_path / "no" / "t.png"))
    assert done.status == 1
    assert "cannot be written" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (["--from", "2022", "--to", "2021"], 2, "swap the days"),
        (["--from", "banana"], 2, "no date I understand"),
        (["?"], 2, "no word in it"),
        (["--story", "nowhere"], 1, "no story nowhere"),
    ],
)
def test_a_timeline_that_cannot_be_is_refused(
    run: Run, arguments: list[str], status: int, reason: str
) -> None:
    done = run("timeline", *arguments)
    assert (done.status, done.out) == (status, "")
    assert reason in done.err


def test_dates_lists_every_time_expression_of_a_document(run: Run, seeds: Path) -> None:
    (path,) = seeds.glob("*.txt")
    text = path.read_text("utf-8")
    rows = run("dates", str(path), "--json").json
    assert {row["text"] for row in rows} >= {"Thursday", "last week", "1979", "September", "January 8"}
    for row in rows:
        assert text[row["start"] : row["end"]] == row["text"]
        assert row["type"] in {"DATE", "TIME", "DURATION", "SET"}
        assert ("interval" in row) == ("precision" in row)
    (thursday,) = [row for row in rows if row["text"] == "Thursday"]
    assert thursday["value"] == "2021-09-16"
    assert (thursday["interval"], thursday["precision"]) == (["2021-09-16", "2021-09-16"], "day")
    assert "last week  DATE 2021-W36  in the week of 6 September 2021" in run("dates", str(path)).out


def test_dates_hang_on_the_day_of_publication(run: Run, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("The bridge fell yesterday.", "utf-8")
    (row,) = run("dates", str(note), "--published", "2020-03-01", "--json").json
    assert row["value"] == "2020-02-29"


def test_dates_of_many_texts_come_line_by_line(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "texts.jsonl"
    lines = [
        {"id": "a", "text": "It rained yesterday.", "published": "2021-09-17"},
        {"id": 7, "text": "It rained\u2028yesterday.", "published": None},
        {"id": None, "text": ""},
    ]
    batch.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    done = run("dates", "--batch", str(batch))
    answers = [json.loads(line) for line in done.out.split("\n") if line]
    assert [one["id"] for one in answers] == ["a", 7, None]
    (known,), (unknown,), nothing = (one["dates"] for one in answers)
    assert known["interval"] == ["2021-09-16", "2021-09-16"]
    assert "interval" not in unknown
    assert nothing == []


@pytest.mark.parametrize(
    "line", ['{"id": 1}', '{"id": 1, "text": 3}', '{"id": 1, "text": "x", "published": "soon"}', "[]", "{"]
)
def test_a_batch_of_texts_with_a_bad_line_is_refused_whole(run: Run, tmp_path: Path, line: str) -> None:
    batch = tmp_path / "texts.jsonl"
    batch.write_text(f'{{"id": 0, "text": "May 2021"}}\n{line}\n', "utf-8")
    done = run("dates", "--batch", str(batch))
    assert (done.status, done.out) == (2, "")
    assert "line 2 of" in done.err
