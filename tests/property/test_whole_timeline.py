"""Every quote of a timeline that is handed over as a file reads back as it stands in its source."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.reply import timeline_file
from bot.reply.values import Display, Excerpt, Reply, Role
from bot.reply.whole import quoted
from index.model import Citation, Quote, Span
from tests.small_engine import document

# A quote is whole sentences, so it is neither empty nor surrounded by line breaks.
TEXTS = st.text(min_size=1).filter(lambda text: text.strip("\n") == text and "\r" not in text)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.booleans())
def test_quotes_read_back(texts: list[str], grouped: bool) -> None:
    excerpts = []
    for number, text in enumerate(texts, 1):
        one = document(text, "> A title\n> that lies")
        quote = Quote(Span(one.hash, 0, len(text)), Citation.of(one, 0), 1.0)
        excerpts.append(Excerpt(quote, text, number, label="In 1815", group="1815" if grouped else ""))
    file = timeline_file(Display(Reply(Role.TIMELINE, "Timeline."), tuple(excerpts)))
    assert quoted(file) == texts
