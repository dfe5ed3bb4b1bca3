"""Who a browser is: a signed cookie, and the token that shows that a form is one of ours.

Nothing is kept on this side, so that a restart logs nobody out. `key` must change when a password does.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

COOKIE = "footnote"
LASTS = 14 * 86_400
"""Seconds."""

SESSION = re.compile(r"(?P<id>[0-9a-f]{24})\.(?P<level>[a-z]+)\.(?P<until>[0-9]{1,12})")


class Level(StrEnum):
    """What somebody may do."""

    ASK = "ask"
    ADMINISTER = "administer"


@dataclass(frozen=True, slots=True)
class Session:
    """`until` is in seconds since the epoch."""

    id: str
    level: Level
    until: int


class Sessions:
    """Makes and reads cookies; `clock` gives seconds since the epoch."""

    def __init__(self, key: bytes, clock: Callable[[], float]) -> None:
        self._key, self._clock = key, clock

    def new(self, level: Level) -> Session:
        return Session(secrets.token_hex(12), level, int(self._clock()) + LASTS)

    def write(self, session: Session) -> str:
        """The session as a cookie's value."""
        named = f"{session.id}.{session.level}.{session.until}"
        return f"{named}.{self._signed('session', named)}"

    def read(self, cookie: str) -> Session | None:
        """The session that we wrote into a cookie; None for any other value, and when it is over."""
        named, _, signature = cookie.rpartition(".")
        match = SESSION.fullmatch(named)
        if not match or not _same(self._signed("session", named), signature):
            return None
        session = Session(match["id"], Level(match["level"]), int(match["until"]))
        return session if self._clock() < session.until else None

    def token(self, person: str) -> str:
        """What every form of this person carries."""
        return self._signed("form", person)

    def is_token(self, person: str, token: str) -> bool:
        return _same(self.token(person), token)

    def _signed(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]


def _same(right: str, given: str) -> bool:
    return hmac.compare_digest(right.encode(), given.encode("utf-8", "surrogatepass"))
