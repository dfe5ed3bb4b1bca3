"""Windows: their views, and what is read out of them when they are sent.

https://docs.slack.dev/surfaces/modals
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.conversation import Place
from bot.reply import Action
from bot.slack import incoming
from bot.slack.blocks import Block, label

REASON = "footnote_reason"
FIELD = "text"
LONGEST_REASON = 1_000


def reason(action: Action, place: Place) -> Block:
    """Why an answer was useful, or not."""
    return {
        "type": "modal",
        "callback_id": REASON,
        "private_metadata": json.dumps([action.id, place.channel, place.thread]),
        "title": label("Useful" if action.number else "Not useful"),
        "submit": label("Send"),
        "close": label("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": FIELD,
                "label": label("What was good about it?" if action.number else "What was wrong with it?"),
                "hint": label("Only administrators of the bot read this."),
                "element": {
                    "type": "plain_text_input",
                    "action_id": FIELD,
                    "multiline": True,
                    "max_length": LONGEST_REASON,
                },
            }
        ],
    }


def reason_given(view: Mapping[str, Any], team: str) -> tuple[Action, Place, str]:
    """The action, the place of its button and the reason."""
    action, channel, thread = json.loads(view["private_metadata"])
    value = view["state"]["values"][FIELD][FIELD].get("value") or ""
    return Action.parse(action), incoming.place(team, channel, thread), value
