"""The routes that supervisors and Prometheus ask, over a real server."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.web.app import make_app
from bot.web.health import health_routes
from bot.web.hosts import Hosts
from bot.web.metrics import metrics_routes
from bot.web.server import Server

Got = tuple[int, str, str]


@asynccontextmanager
async def serving(parts: dict[str, bool], *, to_all: bool = False) -> AsyncIterator[Server]:
    groups = [health_routes(lambda: parts), metrics_routes(lambda: b"footnote_x 1\n", to_all=to_all)]
    server = Server(make_app(groups, Hosts()), "127.0.0.1", 0)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


async def get(server: Server, path: str, **headers: str) -> Got:
    """(status, content type, body)."""

    def fetch() -> Got:
        connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=10)
        try:
            connection.request(
                "GET", path, headers={name.replace("_", "-"): v for name, v in headers.items()}
            )
            answer = connection.getresponse()
            return answer.status, answer.headers["content-type"], answer.read().decode()
        finally:
            connection.close()

    return await asyncio.to_thread(fetch)


async def test_alive_is_alive_also_while_not_ready() -> None:
    async with serving({"index": False}) as server:
        assert (await get(server, "/healthz"))[::2] == (200, "ok\n")


async def test_ready_when_every_part_is() -> None:
    parts = {"index": True, "Slack": False}
    async with serving(parts) as server:
        status, _, body = await get(server, "/readyz")
        assert status == 503
        assert body == '{"ready":false,"parts":{"index":"ok","Slack":"not ready"}}'
        parts["Slack"] = True
        assert (await get(server, "/readyz"))[0] == 200


async def test_metrics_are_served_to_this_machine() -> None:
    async with serving({}) as server:
        status, kind, body = await get(server, "/metrics")
        assert (status, body) == (200, "footnote_x 1\n")
        assert kind.startswith("text/plain; version=0.0.4")


@pytest.mark.parametrize("header", ["X_Forwarded_For", "X_Forwarded_Host", "Forwarded", "X_Real_IP", "Via"])
async def test_metrics_are_not_served_through_a_proxy_unless_a_setting_opens_them(header: str) -> None:
    async with serving({}) as server:
        assert (await get(server, "/metrics", **{header: "127.0.0.1"}))[0] == 403
    async with serving({}, to_all=True) as server:
        assert (await get(server, "/metrics", **{header: "203.0.113.7"}))[0] == 200


async def test_metrics_are_not_served_to_other_machines() -> None:
    from starlette.testclient import TestClient  # noqa: PLC0415 -- the one way to come from another address

    app = make_app([metrics_routes(lambda: b"")], Hosts())
    with TestClient(app, client=("203.0.113.7", 4711), base_url="http://127.0.0.1") as outside:
        answer = outside.get("/metrics")
    assert answer.status_code == 403
    assert "FOOTNOTE_METRICS=open" in answer.text
