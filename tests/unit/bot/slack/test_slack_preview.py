"""The preview shows the same letters that were sent, and nothing in them is HTML."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from bench.slack_preview import GOLDEN, SHOWN, page


@pytest.mark.parametrize("name", ["answer-private", *SHOWN])
def test_quotes_stand_in_the_preview_to_the_letter(name: str) -> None:
    sent = [
        "".join(element["text"] for element in part["elements"])
        for message in json.loads((GOLDEN / f"{name}.json").read_text())
        for block in message["blocks"]
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_quote"
    ]
    shown = re.findall(r"<blockquote>(.*?)</blockquote>", page((name,)), re.DOTALL)
    assert [unescape(re.sub(r"</?b>", "", one)) for one in shown] == sent
    assert "&lt;log&gt;" in page((name,)) or name != "answer-private"
