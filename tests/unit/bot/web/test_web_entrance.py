"""Who comes in: this machine alone, by password, or by a proxy's header, and who is believed."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

import pytest
from starlette.requests import Request

from bot.web.entrance import Entrance, Refusal, Visitor
from bot.web.hosts import Hosts, is_loopback
from bot.web.passwords import Passwords
from bot.web.sessions import COOKIE, Level, Sessions
from bot.web.site import Guard
from index.errors import UsageError

KEY = b"k" * 32


def request(peer: str = "127.0.0.1", host: str = "localhost:8080", **headers: str) -> Request:
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope: Mapping[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "query_string": b"",
        "client": (peer, 5),
        "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
    }
    return Request(dict(scope))


def sessions(now: float = 1000.0) -> Sessions:
    return Sessions(KEY, lambda: now)


def entrance(**more: Any) -> Entrance:
    return Entrance(sessions(), **more)


def test_whoever_sits_at_this_machine_administers_it() -> None:
    visitor = entrance().admit(request())
    assert isinstance(visitor, Visitor)
    assert visitor.person.administrator
    assert visitor.session


@pytest.mark.parametrize(
    "other",
    [
        request(peer="192.168.1.7"),
        request(host="footnote.example.org"),
        request(host=""),
        request(x_forwarded_for="8.8.8.8"),
        request(forwarded="for=8.8.8.8"),
    ],
)
def test_without_a_password_nobody_else_comes_in(other: Request) -> None:
    assert entrance().admit(other) is Refusal.ELSEWHERE


def test_a_public_address_without_a_password_closes_the_chat() -> None:
    assert Guard("127.0.0.1", "https://footnote.example.org").closed
    assert not Guard("127.0.0.1", "http://localhost:8080").closed
    assert not Guard("127.0.0.1").closed
    guarded = Guard("127.0.0.1", "https://footnote.example.org", password="to ask with")  # noqa: S106
    assert not guarded.closed
    closed = Guard("127.0.0.1", "https://footnote.example.org").entrance(sessions())
    assert closed.admit(request()) is Refusal.ELSEWHERE


def test_a_password_opens_its_level() -> None:
    passwords = Passwords("to ask with", "to administer")
    assert passwords.level("to ask with") is Level.ASK
    assert passwords.level("to administer") is Level.ADMINISTER
    assert passwords.level("") is None
    assert passwords.level("to ask with" + "x" * 2000) is None
    assert Passwords("", "only one").level("") is None


def test_a_session_is_what_we_signed_and_ends() -> None:
    made = sessions().new(Level.ASK)
    cookie = sessions().write(made)
    assert sessions().read(cookie) == made
    assert sessions(made.until + 1).read(cookie) is None
    assert sessions().read(cookie.replace("ask", "administer")) is None
    assert Sessions(b"x" * 32, lambda: 0.0).read(cookie) is None
    for forged in ("", ".", "a.b.c.d", cookie[:-1], "\ud800." + cookie):
        assert sessions().read(forged) is None


def test_a_session_comes_in_where_there_are_passwords() -> None:
    guarded = entrance(passwords=Passwords("to ask with"))
    cookie = sessions().write(sessions().new(Level.ASK))
    visitor = guarded.admit(request(cookie=f"{COOKIE}={cookie}"))
    assert isinstance(visitor, Visitor)
    assert not visitor.person.administrator
    assert guarded.admit(request()) is Refusal.PASSWORD


def test_a_header_is_believed_from_the_proxy_alone() -> None:
    behind = entrance(header="X-Remote-User", proxies=[ip_network("10.0.0.0/8")], admins=("ann",))
    visitor = behind.admit(request(peer="10.1.2.3", x_remote_user="ann"))
    assert isinstance(visitor, Visitor)
    assert (visitor.person.id, visitor.person.administrator) == ("ann", True)
    assert behind.admit(request(peer="192.168.1.7", x_remote_user="ann")) is Refusal.PROXY
    assert behind.admit(request(peer="10.1.2.3")) is Refusal.PROXY


def test_an_address_is_the_proxys_word_only_from_the_proxy() -> None:
    behind = entrance(proxies=[ip_network("10.0.0.0/8")])
    forwarded = {"x_forwarded_for": "1.1.1.1, 2.2.2.2"}
    assert behind.address(request(peer="10.1.2.3", **forwarded)) == "2.2.2.2"
    assert behind.address(request(peer="9.9.9.9", **forwarded)) == "9.9.9.9"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_of_another_site_is_none_of_ours(headers: dict[str, str]) -> None:
    here = entrance()
    visitor = here.admit(request())
    assert isinstance(visitor, Visitor)
    assert here.is_form_of(visitor, request(origin="http://localhost:8080"), visitor.token)
    assert not here.is_form_of(visitor, request(**headers), visitor.token)
    assert not here.is_form_of(visitor, request(), "forged")


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost:8080", True),
        ("127.0.0.1", True),
        ("[::1]:8080", True),
        ("192.168.1.7:8080", True),
        ("FOOTNOTE.example.org", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_a_request_names_a_host_of_ours(host: str, *, allowed: bool) -> None:
    assert Hosts.of("0.0.0.0", "https://footnote.example.org/x").allow(host) is allowed  # noqa: S104


def test_a_web_open_to_everybody_is_refused_and_says_what_to_do() -> None:
    Guard("127.0.0.1").check()
    Guard("::1").check()
    Guard("0.0.0.0", password="to ask with").check()  # noqa: S104, S106
    Guard("0.0.0.0", header="X-Remote-User").check()  # noqa: S104
    for host in ("0.0.0.0", "::", "192.168.1.7", "footnote.lan"):  # noqa: S104
        with pytest.raises(UsageError, match="FOOTNOTE_WEB_PASSWORD"):
            Guard(host).check()


def test_loopback_is_told_from_the_rest() -> None:
    assert is_loopback("127.0.0.2")
    assert not is_loopback("0.0.0.0")  # noqa: S104
