"""Buttons that outlive a restart: each carries its action's id, and the id is all there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.discord.post import Button
from bot.reply import Action, Verb
from index.errors import UsageError

EMOJI = {Verb.USEFUL: "👍", Verb.NOT_USEFUL: "👎"}
STYLES = {Verb.MORE: discord.ButtonStyle.primary, Verb.CANCEL: discord.ButtonStyle.danger}
REASON_LIMIT = 1000


class ActionButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"footnote:(?P<action>[^\n]{1,90})"
):
    """Any button of ours, made again from its id when it is pressed."""

    def __init__(self, id_: str, label: str = "", verb: Verb | None = None) -> None:
        super().__init__(
            discord.ui.Button(
                label=label,
                custom_id=id_,
                emoji=EMOJI.get(verb) if verb else None,
                style=STYLES.get(verb or Verb.VERIFY, discord.ButtonStyle.secondary),
            )
        )

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction,
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> ActionButton:
        del interaction, item
        return cls(match.string)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.client.pressed(interaction, self.custom_id)


class ReasonModal(discord.ui.Modal):
    """Asks why. Its id is the action's: what is sent in is heard by `Client.on_interaction`."""

    def __init__(self, action: Action) -> None:
        super().__init__(title="Why?", custom_id=action.id, timeout=None)
        self.add_item(
            discord.ui.TextInput(
                label="What was good or wrong about the answer?",
                style=discord.TextStyle.paragraph,
                max_length=REASON_LIMIT,
                custom_id="reason",
            )
        )
        self.stop()  # not kept in memory: it must work after a restart too


def view(rows: Sequence[Sequence[Button]]) -> discord.ui.View | None:
    """Rows of buttons, as discord.py sends them; None without any."""
    if not rows:
        return None
    made = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for button in row:
            if button.action is None:
                made.add_item(discord.ui.Button(label=button.label, url=button.url, row=number))
            else:
                item = ActionButton(button.action.id, button.label, button.action.verb)
                item.row = number
                made.add_item(item)
    made.stop()  # not kept in memory: `ActionButton` finds every press by its id
    return made


def written(interaction: discord.Interaction[Any]) -> str:
    """What a person wrote into a modal's only field."""
    data: Any = interaction.data
    return "".join(_values(data["components"])).strip()


def _values(parts: Sequence[Any]) -> Iterator[str]:
    # Fields stand in rows or, newer, in labels.
    for part in parts:
        yield from [str(part["value"])] if "value" in part else []
        yield from _values(part.get("components") or [part[key] for key in ("component",) if key in part])


def action_of(custom_id: str) -> Action:
    """The action of a button's or modal's id; raises `UsageError` for what is none of ours."""
    if len(custom_id) > 100:  # noqa: PLR2004 -- Discord's limit for ids
        raise UsageError("This button is not one of mine; please ask again.")
    return Action.parse(custom_id)
