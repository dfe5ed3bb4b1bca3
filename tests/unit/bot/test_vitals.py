"""A whole bot as `footnote run` starts it, asked what supervisors ask."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.vitals import Vitals
from index.ingest.build import build
from index.store.snapshot import Stories
from tests.hashing import HashingEmbedder

ROOT = Path(__file__).parents[3]


def get(address: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("of_another_model", [False, True])
def test_a_bot_is_live_then_ready_and_counts(
    tmp_path: Path, embedder: object, model_home: Path, seeds: Path, *, of_another_model: bool
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(model_home / "models")
    if of_another_model:  # then it is built anew beside
        build(Stories(tmp_path / "home"), "seeds", [seeds], HashingEmbedder())
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "bot", "run"],
        cwd=tmp_path,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")},
            "PYTHONPATH": str(ROOT),
            "FOOTNOTE_HOME": str(tmp_path / "home"),
            "FOOTNOTE_DOCUMENTS": str(seeds),
            "FOOTNOTE_WEB_PORT": "0",
            "FOOTNOTE_LOG_TO": "stderr",
            "FOOTNOTE_LOG_FORMAT": "json",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        address = ""
        for line in process.stdout:
            if found := re.search(r"http://([\d.:]+)", line):
                address = found[1]
                break
        assert address, "the bot ended before it served"
        assert get(address, "/healthz") == (200, "ok\n")
        status, body = get(address, "/readyz")
        while status == 503:  # the model loads beside
            assert json.loads(body)["ready"] is False
            time.sleep(0.1)
            status, body = get(address, "/readyz")
        assert json.loads(body) == {"ready": True, "parts": {"index": "ok", "web": "ok"}}
        status, text = get(address, "/metrics")
        assert status == 200
        assert 'footnote_platform_connected{platform="web"} 1.0' in text
        assert 'footnote_story_documents{story="seeds"} 1.0' in text
        assert "footnote_waiting_questions 0.0" in text
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    for line in errors.splitlines():
        if line.startswith("{"):
            assert json.loads(line)["level"] in {"info", "warning"}
    assert "Traceback" not in errors


def test_nothing_is_loaded_before_it_is_asked() -> None:
    vitals = Vitals(lambda: True, list)
    assert vitals.parts() == {"index": True}
    assert "metrics" not in vars(vitals)
