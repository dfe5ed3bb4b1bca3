"""The reader that a bench is asked for, chosen as the bot chooses it."""

from __future__ import annotations

from pathlib import Path

from bot.readers import Readers
from bot.settings import Settings
from index.query.reader import MakeReader


def chosen(reader: str, home: Path) -> MakeReader:
    """`reader`: trained, words or a folder of weights. Compiled networks are kept in `home`."""
    return Readers(Settings.of({"FOOTNOTE_HOME": str(home), "FOOTNOTE_READER": reader})).choose().make
