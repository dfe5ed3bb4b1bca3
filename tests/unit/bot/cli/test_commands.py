"""Every command as it is typed, on the seed document with the real model."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli.app import app, start

ROOT = Path(__file__).parents[4]


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # whatever the command printed
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture(scope="session")
def home(model_home: Path, seeds: Path) -> Path:
    """A home with the seeds indexed, shared by tests that only ask."""
    environment = {"FOOTNOTE_HOME": str(model_home), "FOOTNOTE_DOCUMENTS": str(seeds)}
    assert start(["index"], environment, model_home) == 0
    return model_home


@pytest.fixture
def run(home: Path, tmp_path: Path, seeds: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    def typed(*arguments: str, **settings: str) -> Done:
        environment = {"FOOTNOTE_HOME": str(home), "FOOTNOTE_DOCUMENTS": str(seeds)} | settings
        capfd.readouterr()
        status = start(arguments, environment, tmp_path)
        captured = capfd.readouterr()
        return Done(status, captured.out, captured.err)

    return typed


@pytest.fixture
def fresh(home: Path, tmp_path: Path, run: Run) -> Run:
    """Commands over a home of their own, which borrows the exported model."""
    own = tmp_path / "home"
    own.mkdir()
    (own / "models").symlink_to(home / "models")
    return lambda *arguments, **settings: run(*arguments, FOOTNOTE_HOME=str(own), **settings)


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


def footnote(
    *arguments: str, home: Path, seeds: Path, folder: Path, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "FOOTNOTE_HOME": str(home), "FOOTNOTE_DOCUMENTS": str(seeds)}
    environment["PYTHONPATH"] = str(ROOT)
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stdin": subprocess.DEVNULL} | more
    environment |= streams.pop("env", {})
    done: subprocess.CompletedProcess[bytes] = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=environment,
        cwd=folder,
        check=False,
        stderr=subprocess.PIPE,
        **streams,
    )
    return done


def test_run_with_standard_input_closed_shows_what_it_can_do_and_serves(
    home: Path, seeds: Path, tmp_path: Path
) -> None:
    command = f'exec "{sys.executable}" -m bot run <&-'
    environment = {
        **os.environ,
        "FOOTNOTE_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "FOOTNOTE_WEB_PORT": "0",
    }
    environment["FOOTNOTE_DOCUMENTS"] = str(seeds)
    pipe = subprocess.PIPE
    process = subprocess.Popen(["sh", "-c", command], env=environment, cwd=tmp_path, stdout=pipe, stderr=pipe)
    assert process.stdout
    out = b""
    for line in process.stdout:
        out += line
        if line.startswith(b"Ask at http://127.0.0.1:"):
            break
    process.terminate()
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")
    for words in (
        b"DISCORD_TOKEN",
        b"seeds (default): 1 document",
        b"October 30, 2020",
        b"footnote index PATH",
    ):
        assert words in out


def test_chat_answers_the_lines_of_a_pipe(home: Path, seeds: Path, tmp_path: Path) -> None:
    lines = b"When did Milley call Li?\n/verify\n/quit\nnever read\n"
    done = footnote("chat", home=home, seeds=seeds, folder=tmp_path, input=lines, stdin=None)
    out = done.stdout.decode()
    assert done.returncode == 0
    assert "October 30, 2020" in out
    assert "identical to what was quoted" in out
    assert "\x1b" not in out


# A test run in the background of a shell has Ctrl-C ignored, and its children inherit that.
AS_FROM_A_TERMINAL = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""


def test_ctrl_c_at_the_prompt_ends_the_chat_at_once(home: Path, seeds: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "FOOTNOTE_HOME": str(home), "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    environment["FOOTNOTE_DOCUMENTS"] = str(seeds)
    ours, theirs = pty.openpty()
    chat = subprocess.Popen(
        [sys.executable, "-c", AS_FROM_A_TERMINAL, "chat"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        cwd=tmp_path,
    )
    os.close(theirs)
    said = b""
    while b"\n> " not in said:
        said += os.read(ours, 1000)
    chat.send_signal(signal.SIGINT)
    assert chat.wait(20) == 130
    assert b"Traceback" not in said
    os.close(ours)


def test_an_error_without_a_place_to_log_it_is_still_one_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret internals")

    monkeypatch.setattr("bot.library.Library.names", broken)
    (tmp_path / "file").write_text("", "utf-8")
    done = run("status", FOOTNOTE_HOME=str(tmp_path / "file"))
    assert done.status == 1
    assert "no log could be written; set FOOTNOTE_HOME" in done.err
    assert done.err.count("\n") == 1


def test_a_home_that_is_a_file_is_one_sentence(run: Run, tmp_path: Path, seeds: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    for arguments in (["index", str(seeds)], ["doctor"], ["chat"]):
        done = run(*arguments, FOOTNOTE_HOME=str(tmp_path / "file"))
        assert done.status == 1
        assert "Traceback" not in done.err + done.out
        assert "something went wrong" not in done.err


def test_output_that_nobody_reads_is_no_error(home: Path, seeds: Path, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = footnote("ask", "Who wrote Peril?", home=home, seeds=seeds, folder=tmp_path, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_utf8_gets_what_it_can_show(home: Path, seeds: Path, tmp_path: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = footnote(
        "ask", "When did Milley call Li?", home=home, seeds=seeds, folder=tmp_path, env=ascii_only
    )
    assert done.returncode == 0
    assert b"1 | Li was called by America\\u2019s most senior" in done.stdout


HEAVY = (
    "torch",
    "sentence_transformers",
    "transformers",
    "trafilatura",
    "dateparser",
    "pandas",
    "sklearn",
    "lxml",
)


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        (["--help"], (*HEAVY, "numpy", "openvino", "faiss", "tantivy", "rich", "asyncio")),
        (["ask", "--help"], (*HEAVY, "numpy", "openvino", "faiss", "tantivy", "rich", "asyncio")),
        (["ask", "When did Milley call Li?", "--json", "--since", "2021-01"], (*HEAVY, "rich", "asyncio")),
        (["ask", "When did Milley call Li?"], HEAVY),
    ],
)
def test_a_command_loads_only_what_it_needs(
    home: Path, seeds: Path, arguments: list[str], forbidden: tuple[str, ...]
) -> None:
    code = (
        "import os, sys; from pathlib import Path; from bot.cli.app import start; "
        "status = start(sys.argv[1:], os.environ, Path.cwd()); "
        "print(status, *sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, "FOOTNOTE_HOME": str(home), "FOOTNOTE_DOCUMENTS": str(seeds)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    status, *modules = done.stderr.split()
    assert status == "0"
    assert set(forbidden) & set(modules) == set()


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
