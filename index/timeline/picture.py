"""Draws a timeline as a picture for a phone: a strip of the whole time, and under it one row an event.

A day is a point and an interval a bar, in the strip to scale. What is planned is hollow. Rows are laid out by
the measured height of their text, so that no two labels can overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import QuoteMismatch
from index.model import Texts
from index.timeline.events import WRITTEN
from index.timeline.phrase import phrase, short
from index.timeline.timeline import Entry, Timeline

if TYPE_CHECKING:  # matplotlib takes half a second to import, and few commands draw
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

LABELLED = 30
"""Rows that a picture has room for; the strip above them shows every event."""

_WIDTH = 7.2
"""Inches; at 150 dots an inch this is 1080 pixels, the width of a phone's screen."""
_DPI = 150
_MARGIN, _SPINE, _TEXT = 0.3, 0.42, 0.72
_STRIP = 1.0
_LINE, _GAP, _YEAR = 0.26, 0.2, 0.5
_LINES, _FEW_LINES, _MANY = 4, 2, 15
"""Lines of a label, and fewer where there are many; a longer clause is cut, since a label is no quote."""
_TITLE_LINES = 2
_STACK = 6
"""Points on top of each other in the strip before they share a place."""


@dataclass(frozen=True, slots=True)
class _Colours:
    paper: str
    ink: str
    faint: str
    accent: str
    planned: str
    differs: str


_LIGHT = _Colours("#ffffff", "#1c1e21", "#6a6f76", "#1f5fbf", "#9a5b00", "#b3261e")
_DARK = _Colours("#1e1f22", "#eceef1", "#a3a8b0", "#7db3ff", "#ffbf66", "#ff9a90")


@dataclass(frozen=True, slots=True)
class _Row:
    entry: Entry
    when: str
    lines: tuple[str, ...]
    note: str

    @property
    def height(self) -> float:
        return _LINE * (1 + len(self.lines) + bool(self.note)) + _GAP


def draw(timeline: Timeline, texts: Texts, path: Path, *, title: str = "", dark: bool = False) -> None:
    """Writes the picture as PNG, 1080 pixels wide. A quote whose source has changed is left out.

    Raises OSError where `path` cannot be written.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    colours = _DARK if dark else _LIGHT
    labels = list(_labels(timeline.entries, texts))
    entries = [entry for entry, _ in labels]
    chosen = _most_told(entries)
    most = _LINES if len(chosen) <= _MANY else _FEW_LINES
    rows = [_row(entry, label, most) for entry, label in labels if entry in chosen]
    years = _year_headings(rows)
    strip = _STRIP if len({entry.interval for entry in entries}) > 1 else 0.0
    titles = _wrapped(title, _font(15, "bold"), _WIDTH - 2 * _MARGIN)[:_TITLE_LINES] if title else []
    head = _MARGIN + 0.3 * len(titles) + (0.2 if titles else 0.0) + strip
    foot = 0.5 if len(rows) < len(entries) or timeline.left_out else 0.15
    height = head + sum(row.height for row in rows) + _YEAR * len(years) + foot + (0 if rows else _YEAR)
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor=colours.paper)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(height, 0)
    axes.axis("off")
    for n, line in enumerate(titles):
        _write(axes, _MARGIN, _MARGIN + 0.15 + 0.3 * n, line, 15, colours.ink, bold=True)
    if strip:
        _draw_strip(axes, head - strip, entries, colours)
    _draw_rows(axes, head, rows, years, colours)
    more = len(entries) - len(rows) + timeline.left_out
    if not rows:
        _write(axes, _MARGIN, head + 0.2, "No dated events.", 13, colours.faint)
    elif more:
        words = f"and {more} more, in the list" if more > 1 else "and one more, in the list"
        _write(axes, _TEXT, height - 0.28, words, 11, colours.faint)
    figure.savefig(path, format="png", facecolor=colours.paper)


def alt_text(timeline: Timeline, texts: Texts, *, title: str = "", limit: int = 1000) -> str:
    """The picture in words for a screen reader, in at most `limit` characters (Discord takes 1,024)."""
    labels = list(_labels(timeline.entries, texts))
    if not labels:
        return "A timeline without dated events."
    first = min(entry.interval for entry, _ in labels)
    last = max(entry.interval[1] for entry, _ in labels)
    count = f"{len(labels)} events" if len(labels) > 1 else "one event"
    about = f" of {title}" if title else ""
    words = f"Timeline{about}: {count}, {first[0].year} to {last.year}."
    for entry, label in labels:
        told = phrase(entry.interval, entry.precision)
        sentence = f" {told[:1].upper()}{told[1:]}: {label}{_flags(entry)}."
        if len(words) + len(sentence) > limit - 2:
            return f"{words} …"[:limit]
        words += sentence
    return words[:limit]


# ---- what is written


def _labels(entries: Sequence[Entry], texts: Texts) -> Iterator[tuple[Entry, str]]:
    for entry in entries:
        try:
            sentence = entry.quote.read(texts)
        except QuoteMismatch:
            continue
        start, end = entry.quote.highlights[0] if entry.quote.highlights else (0, 0)
        base = entry.quote.span.start
        clause = sentence[start - base : end - base] if end > start else sentence
        yield entry, " ".join(clause.split())


def _most_told(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that get a row: those told most often, then those that state their date themselves."""
    if len(entries) <= LABELLED:
        return list(entries)
    ranked = sorted(
        range(len(entries)),
        key=lambda i: (-len(entries[i].also), entries[i].basis not in WRITTEN, -entries[i].quote.score, i),
    )
    return [entries[i] for i in sorted(ranked[:LABELLED])]


