"""The program itself in a process of its own, that takes the loopback server for Discord."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from tests.platform.discord.server import TOKEN, DiscordServer

ROOT = Path(__file__).parents[3]
RUN = """
import sys
import discord, yarl
from discord.gateway import DiscordWebSocket
discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sys.argv[1], yarl.URL(sys.argv[2])
sys.argv = ["footnote", *sys.argv[3:]]
from bot.__main__ import main
sys.exit(main())
"""


def footnote(server: DiscordServer, home: Path, *arguments: str) -> subprocess.Popen[str]:
    """`footnote` with these arguments, started."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FOOTNOTE_")},
        "DISCORD_TOKEN": TOKEN,
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_DOCUMENTS": str(ROOT / "seeds"),
        "FOOTNOTE_WEB_PORT": "0",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", RUN, server.url, server.gateway_url, *arguments],
        env=environment,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def run(server: DiscordServer, home: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of `footnote` with these arguments."""
    process = footnote(server, home, *arguments)
    out, err = await asyncio.to_thread(process.communicate)
    return process.returncode, out, err
