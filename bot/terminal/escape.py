r"""Document text made safe to print: what a terminal would act on is shown, never obeyed.

Control characters (so every ANSI escape, ECMA-48), lone surrogates and the characters that reorder text
(bidirectional controls, Unicode UAX #9; "Trojan Source", CVE-2021-42574) appear as `\x1b` or `\u202e`, a
backslash as `\\`. Everything else stands as it is, joiners included, which scripts and emoji need.
`unescape(escape(text)) == text` for every text.
"""

from __future__ import annotations

import re
import unicodedata

REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SEPARATORS = frozenset("\u2028\u2029")
NAMED = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
ESCAPED = re.compile(r"\\(?:([\\nrt])|x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")


def escape(text: str) -> str:
    """One line that a terminal prints as it stands."""
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    return "".join(map(_escape, text))


def _escape(character: str) -> str:
    if character in NAMED:
        return NAMED[character]
    if character in REORDERING or character in SEPARATORS or unicodedata.category(character) in {"Cc", "Cs"}:
        return spell(character)
    return character


def spell(character: str) -> str:
    """A character by its number, as Python's `backslashreplace` writes it."""
    number = ord(character)
    if number <= 0xFF:  # noqa: PLR2004 -- two digits
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 -- four digits


def unescape(line: str) -> str:
    """The text that `escape` was given."""
    return ESCAPED.sub(_unescape, line)


def _unescape(match: re.Match[str]) -> str:
    named, *numbers = match.groups()
    if named:
        return {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}[named]
    return chr(int(next(filter(None, numbers)), 16))
