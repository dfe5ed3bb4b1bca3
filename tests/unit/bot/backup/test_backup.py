"""Saved while work goes on, restored whole or not at all."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock

from bot.backup.make import backup, last_backup
from bot.backup.presence import MARK, alone, working
from bot.backup.restore import finish, restore
from bot.cli.app import start
from bot.state import State
from index.errors import FootnoteError, SnapshotError, StorageError, UsageError
from index.ingest.build import build
from index.store.snapshot import Stories
from tests.hashing import HashingEmbedder
from tests.unit.bot.backup.homes import PLACE, furnish, told

ROOT = Path(__file__).parents[4]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return furnish(tmp_path / "home", tmp_path / "in", "treaty")


def names(file: Path) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


def test_what_is_restored_is_what_was_saved(home: Path, tmp_path: Path) -> None:
    before = told(home)
    made = backup(home, tmp_path / "b.tar.gz")
    contents = restore(tmp_path / "new", tmp_path / "b.tar.gz")
    assert told(tmp_path / "new") == before == told(home)
    assert contents == made.contents
    assert contents.stories == {"treaty": 2}
    assert made.outside == (str(tmp_path / "in"),)
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    left = {path.name for path in home.iterdir()} - {path.name for path in (tmp_path / "new").iterdir()}
    assert left == {"models", "footnote.log", "backup.lock", "last-backup.json"}


def test_the_restored_state_is_worked_with_at_once(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.tar.gz")
    restore(tmp_path / "new", tmp_path / "b.tar.gz")
    state = State(tmp_path / "new" / "state.sqlite")
    assert not state.claims.take(PLACE, "treaty", 2.0)  # taken before, and remembered
    state.close()
    report = build(Stories(tmp_path / "new"), "treaty", [tmp_path / "in"], HashingEmbedder())
    assert (report.snapshot, report.unchanged) == (2, 2)


def test_caches_are_taken_along_only_when_asked(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "lean.tar.gz")
    backup(home, tmp_path / "full.tar.gz", caches=True)
    extra = set(names(tmp_path / "full.tar.gz")) - set(names(tmp_path / "lean.tar.gz"))
    assert extra == {"models/m/model.xml", "stories/treaty/vectors.sqlite"}
    restore(tmp_path / "new", tmp_path / "full.tar.gz")
    (tmp_path / "in" / "3.txt").write_text("One more.", "utf-8")
    report = build(Stories(tmp_path / "new"), "treaty", [tmp_path / "in"], HashingEmbedder())
    assert report.embedded == 1  # the others came from the cache


def test_no_secret_of_the_settings_and_no_log_is_in_it(home: Path, tmp_path: Path) -> None:
    (home / ".env").write_text("DISCORD_TOKEN=secret", "utf-8")
    backup(home, tmp_path / "b.tar.gz", caches=True)
    assert not [name for name in names(tmp_path / "b.tar.gz") if name.endswith((".env", ".log", ".lock"))]


def test_saved_while_builds_and_questions_go_on(home: Path, tmp_path: Path) -> None:
    """Each backup is one moment: its snapshot loads, its pairs of rows are whole."""
    over = threading.Event()
    failures: list[BaseException] = []

    def builds() -> None:
        stories, number = Stories(home), 0
        while not over.is_set():
            number += 1
            (tmp_path / "in" / "1.txt").write_text(f"Version {number} of the treaty.", "utf-8")
            build(stories, "treaty", [tmp_path / "in"], HashingEmbedder())

    def questions() -> None:
        state, number = State(home / "state.sqlite"), 0
        while not over.is_set():
            number += 1
            state.claims.take(PLACE, f"m{number}", 1.0)
            state.claims.settle(PLACE, f"m{number}")
        state.close()

    def guarded(work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 -- told by the test
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in (builds, questions)]
    for thread in threads:
        thread.start()
    numbers = []
    try:
        for number in range(8):  # enough for the first snapshots to be pruned under way
            made = backup(home, tmp_path / f"{number}.tar.gz")
            restore(tmp_path / f"home{number}", tmp_path / f"{number}.tar.gz")
            facts = told(tmp_path / f"home{number}")
            assert facts["sound"] == [("ok",)]
            assert facts["number of treaty"] == made.contents.stories["treaty"]
            numbers.append(made.contents.stories["treaty"])
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert numbers == sorted(numbers)
    assert numbers[-1] > numbers[0]
    assert not list(home.glob(".backup-*"))


def test_a_home_is_not_overwritten_unless_told(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.tar.gz")
    other = furnish(tmp_path / "other", tmp_path / "in2", "ceasefire")
    before = told(other)
    with pytest.raises(UsageError, match="--replace"):
        restore(other, tmp_path / "b.tar.gz")
    assert told(other) == before
    restore(other, tmp_path / "b.tar.gz", replace=True)
    assert told(other) == told(home)
    assert (other / "models" / "m" / "model.xml").read_text("utf-8").startswith("ceasefire")
    assert not list(other.glob(".restore*"))


def test_a_story_that_the_backup_has_not_is_gone_after_a_restore(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.tar.gz")
    (tmp_path / "in").joinpath("4.txt").write_text("Later.", "utf-8")
    build(Stories(home), "later", [tmp_path / "in"], HashingEmbedder())
    restore(home, tmp_path / "b.tar.gz", replace=True)
    assert Stories(home).names() == ["treaty"]


# In a process of its own, which forks one child for each step at which it dies, like by kill -9.
KILLED = """
import os, shutil, sys
from pathlib import Path
from bot.backup.presence import MARK
from bot.backup.restore import finish, restore
from tests.unit.bot.backup.homes import told

