"""JSON and JSON Lines: a document for each record that has a text field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from index.errors import SourceError
from index.ingest.content import Content
from index.ingest.decoding import decode
from index.ingest.files import Failure, Source
from index.ingest.metadata import facts_of
from index.ingest.parsers.text import plain

_TEXTS = ("text", "body", "content", "article", "story", "description")
_LINKS = ("url", "link", "permalink")


def parse(source: Source) -> Iterator[Content | Failure]:
    """Records of one JSON value, or of one on each line; a bad line is a failure and the rest goes on.

    A record's origin is its web address, else the file's with '#' and its id, else '#' and its number.
    """
    text = decode(source.data)
    try:
        whole = json.loads(text)
    except RecursionError:
        raise SourceError("Its JSON is nested too deeply to be read.") from None
    except ValueError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) == 1 or not (source.name.lower().endswith("l") or _is_value(lines[0][1])):
            raise SourceError(f"It is not valid JSON: {_reason(error)}.") from None
        for number, line in lines:
            yield _of_line(source, number, line)
        return
    records = _records(whole)
    if not records:
        raise SourceError(f"No record in it has a text field; name it one of {', '.join(_TEXTS)}.")
    for number, record in enumerate(records, 1):
        yield _content(source, record, number)


def _of_line(source: Source, number: int, line: str) -> Content | Failure:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = _reason(error) if isinstance(error, ValueError) else "nested too deeply"
        return Failure(f"{source.origin}#{number}", f"Line {number} is not valid JSON: {reason}.")
    return _content(source, record, number)


def _content(source: Source, record: object, number: int) -> Content | Failure:
    if not isinstance(record, Mapping) or not (body := _text(record)):
        return Failure(
            f"{source.origin}#{number}",
            f"Record {number} has no text field; name it one of {', '.join(_TEXTS)}.",
        )
    return replace(plain(body), stated=facts_of(record), origin=_origin(source, record, number))


def _text(record: Mapping[str, Any]) -> str | None:
    for name in _TEXTS:
        value = record.get(name)
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _origin(source: Source, record: Mapping[str, Any], number: int) -> str:
    for name in _LINKS:
        link = record.get(name)
        if isinstance(link, str) and link.startswith(("http://", "https://")) and link.isprintable():
            return link
    key = record.get("id")
    named = isinstance(key, str | int) and str(key) and str(key).isprintable()
    return f"{source.origin}#{key if named else number}"


def _records(value: object) -> list[object]:
    """The value itself, its items, or the first list of records among its fields (feeds, exports)."""
    if isinstance(value, Mapping):
        if _text(value):
            return [value]
        lists = (field for field in value.values() if isinstance(field, list))
        return next((found for field in lists if (found := _records(field))), [])
    if isinstance(value, list) and any(isinstance(item, Mapping) and _text(item) for item in value):
        return value
    return []


def _is_value(line: str) -> bool:
    try:
        return isinstance(json.loads(line), Mapping)
    except (ValueError, RecursionError):
        return False


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.lower()} at line {error.lineno}, column {error.colno}"
    return "it cannot be decoded"
