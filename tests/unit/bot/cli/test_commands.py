"""Every command as it is typed, on the seed document with the real model."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.app import app
from index.query.trained_reader import REACH
from tests.unit.bot.cli.done import Run


def test_ask_goes_on_from_earlier_questions(run: Run) -> None:
    asked = ["ask", "Why did he do that?", "--json", "--after", "Who did Mark Milley call in Beijing?"]
    found = run(*asked).json
    assert found["question"] == "Why did he do that?"
    assert found["context"] == "Mark Milley call Beijing"
    assert any("reassure" in quote["text"] for quote in found["quotes"])
    assert "context" not in run("ask", "Who is Zhao Lijian?", "--json", "--after", "Why?").json
    shown = run("ask", "Why did he do that?", "--after", "Who did Mark Milley call in Beijing?").out
    assert shown.startswith("Read together with these words: Mark Milley call Beijing. ")
    refused = run("ask", "--batch", "questions.jsonl", "--after", "Why?")
    assert refused.status == 2
    assert "leave --after out" in refused.err


def test_ask_leaves_out_quotes_that_score_far_less_unless_a_number_is_named(run: Run) -> None:
    asked = "Who wrote Peril?"
    scores = [quote["score"] for quote in run("ask", asked, "--json").json["quotes"]]
    assert len(scores) == 3
    assert scores[0] - scores[2] > REACH
    shown = [run("ask", asked, *more).out for more in ((), ("--top", "3"))]
    assert "\n3 │" not in shown[0]
    assert "\n3 │" in shown[1]


def test_the_commands_are_exactly_those_of_the_contract() -> None:
    names = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    assert names == {
        *(
            "run",
            "index",
            "reindex",
            "insights",
            "ask",
            "timeline",
            "dates",
            "read",
            "text",
            "verify",
            "eval",
            "status",
            "doctor",
            "chat",
            "audit",
            "backup",
            "restore",
        ),
    }


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did Milley call Li?", "October 30, 2020"),
        ("Who wrote Peril?", "Bob Woodward and Robert Costa"),
        ("What did Zhao Lijian say?", "Zhao Lijian stated on Thursday"),
        (
            "Who is the chairman of the Joint Chiefs of Staff?",
            "Milley, the chairman of the Joint Chiefs of Staff",
        ),
    ],
)
def test_a_question_is_answered_with_the_right_sentence(run: Run, question: str, words: str) -> None:
    done = run("ask", question)
    assert done.status == 0
    assert words in done.out
    assert "2021-09-17 · paragraph" in done.out
    assert done.err == ""


@pytest.mark.parametrize("question", ["What is the capital of France?", "How did the Navy respond?"])
def test_what_the_document_does_not_answer_is_declined(run: Run, question: str) -> None:
    done = run("ask", question, "--json").json
    assert not done["answered"]
    assert done["quotes"] == []
    assert done["nearest"] != []


def test_json_has_the_shape_of_the_contract_and_offsets_that_hold(run: Run, seeds: Path) -> None:
    done = run("ask", "When did Milley call Li?", "--json", "--top", "2")
    answer = done.json
    (path,) = seeds.glob("*.txt")
    text = path.read_text("utf-8")
    assert list(answer) == ["question", "answered", "confidence", "quotes", "nearest", "passages"]
    assert answer["answered"] is True
    assert 0 <= answer["confidence"] <= 1
    assert answer["nearest"] == []
    assert len(answer["quotes"]) == 2
    for quote in answer["quotes"]:
        assert set(quote) == {
            *("text", "document", "hash", "title", "published", "start", "end"),
            *("paragraph", "line", "highlights", "score"),
        }
        assert quote["text"] == text[quote["start"] : quote["end"]]
        assert quote["hash"] == hashlib.sha256(text.encode()).hexdigest()
        assert quote["document"] == str(path)
        assert quote["published"] == "2021-09-17"
        assert text.split("\n")[quote["line"] - 1].startswith(quote["text"][:20]) or "\n" in quote["text"]
        assert all(quote["start"] <= s < e <= quote["end"] for s, e in quote["highlights"])
    for passage in answer["passages"]:
        assert set(passage) == {"document", "hash", "start", "end", "score"}


def test_the_env_file_of_the_folder_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FOOTNOTE_TOP=1\n", "utf-8")
    assert len(run("ask", "When did Milley call Li?", "--json").json["quotes"]) == 1


def test_a_batch_is_answered_line_by_line(run: Run, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"id": "a", "question": "Who wrote Peril?"},
        {"id": 7, "question": "Who wrote Peril?\u2028Who?", "until": "2020"},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n\n", "utf-8")
    done = run("ask", "--batch", str(batch))
    answers = [json.loads(line) for line in done.out.split("\n") if line]
    assert [(answer["id"], answer["answered"]) for answer in answers] == [("a", True), (7, False)]
    assert answers[1]["question"] == lines[1]["question"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"id": 1, "question": "Who?"}\n{"id": 2}\n', "line 2 of"),
        (b'{"id": 1, "question": "Who?"}\nnot json\n', "line 2 of"),
        (b"[1]\n", "line 1 of"),
        (b'{"id": 1, "question": 5}\n', "line 1 of"),
        (b'{"id": 1, "question": ""}\n', "the question is empty"),
        (b'{"id": 1, "question": "Who?", "since": "banana"}\n', "the since date 'banana'"),
        (b'{"id": 1, "question": "Who?", "since": 5}\n', "line 1 of"),
        (b"\xff\n", "it is not UTF-8 text"),
    ],
)
def test_a_batch_with_a_slip_answers_nothing_and_names_the_line(
    run: Run, tmp_path: Path, content: bytes, words: str
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes(content)
    done = run("ask", "--batch", str(batch))
    assert (done.status, done.out) == (2, "")
    assert words in done.err


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["ask"], 2, "give either a question or a file"),
        (["ask", "Who?", "--batch", "x"], 2, "give either a question or a file"),
        (["ask", ""], 2, "the question is empty"),
        (["ask", "x" * 100_000], 2, "the question has 100,000 characters; ask in at most 2,000"),
        (["ask", "Who?", "--since", "banana"], 2, "the since date 'banana' is no date"),
        (["ask", "Who?", "--since", "2022", "--until", "2021"], 2, "before it starts"),
        (["ask", "Who?", "--story", "nope"], 1, "there is no story nope: `footnote status` lists"),
        (["ask", "Who?", "--batch-file", "x"], 2, "No such option"),
        (["ask", "Who?", "--top", "0"], 2, "--top"),
        (["ask", "--batch", "absent.jsonl"], 2, "absent.jsonl cannot be read: No such file"),
        (["text", "absent.txt"], 2, "absent.txt"),
        (["text", "."], 1, "is a folder"),
        (["index", "absent"], 2, "absent"),
        (["index", "--story", "Not A Name"], 2, "is no story name"),
        (["verify", "--story", "nope"], 1, "there is no story nope"),
        (["dance"], 2, "No such command"),
    ],
)
def test_bad_input_is_one_sentence_and_a_status(
    run: Run, arguments: list[str], status: int, words: str
) -> None:
    done = run(*arguments)
    assert (done.status, done.out) == (status, "")
    assert words in done.err
    assert "Traceback" not in done.err
    if done.err.startswith("footnote: "):
        assert done.err.count("\n") == 1


def test_a_wrong_setting_is_named(run: Run) -> None:
    done = run("status", FOOTNOTE_WEB_PORT="eighty")
    assert done.status == 2
    assert (
        done.err
        == "footnote: FOOTNOTE_WEB_PORT must be a port number, or 0 for any that is free, not 'eighty'\n"
    )


def test_what_nobody_expected_leads_to_the_log(
    fresh: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret internals")

    monkeypatch.setattr("bot.library.Library.names", broken)
    done = fresh("status")
    assert done.status == 1
    assert "secret" not in done.err
    reference = done.err.split("reference ")[1].split(")")[0]
    log = (tmp_path / "home" / "footnote.log").read_text("utf-8")
    assert reference in log
    assert "ZeroDivisionError: secret internals" in log


def test_a_story_is_built_updated_and_verified(fresh: Run, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.txt").write_text("The heron nests in March. It eats frogs.\n", "utf-8")
    (folder / "b.txt").write_text("The otter sleeps in the day. It eats fish.\n", "utf-8")
    (folder / "c.pdf").write_bytes(b"no pdf at all")
    report = fresh("index", str(folder), "--story", "birds", "--json").json
    assert list(report) == ["story", "snapshot", "documents", "passages", "seconds"]
    failed = report["documents"].pop("failed")
    assert report["documents"] == {"added": 2, "changed": 0, "removed": 0, "unchanged": 0}
    assert [Path(one["file"]).name for one in failed] == ["c.pdf"]
    assert failed[0]["reason"]
    assert fresh("verify", "--story", "birds").out.startswith("2 sources read again: 2 identical")
    (folder / "a.txt").write_text("The heron nests in April. It eats frogs.\n", "utf-8")
    (folder / "b.txt").unlink()
    verified = fresh("verify", "--story", "birds").out
    assert f"changed: {folder}/a.txt" in verified
    assert f"removed: {folder}/b.txt" in verified
    said = fresh("index", "--story", "birds").out
    assert "1 changed, 1 removed, 1 failed" in said
    assert f"not read: {folder}/c.pdf" in said
    assert "April" in fresh("ask", "When does the heron nest?", "--story", "birds").out
    assert "1 document" in fresh("status").out


def test_text_prints_exactly_the_canonical_text(run: Run, seeds: Path, tmp_path: Path) -> None:
    (path,) = seeds.glob("*.txt")
    assert run("text", str(path)).out == path.read_text("utf-8")
    records = tmp_path / "two.jsonl"
    records.write_text('{"text": "First story here."}\n{"text": "Second story here."}\n', "utf-8")
    out = run("text", str(records)).out
    assert "First story here." in out
    assert out.count("==> ") == 2


def test_without_an_index_every_command_says_what_to_do(fresh: Run) -> None:
    for arguments in (["ask", "Who?"], ["verify"], ["chat"]):
        done = fresh(*arguments)
        assert done.status == 1
        assert "footnote index" in done.err
    assert "footnote index" in fresh("status").out
    doctor = fresh("doctor")
    assert doctor.status == 1
    assert "no  story seeds has no index yet; run `footnote index`" in doctor.out


def test_doctor_says_ok_line_by_line(run: Run) -> None:
    done = run("doctor", FOOTNOTE_WEB_PORT="0")
    assert done.status == 0
    told = {line[:4] for line in done.out.splitlines() if not line.startswith("warn  backup: none")}
    assert told == {"ok  "}


def test_a_home_that_is_a_file_is_one_sentence(run: Run, tmp_path: Path, seeds: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for arguments in (["index", str(seeds)], ["doctor"], ["chat"]):
        done = run(*arguments, FOOTNOTE_HOME=str(tmp_path / "file"))
        assert done.status == 1
        assert "Traceback" not in done.err + done.out
        assert "something went wrong" not in done.err


def test_a_question_for_what_happened_is_answered_by_the_events_of_those_days(run: Run) -> None:
    done = run("ask", "What happened in January 2021?")
    assert "Events dated in January 2021. Likely the answer:" in done.out
    assert "again on January 8, just two days after" in done.out
    answer = run("ask", "What happened in January 2021?", "--json").json
    assert answer["answered"]
    assert answer["days"] == {"since": "2021-01-01", "until": "2021-01-31", "kept": "told"}
    (quote,) = answer["quotes"]
    assert len(quote["highlights"]) == 2


def test_days_in_a_question_that_nothing_was_published_in_leave_it_answered(run: Run) -> None:
    done = run("ask", "Who stormed Capitol Hill in January 2021?")
    assert "Nothing published in January 2021 answers this, so this is from all documents." in done.out
    assert "stormed Capitol Hill" in done.out
    done = run("ask", "What did Zhao Lijian say in September 2021?")
    assert "Looked only at what was published in September 2021." in done.out


def test_the_trained_reader_reads_one_text(run: Run, seeds: Path, tmp_path: Path) -> None:
    seed = next(seeds.glob("*.txt"))
    found = run("read", "Who wrote Peril?", str(seed), "--json").json
    text = run("text", str(seed)).out.rstrip("\n")
    assert 0 <= found["answerable"] <= 1
    best = max(found["sentences"], key=lambda one: one["score"])
    assert "Bob Woodward and Robert Costa" in text[best["start"] : best["end"]]
    assert all(text[start:end].strip() for start, end, _ in found["highlights"])
    lines = [{"id": 1, "question": "Who sold the mill?", "text": "It was sold by Karin Holm. " * 90}]
    (tmp_path / "b.jsonl").write_text(json.dumps(lines[0]), "utf-8")
    (line,) = run("read", "--batch", str(tmp_path / "b.jsonl")).out.splitlines()
    assert len(json.loads(line)["sentences"]) == 90
    assert run("read", "Who?").status == 2


def test_the_trained_reader_answers_where_it_is_chosen(run: Run) -> None:
    found = run("ask", "When did Milley call Li?", "--json", FOOTNOTE_READER="trained").json
    assert found["answered"]
    assert "October 30, 2020" in found["quotes"][0]["text"]
    declined = run("ask", "What is the capital of France?", "--json", FOOTNOTE_READER="trained").json
    assert not declined["answered"]
