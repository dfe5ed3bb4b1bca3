"""Who comes in to the chat, and by what right.

a reverse proxy's header, believed from its own addresses -> the person it names
a password -> a session cookie
neither: whoever sits at this machine, and nobody else
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.requests import Request
from starlette.responses import Response

from bot.conversation import Person
from bot.web.hosts import is_loopback, name_of
from bot.web.passwords import Passwords
from bot.web.sessions import COOKIE, LASTS, Level, Session, Sessions

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""What a proxy adds: such a request does not come from this machine, whatever address it has."""

ROLES = frozenset({"administrator"})
"""What FOOTNOTE_ADMINS would name as "web:administrator": whoever has the password for it."""

Network = IPv4Network | IPv6Network


class Refusal(Enum):
    """Why somebody does not come in."""

    PASSWORD = auto()
    PROXY = auto()
    ELSEWHERE = auto()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who came in. `token` goes into each form; `session` is new and wants a cookie, or None."""

    person: Person
    token: str
    session: Session | None = None
    by_password: bool = False


class Entrance:
    """Lets people in. `header` is the name of a proxy's header, `admins` are people it names.

    `closed` lets nobody in who is not named by a password or header.
    """

    def __init__(
        self,
        sessions: Sessions,
        *,
        passwords: Passwords | None = None,
        header: str = "",
        proxies: Sequence[Network] = (),
        admins: Sequence[str] = (),
        closed: bool = False,
        secure: bool = False,
    ) -> None:
        self._sessions = sessions
        self._passwords, self._header = passwords, header
        self._proxies, self._admins = proxies, frozenset(admins)
        self._closed, self._secure = closed, secure

    def admit(self, request: Request) -> Visitor | Refusal:
        """The visitor a request comes from, or why there is none."""
        if self._header:
            return self._by_header(request)
        session = self._sessions.read(request.cookies.get(COOKIE, ""))
        if self._passwords:
            return self._with(session, by_password=True) if session else Refusal.PASSWORD
        if self._closed or not is_local(request):
            return Refusal.ELSEWHERE
        if session and session.level is Level.ADMINISTER:
            return self._with(session)
        return self._with(new := self._sessions.new(Level.ADMINISTER), new)

    def is_form_of(self, visitor: Visitor, request: Request, token: str) -> bool:
        """Whether a form was made by one of our own pages (OWASP: tokens, and the browser's own word)."""
        site = request.headers.get("sec-fetch-site", "same-origin")
        origin = request.headers.get("origin", "")
        host = request.headers.get("host", "")
        ours = not origin or origin.partition("://")[2] == host
        return site in {"same-origin", "none"} and ours and self._sessions.is_token(visitor.person.id, token)

    def level(self, password: str) -> Level | None:
        """What a password opens; blocks for some 50 ms."""
        return self._passwords.level(password) if self._passwords else None

    @property
    def has_password(self) -> bool:
        return self._passwords is not None

    def welcome(self, response: Response, level: Level) -> None:
        """Give a browser a session of its own."""
        self.remember(response, self._sessions.new(level))

    def remember(self, response: Response, session: Session) -> None:
        # Lax, not Strict: a link in a chat opens the page it names for whoever is logged in.
        response.set_cookie(
            COOKIE,
            self._sessions.write(session),
            max_age=LASTS,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def forget(self, response: Response) -> None:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure)

    def address(self, request: Request) -> str:
        """Where a request comes from, as far as those say whom we believe."""
        peer = request.client.host if request.client else ""
        hops = request.headers.get("x-forwarded-for", "").split(",")
        return hops[-1].strip()[:64] or peer if self._trusts(peer) else peer

    def _with(self, session: Session, new: Session | None = None, *, by_password: bool = False) -> Visitor:
        # The first digits tell people apart and cannot be made into the cookie.
        person = Person(
            session.id,
            f"Guest {session.id[:4]}" if by_password else "You",
            administrator=session.level is Level.ADMINISTER,
            roles=ROLES if session.level is Level.ADMINISTER else frozenset(),
        )
        return Visitor(person, self._sessions.token(person.id), new, by_password)

    def _by_header(self, request: Request) -> Visitor | Refusal:
        peer = request.client.host if request.client else ""
        name = request.headers.get(self._header, "").strip()[:200]
        if not self._trusts(peer) or not name:
            return Refusal.PROXY
        known = name in self._admins
        person = Person(name, name, administrator=known, roles=ROLES if known else frozenset())
        return Visitor(person, self._sessions.token(person.id))

    def _trusts(self, peer: str) -> bool:
        try:
            return any(ip_address(peer) in network for network in self._proxies)
        except ValueError:
            return False


def is_local(request: Request) -> bool:
    """Whether a request was made on this machine, by its address and by what it says of itself."""
    peer = request.client.host if request.client else ""
    host = name_of(request.headers.get("host", ""))
    return is_loopback(peer) and is_loopback(host) and not any(name in request.headers for name in FORWARDED)
