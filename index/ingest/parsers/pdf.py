"""PDF: pdfium finds the characters and where they stand; `pdf_layout` makes paragraphs of them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from statistics import mode
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium

from index.errors import SourceError
from index.ingest.content import Content, Facts
from index.ingest.dates import day
from index.ingest.files import Source
from index.ingest.parsers.pdf_layout import Line, content

_PDFIUM = Lock()  # pdfium is not safe for threads: https://pypdfium2.readthedocs.io/en/stable/python_api.html
_PROGRAM_TITLE = re.compile(r"(?i)microsoft word - |untitled|.*\.(?:docx?|pdf|indd|tex|dvi|odt|qxd)$|\W*$")
_BOLD = 600  # https://developer.mozilla.org/en-US/docs/Web/CSS/font-weight
_SAMPLES = 8  # characters of a line whose type is looked at
_LINE_ENDS = {10, 13}
_HYPHENS = {0x02, 0x2D, 0xAD, 0xFFFE}  # as pdfium gives the one at the end of a line, by its release
_SURROGATES = range(0xD800, 0xDC00)


def parse(source: Source) -> Iterator[Content]:
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(source.data)
        except pypdfium2.PdfiumError as error:
            if error.err_code == pdfium.FPDF_ERR_PASSWORD:
                raise SourceError("It is protected by a password; save it without one.") from None
            raise SourceError("It is a damaged PDF file; get it again or export it anew.") from None
        try:
            pages = [_lines(document, number) for number in range(len(document))]
            said = document.get_metadata_dict()
        except pypdfium2.PdfiumError:
            raise SourceError("A page of this PDF file is damaged; get it again or export it anew.") from None
        finally:
            document.close()
    if not any(pages):
        raise SourceError("It holds no text, only pictures of pages; run text recognition (OCR) on it first.")
    title = said.get("Title", "").strip()
    yield content(
        pages,
        stated=Facts(
            title=None if _PROGRAM_TITLE.match(title) else title,
            author=said.get("Author", "").strip() or None,
        ),
        guessed=Facts(published=day(said.get("CreationDate", ""))),
    )


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[Line]:
    page = document[number]
    text = page.get_textpage()
    height = page.get_height() or 1.0
    lines: list[Line] = []
    held: list[int] = []
    total = text.count_chars()
    for at in range(total + 1):
        code = pdfium.FPDFText_GetUnicode(text, at) if at < total else 10
        hyphen = code in _HYPHENS and pdfium.FPDFText_IsHyphen(text, at) == 1
        if hyphen:
            held.append(at)
        if hyphen or code in _LINE_ENDS:  # behind a hyphen at its end pdfium gives no line end
            if line := _line(text, held, height):
                lines.append(line)
            held = []
        else:
            held.append(at)
    text.close()
    page.close()
    return lines


def _line(text: pypdfium2.PdfTextPage, held: list[int], height: float) -> Line | None:
    """One line out of the characters at `held`, None where they show nothing."""
    said = _text(text, held)
    found = [(at, box) for at in held if (box := _box(text, at))]
    boxes = [box for _, box in found]
    if not said.strip() or not boxes:
        return None
    looked_at = [
        at for at, _ in found[:: max(1, len(found) // _SAMPLES)]
    ]  # a word in another type in the line changes nothing
    return Line(
        text=said.strip(),
        left=min(box[0] for box in boxes),
        right=max(box[2] for box in boxes),
        bottom=sorted(box[1] for box in boxes)[len(boxes) // 2],
        size=mode(round(pdfium.FPDFText_GetFontSize(text, at), 1) for at in looked_at),
        bold=mode(_is_bold(text, at) for at in looked_at),
        height=height,
    )


def _text(text: pypdfium2.PdfTextPage, held: list[int]) -> str:
    parts = []
    units = iter(held)
    for at in units:
        code = pdfium.FPDFText_GetUnicode(text, at)
        if code in _HYPHENS and pdfium.FPDFText_IsHyphen(text, at) == 1:
            parts.append("-")  # it is printed there
        elif code in _SURROGATES:
            low = pdfium.FPDFText_GetUnicode(text, next(units, at))
            parts.append((chr(code) + chr(low)).encode("utf-16", "surrogatepass").decode("utf-16", "ignore"))
        elif code and code not in (0xFFFE, 0xFFFF) and not 0xDC00 <= code < 0xE000:  # noqa: PLR2004 -- no characters
            parts.append(chr(code))
    return "".join(parts)


def _box(text: pypdfium2.PdfTextPage, at: int) -> tuple[float, float, float, float] | None:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium.FPDFText_GetCharBox(text, at, left, right, bottom, top) or right.value <= left.value:
        return None
    return left.value, bottom.value, right.value, top.value


def _is_bold(text: pypdfium2.PdfTextPage, at: int) -> bool:
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, at, name, len(name), flags)
    return b"bold" in name.value.lower() or pdfium.FPDFText_GetFontWeight(text, at) >= _BOLD
