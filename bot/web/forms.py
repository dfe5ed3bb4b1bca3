"""What a form of ours sent: small, in time, by a visitor, and from a page of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.entrance import Entrance, Refusal, Visitor
from bot.web.pages import message

LARGEST = 65_536
"""Bytes of a form without files."""
FIELDS = 50
SECONDS = 15.0

REFUSALS = {
    Refusal.PROXY: "This server is reached through its reverse proxy, which says who you are; it did not.",
    Refusal.ELSEWHERE: "The chat answers on the machine it runs on alone, and there only while no public "
    "address is set. Its owner opens it with FOOTNOTE_WEB_PASSWORD, or with FOOTNOTE_WEB_USER_HEADER behind "
    "a reverse proxy.",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A visitor's form, checked."""

    visitor: Visitor
    fields: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def refused(refusal: Refusal) -> Response:
    """Where a visitor who does not come in is sent."""
    if refusal is Refusal.PASSWORD:
        return RedirectResponse("/login", 303)
    return message("Not from here", REFUSALS[refusal], 403)


async def read_form(request: Request, entrance: Entrance) -> Form | Response:
    """The form of a visitor, or the response that refuses it."""
    visitor = entrance.admit(request)
    if isinstance(visitor, Refusal):
        return refused(visitor)
    fields = await read_fields(request)
    if isinstance(fields, Response):
        return fields
    if visitor.session is not None or not entrance.is_form_of(visitor, request, fields.get("token", "")):
        return stale()
    return Form(visitor, fields)


async def read_fields(request: Request) -> dict[str, str] | Response:
    """The fields of a form, or the response that refuses it."""
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    return message("Too long", f"A form has at most {LARGEST:,} bytes.", 413)
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=FIELDS, errors="strict")
    except TimeoutError:
        return message("Too slow", "The form did not arrive in time; send it again.", 408)
    except ValueError:
        return message("Not a form", "This is no form of ours; open the page again.", 400)
    return dict(pairs)


def stale() -> Response:
    return message(
        "Please send it again",
        "This form was not made for you here, or your session is over; open the page again and repeat it.",
        403,
    )
