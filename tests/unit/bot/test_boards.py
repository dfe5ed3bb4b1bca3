"""Posts on the bot's own account, and platforms that do not take them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation import Boards
from bot.place import Place
from bot.reply import Display, notice

HERE = Place("chat", "team", "channel")
NOTICE = Display(notice("Indexed."))


class Wall:
    """A board that numbers what is posted."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.posted: list[tuple[Place, tuple[str, ...], str]] = []

    async def post(self, place: Place, display: Display) -> Sequence[str]:
        return await self.replace(place, (), display)

    async def replace(self, place: Place, messages: Sequence[str], display: Display) -> Sequence[str]:
        if self.broken:
            raise ConnectionError("the platform is away")
        self.posted.append((place, tuple(messages), display.reply.notice))
        return messages or [str(len(self.posted))]


async def test_each_platform_has_its_board() -> None:
    boards, wall = Boards(), Wall()
    boards.register("chat", wall)
    messages = await boards.replace(HERE, (), NOTICE)
    assert messages == ("1",)
    assert await boards.replace(HERE, messages, NOTICE) == ("1",)
    assert wall.posted == [(HERE, (), "Indexed."), (HERE, ("1",), "Indexed.")]
    assert "chat" in boards


async def test_where_no_platform_runs_nothing_is_posted() -> None:
    boards = Boards()
    assert await boards.replace(HERE, (), NOTICE) == ()
    assert await boards.replace(HERE, ("7",), NOTICE) == ("7",)
    assert "chat" not in boards


async def test_what_a_platform_raises_goes_no_further() -> None:
    boards = Boards()
    boards.register("chat", Wall(broken=True))
    assert await boards.replace(HERE, (), NOTICE) == ()
    assert await boards.replace(HERE, ("7",), NOTICE) == ("7",)
