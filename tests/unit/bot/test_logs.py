"""The log: each request's lines under its id, nothing of what was said, no secrets, bounded."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.conversation import Command, Message, Press
from bot.logs import FILES, LARGEST, Lines, reference, to_file, to_stderr
from bot.reply import Action, Verb
from bot.requests import Outcome, Request, current, request, settle
from index.errors import StorageError
from index.stages import stage
from tests.platform.administering import UPKEEP
from tests.platform.scripts import SCRIPTS
from tests.platform.test_terminal import TerminalPlayer
from tests.unit.bot.room import ANNA, CHANNEL, THREAD, Paper, Room

MARKER = "Zanzibarian"
TOKEN = "xoxb-1234-not-a-real-one"  # noqa: S105 -- a made-up one

Log = Callable[..., Callable[[], str]]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """Starts the log in a file, and gives what reads it."""

    def start(**options: object) -> Callable[[], str]:
        to_file(tmp_path / "home" / "footnote.log", **options)  # type: ignore[arg-type]  # each test's own
        return lambda: (tmp_path / "home" / "footnote.log").read_text("utf-8")

    return start


def rows(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


async def test_nothing_that_is_said_on_any_path_is_in_the_log(tmp_path: Path, log: Log) -> None:
    read = log()
    for feature, script in SCRIPTS.items():
        player = TerminalPlayer(tmp_path / feature.name, kept=feature in UPKEEP)
        await player.start()
        try:
            await script(player)
        finally:
            await player.stop()
    written = read()
    assert len(written.splitlines()) > len(SCRIPTS)
    for word in ("treaty", "Vienna", "ministers", "war"):  # of the story and of every question
        assert not re.search(rf"\b{word}\b", written, re.IGNORECASE)


@pytest.mark.parametrize("form", ["plain", "json"])
async def test_an_error_that_repeats_the_question_does_not_take_it_into_the_log(
    tmp_path: Path, log: Log, form: str
) -> None:
    read = log(form=form)
    room = Room(tmp_path)
    room.engine.error = RuntimeError(f"no such column: '{MARKER}' near \"who is the {MARKER.lower()} king\"")
    said = f"Who is the {MARKER} king?"
    try:
        paper = await room.mention(said)
        await room.conversation.command(Command(CHANNEL, ANNA, "2", "ask", {"question": said}), Paper())
        await room.conversation.command(Command(CHANNEL, ANNA, "3", "check", {"question": said}), Paper())
        broken = Paper(broken=True)
        await room.mention(said, "4", paper=broken)
        press = Press(CHANNEL, ANNA, "5", Action(Verb.REASON, "none", 1), MARKER)
        await room.conversation.press(press, Paper())
        # Logged by anything below, on behalf of the request: in arguments, and in a library's ready message.
        with request("chat", "ask", (said,)):
            logging.getLogger("bot.below").warning("odd: %s, %d times", said, 3)
            logging.getLogger("library").warning(f"odd: {said!r}")  # noqa: G004 -- libraries do
    finally:
        room.close()
    written = read()
    assert MARKER.lower() not in written.lower()
    assert "RuntimeError: no such column" in written  # what went wrong is still told
    assert "engine.ask" in written or "small_engine.py" in written  # and where
    assert "3 times" in written
    code = paper.said[-1].reply.reference
    assert code
    assert f"reference {code}" in written


async def test_a_setting_lets_questions_into_the_log(tmp_path: Path, log: Log) -> None:
    read = log(form="json", questions=True)
    room = Room(tmp_path)
    try:
        await room.mention(f"Who signed the {MARKER} treaty?")
    finally:
        room.close()
    assert any(MARKER in str(row.get("said")) for row in rows(read()))


async def test_every_line_of_a_request_carries_its_id_also_from_threads(tmp_path: Path, log: Log) -> None:
    read = log(form="json")
    room = Room(tmp_path)
    ask = room.engine.ask

    def logged(*arguments: object, **how: object) -> object:
        logging.getLogger("bot.engine").info("searching in %s", threading.current_thread().name)
        return ask(*arguments, **how)  # type: ignore[arg-type]

    room.engine.ask = logged  # type: ignore[method-assign,assignment]
    try:
        await asyncio.gather(*(room.mention("Where was the treaty signed?", str(n)) for n in range(8)))
    finally:
        room.close()
    lines = rows(read())
    searching = [row["request"] for row in lines if str(row["event"]).startswith("searching in search")]
    ended = [row["request"] for row in lines if row["event"] == "request"]
    assert len(set(ended)) == 8
    assert sorted(map(str, searching)) == sorted(map(str, ended))
    assert all(
        row["outcome"] == "answered" and row["platform"] == "chat" for row in lines if "outcome" in row
    )


async def test_an_apology_names_the_request_and_its_traceback_stands_under_it(
    tmp_path: Path, log: Log
) -> None:
    read = log(form="json")
    room = Room(tmp_path)
    room.engine.error = ValueError("a part broke")
    try:
        paper = await room.mention("Where was the treaty signed?")
    finally:
        room.close()
    code = paper.said[-1].reply.reference
    mine = [row for row in rows(read()) if row.get("request") == code]
    assert [row["event"] for row in mine] == [f"unexpected error, reference {code}", "request"]
    assert "a part broke" in str(mine[0]["exception"])
    assert mine[1]["outcome"] == "failed"


async def test_what_is_told_of_a_request_is_how_it_ended(tmp_path: Path) -> None:
    told: list[Request] = []
    room = Room(tmp_path)
    room.conversation._watch = told.append
    try:
        await room.mention("Where was the treaty signed?", "1")
        await room.mention("Where was the treaty signed?", "1")  # delivered again
        await room.mention("Xylophone?", "2")
        await room.mention("x" * 300, "3")
        room.engine.error = ValueError("broken")
        await room.mention("Where was the treaty signed?", "4")
        await room.conversation.hear(Message(CHANNEL, ANNA, "5", "people talk"), Paper())
        await room.conversation.command(Command(THREAD, ANNA, "6", "quiet", {}), Paper())
    finally:
        room.close()
    assert [(one.kind, one.outcome, one.story) for one in told] == [
        ("message", Outcome.ANSWERED, "seeds"),
        ("message", Outcome.DECLINED, "seeds"),
        ("message", Outcome.REFUSED, ""),
        ("message", Outcome.FAILED, ""),
        ("quiet", Outcome.DONE, ""),
    ]
    assert set(told[0].stages) == {"wait", "show", "send"}
    assert told[0].seconds >= sum(told[0].stages.values()) > 0


def test_stages_add_up_and_end_also_when_they_fail() -> None:
    with request("chat", "ask", ()) as one:
        with stage("read"):
            pass
        first = one.stages["read"]
        with pytest.raises(ValueError, match="no"), stage("read"):
            raise ValueError("no")
        assert one.stages["read"] > first
        settle(Outcome.DONE)
    assert current() is None
    with stage("read"):  # nobody listens
        pass
    settle(Outcome.DONE)  # and nobody is asked about
    assert list(one.stages) == ["read"]


def test_no_token_is_ever_written(log: Log) -> None:
    read = log(secrets=("s3cr3t-of-ours",))
    out = logging.getLogger("library")
    out.warning("POST with s3cr3t-of-ours and %s", TOKEN)
    out.warning("https://discord.com/api/v10/webhooks/4711/aW5jbHVkZXM/messages is limited")
    out.warning("https://hooks.slack.com/commands/T1/2/abc")
    out.error("s3cr3t-of-ours", exc_info=ValueError(f"bad token {TOKEN}"))
    written = read()
    for secret in ("s3cr3t", TOKEN, "not-a-real", "aW5jbHVkZXM", "T1/2"):
        assert secret not in written
    assert written.count("[secret]") == 6


def test_nobody_forges_a_line_of_the_plain_log(log: Log) -> None:
    read = log()
    logging.getLogger("bot.x").info("asked by %s", "me\n2026-01-01T00:00:00Z error bot forged\x1b[31m")
    assert len(read().splitlines()) == 1
    assert "\x1b" not in read()


def test_causes_and_groups_are_told_in_full(log: Log) -> None:
    read = log()
    group = ExceptionGroup("several", [OSError("one"), ValueError("two")])
    group.__cause__ = KeyError("first cause")
    code = reference(group)
    written = read()
    assert re.fullmatch(r"[0-9a-f]{8}", code)
    for words in (code, "first cause", "several", "OSError: one", "ValueError: two", "which led to:"):
        assert words in written


def test_the_log_stays_within_its_size(tmp_path: Path, log: Log) -> None:
    log()
    for _ in range(4 * LARGEST // 100_000):
        logging.getLogger("bot.x").info("%s", "x" * 100_000)
    sizes = [path.stat().st_size for path in (tmp_path / "home").iterdir()]
    assert len(sizes) == FILES
    assert max(sizes) <= LARGEST


def test_starting_twice_writes_once(log: Log) -> None:
    log()
    read = log()
    logging.getLogger("bot.x").info("only once")
    assert read().count("only once") == 1


def test_a_log_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(StorageError, match="set FOOTNOTE_HOME"):
        to_file(tmp_path / "home" / "footnote.log")


def test_standard_error_takes_the_log_of_a_container(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr(form="json")
    to_stderr(form="json")
    logging.getLogger("bot.x").info("there", extra={"count": 3})
    (line,) = capsys.readouterr().err.splitlines()
    row = json.loads(line)
    assert (row["event"], row["count"], row["level"], row["logger"]) == ("there", 3, "info", "bot.x")
    assert sys.stderr is not None


def test_numbers_stay_numbers_and_names_stay_names_in_messages() -> None:
    def line(message: str, arguments: object) -> str:
        return Lines("plain").format(logging.LogRecord("lib", 20, "x.py", 1, message, arguments, None))  # type: ignore[arg-type]

    assert "1 of a" in line("%d of %s", (1, "a"))
    assert "2.50 of b" in line("%(size).2f of %(kind)s", ({"size": 2.5, "kind": "b"},))
