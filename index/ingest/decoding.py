"""Bytes to characters, strictly: nothing is replaced, guessed or ignored."""

from __future__ import annotations

import codecs

from index.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# https://encoding.spec.whatwg.org/#names-and-labels: on the web these labels mean Windows-1252.
_WEB = {"iso8859-1": "cp1252", "ascii": "cp1252"}


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`: by its byte order mark, else by the declared charset, else as UTF-8.

    The mark is dropped. Raises `SourceError` with the offset of the first byte that does not fit, for a
    charset that is not known, and for NUL characters, which no text file holds.
    """
    mark, encoding = next(
        ((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", _codec(declared))
    )
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        offset = len(mark) + error.start
        byte = data[offset : offset + 1]
        if b"\0" in data:
            raise _binary(data) from None
        raise SourceError(
            f"It is not {encoding.upper()} text: byte {offset} is 0x{byte.hex()}; save it as UTF-8."
        ) from None
    if "\0" in text:
        raise _binary(data)
    return text


def _codec(declared: str | None) -> str:
    if declared is None:
        return "utf-8"
    try:
        name = codecs.lookup(declared.strip()).name
        b"".decode(name)
    except (LookupError, ValueError):
        raise SourceError(
            f"It declares the charset {declared.strip()[:40]!r}, which is not known; save it as UTF-8."
        ) from None
    return _WEB.get(name, name)


def _binary(data: bytes) -> SourceError:
    return SourceError(
        f"It holds binary data, not text (a NUL byte at {data.index(0)}); export it as text or PDF."
    )
