"""Logging in and out, where a password is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from math import ceil

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.web.entrance import Entrance
from bot.web.forms import read_fields, read_form
from bot.web.pages import page

EVERYBODY = "everybody"
"""The key under which all attempts together are counted, whatever addresses they come from."""


class Doors:
    """`wait` takes one of so many attempts a minute for an address, `wait_all` of all; 0, or the seconds."""

    def __init__(
        self, entrance: Entrance, wait: Callable[[str], float], wait_all: Callable[[str], float]
    ) -> None:
        self._entrance, self._wait, self._wait_all = entrance, wait, wait_all

    def routes(self) -> list[Route]:
        if not self._entrance.has_password:
            return []
        return [
            Route("/login", self.show),
            Route("/login", self.log_in, methods=["POST"]),
            Route("/logout", self.log_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:  # noqa: ARG002 -- Starlette calls it with one
        return page("login.html", problem="")

    async def log_in(self, request: Request) -> Response:
        # No token: there is no session yet to bind one to. Another site's form would log somebody in with a
        # password that it knows, which SameSite and this check leave no use for.
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return page("login.html", 403, problem="Log in from this page, please.")
        seconds = self._wait(self._entrance.address(request)) or self._wait_all(EVERYBODY)
        if seconds:
            said = f"Too many attempts; please try again in {ceil(seconds)} s."
            refused = page("login.html", 429, problem=said)
            refused.headers["retry-after"] = str(ceil(seconds))
            return refused
        fields = await read_fields(request)
        if isinstance(fields, Response):
            return fields
        level = await asyncio.to_thread(self._entrance.level, fields.get("password", ""))
        if level is None:
            return page("login.html", 403, problem="That is not the password.")
        response = RedirectResponse("/", 303)
        self._entrance.welcome(response, level)
        return response

    async def log_out(self, request: Request) -> Response:
        form = await read_form(request, self._entrance)
        if isinstance(form, Response):
            return form
        response = RedirectResponse("/login", 303)
        self._entrance.forget(response)
        return response
