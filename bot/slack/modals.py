"""Windows: their views, and what is read out of them when they are sent.

https://docs.slack.dev/surfaces/modals
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import Place
from bot.reply import Action
from bot.slack import incoming
from bot.slack.blocks import Block, label

REASON, ASK = "footnote_reason", "footnote_question"
FIELD = "text"
LONGEST_REASON = 1_000
LONGEST_QUESTION = 3_000
"""The longest that a text field takes; the conversation has its own limit and says so."""
MOST_OPTIONS = 100


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


def ask(stories: Sequence[str]) -> Block:
    """A question with its story and dates, and where the answer is shown, to the asker alone."""
    options = [{"text": label(story), "value": story} for story in stories[:MOST_OPTIONS]]
    return {
        "type": "modal",
        "callback_id": ASK,
        "title": label("Ask the documents"),
        "submit": label("Ask"),
        "close": label("Cancel"),
        "blocks": [
            field(
                "question",
                "Question",
                {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_QUESTION},
            ),
            field(
                "story",
                "Story",
                {"type": "static_select", "options": options, "initial_option": options[0]},
            ),
            *(
                field(name, words, {"type": "datepicker"}, optional=True)
                for name, words in (
                    ("since", "Published since"),
                    ("until", "Published until"),
                    ("as_of", "As of: only what was published by"),
                )
            ),
            field(
                "where",
                "Show the answer in (only you will see it)",
                {
                    "type": "conversations_select",
                    "default_to_current_conversation": True,
                    "response_url_enabled": True,
                },
            ),
        ],
    }


def field(name: str, words: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": label(words),
        "element": {"action_id": name, **element},
    }


def asked(view: Mapping[str, Any]) -> dict[str, str]:
    """The options of the question that was sent."""
    values = {name: block[name] for name, block in view["state"]["values"].items() if name in block}
    chosen = {
        "question": values["question"].get("value"),
        "story": (values.get("story", {}).get("selected_option") or {}).get("value"),
        **{name: values.get(name, {}).get("selected_date") for name in ("since", "until", "as_of")},
    }
    return {name: value for name, value in chosen.items() if value}
