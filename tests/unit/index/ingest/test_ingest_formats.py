"""Each format, read out of real files made here, with the awkward shapes they have in the world."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from index.ingest.files import Failure, Source
from index.ingest.formats import documents
from index.model import Document


def source(name: str, data: bytes | str) -> Source:
    return Source(f"/in/{name}", "/in", name, data.encode() if isinstance(data, str) else data)


def read(name: str, data: bytes | str) -> Document:
    (document,) = documents(source(name, data))
    assert isinstance(document, Document), document
    return document


def refused(name: str, data: bytes | str) -> str:
    (failure,) = documents(source(name, data))
    assert isinstance(failure, Failure)
    assert failure.origin == f"/in/{name}"
    return failure.reason


def parts(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.paragraphs]


def headings(document: Document) -> list[tuple[int, str]]:
    return [(one.level, document.text[one.start : one.end]) for one in document.headings]


def asides(document: Document) -> list[str]:
    return [document.text[start:end] for start, end in document.aside]


# Plain text


def test_plain_text_is_kept_to_the_character() -> None:
    text = "\ufeffOne.\r\n\r\n  Two  \r\nlines.\n\n\n"
    assert read("a.txt", text.encode()).text == text[1:]
    assert parts(read("a.txt", text)) == ["One.", "Two  \r\nlines."]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_names_the_encoding_and_is_dropped(encoding: str) -> None:
    assert read("a.txt", "Größe 😀".encode(encoding)).text == "Größe 😀"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "It is empty."),
        (b" \r\n\t", "It is empty."),
        (b"\xef\xbb\xbf", "It holds no text."),
        (b"caf\xe9 au lait", "It is not UTF-8 text: byte 3 is 0xe9; save it as UTF-8."),
        (b"\xff\xfea\x00\x00", "It holds binary data, not text (a NUL byte at 3); export it as text or PDF."),
        (b"ok\x00\x01\xff", "It holds binary data, not text (a NUL byte at 2); export it as text or PDF."),
        (b"ok\x00", "It holds binary data, not text (a NUL byte at 2); export it as text or PDF."),
        (b"\x89PNG\r\n\x1a\n", "It is a PNG image, which cannot be read."),
        (b"\x7fELF\x02\x01", "It is a program, which cannot be read."),
        (b"{\\rtf1 x}", "It is an RTF document; save it as DOCX."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "It is a document in the old Office format; save it as DOCX."),
    ],
)
def test_what_is_no_text_is_refused_whatever_its_name(data: bytes, reason: str) -> None:
    assert refused("a.txt", data) == reason


def test_an_office_file_with_a_password_is_known_by_its_parts() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    assert refused("a.docx", data) == "It is protected by a password; save it without one."


def test_a_format_that_is_not_known_is_named() -> None:
    assert refused("a.ods", "a,b").startswith(
        "The format .ods is not supported; use one of .csv, .docx, .eml"
    )


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.epub"])
def test_a_web_page_in_the_place_of_a_document_is_refused(name: str) -> None:
    page = "<!-- proxy -->\n<!DOCTYPE html><html><body><p>Please log in.</p></body></html>"
    assert "but it is a web page; get the file itself again" in refused(name, page)
    assert "but it is something else" in refused(name, "just words")


def test_long_lines_are_paragraphs_and_wrapped_lines_are_not() -> None:
    wrapped = "one two three\nfour five six"
    long = f"{'word ' * 30}end.\n{'other ' * 30}end."
    assert parts(read("a.txt", wrapped)) == [wrapped]
    assert len(parts(read("a.txt", long))) == 2


def test_headings_in_plain_text_are_the_certain_ones() -> None:
    lines = [
        "CHAPTER I",
        "It began.",
        "The End\n=======",
        "It ended.",
        "TODAY'S NUMBER",
        "AP",
        "WINNER: US",
        "So.",
    ]
    document = read("a.txt", "\n\n".join(lines))
    assert headings(document) == [(1, "CHAPTER I"), (1, "The End\n======="), (2, "TODAY'S NUMBER")]


# Markdown


MARKDOWN = """---
title: The talks
date: 2021-09-17
author: [Ann Lee, Bo Li]
---
# Heading *one*

