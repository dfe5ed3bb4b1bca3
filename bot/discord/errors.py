"""What Discord refuses for good, in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import discord

from index.errors import FootnoteError, UsageError

TOKEN_REFUSED = "Discord refused the token; copy DISCORD_TOKEN anew from the developer portal, page Bot"  # noqa: S105
INTENT_REFUSED = (
    "Discord refused the message content intent; switch it on in the developer portal, page Bot, or unset "
    "FOOTNOTE_DISCORD_MESSAGE_CONTENT"
)


@contextmanager
def explained() -> Iterator[None]:
    """Turn discord.py's errors into `FootnoteError`s a person can act on."""
    try:
        yield
    except discord.LoginFailure:
        raise UsageError(TOKEN_REFUSED) from None
    except discord.PrivilegedIntentsRequired:
        raise UsageError(INTENT_REFUSED) from None
    except (discord.ConnectionClosed, discord.GatewayNotFound, discord.HTTPException) as error:
        raise FootnoteError(f"Discord ended the connection for good ({error}); start again") from error
    except (aiohttp.ClientError, OSError) as error:
        raise FootnoteError(f"Discord cannot be reached ({error}); check the network") from error
