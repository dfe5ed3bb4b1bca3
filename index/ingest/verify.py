"""Read sources again and compare them with what was indexed, by the hash of their canonical text."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from index.errors import SourceError
from index.ingest import files, formats
from index.ingest.progress import Meter, Tell, silent
from index.model import Document


def read(path: Path, max_bytes: int) -> list[Document]:
    """The documents in one file, as they would be indexed: more than one in an archive or a JSON file.

    Raises:
        UsageError: there is no such file.
        SourceError: nothing in it can be read; the sentence says why.
    """
    if path.is_dir():
        raise SourceError(f"{path} is a folder; name one file in it")
    found: list[Document] = []
    reasons: list[str] = []
    for source in files.discover([path], max_bytes=max_bytes):
        for document in (source,) if isinstance(source, files.Failure) else formats.documents(source):
            if isinstance(document, files.Failure):
                reasons.append(document.reason)
            else:
                found.append(document)
    if not found:
        raise SourceError(f"{path} cannot be read: {reasons[0] if reasons else 'it holds no document'}")
    return found


def reread(sources: Iterable[tuple[str, str]], max_bytes: int, tell: Tell = silent) -> dict[str, str]:
    """Hash of each document as its source gives it now, by origin; `tell` hears of every file.

    `sources` are pairs (source, origin): the file, or `archive.zip!member`, and what it is cited by. An
    empty hash where the file is there but gives no such document any more; no entry where it is gone.
    """
    found: dict[str, str] = {}
    files_of: dict[str, set[str]] = {}
    for source, origin in sources:
        files_of.setdefault(_file(source), set()).add(origin)
    meter = Meter("reading", len(files_of), "files", tell)
    for file, wanted in files_of.items():
        meter.step()
        if not os.path.lexists(file):
            continue
        found |= dict.fromkeys(wanted, "")
        try:
            found |= {one.origin: one.hash for one in read(Path(file), max_bytes) if one.origin in wanted}
        except SourceError:
            continue
    return found


def _file(source: str) -> str:
    """The file on disk: a member of an archive is named behind a `!`."""
    return source if os.path.lexists(source) else source.partition("!")[0]
