"""Read a file into documents: look at what it is, then hand it to the parser of that format.

What a file is, its bytes decide; its name decides only between kinds of text. A name that promises
a PDF, Word or EPUB file over a page of text is refused: it is most often an error page that was saved.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO
from pathlib import PurePosixPath

from index.errors import SourceError
from index.ingest import metadata
from index.ingest.content import LONE_SURROGATE, Content
from index.ingest.files import Failure, Source
from index.model import Document

_PARSERS = {
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/html": "web_page",
    "text/csv": "separated",
    "text/tab-separated-values": "separated",
    "message/rfc822": "mail",
    "application/json": "json_lines",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word",
    "application/epub+zip": "epub",
}
_PDF, _DOCX, _EPUB = list(_PARSERS)[-3:]
_BY_SUFFIX = {
    "": "text/plain",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".rst": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".eml": "message/rfc822",
    ".json": "application/json",
    ".jsonl": "application/json",
    ".ndjson": "application/json",
}
_NEVER_TEXT = {".pdf": "a PDF file", ".docx": "a Word document", ".epub": "an EPUB book"}
SUFFIXES = frozenset(_BY_SUFFIX) - {""} | frozenset(_NEVER_TEXT)

# First bytes of what people drop among documents: https://en.wikipedia.org/wiki/List_of_file_signatures
_REFUSED = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a gzip file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\0", "a database"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"{\\rtf", "an RTF document; save it as DOCX"),
)


def documents(source: Source) -> Iterator[Document | Failure]:
    """The documents in one file: one, or for JSON and JSON Lines one for each record.

    Whatever cannot be read is a `Failure` with one sentence that names the reason; nothing is raised.
    """
    try:
        media_type = _media_type(source)
        parser = import_module(f"index.ingest.parsers.{_PARSERS[media_type]}")  # its library only when needed
        parse: Callable[[Source], Iterator[Content | Failure]] = parser.parse
        for content in parse(source):
            if isinstance(content, Failure):
                yield content
            elif reason := _unusable(content.text):
                yield Failure(content.origin or source.origin, reason)
            else:
                yield metadata.document(content, source, media_type)
    except SourceError as error:
        yield Failure(source.origin, str(error))
    except Exception as error:  # noqa: BLE001 -- libraries of others meet files of strangers: one must not stop all
        name = type(error).__name__
        yield Failure(source.origin, f"Its reader failed on it ({name}); save it in another format.")


def _unusable(text: str) -> str | None:
    if not text.strip():
        return "It holds no text."
    half = LONE_SURROGATE.search(text)
    return half and f"It holds half a character (a lone surrogate at {half.start()}); export it anew."


def _media_type(source: Source) -> str:
    data, suffix = source.data, PurePosixPath(source.name).suffix.lower()
    if not data.strip():
        raise SourceError("It is empty.")
    if b"%PDF-" in data[:1024]:  # the header may stand a little after the start: ISO 32000-1, annex H
        return _PDF
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # [MS-CFB] compound file
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise SourceError("It is protected by a password; save it without one.")
        raise SourceError("It is a document in the old Office format; save it as DOCX.")
    for signature, kind in _REFUSED:
        if data.startswith(signature):
            raise SourceError(f"It is {kind}, which cannot be read." if ";" not in kind else f"It is {kind}.")
    if suffix in _NEVER_TEXT:
        kind = "a web page" if _is_html(data) else "something else"
        raise SourceError(
            f"Its name says {_NEVER_TEXT[suffix]}, but it is {kind}; get the file itself again."
        )
    if suffix not in _BY_SUFFIX:
        raise SourceError(f"The format {suffix} is not supported; use one of {', '.join(sorted(SUFFIXES))}.")
    return "text/html" if _is_html(data) else _BY_SUFFIX[suffix]


def _zipped(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise SourceError("It is a damaged Word, EPUB or zip file; get it again.") from None
    if "word/document.xml" in names:
        return _DOCX
    if "META-INF/container.xml" in names:
        return _EPUB
    raise SourceError("It is a zip file of another kind than DOCX or EPUB; save it in a supported format.")


def _is_html(data: bytes) -> bool:
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    while start.startswith((b"<!--", b"<?xml")):
        start = start.partition(b">")[2].lstrip()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
