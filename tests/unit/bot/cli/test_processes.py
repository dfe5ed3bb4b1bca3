"""Commands as processes of their own: their streams, signals and what they load."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.bot.cli.done import Run

ROOT = Path(__file__).parents[4]


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
