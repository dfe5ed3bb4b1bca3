"""`footnote eval` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.bot.cli.done import Run


def test_eval_measures_and_writes_a_report(run: Run, tmp_path: Path) -> None:
    questions = tmp_path / "known.jsonl"
    rows = [
        {"id": "calls", "question": "When did Milley call Li?", "answers": ["October 30, 2020"]},
        {
            "id": "book",
            "question": "Who wrote Peril?",
            "answers": ["Bob Woodward and Robert Costa", "Woodward"],
        },
        {"id": "wrong", "question": "Who wrote Peril?", "answers": ["Leo Tolstoy"]},
        {"id": "paris", "question": "What is the capital of France?"},
    ]
    questions.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    report = tmp_path / "deep" / "report.md"
    done = run("eval", str(questions), "--report", str(report))
    assert done.status == 0
    assert "quoted sentence R@1" in done.out
    assert str(report) in done.out
    text = report.read_text("utf-8")
    wrong, right = text.split("## Went right: 3")
    assert "### wrong" in wrong
    assert all(f"### {name}" in right for name in ("calls", "book", "paris"))
    assert "October 30, 2020" in right
    as_json = run("eval", str(questions), "--json").json
    assert as_json["questions"] == 4
    assert as_json["figures"]["abstention AUROC"] == 1.0
    assert Path(as_json["report"]).is_file()


def test_a_fitted_threshold_is_used_shown_and_cleared(fresh: Run, seeds: Path, tmp_path: Path) -> None:
    assert fresh("index").status == 0
    asked = fresh("ask", "Who wrote Peril?", "--json").json
    assert asked["answered"]
    # Questions that are answered, told to be such as should be declined, push the line above them.
    rows = [{"question": "Who wrote Peril?"}] * 10 + [{"question": "Milley", "answers": ["Milley"]}] * 10
    questions = tmp_path / "known.jsonl"
    questions.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    kept = fresh("eval", str(questions), "--fit", "--json").json["kept"]
    assert kept == pytest.approx(asked["confidence"], abs=1e-3)
    assert f"answers from a confidence of {kept:.3f} (fitted on 20 questions" in fresh("status").out
    other = fresh("ask", "Who wrote Peril?", "--json", FOOTNOTE_THRESHOLD="0.1").json
    assert other["answered"], "the setting stands above what was fitted"
    assert "reader's own threshold again" in fresh("eval", "--clear").out
    assert "confidence of" not in fresh("status").out
    assert "has no fitted threshold" in fresh("eval", "--clear").out


def test_a_threshold_is_not_fitted_on_too_little(run: Run, tmp_path: Path) -> None:
    questions = tmp_path / "known.jsonl"
    questions.write_text('{"question": "Who?"}', "utf-8")
    done = run("eval", str(questions), "--fit")
    assert (done.status, done.out) == (2, "")
    assert "--fit needs at least 10 questions with answers" in done.err or "to decline" in done.err
    assert "name a file" in run("eval").err
    assert "--clear takes no file" in run("eval", str(questions), "--clear").err


@pytest.mark.parametrize(
    ("content", "words"), [("", "holds no question"), ("x", "line 1"), ('{"question": 5}', "line 1")]
)
def test_eval_names_the_line_that_is_wrong(run: Run, tmp_path: Path, content: str, words: str) -> None:
    questions = tmp_path / "known.jsonl"
    questions.write_text(content, "utf-8")
    done = run("eval", str(questions))
    assert (done.status, done.out) == (2, "")
    assert words in done.err
