"""The passwords of the settings, kept as scrypt hashes (RFC 7914) from the start on."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from bot.web.sessions import Level

LONGEST = 1000
"""Characters of a password; more is not hashed."""


class Passwords:
    """Knows which level a password opens; a check takes some 50 ms, so it is made in a worker thread."""

    def __init__(self, asking: str, administering: str = "") -> None:
        self._salt = secrets.token_bytes(16)
        pairs = ((Level.ADMINISTER, administering), (Level.ASK, asking))
        self._hashes = [(level, self._hash(password)) for level, password in pairs if password]

    def level(self, password: str) -> Level | None:
        """The level that this password opens; None when it is none of ours."""
        given = self._hash(password[:LONGEST])
        # All of them are compared, whichever fits: how long it takes tells nothing.
        fitting = [level for level, right in self._hashes if hmac.compare_digest(right, given)]
        return fitting[0] if fitting and len(password) <= LONGEST else None

    def _hash(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=self._salt, n=2**14, r=8, p=1)
