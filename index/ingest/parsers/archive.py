"""The zip file that a Word document or an EPUB book is, read with care."""

from __future__ import annotations

import zipfile
import zlib

from lxml import etree
from lxml.etree import LxmlError, _Element

from index.errors import SourceError

# What zipfile and lxml raise over damaged bytes; ValueError is a seek to before the start.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, LxmlError, KeyError, ValueError, OSError, EOFError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
_LARGEST = 200_000_000  # bytes that one file may unpack to, all parts together; longer than any book
_CHUNK = 1 << 16


class Archive:
    """Parts by their names; the bytes unpacked are counted, whatever sizes the file declares."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._names = set(file.namelist())
        self._left = _LARGEST

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """One part whole; raises `KeyError` where there is none and `SourceError` for a bomb."""
        if self._file.getinfo(name).flag_bits & 0x1:
            raise SourceError("It is protected by a password; save it without one.")
        data = bytearray()
        with self._file.open(name) as part:
            while chunk := part.read(_CHUNK):
                data += chunk
                self._left -= len(chunk)
                if self._left < 0:
                    raise SourceError(
                        f"It unpacks to more than {_LARGEST / 1e6:.0f} MB, which is not allowed."
                    )
        return bytes(data)

    def tree(self, name: str) -> _Element:
        """One part as XML, without entities or anything fetched from elsewhere."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(self.read(name), parser)