def _row(entry: Entry, label: str, most: int) -> _Row:
    lines = _wrapped(label, _font(13), _WIDTH - _TEXT - _MARGIN - 0.15)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1].rstrip(' ,;:')} …"]
    others = [
        short(other.interval, other.precision) for other in entry.disagreements if other.about == "date"
    ]
    note = f"another source: {', '.join(others)}" if others else ""
    return _Row(entry, f"{short(entry.interval, entry.precision)}{_flags(entry)}", tuple(lines), note)


def _flags(entry: Entry) -> str:
    flags = [name for name, on in (("planned", entry.planned), ("denied", entry.denied)) if on]
    if entry.basis == "published":
        flags.append("day of the report")
    return f" ({', '.join(flags)})" if flags else ""


def _year_headings(rows: Sequence[_Row]) -> dict[int, str]:
    """Row index to the year that begins there; none where all is of one year."""
    years = [row.entry.interval[0].year for row in rows]
    if len(set(years)) < 2:  # noqa: PLR2004 -- one year needs no heading
        return {}
    return {i: str(year) for i, year in enumerate(years) if i == 0 or years[i - 1] != year}


def _font(size: float, weight: str = "normal") -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family="DejaVu Sans", size=size, weight=weight)


def _wrapped(text: str, font: FontProperties, width: float) -> list[str]:
    """Lines no wider than `width` inches; a word that is wider than a line is broken."""
    lines: list[str] = []
    line = ""
    for word in _drawable(text).split(" "):
        candidate = f"{line} {word}" if line else word
        if _inches(candidate, font) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        line = word
        while _inches(line, font) > width:
            fits = max(1, int(len(line) * width / _inches(line, font)) - 1)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line]


def _inches(text: str, font: FontProperties) -> float:
    from matplotlib.font_manager import findfont, get_font

    face: Any = get_font(findfont(font))
    face.set_size(font.get_size_in_points(), _DPI)
    face.set_text(text, 0.0)
    width, _ = face.get_width_height()
    return float(width) / 64 / _DPI


def _drawable(text: str) -> str:
    """The text with a box for each character that the font has no picture of."""
    from matplotlib.font_manager import findfont, get_font

    face: Any = get_font(findfont(_font(13)))
    return "".join(c if c == " " or face.get_char_index(ord(c)) else "□" for c in text)


def _write(
    axes: Axes, x: float, y: float, text: str, size: float, colour: str, *, bold: bool = False
) -> None:
    font = _font(size, "bold" if bold else "normal")
    axes.text(x, y, text, fontproperties=font, color=colour, va="center", parse_math=False)


# ---- what is drawn


