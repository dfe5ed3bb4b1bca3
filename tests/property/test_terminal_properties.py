"""What the terminal shows decodes back to the quote, whatever the quote holds."""

from __future__ import annotations

import io
import itertools
import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.reply import Excerpt, pages
from bot.terminal.block import NARROWEST, Piece, block, decode, plain
from bot.terminal.escape import escape, unescape
from index.model import Citation, Quote, Span

# Text as it comes, and text full of what could go wrong.
NASTY = st.sampled_from(
    [*" \\\n\r\t\x1b\x00\x9b│┊a.?", "\u202e", "\u2066", "\u200d", "\u0301", "東", "👩", "ש", "\ud800"]
)
TEXT = st.text(alphabet=st.one_of(st.characters(), NASTY), max_size=200)
PIECES = st.lists(st.tuples(TEXT, st.booleans()), max_size=5)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@given(PIECES, st.none() | st.integers(1, 100), st.booleans())
@example([("ends with a space ", False)], 12, True)
@example([("\\" * 30, True)], 12, True)
@example([("a \nb", False)], None, True)
@example([("Ship\tBuilt\t\n\tStella ┊ 1893\t\t", False)], 12, True)
def test_a_block_decodes_to_its_text_and_keeps_its_width(
    pieces: list[Piece], width: int | None, cells: bool
) -> None:
    lines = ["".join(text for text, _ in line) for line in block(pieces, width, cells=cells)]
    assert decode(lines) == "".join(text for text, _ in pieces)
    if width:
        assert all(cell_len(line) <= max(NARROWEST, width) for line in lines)


@given(PIECES, st.none() | st.integers(1, 100))
def test_a_block_marks_exactly_the_highlights(pieces: list[Piece], width: int | None) -> None:
    marked = "".join(text for line in block(pieces, width) for text, mark in line if mark)
    wanted = "".join(text for text, mark in pieces if mark).replace("\n", "")
    assert plain(marked) == wanted


@given(TEXT)
def test_an_escaped_text_comes_back_and_holds_nothing_a_terminal_obeys(text: str) -> None:
    shown = escape(text)
    assert unescape(shown) == text
    assert not any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(TEXT, st.integers(20, 100))
def test_a_real_console_prints_the_block_as_it_stands(text: str, width: int) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="utf-8", newline="")
    console = Console(file=out, width=width, force_terminal=True, highlight=False, markup=False, emoji=False)
    lines = ["".join(piece for piece, _ in line) for line in block([(text, True)], width)]
    for line in lines:
        console.print(line, style="bold", soft_wrap=True)
    out.flush()
    printed = ANSI.sub("", raw.getvalue().decode("utf-8"))
    assert decode(printed.split("\n")[:-1]) == text


@given(st.lists(TEXT, max_size=6), st.integers(1, 80))
def test_pages_joined_are_the_quotes_and_none_is_too_long(texts: list[str], limit: int) -> None:
    excerpts = []
    for number, text in enumerate(texts, 1):
        span = Span("0" * 64, 5, 5 + len(text))
        excerpts.append(Excerpt(Quote(span, Citation("0" * 64, "t", None, "o", 1, 1), 1.0), text, number))
    made = list(pages(excerpts, limit, lambda part: len(part.text)))
    joined: dict[int, str] = {}
    for page in made:
        assert sum(len(part.text) for part in page) <= limit
        for part in page:
            joined[part.number] = joined.get(part.number, "") + part.text
    assert [joined.get(number, "") for number in range(1, len(texts) + 1)] == texts
    # Nothing that would have fitted was moved to the next page.
    for page, following in itertools.pairwise(made):
        assert sum(len(part.text) for part in page) + len(following[0].text) > limit


@given(st.data())
def test_highlights_stay_on_their_words_when_a_quote_is_cut(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab. \n", min_size=1, max_size=80))
    edges = data.draw(st.lists(st.integers(0, len(text)), min_size=0, max_size=8))
    marks = [(min(pair), max(pair)) for pair in zip(edges[::2], edges[1::2], strict=False)]
    base = 7
    quote = Quote(
        Span("0" * 64, base, base + len(text)),
        Citation("0" * 64, "t", None, "o", 1, 1),
        1.0,
        tuple((base + start, base + end) for start, end in marks),
    )
    limit = data.draw(st.integers(1, 40))
    parts = [
        part for page in pages([Excerpt(quote, text, 1)], limit, lambda part: len(part.text)) for part in page
    ]
    shown = [(character, mark) for part in parts for piece, mark in part.pieces for character in piece]
    assert [character for character, _ in shown] == list(text)
    assert [mark for _, mark in shown] == [any(s <= at < e for s, e in marks) for at in range(len(text))]
