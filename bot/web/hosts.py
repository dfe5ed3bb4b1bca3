"""Which host names a request may name, and whether it comes from this machine."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain"})


def name_of(host: str) -> str:
    """The name in a Host header, without its port, in lower case; empty when there is none in it."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Whether a name or address can only be reached from this machine."""
    return name in LOCAL_NAMES or (is_address(name) and ip_address(name).is_loopback)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names we are reached by: ours, and any bare address.

    A page elsewhere can point a name of its own at 127.0.0.1 and then read our answers ("DNS rebinding");
    it cannot make a browser name us by another address than the one it asks.
    """

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, host: str, public_url: str | None = None) -> Hosts:
        """For a server that listens at `host` and is also reached by `public_url`."""
        public = urlsplit(public_url).hostname if public_url else None
        return cls(frozenset(filter(None, (name_of(host), public))))

    def allow(self, host: str) -> bool:
        name = name_of(host)
        return bool(name) and (name in LOCAL_NAMES or name in self.names or is_address(name))
