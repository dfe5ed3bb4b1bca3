"""A saved mail (RFC 5322): what was written, with its subject, sender and day; no attachments.

Of a mail in several forms the plain one is read, else the HTML.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart

from index.errors import SourceError
from index.ingest.content import Content, Facts
from index.ingest.files import Source
from index.ingest.parsers import web_page
from index.ingest.parsers.text import plain


def parse(source: Source) -> Iterator[Content]:
    mail = message_from_bytes(source.data, policy=policy.default)
    body = mail.get_body(("plain", "html"))
    if not mail.keys() or body is None:
        raise SourceError("It is no mail with a text; save it again as EML.")
    yield replace(_content(body, source), stated=_facts(mail))


def _content(body: MIMEPart, source: Source) -> Content:
    try:
        text = body.get_content(errors="strict")
    except (LookupError, UnicodeDecodeError):
        name = body.get_content_charset()
        raise SourceError(f"Its text is not in the character set it names, {name}; save it anew.") from None
    if body.get_content_type() == "text/plain":
        return plain(text.replace("\r\n", "\n"))
    (content,) = web_page.parse(replace(source, data=codecs.BOM_UTF8 + text.encode("utf-8")))
    return replace(content, origin=None)


def _facts(mail: EmailMessage) -> Facts:
    """The day is that of the sender's clock."""
    sender = mail["from"]
    addresses = sender.addresses if sender is not None else ()
    day: date | None = None
    try:
        stamp = mail["date"].datetime if mail["date"] is not None else None
        day = stamp.date() if stamp else None
    except (ValueError, TypeError):
        day = None
    return Facts(
        title=str(mail["subject"]).strip() or None if mail["subject"] is not None else None,
        author=(addresses[0].display_name or addresses[0].addr_spec) if addresses else None,
        published=day,
    )
