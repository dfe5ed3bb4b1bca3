"""EPUB 2 and 3: the chapters in reading order, out of the container (https://www.w3.org/TR/epub-33/).

Read with the standard library and lxml: the maintained EPUB package is under the AGPL.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

from lxml import etree, html
from lxml.etree import _Element

from index.errors import SourceError
from index.ingest.content import Blocks, Content, Facts
from index.ingest.dates import day
from index.ingest.files import Source
from index.ingest.parsers.archive import DAMAGED, Archive
from index.ingest.parsers.markup import add_tree
from index.ingest.parsers.web_page import page_text

_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml"}
_FONTS = {
    "http://www.idpf.org/2008/embedding",
    "http://ns.adobe.com/pdf/enc#RC",
}  # hidden fonts, readable text


def parse(source: Source) -> Iterator[Content]:
    try:
        with zipfile.ZipFile(BytesIO(source.data)) as file:
            yield _book(Archive(file))
    except DAMAGED:
        raise SourceError("It is a damaged EPUB book; get it again.") from None


def _book(archive: Archive) -> Content:
    _refuse_protected(archive)
    container = archive.tree("META-INF/container.xml")
    package_path = _first(container, "rootfile").get("full-path", "")
    package = archive.tree(package_path)
    folder = posixpath.dirname(package_path)
    items = {item.get("id"): item for item in package.iter("{*}item")}
    blocks = Blocks()
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or "nav" in item.get("properties", "").split():
            continue
        if item.get("media-type") in _PAGES:
            _add_chapter(
                blocks, archive, posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
            )
    return blocks.content(stated=_facts(package))


def _add_chapter(blocks: Blocks, archive: Archive, path: str) -> None:
    page = page_text(archive.read(path))
    if not page.strip():
        return
    body = html.document_fromstring(page).find("body")
    if body is not None:
        add_tree(blocks, body)


def _facts(package: _Element) -> Facts:
    def said(name: str) -> list[str]:
        found = package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")
        return [" ".join(text.split()) for element in found if (text := "".join(element.itertext())).strip()]

    return Facts(
        title=next(iter(said("title")), None),
        author=", ".join(said("creator")) or None,
        published=next((found for text in said("date") if (found := day(text))), None),
    )


def _refuse_protected(archive: Archive) -> None:
    if "META-INF/encryption.xml" not in archive:
        return
    methods = archive.tree("META-INF/encryption.xml").iter("{*}EncryptionMethod")
    if any(method.get("Algorithm") not in _FONTS for method in methods):
        raise SourceError("It is a book with copy protection, which cannot be read; get it without.")


def _first(root: _Element, name: str) -> _Element:
    found = next(root.iter(f"{{*}}{name}"), None)
    if found is None:
        raise etree.LxmlError(f"no {name}")
    return found
