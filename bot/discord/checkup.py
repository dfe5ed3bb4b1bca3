"""Whether Discord lets the bot do its work: what `footnote doctor` and `footnote discord invite` ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord

from bot.discord.commands import Tree
from bot.discord.errors import explained
from bot.discord.locales import Translations
from bot.discord.sync import payloads, registered, same

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,  # without it nothing can be replied to
)
SERVERS = 200
"""Servers whose permissions are looked at: what Discord gives at once."""


async def invitation(token: str) -> str:
    """The link by which a server's administrator invites the bot, with exactly the permissions it needs.

    Raises:
        FootnoteError: Discord refuses the token or cannot be reached.
    """
    async with _logged_in(token) as client:
        return discord.utils.oauth_url(
            client.application_id or 0, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
        )


async def check(token: str, *, message_content: bool, user_install: bool) -> tuple[list[str], list[str]]:
    """(what is well, what to do), a sentence each; raises as `invitation`."""
    async with _logged_in(token) as client:
        well = [f"Discord: the token is that of {client.user}"]
        amiss: list[str] = []
        flags = client.application.flags if client.application else discord.ApplicationFlags()
        if message_content:
            on = flags.gateway_message_content or flags.gateway_message_content_limited
            (well if on else amiss).append(
                "Discord: the message content intent is on"
                if on
                else "Discord: FOOTNOTE_DISCORD_MESSAGE_CONTENT is true, but the intent is off; switch it on "
                "in the developer portal, page Bot"
            )
        tree = Tree(client, user_install=user_install)
        await tree.set_translator(Translations())
        current = same(await payloads(tree), await registered(client))
        well.append(
            f"Discord: the commands are {'registered' if current else 'registered at the next start'}"
        )
        servers = await client.http.get_guilds(SERVERS, with_counts=False)
        for server in servers:
            has = discord.Permissions(int(server["permissions"]))
            missing = [name for name, needed in PERMISSIONS if needed and not getattr(has, name)]
            if missing and not has.administrator:
                amiss.append(
                    f"Discord: in {server['name']} the bot lacks {', '.join(missing)}; give its role these, "
                    "or invite it again with `footnote discord invite`"
                )
        if not servers:
            amiss.append("Discord: the bot is in no server yet; invite it with `footnote discord invite`")
        elif not amiss:
            well.append(f"Discord: permissions are complete, servers: {len(servers)}")
        return well, amiss


@asynccontextmanager
async def _logged_in(token: str) -> AsyncIterator[discord.Client]:
    """A client that may ask, and is not connected to the gateway."""
    with explained():
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login(token)
            yield client
