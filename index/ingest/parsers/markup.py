"""Trees of HTML, XHTML, or the XML that trafilatura makes, to paragraphs as a reader sees them."""

from __future__ import annotations

import re

from lxml.etree import _Element

from index.ingest.content import Blocks

_SPACE = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r" *\n *")
_HIDDEN = {
    "script", "style", "template", "noscript", "svg", "iframe", "button", "select", "textarea",
    "title", "rt",  # how a word in ruby text is read
}  # fmt: skip
FURNITURE = frozenset({"nav", "header", "footer", "aside", "form", "dialog"})
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "li",
    "main", "nav", "ol", "p", "section", "summary", "table", "tbody", "tfoot", "thead", "ul",
    "head", "item", "list", "quote",  # as trafilatura calls headings, list items, lists and quotations
}  # fmt: skip
_HEADING = re.compile(r"h[1-6]")
_ROWS = {"tr", "row"}
_BREAKS = {"br", "lb"}


def add_tree(blocks: Blocks, root: _Element, *, skip: frozenset[str] = frozenset()) -> None:
    """Append the visible text below `root`; the rows of a table are paragraphs, their cells a tab apart."""
    _Walk(blocks, skip | _HIDDEN).visit(root)


class _Walk:
    def __init__(self, blocks: Blocks, skip: frozenset[str]) -> None:
        self._blocks = blocks
        self._skip = skip
        self._line: list[str] = []

    def visit(self, element: _Element) -> None:
        tag = _name(element)
        if tag in self._skip or element.get("hidden") is not None:
            return
        if tag in _BREAKS:
            self._line.append("\n")
        elif tag in _ROWS:
            self._flush()
            self._blocks.row([_one_line(cell) for cell in element if _name(cell)])
        elif tag == "pre":
            self._flush()
            self._blocks.add("".join(element.itertext()))
        elif tag in _BLOCKS or _HEADING.fullmatch(tag):
            self._flush()
            self._inside(element)
            self._flush(_level(element, tag))
        else:
            self._inside(element)

    def _inside(self, element: _Element) -> None:
        self._text(element.text)
        for child in element:
            if _name(child):  # comments and processing instructions have none
                self.visit(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self._line.append(_SPACE.sub(" ", text))

    def _flush(self, level: int | None = None) -> None:
        text = _AROUND_BREAK.sub("\n", re.sub(" {2,}", " ", "".join(self._line)))
        self._line.clear()
        self._blocks.add(text, level=level)


def _name(element: _Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _one_line(cell: _Element) -> str:
    return _SPACE.sub(" ", "".join(cell.itertext())).strip()


def _level(element: _Element, tag: str) -> int | None:
    if tag == "head":
        tag = element.get("rend") or "h2"
    return int(tag[1]) if _HEADING.fullmatch(tag) else None
