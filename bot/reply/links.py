"""Where a quote can be read in its source: the links under citations, made and checked in one place.

    https://footnote.example.org/s/<story>/<document>?from=12&to=80&answer=…&until=…&key=…#quote

A signed link opens this range of this document of this story until a day, and nothing else (HMAC-SHA256,
RFC 2104, over all of it, cut to 128 bits as its section 5 allows). The same value makes links for every
chat and checks them in the viewer.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote as escaped
from urllib.parse import urlencode

from bot.reply.values import Reply
from index.model import Quote, Span

DAY = 86_400
ANCHOR = "quote"
"""The id of the quote on its page."""


@dataclass(frozen=True, slots=True)
class Passport:
    """What a link names. `answer` is the exchange whose quotes come before and after, or empty.

    `until` is in seconds since the epoch, 0 where links are open.
    """

    story: str
    span: Span
    answer: str = ""
    until: int = 0

    @classmethod
    def parse(cls, story: str, document: str, query: Mapping[str, str]) -> Passport | None:
        """What a request for a page names; None when that is no range of a document."""
        try:
            span = Span(document, int(query.get("from", "0")), int(query.get("to", "0")))
            until = int(query.get("until", "0"))
        except ValueError:
            return None
        return cls(story, span, query.get("answer", ""), until)


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and checks links to the source viewer.

    `base` is the address that others reach it by, None where nobody does. An empty `key` makes open
    links; `days` is how long signed ones last; `clock` gives seconds since the epoch.
    """

    base: str | None = None
    key: bytes = b""
    days: int = 30
    clock: Callable[[], float] = time.time

    def to(self, reply: Reply, quote: Quote) -> str | None:
        """The viewer's page with the quote marked, or the page a document came from; None for neither."""
        if self.base is not None and reply.story:
            return self.page(Passport(reply.story, quote.span, reply.exchange, self._until()))
        origin = quote.citation.origin
        return origin if origin.startswith(("http://", "https://")) and " " not in origin else None

    def page(self, passport: Passport, more: str = "", **query: str) -> str:
        """The address of a page, or of what `more` names beside it, good as long as the passport says."""
        span = passport.span
        named = {"from": str(span.start), "to": str(span.end)}
        if passport.answer:
            named["answer"] = passport.answer
        if self.key:
            named |= {"until": str(passport.until), "key": self._signature(passport)}
        path = f"/s/{escaped(passport.story, safe='')}/{escaped(span.document, safe='')}{more}"
        anchor = "" if more or query else f"#{ANCHOR}"
        return f"{(self.base or '').rstrip('/')}{path}?{urlencode(named | query)}{anchor}"

    def covers(self, passport: Passport, signature: str) -> bool:
        """Whether a link with this signature opens that page today."""
        if not self.key:
            return True
        right = hmac.compare_digest(self._signature(passport).encode(), signature.encode())
        return right and self.clock() < passport.until

    def inside(self) -> Links:
        """The same for pages of our own, which link without naming a host."""
        return replace(self, base="")

    def fresh(self, story: str, span: Span, answer: str = "") -> Passport:
        """A passport that lasts as long as those of new links."""
        return Passport(story, span, answer, self._until())

    def _until(self) -> int:
        # To the end of a day: the links of one day are the same, whoever asks again.
        return (int(self.clock()) // DAY + self.days + 1) * DAY if self.key else 0

    def _signature(self, passport: Passport) -> str:
        span = passport.span
        parts = (
            passport.story,
            span.document,
            f"{span.start}",
            f"{span.end}",
            passport.answer,
            f"{passport.until}",
        )
        digest = hmac.new(self.key, "\0".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256)
        return urlsafe_b64encode(digest.digest()[:16]).decode().rstrip("=")
