"""What the bot remembers between questions, in one SQLite file: `State` is the whole of it.

    Database (file, schema, transactions) <- Claims, Exchanges, Places, Feedback, Stories, Offers, Audit,
                                             Turns, Jobs, Subscribers, Insights, Forgetting

Everything blocks for milliseconds, so callers on the event loop go through a thread. The SQL keeps to
what PostgreSQL has too, the engine to grow onto.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.state.audit import Act, Audit
from bot.state.claims import Claims
from bot.state.database import Database
from bot.state.exchanges import Exchange, Exchanges
from bot.state.feedback import Feedback
from bot.state.forgetting import Forgetting
from bot.state.insights import Insights
from bot.state.jobs import Job, Jobs, Status
from bot.state.offers import Offer, Offers
from bot.state.places import Places
from bot.state.stories import Stories, Story
from bot.state.subscribers import Subscribers
from bot.state.turns import Turns
from index.home import Home

if TYPE_CHECKING:
    from bot.state.vault import Vault

__all__ = [
    "Act",
    "Audit",
    "Claims",
    "Exchange",
    "Exchanges",
    "Feedback",
    "Forgetting",
    "Insights",
    "Job",
    "Jobs",
    "Offer",
    "Offers",
    "Places",
    "State",
    "Status",
    "Stories",
    "Story",
    "Subscribers",
    "Turns",
]


class State:
    """The state database of the home that it lies in, opened; one noun each for what is kept in it."""

    def __init__(self, path: Path) -> None:
        """Raises `StorageError` when the file cannot be opened or belongs to a newer version."""
        self._database = Database(path)
        self.claims = Claims(self._database)
        self.exchanges = Exchanges(self._database)
        self.places = Places(self._database)
        self.feedback = Feedback(self._database)
        self.stories = Stories(self._database)
        self.offers = Offers(self._database)
        self.audit = Audit(self._database)
        self.jobs = Jobs(self._database, Home(path.parent))
        self.subscribers = Subscribers(self._database)
        self.insights = Insights(self._database)
        self.forgetting = Forgetting(self._database)
        self.turns = Turns(self._database)

    def vault(self, keys: str) -> Vault:
        """Secrets under these keys; raises `UsageError` when they are none."""
        from bot.state.vault import Vault  # noqa: PLC0415 -- few need it, and cryptography takes time to load

        return Vault(self._database, keys)

    def close(self) -> None:
        self._database.close()
