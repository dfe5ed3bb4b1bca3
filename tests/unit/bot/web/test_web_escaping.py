"""Whatever a document says, a page shows it and does nothing of it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from bot.web.escaping import attribute, shown
from bot.web.pages import fill, templates
from tests.platform.web.reading import read

TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from("<>&\"'\x00\r\n\u202e\u2066\ud800U+"))
HOSTILE = "<script>alert(1)</script>\u202e<svg onload=alert(1)>\x00\r'\"&amp;<!--"


@given(TEXTS)
def test_what_is_shown_decodes_to_the_text(text: str) -> None:
    assert read(f"<p>{shown(text)}</p>").text == text


@given(TEXTS)
def test_nothing_in_a_text_is_markup(text: str) -> None:
    (node,) = read(f"<p>{shown(text)}</p>").children
    assert not isinstance(node, str)
    assert {one.name for one in node.children if not isinstance(one, str)} <= {"span"}


@given(TEXTS)
def test_a_page_can_be_sent_and_nothing_in_it_reorders(text: str) -> None:
    for html in (shown(text), attribute(text)):
        html.encode("utf-8")
        assert not re.search("[\u0000\r\u202a-\u202e\u2066-\u2069]", html)


@given(TEXTS)
def test_an_attribute_stays_in_its_quotes(text: str) -> None:
    (node,) = read(f'<p title="{attribute(text)}"></p>').children
    assert not isinstance(node, str)
    assert set(node.attributes) == {"title"}


def test_marks_that_scripts_need_stay() -> None:
    assert shown("א\u200fב\u200d") == "א\u200fב\u200d"


def test_markup_of_ours_stays() -> None:
    assert shown(Markup("<b>")) == "<b>"


def test_every_template_escapes_what_it_is_given() -> None:
    html = fill("message.html", title=HOSTILE, text=HOSTILE, visitor=None)
    assert "<script>" not in html
    assert "<svg" not in html
    assert not re.search("[\u202e\x00]", html)
    assert templates().autoescape
