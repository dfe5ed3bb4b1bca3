"""Markdown: the canonical text is what a reader sees, without the marks (CommonMark with tables, footnotes).

A quote shows no asterisks. Nothing is added but the white space between blocks: list items and rows of a
table are paragraphs of their own, the cells of a row stand apart by a tab, numbers of lists are kept. Notes
come last, as when printed, and their numbers are left out, as in Word documents.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import yaml
from lxml import html
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from index.ingest.content import Blocks, Content, Facts
from index.ingest.decoding import decode
from index.ingest.files import Source
from index.ingest.metadata import facts_of
from index.ingest.parsers.markup import add_tree

_FRONT = re.compile(r"(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n(?:\1|\.\.\.)[ \t]*(?:\r?\n|$)", re.DOTALL)
_LONGEST_FRONT = 50_000
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is not slowed down by nesting
_FIELD = re.compile(r"(?:[A-Z][\w'’ .-]{0,30}|\d[\w .,/-]{0,24}):(?:\s|$)")
"""'Born: 1402' or '12 March 2020: The bridge closes': whoever began a line with that meant a new line."""
_TAG = re.compile(r"<[^>]*>")
_markdown = MarkdownIt("commonmark").enable("table").use(footnote_plugin)


def parse(source: Source) -> Iterator[Content]:
    facts, body = _front_matter(decode(source.data))
    blocks = Blocks()
    _add(blocks, _markdown.parse(body))
    yield blocks.content(stated=facts)


def _front_matter(text: str) -> tuple[Facts, str]:
    """What the front matter says, and the rest; dashes that begin no mapping are part of the text."""
    match = _FRONT.match(text)
    if not match or len(match[2]) > _LONGEST_FRONT:
        return Facts(), text
    try:
        fields: Any = tomllib.loads(match[2]) if match[1] == "+++" else _yaml(match[2])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        return Facts(), text
    if not isinstance(fields, dict):
        return Facts(), text
    return facts_of(fields), text[match.end() :]


def _yaml(text: str) -> Any:
    return yaml.load(text, _Loader)  # noqa: S506 -- either one is safe


def _add(blocks: Blocks, tokens: Sequence[Token]) -> None:
    number = ""
    row: list[str] = []
    for before, token in pairwise([*tokens[:1], *tokens]):
        if token.type == "list_item_open":
            number = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "tr_close":
            blocks.row(row)
            row = []
        elif token.type == "inline" and before.type in {"th_open", "td_open"}:
            row.append(_inline(token.children or []))
        elif token.type == "inline":
            level = int(before.tag[1]) if before.type == "heading_open" else None
            blocks.add(number + _inline(token.children or []), level=level)
            number = ""
        elif token.type in {"fence", "code_block"}:
            blocks.add(token.content)
        elif token.type == "html_block" and _TAG.sub("", token.content).strip():
            add_tree(blocks, html.fragment_fromstring(token.content, create_parent="div"))


def _inline(tokens: Sequence[Token]) -> str:
    parts = []
    for number, token in enumerate(tokens):
        if token.type in {"text", "code_inline"}:
            parts.append(token.content)
        elif token.type == "softbreak":
            following = "".join(one.content for one in tokens[number + 1 : number + 4] if one.type == "text")
            parts.append("\n" if _FIELD.match(following) else " ")
        elif token.type == "hardbreak":
            parts.append("\n")
    return "".join(parts)