Some **bold** and `code` and [a link](http://x.y).
Second line.\x20\x20
Hard break &amp; dash &mdash; here.

> A quote
> over lines.

3. Third
4. Fourth
   - nested **item**

| a | b |
|---|---|
| 1 | 2 |

```python
x = 1

y = 2
```

<div>Html <b>block</b></div>

Setext
------

![picture](a.png) end.

---
<!-- comment -->
"""


def test_markdown_reads_as_its_reader_sees_it() -> None:
    document = read("a.md", MARKDOWN)
    assert (document.title, document.published, document.author) == (
        "The talks",
        date(2021, 9, 17),
        "Ann Lee, Bo Li",
    )
    assert headings(document) == [(1, "Heading one"), (2, "Setext")]
    assert parts(document) == [
        "Heading one",
        "Some bold and code and a link. Second line.\nHard break & dash — here.",
        "A quote over lines.",
        "3. Third",
        "4. Fourth",
        "nested item",
        "a\tb",
        "1\t2",
        "x = 1\n\ny = 2",
        "Html block",
        "Setext",
        "end.",
    ]


def test_lines_of_fields_stay_lines_in_markdown() -> None:
    fields = "**Born:** 988\n**Place of birth:** Leth\nHe was\ncalled Oswin.\n\n1402: Built.\n1403: Burnt."
    text = "Born: 988\nPlace of birth: Leth He was called Oswin.\n\n1402: Built.\n1403: Burnt."
    assert read("a.md", fields).text == text


def test_notes_of_markdown_come_last_and_leave_no_mark() -> None:
    text = (
        "He sold it[^1] and ran^[By boat.].\n\n[^1]: The *ledger* says so.\n\n    Twice.\n\nNo such[^9] note."
    )
    assert parts(read("a.md", text)) == [
        "He sold it and ran.",
        "No such[^9] note.",
        "The ledger says so.",
        "Twice.",
        "By boat.",
    ]


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ('+++\ntitle = "Toml"\ndate = 2021-09-17\n+++\nText.', "Toml"),
        ("---\r\nTitle: Windows\r\npublished_at: 17 Sep 2021\r\n---\r\nText.", "Windows"),
    ],
)
def test_front_matter_of_other_kinds(front: str, title: str) -> None:
    document = read("a.md", front)
    assert (document.title, document.published, document.text) == (title, date(2021, 9, 17), "Text.")


@pytest.mark.parametrize("text", ["---\nonly a line\n---\n\nText.", "---\n{ not: [yaml\n---\n\nText."])
def test_dashes_that_begin_no_front_matter_are_text(text: str) -> None:
    assert "Text." in parts(read("a.md", text))


# HTML


PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Talks held - The Daily</title>
<meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2021-09-17T10:00:00Z"></head>
<body><div id="cookie-banner" class="cookie-consent"><p>We use cookies. Accept all cookies?</p></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
<header><h1>Talks held in <em>Beijing</em></h1><p class="byline">By Ann Lee</p></header>
<article><p>The two generals spoke on Thursday, according
to a <a href="x">new book</a>.
They agreed to speak again&mdash;soon.</p><h2>What was said</h2>
<p>“We will not attack,” he said.<br>Then he hung up.</p>
<ul><li>First point about the call that was made.</li><li>Second point about the call.</li></ul>
<table><tr><th>Year</th><th>Calls</th></tr><tr><td>2020</td><td>1</td></tr></table>
<blockquote><p>A quoted paragraph that stands alone.</p></blockquote></article>
<aside><h3>Related</h3><a href=q>Other story</a></aside>
<footer><p>© 2021 The Daily.</p></footer></body></html>"""


def test_a_page_is_its_main_text() -> None:
    document = read("page.html", PAGE)
    assert (document.title, document.published, document.author) == (
        "Talks held in Beijing",
        date(2021, 9, 17),
        "Ann Lee",
    )
    assert headings(document) == [(2, "What was said")]
    assert parts(document) == [
        "The two generals spoke on Thursday, according to a new book. They agreed to speak again—soon.",
        "What was said",
        "“We will not attack,” he said.\nThen he hung up.",
        "First point about the call that was made.",
        "Second point about the call.",
        "Year\tCalls",
        "2020\t1",
        "A quoted paragraph that stands alone.",
    ]


def test_a_page_is_known_by_its_content() -> None:
    assert read("saved.txt", PAGE).media_type == "text/html"


def test_a_short_page_is_read_whole_without_its_navigation() -> None:
    page = "<html><head><title>Note</title></head><body><nav>Home</nav><p>One <b>line</b>.</p></body></html>"
    document = read("a.htm", page)
    assert (document.title, document.text) == ("Note", "One line.")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252"),
        ("<meta charset=windows-1251>", "cp1251"),
        ('<?xml version="1.0" encoding="shift_jis"?>', "shift_jis"),
        ("<meta charset='utf-16'>", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_the_declared_charset_is_believed(head: str, encoding: str) -> None:
    words = {"cp1252": "Café “quoted”", "cp1251": "Привет", "shift_jis": "日本語", "utf-8": "Größe"}[encoding]
    start = f"{head}<html><head>" if head.startswith("<?") else f"<html><head>{head}"
    page = f"{start}</head><body><p>{words} is here.</p></body></html>"
    assert read("a.html", page.encode(encoding)).text == f"{words} is here."


def test_a_false_charset_is_refused_not_repaired() -> None:
    page = b"<html><head><meta charset=utf-8></head><body>caf\xe9</body></html>"
    assert refused("a.html", page) == "It is not UTF-8 text: byte 48 is 0xe9; save it as UTF-8."
    assert "declares the charset 'klingon'" in refused("a.html", page.replace(b"utf-8", b"klingon"))


# JSON


def test_each_line_of_json_is_a_document_and_a_bad_one_stops_nothing() -> None:
    lines = [
        '{"id": "x1", "headline": "First", "body": "One.", "byline": "Ann", "pubDate": "2022-06-12T23:00Z"}',
        '{"url": "https://a.b/c", "title": "Second", "text": "Two.\\u0000", "date": 1655078400000}',
        '{"title": "no text"}',
        '{"a":',
        '{"content": ["Three.", "Four."], "author": [{"name": "Ann"}, "Bo"]}',
        "[1]",
    ]
    found = list(documents(source("n.jsonl", "\r\n".join(lines))))
    good = [one for one in found if isinstance(one, Document)]
    assert [(one.origin, one.title, one.text, one.published, one.author) for one in good] == [
        ("/in/n.jsonl#x1", "First", "One.", date(2022, 6, 12), "Ann"),
        ("https://a.b/c", "Second", "Two.\0", date(2022, 6, 13), None),
        ("/in/n.jsonl#5", "n", "Three.\n\nFour.", None, "Ann, Bo"),
    ]
    nameless = "has no text field; name it one of text, body, content, article, story, description."
    assert [(one.origin, one.reason) for one in found if isinstance(one, Failure)] == [
        (
            "/in/n.jsonl#3",
            f"Record 3 {nameless}",
        ),
        (
            "/in/n.jsonl#4",
            "Line 4 is not valid JSON: expecting value at line 1, column 7.",
        ),
        (
            "/in/n.jsonl#6",
            f"Record 6 {nameless}",
        ),
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"text": "Words.", "title": "T"},
        [{"text": "Words.", "title": "T"}],
        {"status": "ok", "articles": [{"text": "Words.", "title": "T"}]},
        {"data": {"x": 1}, "tags": ["a"], "items": [{"text": "Words.", "title": "T"}]},
    ],
)
def test_records_are_found_where_exports_put_them(value: object) -> None:
    document = read("a.json", json.dumps(value))
    assert (document.text, document.title) == ("Words.", "T")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": }', "It is not valid JSON: expecting value at line 1, column 7."),
        ('{"a": 1}', "No record in it has a text field"),
        ("[" * 100_000, "nested too deeply"),
        ('{\n "a": 1,\n}', "It is not valid JSON"),
    ],
)
def test_json_that_cannot_be_read_says_where(text: str, reason: str) -> None:
    assert reason in refused("a.json", text)


