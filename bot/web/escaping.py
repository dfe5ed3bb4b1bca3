"""Document text in a page: every character is shown, and none does anything.

Markup characters are escaped (WHATWG HTML, 13.3). What HTML cannot carry or would alter (NUL and other
controls, carriage returns, lone surrogates), and the characters that reorder or override text (UAX #9;
"Trojan Source", CVE-2021-42574), appear as their name in a frame. The marks that right-to-left scripts
need (U+200E, U+200F, U+061C) and joiners stay; texts are isolated where they stand.
"""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

UNSHOWN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def spell(character: str) -> str:
    """'U+202E'."""
    return f"U+{ord(character):04X}"


def shown(value: object) -> Markup:
    """Text as the content of an element; what is markup already stays as it is."""
    if isinstance(value, Markup):
        return value
    text = str(value)
    if not UNSHOWN.search(text):
        return escape(text)
    return Markup("").join(
        _frame(piece) if UNSHOWN.fullmatch(piece) else escape(piece) for piece in _split(text)
    )


def attribute(value: object) -> Markup:
    """Text as the value of an attribute, where no element can stand."""
    return escape(UNSHOWN.sub(lambda match: spell(match.group()), str(value)))


def weight(text: str) -> int:
    """Bytes that a text takes in a page."""
    return len(shown(text).encode("utf-8"))


def _split(text: str) -> list[str]:
    return [piece for piece in re.split(f"({UNSHOWN.pattern})", text) if piece]


def _frame(character: str) -> Markup:
    name = unicodedata.name(character, "control character").lower()
    return Markup('<span class="control" title="{}">{}</span>').format(name, spell(character))
