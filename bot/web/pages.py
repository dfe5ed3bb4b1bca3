"""Templates filled in. Every expression in them is escaped by `escaping`, whatever text it holds."""

from __future__ import annotations

import hashlib
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from bot.reply import cite, count, day
from bot.web.escaping import attribute, shown

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


@cache
def templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["attribute"] = attribute
    made.globals |= {"static": static, "cite": cite, "count": count, "day": day}
    return made


@cache
def static(name: str) -> str:
    """The address of a file of ours; it changes with its content, so that browsers may keep it for good."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def fill(template: str, **values: Any) -> Markup:
    return Markup(templates().get_template(template).render(values))  # noqa: S704 -- escaped by the template


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(fill(template, **{"visitor": None, **values}), status)


def message(title: str, text: str, status: int, **values: Any) -> HTMLResponse:
    """A page that says one thing."""
    return page("message.html", status, title=title, text=text, **values)


def too_many(seconds: float) -> HTMLResponse:
    """A refusal that says when to come again (RFC 6585, section 4)."""
    wait = ceil(seconds)
    refusal = message("Too much at once", f"Please send it again in {wait} s.", 429)
    refusal.headers["retry-after"] = str(wait)
    return refusal
