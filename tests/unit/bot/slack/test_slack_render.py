"""Slack's limits, at each and one past it, and what stands in a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.reply import (
    Action,
    Display,
    Excerpt,
    Reply,
    Role,
    Sheet,
    Verb,
    answer_reply,
    bar,
    nearest_reply,
    notice,
    refusal,
    report,
)
from bot.slack import blocks
from bot.slack.render import Payload, quotes, render
from bot.slack.text import escape
from index.model import Citation, Quote, Span
from tests.platform.slack.blockkit import Refused, check_message, texts, utf16
from tests.small_engine import document


def display(*lengths: int, role: Role = Role.ANSWER, also: int = 0) -> Display:
    """A display of quotes of these many characters, each of short sentences."""
    excerpts = []
    for number, length in enumerate(lengths, 1):
        text = ("Some words stand here. " * (length // 23 + 1))[: length - 1] + "."
        one = document(text, f"Title {number}")
        citation = Citation.of(one, 0)
        quote = Quote(Span(one.hash, 0, length), citation, 1.0, ((0, 4),), also=(citation,) * also)
        excerpts.append(Excerpt(quote, text, number))
    found = [excerpt.quote for excerpt in excerpts]
    reply = answer_reply(found, answered=True, confidence=0.9, count=len(found), exchange="0" * 16)
    return Display(replace(reply, role=role), tuple(excerpts))


def checked(messages: list[Payload]) -> list[Payload]:
    for message in messages:
        check_message(message.text, message.blocks)
        assert message.text
    return messages


@pytest.mark.parametrize("length", [2999, 3000, 3001, 11_999, 12_000, 12_001, 40_001])
def test_one_long_quote_is_cut_between_sentences(length: int) -> None:
    shown = display(length)
    messages = checked(render(shown))
    parts = quotes(messages)
    assert "".join(parts) == shown.excerpts[0].text
    assert all(len(part) <= blocks.LONGEST_TEXT for part in parts)
    assert (len(parts) == 1) == (length <= blocks.LONGEST_TEXT)
    assert all(part.endswith((". ", ".")) for part in parts)


def test_a_message_is_filled_up_to_the_limit_over_all_blocks_and_not_past_it() -> None:
    """Quotes grow by one character until they need a second message: the last before it fits barely."""
    fits = [length for length in range(2700, 3000) if len(render(display(*[length] * 4))) == 1]
    biggest = max(fits)
    (message,) = checked(render(display(*[biggest] * 4)))
    total = sum(map(utf16, texts(message.blocks)))
    assert blocks.MOST_CHARACTERS - 4 < total <= blocks.MOST_CHARACTERS
    assert len(checked(render(display(*[biggest + 1] * 4)))) == 2


@pytest.mark.parametrize("count", [1, 10, 11, 20])
def test_many_quotes_stay_under_fifty_blocks(count: int) -> None:
    messages = checked(render(display(*[40] * count)))
    assert len(messages) == (count + 9) // 10
    assert len(quotes(messages)) == count


@pytest.mark.parametrize("also", [8, 9, 10, 30])
def test_many_sources_of_one_quote_fit_a_context_block(also: int) -> None:
    (message,) = checked(render(display(40, also=also)))
    (context,) = [block for block in message.blocks if block["type"] == "context"]
    lines = [element["text"] for element in context["elements"]]
    assert len(lines) == min(10, 1 + also)
    if also > 9:
        assert lines[-1] == f"and in {also + 1 - 9} more"


def test_the_server_refuses_what_is_one_past_a_limit() -> None:
    """The tests above mean something only if the limits are enforced."""
    long = [blocks.quoted([("x" * 2999, False)])] * 4
    check_message("text", [*long, blocks.said("x" * 4)])
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        check_message("text", [*long, blocks.said("x" * 5)])
    check_message("text", [blocks.said("x")] * 50)
    for refused in (
        [blocks.said("x")] * 51,
        [blocks.section("x" * 3001)],
        [blocks.said("")],
        [{"type": "actions", "elements": [blocks.button("a", f"a{number}") for number in range(26)]}],
        [{"type": "context", "elements": [blocks.label("a")] * 11}],
        [*blocks.actions([blocks.button("a", "same")]), *blocks.actions([blocks.button("a", "same")])],
    ):
        with pytest.raises(Refused, match="invalid_blocks"):
            check_message("text", refused)
    check_message("x" * 40_000, None)
    with pytest.raises(Refused, match="msg_too_long"):
        check_message("x" * 40_001, None)


@pytest.mark.parametrize(
    ("limit", "make"),
    [
        (blocks.LONGEST_LABEL, lambda text: blocks.actions([blocks.button(text, "a")])[0]),
        (blocks.LONGEST_HEADER, blocks.header),
        (blocks.LONGEST_CONTEXT, blocks.context),
    ],
)
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_our_own_words_are_cut_at_the_limit_of_their_block(
    limit: int, make: Callable[[str], blocks.Block], over: int
) -> None:
    block = make("x" * (limit + over))
    check_message("text", [block])
    assert max(texts(block), key=len) == "x" * min(limit, limit + over)


@pytest.mark.parametrize("count", [blocks.MOST_BUTTONS, blocks.MOST_BUTTONS + 1])
def test_more_buttons_than_a_row_holds_take_a_second_row(count: int) -> None:
    rows = blocks.actions([blocks.button("a", f"a{number}") for number in range(count)])
    check_message("text", rows)
    assert sum(len(row["elements"]) for row in rows) == count


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_the_words_beside_the_blocks_keep_whole_lines(over: int) -> None:
    first, second = "a" * 1000, "&" * ((blocks.LONGEST_FALLBACK - 1001) // 5) + "b" * (4 + over)
    text = blocks.fallback([first, second])
    whole = f"{first}\n{escape(second)}"
    assert text == (whole if len(whole) <= blocks.LONGEST_FALLBACK else first)
    assert (len(whole) <= blocks.LONGEST_FALLBACK) is (over <= 0)


def test_an_answer_has_its_buttons_and_highlights() -> None:
    (message,) = checked(render(display(60, 60), asked=True, share=True))
    labels = [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    assert labels == ["Context", "Context", "Verify", "Share with channel"]
    assert message.blocks[-1]["type"] == "context_actions"
    quote = message.blocks[1]["elements"][0]["elements"]
    assert quote[0] == {"type": "text", "text": "Some", "style": {"bold": True}}


def test_a_link_is_a_button_unless_it_is_too_long() -> None:
    def urls(length: int) -> list[str]:
        (message,) = render(display(60), link=lambda _: "https://x".ljust(length, "y"))
        return [text for text in texts(message.blocks) if text.startswith("https://")]

    assert len(urls(3000)) == 1
    assert urls(3001) == []


def test_other_replies() -> None:
    declined = answer_reply(
        display(60).reply.quotes, answered=False, confidence=0, count=1, exchange="0" * 16
    )
    (message,) = checked(render(Display(declined)))
    assert "The documents do not answer this." in texts(message.blocks)
    assert "Near misses" in texts(message.blocks)
    (message,) = checked(render(Display(nearest_reply(display(60).reply.quotes), display(60).excerpts)))
    assert quotes([message])
    (message,) = checked(render(Display(refusal("No, <!channel> & co."))))
    assert message.text == "No, &lt;!channel&gt; &amp; co."
    assert "No, <!channel> & co." in texts(message.blocks)
    checked(render(Display(notice("x" * 5000))))
    (message,) = checked(render(Display(Reply(Role.NOTICE))))


def test_a_dropped_quote_is_counted() -> None:
    shown = display(60, 60)
    (message,) = render(replace(shown, excerpts=shown.excerpts[:1], dropped=1))
    assert any("Left out: 1" in text for text in texts(message.blocks))


def test_every_action_id_reads_back() -> None:
    (message,) = render(display(60, 60))
    values = [
        element["value"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    assert [Action.parse(value).verb for value in values] == [Verb.CONTEXT, Verb.CONTEXT, Verb.VERIFY]


def listing(rows: int, length: int = 40, lines: int = 0) -> Display:
    sheet = Sheet(
        tuple("A sentence. " * 20 for _ in range(lines)),
        tuple((f"Title {number}", "x" * length) for number in range(rows)),
    )
    return Display(report("A list:", sheet, actions=(Action(Verb.PAGE, "0" * 16, 1),)))


@pytest.mark.parametrize(
    ("rows", "length"), [(1, 2690), (1, 2700), (1, 2710), (1, 9000), (300, 40), (60, 2600)]
)
def test_a_list_of_any_length_is_sent_whole(rows: int, length: int) -> None:
    messages = checked(render(listing(rows, length, lines=2)))
    shown = [text for message in messages for text in texts(message.blocks)]
    assert sum(text.count("x") for text in shown if set(text) <= {"x"}) == rows * length
    assert [text for text in shown if text.startswith("Title")] == [f"Title {n}: " for n in range(rows)]
    assert shown[0] == "A list:"
    assert "Page 2" in texts(messages[-1].blocks)
    assert all("Page 2" not in texts(message.blocks) for message in messages[:-1])


def test_a_list_with_quotes_below_it_keeps_to_the_limits() -> None:
    shown = display(*[1500] * 12)
    sheet = Sheet(tuple("A sentence. " * 20 for _ in range(40)), (("a", "b"),) * 100, done=0.5)
    messages = checked(render(replace(shown, reply=replace(shown.reply, sheet=sheet))))
    assert len(quotes(messages)) == 12


def test_a_bar_is_never_more_than_full() -> None:
    assert [bar(done) for done in (-1.0, 0.5, 2.0)] == [
        "░" * 20 + " 0%",
        "█" * 10 + "░" * 10 + " 50%",
        "█" * 20 + " 100%",
    ]
