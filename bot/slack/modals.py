"""Windows: their views, and what is read out of them when they are sent.

https://docs.slack.dev/surfaces/modals
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import Place, Responder
from bot.reply import Action, Display, Role
from bot.slack import incoming
from bot.slack.blocks import Block, label

REASON = "footnote_reason"
FIELD = "text"
LONGEST_REASON = 1_000


def reason(action: Action, place: Place) -> Block:
    """Why an answer was not useful, if the person wants to say."""
    return {
        "type": "modal",
        "callback_id": REASON,
        "private_metadata": json.dumps([action.id, place.channel, place.thread]),
        "title": label("Not useful"),
        "submit": label("Send"),
        "close": label("Skip"),
        "blocks": [
            {
                "type": "input",
                "block_id": FIELD,
                "optional": True,
                "label": label("What was wrong with it?"),
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
    """The action, the place of its button and the reason, empty where none was given."""
    action, channel, thread = json.loads(view["private_metadata"])
    value = view["state"]["values"][FIELD][FIELD].get("value") or ""
    return Action.parse(action), incoming.place(team, channel, thread), value


class Quiet:
    """A responder that tells only of what went wrong: an open window is answer enough."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder

    async def working(self, ahead: int) -> None:
        pass

    async def say(self, display: Display) -> Sequence[str]:
        if display.reply.role in {Role.REFUSAL, Role.FAILURE}:
            return await self._responder.say(display)
        return ()

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        return await self._responder.replace(messages, display)

    async def remove(self, messages: Sequence[str]) -> None:
        await self._responder.remove(messages)
