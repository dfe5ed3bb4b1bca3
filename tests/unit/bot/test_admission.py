"""Rates and the line: who waits how long."""

from __future__ import annotations

import asyncio

import pytest

from bot.admission import Admission, Line, Rate, Refused


def test_a_rate_lets_through_so_many_and_then_says_how_long_to_wait() -> None:
    rate = Rate(6)
    assert [rate.wait("a", 100.0) for _ in range(6)] == [0.0] * 6
    assert rate.wait("a", 100.0) == pytest.approx(10.0)
    assert rate.wait("a", 104.0) == pytest.approx(6.0)
    assert rate.wait("a", 110.0) == 0.0
    assert rate.wait("b", 110.0) == 0.0


def test_a_rate_forgets_those_who_are_quiet() -> None:
    rate = Rate(1)
    for number in range(1000):
        rate.wait(str(number), float(number))
    assert len(rate._buckets) <= 62
    assert rate.wait("999", 999.0) > 0


def test_refusals_name_the_reason_and_the_time() -> None:
    now = 0.0
    admission = Admission(person_rate=2, channel_rate=3, queue=5, clock=lambda: now)
    for person in ("a", "a", "b"):
        admission.check(person, "channel")
    with pytest.raises(Refused, match="this channel has asked a lot just now; please ask again in 20 s"):
        admission.check("b", "channel")
    with pytest.raises(Refused, match="you have asked a lot just now; please ask again in 30 s"):
        admission.check("a", "other")
    now = 30.0
    admission.check("a", "other")


def test_a_person_who_is_refused_takes_nothing_from_the_channel() -> None:
    admission = Admission(person_rate=1, channel_rate=2, queue=5, clock=lambda: 0.0)
    admission.check("a", "channel")
    for _ in range(5):
        with pytest.raises(Refused):
            admission.check("a", "channel")
    admission.check("b", "channel")


def test_presses_have_a_rate_of_their_own() -> None:
    admission = Admission(person_rate=1, channel_rate=1, queue=5, clock=lambda: 0.0, press_rate=2)
    admission.check("a", "channel")
    admission.check_press("a")
    admission.check_press("a")
    with pytest.raises(Refused, match="you have pressed a lot just now; please press again in 30 s"):
        admission.check_press("a")
    admission.check_press("b")


async def test_the_line_serves_in_order_and_tells_the_position() -> None:
    line = Line(10)
    served: list[int] = []
    gate = asyncio.Event()

    async def ask(number: int) -> int:
        position = line.position
        async with line.turn():
            await gate.wait()
            served.append(number)
        return position

    tasks = []
    for number in range(4):
        tasks.append(asyncio.create_task(ask(number)))
        await asyncio.sleep(0)
    gate.set()
    assert await asyncio.gather(*tasks) == [0, 1, 2, 3]
    assert served == [0, 1, 2, 3]
    assert line.position == 0


async def test_a_full_line_refuses_and_a_cancelled_one_makes_room() -> None:
    line = Line(1)
    async with line.turn():
        waiting = asyncio.create_task(line.turn().__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(Refused, match="waiting already"):
            async with line.turn():
                pass
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert line.waiting == 0
