"""HTML: the main text of a page as trafilatura finds it, without navigation, banners and comments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import trafilatura
from lxml import html
from lxml.etree import LxmlError, _Element
from trafilatura.settings import Document

from index.errors import SourceError
from index.ingest.content import Blocks, Content, Facts
from index.ingest.dates import day
from index.ingest.decoding import decode
from index.ingest.files import Source
from index.ingest.parsers.markup import FURNITURE, add_tree
from index.origins import origin_of

# https://html.spec.whatwg.org/#concept-encoding-sniffing-algorithm looks at the first 1024 bytes; pages in
# the wild declare it later.
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"^((?:\s*<!--.*?-->)*)\s*<\?xml[^>]*\?>", re.DOTALL)
_SNIFFED = 4096


def parse(source: Source) -> Iterator[Content]:
    text = page_text(source.data)
    try:
        root = html.document_fromstring(text)
    except (LxmlError, ValueError):
        raise SourceError("It holds no readable web page.") from None
    found = trafilatura.bare_extraction(
        text,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": False},  # stated dates, no guesses
    )
    title = root.findtext("head/title")
    facts = Facts(title=title.strip() if title else None)
    if isinstance(found, Document):
        facts = Facts(found.title or None, found.author or None, day(found.date)).or_else(facts)
        blocks = Blocks()
        add_tree(blocks, found.body)
        content = blocks.content(stated=facts)
        if content.text and _is_verbatim(content, root):
            yield replace(content, origin=origin_of(text))
            return
    yield replace(_whole_page(root, facts), origin=origin_of(text))


def page_text(data: bytes) -> str:
    """The page decoded by its byte order mark or the charset it declares, else UTF-8; strictly."""
    declared = _CHARSET.search(data[:_SNIFFED])
    name = declared[1].decode("ascii", "replace") if declared else None
    if name and name.lower().startswith("utf-16"):
        name = (
            "utf-8"  # the declaration could be read as ASCII, so the page is not UTF-16 (same specification)
        )
    return _XML_DECLARATION.sub(r"\1", decode(data, name))


def _is_verbatim(content: Content, root: _Element) -> bool:
    """Whether each line and cell stands in the page: out of odd pages trafilatura makes spaces of its own."""
    page = _bare("".join(map(str, root.itertext())))
    return all(_bare(piece) in page for piece in re.split(r"[\t\n]", content.text))


def _bare(text: str) -> str:
    """Without what trafilatura leaves out: invisible characters and the kinds of white space."""
    visible = (one for one in unicodedata.normalize("NFC", text) if one.isprintable() or one.isspace())
    return " ".join("".join(visible).split())


def _whole_page(root: _Element, facts: Facts) -> Content:
    """For pages too short or too odd to have a main text: everything but navigation and the like."""
    blocks = Blocks()
    body = root.find("body")
    if body is not None:
        add_tree(blocks, body, skip=FURNITURE)
    return blocks.content(stated=facts)
