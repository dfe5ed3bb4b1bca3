"""A signed link opens what it names, until its day, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply import Links, Passport, Reply, Role
from index.model import Citation, Document, Quote, Span

KEY = b"a key of thirty-two bytes, or so"
DAY = 86_400
NOW = 20_000 * DAY + 17.0


def links(now: float = NOW, key: bytes = KEY) -> Links:
    return Links("https://notes.example/", key, 30, lambda: now)


def opened(url: str, now: float = NOW, changed: Mapping[str, str] | None = None) -> bool:
    """Whether the viewer opens a link, some of whose parts were changed."""
    split = urlsplit(url)
    _, _, story, document = split.path.split("/")
    query = {**dict(parse_qsl(split.query)), **(changed or {})}
    story, document = query.pop("story", story), query.pop("document", document)
    passport = Passport.parse(story, document, query)
    return passport is not None and links(now).covers(passport, query.get("key", ""))


def made(origin: str = "/a.txt") -> Quote:
    document = Document("A sentence.", "A title", origin, "text/plain")
    return Quote(Span(document.hash, 3, 9), Citation.of(document, 3), 1.0)


@pytest.mark.parametrize(
    ("public_url", "origin", "link"),
    [
        ("https://notes.example/", "/a.txt", "https://notes.example/s/war/{}?from=3&to=9#quote"),
        (None, "https://news.example/1", "https://news.example/1"),
        (None, "javascript:alert(1)", None),
        (None, "/a.txt", None),
    ],
)
def test_a_source_is_linked_where_it_can_be_read(
    public_url: str | None, origin: str, link: str | None
) -> None:
    quote = made(origin)
    found = Links(public_url).to(Reply(Role.ANSWER, story="war"), quote)
    assert found == (link and link.format(quote.span.document))


def test_a_signed_link_opens_until_its_day() -> None:
    url = links().to(Reply(Role.ANSWER, story="war"), made()) or ""
    assert opened(url)
    assert opened(url, NOW + 30 * DAY)
    assert not opened(url, NOW + 32 * DAY)


@pytest.mark.parametrize(
    "changed",
    [
        {"story": "peace"},
        {"document": "0" * 64},
        {"from": "2"},
        {"to": "10"},
        {"until": str(10**12)},
        {"answer": "0123456789abcdef"},
        {"key": ""},
        {"key": "é"},
        {"from": "x"},
        {"from": "9", "to": "3"},
    ],
)
def test_a_changed_link_opens_nothing(changed: dict[str, str]) -> None:
    url = links().to(Reply(Role.ANSWER, story="war"), made()) or ""
    assert not opened(url, changed=changed)


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 99), st.integers(0, 99))
def test_no_two_pages_share_a_signature(story: str, answer: str, start: int, more: int) -> None:
    here = links()
    one = Passport("war", Span("d", 1, 2), "", int(NOW) + 1)
    other = replace(one, story=story, answer=answer, span=Span("d", start, start + more))
    url = here.page(one)
    signature = dict(parse_qsl(urlsplit(url).query))["key"]
    assert here.covers(other, signature) == (other == one)


def test_links_of_another_key_open_nothing() -> None:
    url = links(key=b"another").page(Passport("war", Span("d", 1, 2), "", int(NOW) + 1))
    assert not opened(url)
