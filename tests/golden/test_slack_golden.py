"""Each kind of reply as it is sent to Slack, and the app's home and windows.

UPDATE_GOLDEN=1 writes the files anew; the difference is then read in review. `python -m
bench.slack_preview` shows them as a picture.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.administration.result import Result, Scores
from bot.administration.wording import ended, moving
from bot.conversation import Place
from bot.reply import Action, Display, Overview, Role, StoryFacts, Verb, answer_reply, show
from bot.slack import forms, modals
from bot.slack.home import home
from bot.slack.manifest import manifest
from bot.slack.render import render
from bot.state import Job, Status
from index.ingest.progress import Progress
from tests.golden.test_terminal_golden import ALL, QUOTES, REPLIES, SHELF
from tests.platform.slack.blockkit import check_message, check_view

FOLDER = Path(__file__).parent / "slack"
ASKED = "Who wrote the <log> & when?"
LINK = "https://footnote.example.org/s/harbour/abc?from=0&to=100"

PAYLOADS: dict[str, Any] = {
    name: [asdict(message) for message in render(display)] for name, display in ALL.items()
}
ANSWER = REPLIES["answer"]
PRIVATE = replace(ANSWER, reply=replace(ANSWER.reply, asked=ASKED, private=True))
PAYLOADS["answer-private"] = [
    asdict(message) for message in render(PRIVATE, lambda _: LINK, asked=True, share=True)
]
DATED = replace(
    ANSWER,
    reply=replace(
        ANSWER.reply, role=Role.TIMELINE, notice="What happened when about the log: 2 dated quotes"
    ),
    excerpts=tuple(replace(excerpt, label="In May 1914") for excerpt in ANSWER.excerpts),
)
PAYLOADS["timeline"] = [asdict(message) for message in render(DATED)]

EXAMPLE = show(answer_reply([QUOTES[0]], answered=True, confidence=0.9, count=1, exchange="ab"), SHELF)
EXAMPLE = replace(EXAMPLE, reply=replace(EXAMPLE.reply, asked="When did no ship come in?"))
PAYLOADS["example-private"] = [
    asdict(message) for message in render(EXAMPLE, lambda _: LINK, asked=True, share=True)
]

JOB = Job("j1", "harbour", Place("slack", "T1", "C1"), "U1", {}, 0.0, "owner")
MOVING = Progress("embedding", 58, 100, "characters", 40.0, 95.0, 7, 12, 203)
RESULT = Result(
    story="harbour",
    snapshot=4,
    before=3,
    passages=352,
    embedded=12,
    seconds=41.0,
    counts={"added": 1, "changed": 0, "removed": 0, "unchanged": 12, "failed": 1},
    added=(("A letter to the harbour master", "letter.txt"),),
    failed=(("scan.pdf", "It is a web page, not a PDF file."),),
    new_dates=3,
    scores=Scores(30, {"R@1": 0.733}, {"R@1": 0.767}),
)
DONE = replace(JOB, status=Status.DONE, result=RESULT.as_json())
BUILDS = {
    "example-build": moving(JOB, MOVING),
    "example-built": ended(DONE, (Action(Verb.UNDO, "ab", 4),)),
}
PAYLOADS |= {name: [asdict(message) for message in render(Display(reply))] for name, reply in BUILDS.items()}

STORY = StoryFacts("harbour", 12, 340, date(1914, 5, 9), "2026-11-22 18:00", 3)
OVERVIEW = Overview(
    stories=(STORY, StoryFacts("lost", problem="story lost has no index yet; run `footnote index`")),
    recent=(("Who kept the log?", True), ("Does a zebra whistle?", False)),
    declined=("Does a zebra whistle?",),
    feedback=(7, 2),
    reasons=((False, "It is the wrong ship."), (True, "The very line.")),
)
VIEWS: dict[str, Any] = {
    "home": home(OVERVIEW),
    "ask": modals.ask(("harbour", "war")),
    "story": forms.story("C1"),
    "correction": forms.correction(("The Harbour Log", "A letter"), "C1", "harbour"),
    "reason": modals.reason(Action(Verb.REASON, "ab", 0), Place("slack", "T1", "C1", "1.1")),
}


def golden(name: str, value: object) -> None:
    path = FOLDER / f"{name}.json"
    written = json.dumps(value, indent=1, ensure_ascii=True) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(written)
    assert path.read_text() == written


@pytest.mark.parametrize("name", PAYLOADS)
def test_replies(name: str) -> None:
    for message in PAYLOADS[name]:
        check_message(message["text"], message["blocks"])
    golden(name, PAYLOADS[name])


@pytest.mark.parametrize("name", VIEWS)
def test_views(name: str) -> None:
    check_view(VIEWS[name])
    golden(name, VIEWS[name])


def test_manifests() -> None:
    golden("manifest-socket", manifest())
    golden("manifest-http", manifest(url="https://footnote.example.org"))
