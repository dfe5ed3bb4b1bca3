"""The build's own process, as it really is: what it tells, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.administration.building import Wish
from bot.administration.builds import wish_json
from bot.administration.child import Child
from bot.administration.result import Result
from index.edits import Change, Edit
from index.errors import FootnoteError
from index.ingest.progress import Progress
from index.store.snapshot import Stories

TEXTS = {
    "harbour.txt": "The harbour\n\nThe harbour was closed on 3 May 2019, after the storm. Ships waited.",
    "bridge.txt": "The bridge\n\nThe bridge opened on 12 June 2020. Many people walked over it.",
}


@pytest.fixture
def home(tmp_path: Path, model_home: Path, embedder: object) -> Path:
    """A home of its own that borrows the exported model."""
    made = tmp_path / "home"
    made.mkdir()
    (made / "models").symlink_to(model_home / "models")
    return made


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "harbour.txt").write_text(TEXTS["harbour.txt"], "utf-8")
    return folder


def task(home: Path, wish: Wish, *, before: int | None = None, again: bool = False) -> dict[str, Any]:
    settings = {"FOOTNOTE_HOME": str(home)}
    return {**wish_json(wish), "story": wish.story, "before": before, "again": again, "settings": settings}


async def build(wanted: dict[str, Any], told: list[Progress] | None = None) -> Result:
    child = await Child.start(wanted)
    heard: list[Progress] = told if told is not None else []
    try:
        return await child.result(heard.append)
    finally:
        await child.end()


async def test_it_tells_what_a_build_brought(home: Path, documents: Path) -> None:
    told: list[Progress] = []
    first = await build(task(home, Wish("s", paths=(documents,))), told)
    assert (first.before, first.snapshot, first.counts["added"]) == (None, 1, 1)
    assert [one.stage for one in told if one.done == one.total][-1] == "dating"
    embedding = [one for one in told if one.stage == "embedding"][-1]
    assert (embedding.documents, embedding.of_documents) == (1, 1)
    assert embedding.passages == first.embedded == first.passages

    (documents / "bridge.txt").write_text(TEXTS["bridge.txt"], "utf-8")
    (documents / "broken.pdf").write_bytes(b"%PDF-1.7 this is none")
    questions = [
        {"question": "When did the bridge open?", "answers": ["12 June 2020"]},
        {"question": "Who painted the ceiling?", "answerable": False},
    ]
    path = home / "stories" / "s" / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, questions)), "utf-8")
    second = await build(task(home, Wish("s"), before=1))
    assert [title for title, _ in second.added] == ["The bridge"]
    assert (second.counts["unchanged"], second.counts["failed"]) == (1, 1)
    assert second.failed[0][0].endswith("broken.pdf")
    story = Stories(home).current("s")
    assert [lead.read(story) for lead in second.leads] == ["The bridge opened on 12 June 2020."]
    assert second.new_dates == 1
    assert "12 June 2020" in second.events[0].read(story)
    assert second.labels[0].line == "12 June 2020"
    assert second.scores is not None
    assert second.scores.before is not None
    measure = "quoted sentence R@1"
    assert (second.scores.before[measure], second.scores.after[measure]) == (0.0, 1.0)
    assert Result.from_json(json.loads(json.dumps(second.as_json()))) == second


async def test_what_was_published_before_the_bot_died_is_told_all_the_same(
    home: Path, documents: Path
) -> None:
    await build(task(home, Wish("s", paths=(documents,))))
    (documents / "bridge.txt").write_text(TEXTS["bridge.txt"], "utf-8")
    told = await build(task(home, Wish("s"), before=1))
    retold = await build(task(home, Wish("s"), before=1, again=True))
    assert (retold.snapshot, retold.embedded) == (2, 0)
    assert (retold.added, retold.new_dates, retold.events) == (told.added, told.new_dates, told.events)


async def test_going_back_is_done_once(home: Path, documents: Path) -> None:
    await build(task(home, Wish("s", paths=(documents,))))
    (documents / "bridge.txt").write_text(TEXTS["bridge.txt"], "utf-8")
    await build(task(home, Wish("s"), before=1))
    back = Wish("s", back=0, only_if=2)
    undone = await build(task(home, back, before=2))
    assert (undone.snapshot, [title for title, _ in undone.removed]) == (3, ["The bridge"])
    again = await build(task(home, back, before=2, again=True))
    assert (again.snapshot, again.removed) == (3, undone.removed)


async def test_a_corrected_title_is_a_change_and_no_news(home: Path, documents: Path) -> None:
    await build(task(home, Wish("s", paths=(documents,))))
    edit = Edit(Change.TITLE, str(documents / "harbour.txt"), "The Harbour Log")
    corrected = await build(task(home, Wish("s", edits=(edit,)), before=1))
    assert [title for title, _ in corrected.changed] == ["The Harbour Log"]
    assert (corrected.embedded, corrected.leads, corrected.new_dates) == (0, (), 0)


async def test_a_refusal_is_one_sentence(home: Path) -> None:
    with pytest.raises(FootnoteError, match=r"^story s has no documents yet"):
        await build(task(home, Wish("s")))


async def test_it_waits_for_a_build_that_somebody_else_runs(home: Path, documents: Path) -> None:
    stories, told = Stories(home), asyncio.Event()
    with stories.building("s"):
        child = await Child.start(task(home, Wish("s", paths=(documents,))))
        building = asyncio.create_task(child.result(lambda _: told.set()))
        await told.wait()
        assert stories.number("s") is None
    assert (await building).snapshot == 1


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def orphan(home: Path, documents: Path) -> Iterator[int]:
    """A build whose bot was just killed; it still waits for a lock that is held here."""
    script = (
        "import asyncio, json, sys\n"
        "from bot.administration.child import Child\n"
        "async def main():\n"
        "    child = await Child.start(json.loads(sys.argv[1]))\n"
        "    print(child.process.pid, flush=True)\n"
        "    await child.result(lambda _: print('told', flush=True))\n"
        "asyncio.run(main())\n"
    )
    wanted = json.dumps(task(home, Wish("s", paths=(documents,))))
    read, write = os.pipe()
    with Stories(home).building("s"):
        bot = os.posix_spawn(
            sys.executable,
            [sys.executable, "-c", script, wanted],
            {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])},
            file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)],
        )
        os.close(write)
        with os.fdopen(read) as said:
            pid = int(said.readline())
            assert said.readline() == "told\n"
            assert alive(pid)
            os.kill(bot, signal.SIGKILL)
            os.waitpid(bot, 0)
            yield pid


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc who is alive")
def test_it_ends_with_the_bot(orphan: int) -> None:
    while alive(orphan):
        time.sleep(0.01)


async def test_it_gives_way_and_knows_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a secret")
    monkeypatch.setenv("FOOTNOTE_STORE_KEY", "another")
    monkeypatch.setenv("FOOTNOTE_WEB_ADMIN_PASSWORD", "a third")
    script = tmp_path / "tell.py"
    script.write_text(
        "import os, sys\n"
        "from bot.administration import worker\n"
        "sys.stdin.readline()\n"
        "worker._give_way()\n"
        "hidden = ('_TOKEN', '_KEY', '_SECRET', '_PASSWORD')\n"
        "secret = [name for name in os.environ if name.endswith(hidden)]\n"
        "sys.stderr.write(repr((os.nice(0), secret)) + '\\n')\n"
        "sys.exit(9)\n",
        "utf-8",
    )
    child = await Child.start({}, (sys.executable, str(script)))
    assert child.process.stderr
    last = [line async for line in child.process.stderr]
    await child.end()
    assert last[-1].strip() == b"(19, [])"
