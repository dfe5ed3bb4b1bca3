"""The comment that says where a saved page came from."""

from __future__ import annotations

import pytest

from index.ingest import formats
from index.ingest.files import Source
from index.model import Document
from index.origins import origin_of, saved_from

PAGE = "<!DOCTYPE html>{}<title>The log</title><body><p>No ship came in.</p></body>"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/a--b", "https://example.org/a%2D%2Db"),
        ("https://example.org/-->x", "https://example.org/%2D%2D%3Ex"),
        ("http://example.org/a b", "http://example.org/a%20b"),
    ],
)
def test_an_address_comes_back_and_never_ends_the_comment(url: str, origin: str) -> None:
    comment = saved_from(url)
    assert comment.count(b"-->") == 1
    assert origin_of(comment.decode("ascii")) == origin


@pytest.mark.parametrize(
    ("comment", "origin"),
    [
        ("\n<!-- saved from url=(0021)https://example.org/a -->\n", "https://example.org/a"),
        ("", "/pages/log.html"),
        ("<!-- saved from url=(0014)about:internet -->", "/pages/log.html"),
        ("<!-- saved from url=(0020)javascript:alert(1) -->", "/pages/log.html"),
        (" " * 3000 + "<!-- saved from url=(0021)https://example.org/a -->", "/pages/log.html"),
    ],
)
def test_a_page_is_cited_by_the_address_it_was_saved_from(comment: str, origin: str) -> None:
    source = Source("/pages/log.html", "/pages", "log.html", PAGE.format(comment).encode())
    (document,) = formats.documents(source)
    assert isinstance(document, Document)
    assert (document.origin, document.text) == (origin, "No ship came in.")
