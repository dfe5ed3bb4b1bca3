"""DOCX (ECMA-376): paragraphs, headings, tables and notes of a Word document as it reads when printed.

The parts are read with lxml, for python-docx leaves out inserted text, notes and text boxes.
Deleted text of tracked changes is left out, inserted text is kept. Page headers and footers are not read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml.etree import _Element

from index.errors import SourceError
from index.ingest.content import Blocks, Content, Facts
from index.ingest.dates import day
from index.ingest.files import Source
from index.ingest.parsers.archive import DAMAGED, Archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT_BOX = f"{_W}txbxContent"
_REMOVED = {f"{_W}del", f"{_W}moveFrom", f"{_W}rPr", f"{_W}pPr", f"{_W}instrText", _FALLBACK}
_MARKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_TEMPLATE = "2013-12-23T23:15:00Z"  # when python-docx's template was made: the date of all it writes undated
_PROGRAMS = {"python-docx", "microsoft office user", "user", "admin"}  # stand where an author's name should


def parse(source: Source) -> Iterator[Content]:
    try:
        with zipfile.ZipFile(BytesIO(source.data)) as file:
            yield _document(Archive(file))
    except DAMAGED:
        raise SourceError("It is a damaged Word document; open and save it again.") from None


def _document(archive: Archive) -> Content:
    levels = _levels(archive)
    blocks = Blocks()
    titles: list[str] = []
    body = archive.tree("word/document.xml").find(f"{_W}body")
    for element in _flow(body) if body is not None else ():
        _add(blocks, element, levels, titles)
    for name in ("word/footnotes.xml", "word/endnotes.xml"):  # as at the end of a printed text
        if name in archive:
            for note in archive.tree(name):
                if note.get(f"{_W}type") is None:  # the others are the lines between text and notes
                    for element in _flow(note):
                        _add(blocks, element, {}, titles)
    stated, guessed = _facts(archive)
    return blocks.content(stated=stated.or_else(Facts(title=next(iter(titles), None))), guessed=guessed)


def _flow(parent: _Element) -> Iterator[_Element]:
    """Paragraphs and tables in order, out of the boxes that content controls and changes put around them."""
    for child in parent:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag not in _REMOVED:
            yield from _flow(child)


def _add(blocks: Blocks, element: _Element, levels: dict[str, int], titles: list[str]) -> None:
    if element.tag == f"{_W}tbl":
        for row in element.iter(f"{_W}tr"):
            cells = (" ".join(_text(part) for part in cell.iter(f"{_W}p")) for cell in row.findall(f"{_W}tc"))
            blocks.row([" ".join(cell.split()) for cell in cells])
        return
    text = _text(element)
    style = element.find(f"{_W}pPr/{_W}pStyle")
    level = levels.get(style.get(f"{_W}val", "")) if style is not None else None
    blocks.add(text, level=None if level is None else max(level, 1))
    if level == 0 and text.strip():
        titles.append(text.strip())
    for box in element.iter(_TEXT_BOX):
        if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
            for inner in _flow(box):
                _add(blocks, inner, levels, titles)


def _text(element: _Element) -> str:
    """Text of a paragraph's runs, without text boxes in it."""
    parts: list[str] = []
    for child in element:
        if child.tag in _REMOVED or child.tag == _TEXT_BOX:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _MARKS:
            parts.append(_MARKS[child.tag])
        else:
            parts.append(_text(child))
    return "".join(parts)


def _levels(archive: Archive) -> dict[str, int]:
    """Heading level of each paragraph style; 0 is the title. Style names are English in every language."""
    if "word/styles.xml" not in archive:
        return {}
    levels = {}
    for style in archive.tree("word/styles.xml").iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        key = style.get(f"{_W}styleId", "")
        said = (name.get(f"{_W}val", "") if name is not None else "").lower()
        if said == "title":
            levels[key] = 0
        elif match := re.fullmatch(r"heading (\d)", said):
            levels[key] = int(match[1])
    return levels


def _facts(archive: Archive) -> tuple[Facts, Facts]:
    if "docProps/core.xml" not in archive:
        return Facts(), Facts()
    core = {
        element.tag.rpartition("}")[2]: (element.text or "").strip()
        for element in archive.tree("docProps/core.xml")
        if isinstance(element.tag, str)
    }
    author, created = core.get("creator", ""), core.get("created", "")
    return (
        Facts(
            title=core.get("title") or None, author=None if author.lower() in _PROGRAMS else author or None
        ),
        Facts(published=None if created == _TEMPLATE else day(created)),
    )
