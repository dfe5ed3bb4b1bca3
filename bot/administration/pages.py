"""Pages of the web, fetched for a person who names an address, from public addresses only.

A server that fetches what strangers name can be made to ask machines that only it can reach (server-side
request forgery, OWASP's cheat sheet of that name). So a host's addresses are looked up once, all of them must
be public, and the connection goes to one of those and not to the name, which might mean another machine a
moment later (DNS rebinding). Each redirect is a new address that passes the same gate.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from index.errors import SourceError
from index.origins import saved_from

Address = IPv4Address | IPv6Address

REDIRECTS = 5
SECONDS = 30.0
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
"""Content types that are taken, and the ending under which each is kept."""
MOVED = frozenset({301, 302, 303, 307, 308})
NAT64 = ip_network("64:ff9b::/96")
HEADERS = {"User-Agent": "Footnote (a bot that quotes documents)", "Accept-Encoding": "identity"}


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet, also that which an IPv6 address carries inside."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.sixtofour or address.teredo:
            return False  # tunnels of old; nobody serves pages there
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


class PublicResolver(AbstractResolver):
    """Looks a host up and refuses it unless all its addresses are allowed."""

    def __init__(self, allowed: Callable[[Address], bool]) -> None:
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                host, port, family=family, type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError):
            raise SourceError(f"the host {host[:100]} is not known") from None
        results = []
        for kind, _, protocol, _, where in found:
            address = str(where[0])
            refuse_private(host, address, self._allowed)
            results.append(
                ResolveResult(
                    hostname=host,
                    host=address,
                    port=port,
                    family=kind,
                    proto=protocol,
                    flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                )
            )
        return results

    async def close(self) -> None:
        """Nothing is held."""


def refuse_private(host: str, address: str, allowed: Callable[[Address], bool]) -> None:
    """Raises `SourceError` for an address that is not allowed, or is none."""
    try:
        fine = allowed(ip_address(address.partition("%")[0])) and "%" not in address
    except ValueError:
        fine = False
    if not fine:
        raise SourceError(f"{host[:100]} is not on the open internet")


@dataclass(frozen=True, slots=True)
class Pages:
    """`allowed` says which addresses may be asked; `seconds` is for all of one page, redirects included."""

    allowed: Callable[[Address], bool] = is_public
    seconds: float = SECONDS

    async def fetch(self, url: str, folder: Path, limit: int) -> Path:
        """Save a page in `folder` and give back where; at most `limit` bytes.

        Raises:
            SourceError: the address is not allowed, does not answer in time, or gives what is not taken.
        """
        connector = aiohttp.TCPConnector(resolver=PublicResolver(self.allowed), use_dns_cache=False)
        session = aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=HEADERS, auto_decompress=False
        )
        try:
            async with asyncio.timeout(self.seconds), session:
                return await self._follow(session, url, folder, limit)
        except TimeoutError:
            raise SourceError(f"it did not come within {self.seconds:.0f} s") from None
        except (aiohttp.ClientError, ValueError, OSError) as error:
            if isinstance(error.__cause__, SourceError):
                raise error.__cause__ from None
            raise SourceError("its server does not answer as it should") from None

    async def _follow(self, session: aiohttp.ClientSession, url: str, folder: Path, limit: int) -> Path:
        for _ in range(REDIRECTS + 1):
            self._check(url)
            async with session.get(url, allow_redirects=False) as response:
                if response.status in MOVED and (target := response.headers.get("Location")):
                    url = urljoin(url, target)
                    continue
                return await _save(response, url, folder, limit)
        raise SourceError(f"it leads on more than {REDIRECTS} times")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"} or not host:
            raise SourceError("it is no address that starts with http:// or https://")
        if parts.username or parts.password:
            raise SourceError("it holds a user name or password; give the address without")
        # aiohttp asks no resolver about a host that is an address already.
        if host.replace(".", "").isdigit() or ":" in host:
            refuse_private(host, host, self.allowed)


async def _save(response: aiohttp.ClientResponse, url: str, folder: Path, limit: int) -> Path:
    if response.status != 200:  # noqa: PLR2004 -- OK
        raise SourceError(f"its server answers {response.status}")
    suffix = SUFFIXES.get(response.content_type)
    if suffix is None:
        raise SourceError(f"it is of type {response.content_type[:60]}, which cannot be read")
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise SourceError("its server compresses what it was asked not to")
    path = folder / f"{_name(url)}{suffix}"
    written = 0
    with path.open("wb") as file:
        async for chunk in response.content.iter_chunked(1 << 16):
            if not written and suffix == ".html":
                file.write(_heading(url, response, chunk))
            written += len(chunk)
            if written > limit:
                raise SourceError(f"it holds more than {limit / 1e6:.1f} MB")
            file.write(chunk)
    return path


def _heading(url: str, response: aiohttp.ClientResponse, chunk: bytes) -> bytes:
    """What is written above a page: where it comes from, and the charset of the header, which wins.

    Nothing above a byte order mark, which must come first and says all about the encoding itself.
    """
    marked = chunk.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    return b"" if marked else saved_from(url) + _charset(response)


def _name(url: str) -> str:
    parts = urlsplit(url)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2].rpartition(".")
    stem = (last[0] or last[2])[:80]
    return "".join(one if one.isalnum() or one in "-_ ." else "_" for one in stem) or (
        parts.hostname or "page"
    )


def _charset(response: aiohttp.ClientResponse) -> bytes:
    """What the header says of the encoding, which counts more than the page's own word."""
    declared = Message()
    declared["Content-Type"] = response.headers.get("Content-Type", "")
    charset = declared.get_content_charset() or ""
    if not charset.isascii() or not charset or charset.startswith("utf-16"):
        return b""
    return b'<!-- <meta charset="%s"> -->\n' % charset.encode("ascii")
