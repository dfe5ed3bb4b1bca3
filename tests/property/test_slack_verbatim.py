"""Whatever a document says, Slack shows it to the letter, within its limits, and nobody is called."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.reply import Display, Excerpt, answer_reply
from bot.slack.commands import ALIASES, OPTIONS, options
from bot.slack.render import quotes, render
from bot.slack.text import MARK, escape, plain, unescape
from index.model import Citation, Quote, Span
from tests.platform.slack.blockkit import check_message
from tests.small_engine import document

HOSTILE = [
    "<!channel>",
    "<@U0BOT>",
    "<!subteam^S1|x>",
    "&amp;",
    "*bold*",
    "```",
    "> ",
    ":tada:",
    "@here",
    "<http://a|b>",
]
TEXT = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=400),
        st.sampled_from(HOSTILE),
        st.sampled_from([". ", "\n", "🏳️‍🌈", "؟ "]),
    ),
    min_size=1,
    max_size=40,
).map("".join)


@given(st.lists(TEXT, min_size=1, max_size=8), st.data())
def test_what_is_shown_decodes_to_the_slices(found: list[str], data: st.DataObject) -> None:
    excerpts = []
    for number, text in enumerate(found, 1):
        one = document(text, data.draw(st.sampled_from(["A title", "<!here> & *t*"])))
        cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
        marks = tuple(zip(cuts[::2], cuts[1::2], strict=False))
        quote = Quote(Span(one.hash, 0, len(text)), Citation.of(one, 0), 1.0, marks)
        excerpts.append(Excerpt(quote, text, number))
    reply = answer_reply(
        [excerpt.quote for excerpt in excerpts], answered=True, confidence=0.6, count=20, exchange="0" * 16
    )
    messages = render(Display(reply, tuple(excerpts)))
    for message in messages:
        check_message(message.text, json.loads(json.dumps(message.blocks)))
        assert not MARK.search(message.text)
    assert "".join(quotes(messages)) == "".join(found)
    bold = "".join(
        element["text"]
        for message in messages
        for block in message.blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_quote"
        for element in part["elements"]
        if "style" in element
    )
    assert bold == "".join(text for excerpt in excerpts for text, marked in excerpt.pieces if marked)


@given(TEXT)
def test_escaping_is_undone_exactly_and_leaves_nothing_to_act_on(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not MARK.search(escape(text))
    assert plain(escape(text)) == text


@given(
    st.text(),
    st.dictionaries(
        st.sampled_from([name for name in OPTIONS if name not in ALIASES]),
        st.from_regex(r"[a-z0-9-]{1,9}", fullmatch=True),
    ),
)
def test_options_are_read_wherever_they_stand(question: str, chosen: dict[str, str]) -> None:
    words = " ".join(word for word in question.split() if "=" not in word)
    typed = " ".join([*(f"{name}={value}" for name, value in chosen.items()), escape(words)])
    assert options(typed) == {**chosen, "question": words}
