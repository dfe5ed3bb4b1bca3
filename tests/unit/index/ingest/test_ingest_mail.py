"""Saved mails: what was written, by whom, when."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

import pytest

from index.ingest.files import Failure, Source
from index.ingest.formats import documents
from index.model import Document


def saved(data: bytes) -> Document | Failure:
    (found,) = documents(Source("/in/a.eml", "/in", "a.eml", data))
    return found


def mail(**fields: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Soil under the quay – again"
    made["From"] = "Ada Quill <ada@harbour.example>"
    made["To"] = "board@harbour.example"
    made["Date"] = "Mon, 05 Mar 2012 23:40:00 +0100"
    for name, value in fields.items():
        made[name] = value
    return made


def test_a_mail_gives_its_text_subject_sender_and_day() -> None:
    made = mail()
    made.set_content("The survey is done.\n\nNobody has read it. Grüße\n")
    made.add_attachment(b"%PDF-x", maintype="application", subtype="octet-stream", filename="a.bin")
    document = saved(made.as_bytes())
    assert isinstance(document, Document), document
    assert document.text.strip() == "The survey is done.\n\nNobody has read it. Grüße"
    assert document.title == "Soil under the quay – again"
    assert document.author == "Ada Quill"
    assert document.published == date(2012, 3, 5)


def test_of_two_forms_the_plain_one_is_read() -> None:
    made = mail()
    made.set_content("In plain words.")
    made.add_alternative("<p>In <b>bold</b> words.</p>", subtype="html")
    document = saved(made.as_bytes())
    assert isinstance(document, Document)
    assert document.text.strip() == "In plain words."


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_html_alone_is_read_whatever_it_says_of_its_charset(charset: str) -> None:
    made = mail()
    head = "<head><meta charset='iso-8859-1'><title>x</title></head>"
    page = f"<html>{head}<body><p>Größe zählt.</p></body></html>"
    made.set_content(page, subtype="html", charset=charset)
    document = saved(made.as_bytes())
    assert isinstance(document, Document)
    assert document.text.strip() == "Größe zählt."
    assert document.title == "Soil under the quay – again"


def test_a_mail_without_a_day_or_subject_is_read_all_the_same() -> None:
    document = saved(b"From: ada@harbour.example\nDate: soon\n\nThe survey is done.\n")
    assert isinstance(document, Document)
    assert (document.published, document.author) == (None, "ada@harbour.example")
    assert document.title == "a"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"just some words, no mail at all", "It is no mail with a text; save it again as EML."),
        (
            b"Subject: x\nContent-Type: text/plain; charset=martian\n\nWords.",
            "Its text is not in the character set it names, martian; save it anew.",
        ),
        (
            b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\nWords \xff.",
            "Its text is not in the character set it names, utf-8; save it anew.",
        ),
        (b"Subject: x\nContent-Type: image/png\n\nxx", "It is no mail with a text; save it again as EML."),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(data: bytes, reason: str) -> None:
    found = saved(data)
    assert isinstance(found, Failure)
    assert found.reason == reason