work, file, old = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link"}
before, after, killed = told(old), None, []
for step in range(1, 1000):
    home = work / str(step)
    shutil.copytree(old, home)
    child = os.fork()
    if child == 0:
        seen = 0
        def hook(event, arguments):
            global seen
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & 3
            if event in CHANGES or writes:
                seen += 1
                if seen == step:
                    os._exit(9)
        sys.addaudithook(hook)
        restore(home, file, replace=True)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    marked = (home / MARK).exists()
    finish(home)
    now = told(home)
    shutil.rmtree(home, ignore_errors=True)
    if os.waitstatus_to_exitcode(status) == 0:
        after = now
        break
    assert os.waitstatus_to_exitcode(status) == 9, status
    killed.append((marked, now))
assert after and after != before
for marked, now in killed:
    assert now == before or now == after, now
    assert not marked or now == after
print(len(killed), sum(now == before for _, now in killed), sum(marked for marked, _ in killed))
"""


def test_killed_at_any_step_a_restore_leaves_the_old_or_the_new(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.tar.gz")
    old = furnish(tmp_path / "old", tmp_path / "in2", "ceasefire")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", KILLED, tmp_path / "work", tmp_path / "b.tar.gz", old],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    steps, old_left, marked = map(int, done.stdout.split())
    assert steps > 20
    assert 0 < old_left < steps
    assert marked > 3


def test_a_restore_past_its_point_of_no_return_is_finished_by_the_next_command(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(home, tmp_path / "b.tar.gz")
    expected = told(home)
    other = furnish(tmp_path / "other", tmp_path / "in2", "ceasefire")
    with monkeypatch.context() as patched:
        patched.setattr("bot.backup.restore._finish", lambda _: None)
        restore(other, tmp_path / "b.tar.gz", replace=True)
    assert (other / MARK).exists()
    assert start(["status"], {"FOOTNOTE_HOME": str(other)}, tmp_path) == 0
    assert "treaty: 2 documents" in capsys.readouterr().out
    assert told(other) == expected
    assert not (other / MARK).exists()
    finish(other)  # nothing is left to do


def test_cut_anywhere_it_is_refused_and_nothing_changes(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    for length in [0, 1, 10, 100, *range(200, len(whole) - 1, len(whole) // 37), len(whole) - 1]:
        (tmp_path / "cut.tar.gz").write_bytes(whole[:length])
        with pytest.raises(UsageError, match=r"cut\.tar\.gz"):
            restore(tmp_path / "new", tmp_path / "cut.tar.gz")
        assert [path.name for path in (tmp_path / "new").iterdir()] == ["running.lock"]


def test_a_flipped_bit_is_refused_or_harms_nothing(home: Path, tmp_path: Path) -> None:
    expected = told(home)
    backup(home, tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    draw, refused = random.Random(4), 0
    for _ in range(60):
        damaged = bytearray(whole)
        damaged[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        (tmp_path / "bad.tar.gz").write_bytes(damaged)
        shutil.rmtree(tmp_path / "new", ignore_errors=True)
        try:
            restore(tmp_path / "new", tmp_path / "bad.tar.gz")
        except UsageError:
            refused += 1
        else:
            assert told(tmp_path / "new") == expected
    assert refused > 50


def test_other_files_are_no_backups(home: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello", "utf-8")
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "text", "text")
    for file, words in (("text", "no backup"), ("other.tar.gz", "no backup"), ("none", "there is no file")):
        with pytest.raises(UsageError, match=words):
            restore(tmp_path / "new", tmp_path / file)
    with pytest.raises(UsageError, match="there is no file"):
        restore(tmp_path / "new", tmp_path)


def test_a_running_bot_and_a_restore_exclude_each_other(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.tar.gz")
    with working(home), working(home):  # a bot and a chat beside it
        backup(home, tmp_path / "c.tar.gz")
        with pytest.raises(StorageError, match="stop it"):
            restore(home, tmp_path / "b.tar.gz", replace=True)
    with alone(home), pytest.raises(StorageError, match="being restored"), working(home):
        pass
    restore(home, tmp_path / "b.tar.gz", replace=True)


def test_a_build_and_a_restore_exclude_each_other(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.tar.gz")
    before = told(home)
    with (
        FileLock(home / "stories" / "treaty" / "build.lock"),
        pytest.raises(StorageError, match="treaty is being indexed"),
    ):
        restore(home, tmp_path / "b.tar.gz", replace=True)
    assert told(home) == before


def test_a_damaged_snapshot_is_not_saved_as_if_it_were_whole(home: Path, tmp_path: Path) -> None:
    path = home / "stories" / "treaty" / "snapshots" / "000002" / "passages.faiss"
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(SnapshotError, match=r"passages\.faiss is not what was written"):
        backup(home, tmp_path / "b.tar.gz")
    path.unlink()
    with pytest.raises(StorageError, match="snapshot 2 of story treaty is missing or damaged"):
        backup(home, tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()


def test_an_older_format_of_snapshot_is_saved_all_the_same(home: Path, tmp_path: Path) -> None:
    """A backup is what one makes before an upgrade, and finds missing after it."""
    path = home / "stories" / "treaty" / "snapshots" / "000002" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "format": 0}), "utf-8")
    backup(home, tmp_path / "b.tar.gz")
    restore(tmp_path / "new", tmp_path / "b.tar.gz")
    with pytest.raises(SnapshotError, match="another version"):
        Stories(tmp_path / "new").current("treaty")


def test_a_state_of_a_newer_version_is_not_restored(home: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(home / "state.sqlite")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    backup(home, tmp_path / "b.tar.gz")
    with pytest.raises(UsageError, match="newer version"):
        restore(tmp_path / "new", tmp_path / "b.tar.gz")


def test_what_cannot_be_saved_is_told(tmp_path: Path, home: Path) -> None:
    with pytest.raises(UsageError, match="set FOOTNOTE_HOME"):
        backup(tmp_path / "nowhere", tmp_path / "b.tar.gz")
    (tmp_path / "bare").mkdir()
    with pytest.raises(UsageError, match="nothing in"):
        backup(tmp_path / "bare", tmp_path / "b.tar.gz")
    with pytest.raises(StorageError, match="cannot write into"):
        backup(home, tmp_path / "no" / "b.tar.gz")
    backup(home, tmp_path / "b.tar.gz")
    with pytest.raises(UsageError, match="exists already"):
        backup(home, tmp_path / "b.tar.gz")
    with FileLock(home / "backup.lock"), pytest.raises(StorageError, match="being saved already"):
        backup(home, tmp_path / "c.tar.gz")


def test_links_out_of_the_home_are_not_followed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", "utf-8")
    (home / "reports" / "link.md").symlink_to(tmp_path / "secret")
    backup(home, tmp_path / "b.tar.gz")
    assert "reports/link.md" not in names(tmp_path / "b.tar.gz")


def test_when_it_was_saved_last_is_known(home: Path, tmp_path: Path) -> None:
    assert last_backup(home) is None
    made = backup(home, tmp_path / "b.tar.gz")
    when = last_backup(home)
    assert when is not None
    assert when.isoformat() == made.contents.created
    (home / "last-backup.json").write_text("{", "utf-8")
    assert last_backup(home) is None


def test_the_commands_say_what_they_did(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "b.tar.gz")
    assert start(["backup", file], {"FOOTNOTE_HOME": str(home)}, tmp_path) == 0
    out = capsys.readouterr().out
    assert "Saved treaty (snapshot 2): " in out
    assert str(tmp_path / "in") in out
    new = {"FOOTNOTE_HOME": str(tmp_path / "new")}
    assert start(["restore", file], new, tmp_path) == 0
    out = capsys.readouterr().out
    assert "treaty (snapshot 2)" in out
    assert start(["restore", file], new, tmp_path) == 2
    assert "--replace" in capsys.readouterr().err
    assert start(["restore", "--replace", file], new, tmp_path) == 0


def test_everything_a_home_comes_to_hold_is_saved_or_left_out_on_purpose(home: Path, tmp_path: Path) -> None:
    """Whoever adds to the home decides here whether it can be made again."""
    with suppress(FootnoteError):
        backup(home, tmp_path / "b.tar.gz")
    saved = {name.split("/", 1)[0] for name in names(tmp_path / "b.tar.gz")} - {"footnote-backup.json"}
    left_out = {path.name for path in home.iterdir()} - saved
    assert saved == {"state.sqlite", "stories", "reports"}
    assert left_out == {"models", "footnote.log", "backup.lock", "last-backup.json"}
