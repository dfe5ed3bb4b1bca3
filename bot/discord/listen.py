"""Discord's events as what the conversation understands. Pure converters."""

from __future__ import annotations

from typing import Any

import discord

from bot.conversation import Change, Message, Person, Place

PLATFORM = "discord"


def place_of(channel: object, channel_id: int, guild_id: int | None) -> Place:
    """Where something happened. A thread belongs to its channel; a channel nobody told us of is its own."""
    team = str(guild_id or "")
    if isinstance(channel, discord.Thread):
        return Place(PLATFORM, team, str(channel.parent_id), str(channel.id))
    # A direct conversation may be known by nothing but its id and the lack of a server.
    direct = guild_id is None and not isinstance(channel, discord.GroupChannel)
    return Place(PLATFORM, team, str(channel_id), direct=direct)


def person_of(user: discord.User | discord.Member, permissions: discord.Permissions | None = None) -> Person:
    """Someone on Discord, with what this very event says of their roles; who manages a server administers it.

    `permissions` are those that an interaction brings, which Discord has worked out itself.
    """
    member = user if isinstance(user, discord.Member) else None
    if permissions is None and member:
        permissions = member.guild_permissions
    roles = [role for role in member.roles if not role.is_default()] if member else []
    return Person(
        str(user.id),
        user.display_name,
        bot=user.bot,
        administrator=member is not None and permissions is not None and permissions.manage_guild,
        roles=frozenset(str(role.id) for role in roles),
    )


def asked_in(interaction: discord.Interaction[Any]) -> Place:
    return place_of(interaction.channel, interaction.channel_id or 0, interaction.guild_id)


def asked_by(interaction: discord.Interaction[Any]) -> Person:
    return person_of(interaction.user, interaction.permissions if interaction.guild_id else None)


def message_of(
    message: discord.Message, me: discord.ClientUser, change: Change = Change.NEW
) -> Message | None:
    """What somebody wrote; None for what nobody wrote (pins, joins) and what cannot be read.

    Without the message content intent the text of a message arrives only when it names the bot
    (https://discord.com/developers/docs/events/gateway#message-content-intent).
    """
    written = message.type in {discord.MessageType.default, discord.MessageType.reply}
    place = place_of(message.channel, message.channel.id, message.guild.id if message.guild else None)
    if not written or not (message.content or place.direct):
        return None
    person = person_of(message.author)
    replied = message.reference.resolved if message.reference else None
    return Message(
        place,
        # A webhook may speak with any name: never answer one.
        Person(person.id, bot=True) if message.webhook_id else person,
        str(message.id),
        message.content,
        mentions=tuple(name for name in _names(message, me) if name in message.content),
        to_all=message.mention_everyone,
        to_bot=isinstance(replied, discord.Message) and replied.author.id == me.id,
        replied_to=str(message.reference.message_id or "") if message.reference else "",
        change=change,
    )


def deleted(channel: object, channel_id: int, guild_id: int | None, message_id: int) -> Message:
    """A message that is gone: only where it was is known."""
    place = place_of(channel, channel_id, guild_id)
    return Message(place, Person(""), str(message_id), "", change=Change.DELETED)


def _names(message: discord.Message, me: discord.ClientUser) -> tuple[str, ...]:
    # Half of those who mention a bot pick its role of the same name from the list.
    role = message.guild.self_role if message.guild else None
    return (f"<@{me.id}>", f"<@!{me.id}>", *((f"<@&{role.id}>",) if role else ()))


def said(message: discord.Message) -> str:
    """A message's text, or that of its embeds, as a bot may have posted it."""
    return message.content or "\n".join(embed.description or "" for embed in message.embeds)