def test_half_a_character_is_refused_in_text_and_left_out_of_titles() -> None:
    (failure,) = documents(source("a.json", r'{"text": "ab\ud800"}'))
    assert failure == Failure(
        "/in/a.json#1", "It holds half a character (a lone surrogate at 2); export it anew."
    )
    document = read("a.json", r'{"text": "ab", "title": "T\ud800", "id": "\udfff"}')
    assert (document.title, document.origin) == ("T", "/in/a.json#1")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<html><body>" + "<div>" * 5000 + "deep"),
        ("a.md", "> " * 5000 + "deep"),
        ("a.md", "- " * 3000 + "deep"),
        ("a.md", "[" * 20_000 + "deep"),
        ("a.md", "---\na: " + "[" * 5000 + "\n---\ndeep"),
        ("a.json", '{"text": "deep", "a": ' + "[" * 200 + "]" * 200 + "}"),
    ],
)
def test_deep_nesting_is_read_or_refused_and_never_raises(name: str, text: str) -> None:
    (one,) = documents(source(name, text))
    assert "deep" in one.text if isinstance(one, Document) else one.reason


# The seed


def test_the_seed_has_its_title_and_date_and_no_notice_in_its_story() -> None:
    path = Path("seeds/000_4345dc4e47c11390.txt")
    document = read(path.name, path.read_bytes())
    assert document.text == path.read_text(encoding="utf-8")
    assert document.title == (
        "China avoids the Mark Milley controversy,"
        " warning that a conflict would be harmful to both countries."
    )
    assert document.published == date(2021, 9, 17)
    assert asides(document) == [
        f"date 2021-09-17 {document.title}",
        "This is a condensed version of the information.",
    ]
    assert len(document.paragraphs) == 11