def _draw_rows(
    axes: Axes, top: float, rows: Sequence[_Row], years: dict[int, str], colours: _Colours
) -> None:
    y = top
    for i, row in enumerate(rows):
        if i in years:
            _write(axes, _MARGIN, y + _YEAR / 2, years[i], 14, colours.faint, bold=True)
            y += _YEAR
        bottom = y + row.height
        axes.plot([_SPINE, _SPINE], [y, bottom], color=colours.faint, linewidth=1, alpha=0.5, zorder=1)
        middle = y + _LINE / 2
        colour = colours.planned if row.entry.planned else colours.accent
        _mark(axes, row.entry, (_SPINE, middle), bottom - _GAP - 0.04, colour, colours.paper)
        _write(axes, _TEXT, middle, row.when, 12, colour, bold=True)
        for n, line in enumerate(row.lines, 1):
            _write(axes, _TEXT, middle + n * _LINE, line, 13, colours.ink)
        if row.note:
            _write(axes, _TEXT, middle + (len(row.lines) + 1) * _LINE, row.note, 12, colours.differs)
        y = bottom


def _mark(axes: Axes, entry: Entry, at: tuple[float, float], bottom: float, colour: str, paper: str) -> None:
    fill = paper if entry.planned else colour
    x, y = at
    if entry.precision == "day":
        axes.plot(
            [x], [y], "o", markersize=9, color=colour, markerfacecolor=fill, markeredgewidth=2, zorder=3
        )
        return
    from matplotlib.patches import FancyBboxPatch

    box = FancyBboxPatch(
        (x - 0.05, y - 0.08), 0.1, bottom - y + 0.08,
        boxstyle="round,pad=0,rounding_size=0.05", facecolor=fill, edgecolor=colour, linewidth=2, zorder=3,
    )  # fmt: skip
    axes.add_patch(box)


def _draw_strip(axes: Axes, top: float, entries: Sequence[Entry], colours: _Colours) -> None:
    first = min(entry.interval[0] for entry in entries).toordinal()
    last = max(entry.interval[1] for entry in entries).toordinal()
    left, right, base = _MARGIN + 0.1, _WIDTH - _MARGIN - 0.1, top + 0.55
    scale = (right - left) / max(1, last - first)

    def place(day: date) -> float:
        return left + (day.toordinal() - first) * scale

    axes.plot([left, right], [base, base], color=colours.faint, linewidth=1, zorder=1)
    for x, words in _ticks(date.fromordinal(first), date.fromordinal(last), place):
        axes.plot([x, x], [base, base + 0.06], color=colours.faint, linewidth=1, zorder=1)
        axes.text(
            x, base + 0.2, words, fontproperties=_font(11), color=colours.faint, va="center", ha="center"
        )
    stacked: dict[int, int] = {}
    for entry in entries:
        colour = colours.planned if entry.planned else colours.accent
        begin, end = place(entry.interval[0]), place(entry.interval[1])
        if end - begin > 0.1:  # noqa: PLR2004 -- inches; a shorter bar is a point to the eye
            axes.plot(
                [begin, end], [base, base], color=colour, linewidth=5, alpha=0.55, solid_capstyle="butt"
            )
            continue
        column = round((begin + end) / 2 / 0.09)
        level = min(stacked.get(column, 0), _STACK - 1)
        stacked[column] = level + 1
        fill = colours.paper if entry.planned else colour
        axes.plot(
            [(begin + end) / 2], [base - 0.08 - level * 0.075], "o",
            markersize=5, color=colour, markerfacecolor=fill, zorder=3,
        )  # fmt: skip


def _ticks(first: date, last: date, place: Any) -> list[tuple[float, str]]:
    """A handful of years, or of months where the whole lies inside two years."""
    months = (last.year - first.year) * 12 + last.month - first.month
    steps = [1, 2, 3, 6] if months <= 24 else [12, 24, 60, 120, 240, 600, 1200, 6000]  # noqa: PLR2004 -- months
    step = next((step for step in steps if months // step <= 6), steps[-1])  # noqa: PLR2004 -- labels side by side
    found = []
    month = first.year * 12 + first.month - 1
    month += -month % step
    while month <= last.year * 12 + last.month - 1:
        day = date(month // 12, month % 12 + 1, 1)
        if first <= day <= last:
            shown = str(day.year) if step >= 12 else f"{day:%b} {day.year}"  # noqa: PLR2004 -- months
            found.append((place(day), shown))
        month += step
    return found
