"""What Discord shows decodes to the source's slice, whatever the text; and every limit is kept exactly."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.markdown import escape, length, quote
from bot.discord.post import Post, Style
from bot.discord.render import ALSO, CONTENT, DESCRIPTION, EMBEDS_TOTAL, POSTS, QUOTES, render
from bot.discord.sending import Look, new
from bot.reply import Action, Display, Excerpt, Reply, Role, Verb, notice, show
from index.model import Citation, Document, Quote, Span
from tests.platform.discord.limits import check_message
from tests.platform.discord.markdown import Shown, blocks
from tests.platform.discord.player import DiscordPlayer
from tests.platform.discord.server import DiscordServer
from tests.small_engine import Shelf, SmallEngine, document

NASTY = [
    "**bold** __under__ *em* _em_ ~~gone~~ ||secret|| `code` ```py\nblock```",
    "@everyone @here <@123> <@!123> <@&9> <#5> </ask:7> <id:home> <t:1700000000:R>",
    "<:smile:12> :smile: ¯\\_(ツ)_/¯ 12:30",
    "https://example.org/a_b_c?d=*e* <https://example.org> [text](https://example.org) www.example.org",
    "# heading\n## two\n-# small\n> quoted\n>>> all\n- item\n  * item\n1. first\n  2) second\n+ plus",
    "a\\*b \\\\ back\\slash \\",
    # Hebrew, Arabic, overrides of direction, emoji of several code points, zero widths
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u202eevil\u202c",
    "\u200f\u0645\u0631\u062d\u0628\u0627\u200f",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e8\U0001f1ed",
    "e\u0301 \u200b zero\u200dwidth",
    "\n\nempty lines\n\n  indented  \n\ttabbed\t",
    "***",
    "**",
    "* *",
    "__",
    "\\",
    ">",
    "> ",
    "-",
    "1.",
    ":",
    "::",
    "a:b",
    "12:30",
    "<",
    "@",
]
ALPHABET = st.one_of(
    st.sampled_from("*_~`|<>[]()@#:\\-+.>!/ \n\t0123456789abAB"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"),
)
TEXTS = st.one_of(st.sampled_from(NASTY), st.lists(ALPHABET, max_size=120).map("".join))


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, tuple[tuple[int, int], ...]]:
    text = draw(TEXTS.filter(str.strip))
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return text, tuple(zip(ends[::2], ends[1::2], strict=False))


def excerpt(
    text: str, highlights: tuple[tuple[int, int], ...] = (), number: int = 1, title: str = "A title"
) -> Excerpt:
    document = Document(text, title, "/stories/a.txt", "text/plain", paragraphs=((0, len(text)),))
    made = Quote(Span(document.hash, 0, len(text)), Citation.of(document, 0), 1.0, highlights)
    return Excerpt(made, text, number)


def decoded(source: str) -> list[Shown]:
    (block,) = blocks(source.strip())
    assert block.kind == "quote"
    return list(block.shown)


@given(marked())
def test_a_quote_shows_its_slice_and_nothing_of_it_acts(
    given_: tuple[str, tuple[tuple[int, int], ...]],
) -> None:
    text, highlights = given_
    shown = decoded(quote(excerpt(text, highlights).pieces))
    assert "".join(one.text for one in shown) == text.rstrip()
    assert {style for one in shown for style in one.styles} <= {"bold"}


@given(marked())
def test_what_is_bold_is_what_is_highlighted(given_: tuple[str, tuple[tuple[int, int], ...]]) -> None:
    text, highlights = given_
    bold: set[int] = set()
    at = 0
    for one in decoded(quote(excerpt(text, highlights).pieces)):
        if one.styles:
            bold |= set(range(at, at + len(one.text)))
        at += len(one.text)
    wanted = {at for start, end in highlights for at in range(start, min(end, len(text.rstrip())))}
    # White space at the end of a bold line is left out: there the asterisks would be shown.
    assert bold <= wanted
    assert not "".join(text[at] for at in sorted(wanted - bold)).strip()


@given(TEXTS)
def test_our_own_words_cannot_carry_markup_in(text: str) -> None:
    assert "".join(block.text + "\n" for block in blocks(escape(text)))[:-1] == text
    assert {style for block in blocks(escape(text)) for one in block.shown for style in one.styles} == set()


def payloads(posts: list[Post]) -> list[dict[str, Any]]:
    return [
        {
            "content": post.content,
            "embeds": [
                {
                    "description": one.description,
                    "author": {"name": one.title, "url": one.url},
                    "footer": {"text": one.footer},
                }
                for one in post.embeds
            ],
        }
        for post in posts
    ]


def shown_quotes(posts: list[Post]) -> str:
    found = ""
    for post in posts:
        for source in (post.content, *(one.description for one in post.embeds)):
            found += "".join(block.text for block in blocks(source) if block.kind == "quote")
    return found


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=7), st.sampled_from(Style))
def test_every_message_is_one_that_discord_takes(texts: list[str], style: Style) -> None:
    excerpts = tuple(excerpt(text, number=number) for number, text in enumerate(texts, 1))
    reply = Reply(Role.ANSWER, "Likely the answer:", tuple(one.quote for one in excerpts))
    posts = render(Display(reply, excerpts), style)
    for payload in payloads(posts):
        check_message(payload, {})
    assert "".join(shown_quotes(posts).split()) == "".join("".join(texts).split())


@pytest.mark.parametrize("style", Style)
def test_a_quote_at_the_limit_is_one_message_and_one_past_it_two(style: Style) -> None:
    def posts(characters: int) -> list[Post]:
        text = "a" * characters
        return render(Display(Reply(Role.ANSWER, "Yes:", ()), (excerpt(text),)), style)

    least = next(size for size in range(1, 5000) if len(posts(size)) == 2)
    (before,) = posts(least - 1)
    if style is Style.EMBEDS:
        assert length(before.embeds[0].description) == DESCRIPTION
    else:
        # Room is kept for the longest heading, so that a page's length does not hang on it.
        assert CONTENT - 420 <= length(before.content) <= CONTENT
    assert shown_quotes(posts(least)) == "a" * least


def test_embeds_of_six_thousand_characters_are_one_message_and_one_past_it_two() -> None:
    def posts(characters: int) -> list[Post]:
        texts = ("a" * 2800, "b" * characters)
        excerpts = tuple(excerpt(text, number=number) for number, text in enumerate(texts, 1))
        return render(Display(Reply(Role.ANSWER, "Yes:", ()), excerpts), Style.EMBEDS)

    least = next(size for size in range(1, 4000) if len(posts(size)) == 2)
    (before,) = posts(least - 1)
    check_message(payloads([before])[0], {})
    # By its share of a message's 6,000 or of its own 4,096 characters, whichever is more.
    weights = [
        max(one.size, -(-length(one.description) * EMBEDS_TOTAL // DESCRIPTION)) for one in before.embeds
    ]
    assert EMBEDS_TOTAL - 2 <= sum(weights) <= EMBEDS_TOTAL
    assert [len(post.embeds) for post in posts(least)] == [1, 1]


@pytest.mark.parametrize(("quotes", "messages"), [(QUOTES, 1), (QUOTES + 1, 2)])
@pytest.mark.parametrize("style", Style)
def test_quotes_of_a_message_have_one_row_of_buttons(style: Style, quotes: int, messages: int) -> None:
    excerpts = tuple(excerpt(f"Quote {number}.", number=number) for number in range(1, quotes + 1))
    actions = tuple(Action(Verb.CONTEXT, "f" * 16, number) for number in range(quotes))
    reply = Reply(Role.ANSWER, "Yes:", tuple(one.quote for one in excerpts), actions=actions)
    posts = render(Display(reply, excerpts), style)
    assert len(posts) == messages
    for post in posts:
        check_message({"content": "x", "components": _components(post)}, {})


@pytest.mark.parametrize("others", [1, ALSO, ALSO + 1])
@pytest.mark.parametrize("style", Style)
def test_other_documents_that_say_the_same_are_named_and_then_counted(style: Style, others: int) -> None:
    one = excerpt("It rained.")
    also = tuple(replace(one.quote.citation, title=f"Copy *{number}*") for number in range(others))
    same = replace(one, quote=replace(one.quote, also=also))
    (post,) = render(Display(Reply(Role.ANSWER, "Yes:", ()), (same,)), style)
    check_message(payloads([post])[0], {})
    said = "".join(embed.footer for embed in post.embeds) or "".join(
        f"{block.text}\n" for block in blocks(post.content)
    )
    assert said.count("also in Copy *") == min(others, ALSO)
    assert ("and in 1 further document" in said) is (others > ALSO)


@pytest.mark.parametrize(("characters", "messages"), [(CONTENT, 1), (CONTENT + 1, 2)])
def test_our_own_words_at_the_limit_and_one_past(characters: int, messages: int) -> None:
    posts = render(Display(notice("a" * characters)), Style.EMBEDS)
    assert (len(posts), "".join(post.content for post in posts)) == (messages, "a" * characters)


@pytest.mark.parametrize("style", Style)
def test_sentences_stay_whole_where_they_can(style: Style) -> None:
    sentence = "This sentence is one of very many and ends here. "
    posts = render(
        Display(Reply(Role.CONTEXT, "The quote in its context:", ()), (excerpt(sentence * 150),)), style
    )
    assert 1 < len(posts) <= POSTS
    for block in (
        block
        for post in posts
        for source in (post.content, *(e.description for e in post.embeds))
        for block in blocks(source)
    ):
        if block.kind == "quote":
            assert block.text.startswith("This sentence")
            assert block.text.rstrip().endswith("ends here.")


@pytest.mark.parametrize("style", Style)
def test_what_would_bury_the_channel_comes_as_a_file_word_for_word(style: Style) -> None:
    text = "word @everyone **bold** " * 4000
    (post,) = render(Display(Reply(Role.CONTEXT, "In context:", ()), (excerpt(text),)), style)
    (file,) = post.files
    assert text in file.data.decode()
    assert post.embeds == ()


def test_buttons_stand_with_their_quotes_and_fit() -> None:
    excerpts = tuple(excerpt(f"Sentence {number}.", number=number) for number in range(1, 21))
    actions = (
        Action(Verb.MORE, "f" * 16, 20),
        *(Action(Verb.CONTEXT, "f" * 16, number) for number in range(20)),
        *(Action(verb, "f" * 16) for verb in (Verb.VERIFY, Verb.USEFUL, Verb.NOT_USEFUL)),
    )
    reply = Reply(Role.ANSWER, "Likely:", tuple(one.quote for one in excerpts), actions=actions)
    posts = render(Display(reply, excerpts), Style.EMBEDS, lambda one: f"https://a.example/{one.number}")
    assert [len(post.embeds) for post in posts] == [5, 5, 5, 5]
    for post in posts:
        check_message({"content": "x", "components": _components(post)}, {})
    labels = [button.label for post in posts for row in post.rows for button in row]
    assert sum(label.startswith("Context") for label in labels) == 20
    assert labels[-4:] == ["More", "Verify", "Useful", "Not useful"]


def _components(post: Post) -> list[Any]:
    view = new(post).get("view")
    components: list[Any] = view.to_components() if view else []
    return components


async def test_a_link_too_long_for_a_button_is_no_button() -> None:
    reply = Reply(Role.ANSWER, "Likely:", (excerpt("One.").quote,))
    for size, buttons in ((512, 1), (513, 0)):
        url = "https://a.example/".ljust(size, "x")
        (post,) = render(Display(reply, (excerpt("One."),)), Style.COMPACT, lambda _, url=url: url)  # type: ignore[misc]
        assert sum(len(row) for row in post.rows) == buttons
        check_message({"content": "x", "components": _components(post)}, {})


def test_a_title_full_of_markup_and_too_long_stays_a_title() -> None:
    title = "**@everyone** [x](https://a.example) " * 20
    for style in Style:
        (post,) = render(Display(Reply(Role.ANSWER, "Yes:", ()), (excerpt("One.", title=title),)), style)
        check_message(payloads([post])[0], {})
        styles = {style for block in blocks(post.content) for one in block.shown[1:] for style in one.styles}
        assert "link" not in styles
        assert "mention" not in styles


def test_a_quote_that_is_gone_is_not_shown_but_counted() -> None:
    kept, gone = excerpt("Still here.").quote, excerpt("Gone by now.").quote
    shelf = Shelf([Document("Still here.", "A title", "/stories/a.txt", "text/plain")])
    display = show(Reply(Role.ANSWER, "Likely:", (kept, gone)), shelf)
    (post,) = render(display, Style.COMPACT)
    assert "Left out: 1" in post.content
    assert shown_quotes([post]) == "Still here."


@pytest.mark.parametrize("style", Style)
async def test_hostile_documents_arrive_as_they_stand_and_ping_nobody(
    server: DiscordServer, tmp_path: Path, style: Style
) -> None:
    lines = [f"{' '.join(text.split())} treaty." for text in NASTY if text.strip()]
    story = document("\n".join(lines), title="**@everyone** <@1> # title")
    small = SmallEngine({"seeds": [story]})
    async with DiscordPlayer(server, tmp_path, look=Look(style, patience=0.0)) as player:
        player.desk.answering._engine = player.engine = small
        shown = [*(await player.mention("Which treaty @everyone <@&1>?")).quotes]
        while (last := player.messages()[-1]) and any(
            button.get("label") == "More" for row in last["components"] for button in row["components"]
        ):
            shown += (await player.press(Verb.MORE)).quotes
            assert not set("\n".join(shown)) - set(story.text)
    assert shown
    assert all(quote in story.text for quote in shown)
    assert server.pings == []
