"""What the bot posts on its own account: progress that is edited, announcements."""

from __future__ import annotations

import pytest

from bot.conversation import Boards, Place
from bot.reply import Display, Sheet, report
from bot.slack.app import web_client
from bot.slack.board import SlackBoard
from bot.slack.start import Workspaces
from tests.platform.slack.loopback import Slack

HERE = Place("slack", "T0TEAM", "C1", "1700000000.000001")


def progress(done: float, lines: int = 1) -> Display:
    return Display(report("Indexing <harbour> …", Sheet(("Reading 7 of 11. " * 100,) * lines, done=done)))


class Time:
    def __init__(self) -> None:
        self.now, self.slept = 0.0, 0.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds


def board(slack: Slack, time: Time | None = None) -> SlackBoard:
    time = time or Time()
    return SlackBoard(Workspaces(web_client(slack.token, slack.api), slack.api), None, time.clock, time.sleep)


async def test_progress_is_posted_once_and_edited(slack: Slack) -> None:
    boards = Boards()
    boards.register("slack", board(slack))
    posted = await boards.replace(HERE, (), progress(0.1))
    (shown,) = slack.messages.values()
    assert (shown.channel, shown.thread, shown.to) == ("C1", HERE.thread, "")
    assert "██" in shown.words
    assert "Indexing <harbour> …" in shown.words
    assert await boards.replace(HERE, posted, progress(0.9)) == posted
    (shown,) = slack.messages.values()
    assert "90%" in shown.words


async def test_a_longer_report_takes_more_messages_and_a_shorter_one_fewer(slack: Slack) -> None:
    here = board(slack)
    posted = await here.post(HERE, progress(0.1))
    more = await here.replace(HERE, posted, progress(1.0, lines=20))
    assert len(more) > 1
    assert len(slack.messages) == len(more)
    assert await here.replace(HERE, more, progress(1.0)) == list(posted)
    assert len(slack.messages) == 1


async def test_a_message_that_is_gone_is_posted_anew(slack: Slack) -> None:
    here = board(slack)
    posted = await here.post(HERE, progress(0.1))
    slack.messages.clear()
    again = await here.replace(HERE, posted, progress(0.5))
    assert [key[1] for key in slack.messages] == list(again)


async def test_posts_in_a_channel_are_a_second_apart(slack: Slack) -> None:
    time = Time()
    here = board(slack, time)
    for channel in ("C1", "C1", "C2", "C1"):
        await here.post(Place("slack", "T0TEAM", channel), progress(0.1))
    assert time.slept == pytest.approx(2.0)


async def test_slacks_rate_limit_is_waited_out(slack: Slack) -> None:
    slack.throttle["chat.postMessage"] = [1]
    slack.throttle["chat.update"] = [1]
    here = board(slack)
    await here.replace(HERE, await here.post(HERE, progress(0.1)), progress(0.2))
    assert slack.throttled == ["chat.postMessage", "chat.update"]


async def test_where_the_bot_may_not_post_nothing_is_lost_but_the_post(slack: Slack) -> None:
    boards = Boards()
    boards.register("slack", board(slack))
    slack.closed_channels.add("C1")
    assert await boards.replace(HERE, (), progress(0.1)) == ()
    assert await boards.replace(Place("slack", "T0GONE", "C1"), (), progress(0.1)) == ()
