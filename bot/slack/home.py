"""The app's home tab, and the questions suggested beside an empty conversation."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Person, Place
from bot.reply import Overview, StoryFacts, count
from bot.slack import incoming
from bot.slack.blocks import Block, context, header, said, section
from bot.slack.desk import Body, Desk, team

log = logging.getLogger(__name__)

Overviews = Callable[[Place, Person], Awaitable[Overview]]

LONGEST_PROMPT = 75
MOST_PROMPTS = 4
"""What assistant.threads.setSuggestedPrompts takes."""
LONGEST_SHOWN = 200
GUIDE = (
    "• mention me in a channel, or write to me under *Messages*; in a thread I listen on without a mention\n"
    "• `/ask When did it happen? since=2021 until=2022` answers you alone, and you can share it\n"
    "• in the menu of any message: *Check this claim* and *Find the source*\n"
    "• `/quiet` in a channel, or `quiet` to me in a thread, and I no longer listen there"
)


KEEPING = (
    "• *Add to story* in the menu of a message, or files to me under *Messages* with the word `add`\n"
    "• `/stories`, `/documents`, `/reindex`, `/questions`, `/announcements`, `/insights`, `/audit`"
)
MOST_STORIES = 15
"""Shown; a view has at most a hundred blocks (https://docs.slack.dev/reference/views)."""


async def nothing_known(_: Place, __: Person) -> Overview:
    return Overview()


class Home:
    """Opened by a person, drawn anew each time."""

    def __init__(self, desk: Desk, overview: Overviews) -> None:
        self._desk, self._overview = desk, overview

    def attach(self, app: AsyncApp) -> None:
        app.event("app_home_opened")(self.opened)

    async def opened(self, event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        with self._desk.busy():
            place = Place(incoming.PLATFORM, team(context), event.get("channel", ""), direct=True)
            tab = event.get("tab")
            if tab == "home":
                person = await self._desk.persons.who(client, place.team, event["user"])
                view = home(await self._overview(place, person))
                await client.views_publish(user_id=person.id, view=view)
            elif tab == "messages":
                found = prompts(await self._overview(place, Person(event["user"])))
                if found:
                    await _suggest(client, event["channel"], found)


def home(overview: Overview) -> Block:
    """The home tab, as a view."""
    return {"type": "home", "blocks": [block for part in _parts(overview) for block in part]}


def prompts(overview: Overview) -> list[dict[str, str]]:
    """Questions about the documents that there are, by their titles."""
    return [
        {"title": title[:LONGEST_PROMPT], "message": f"What does {title[:LONGEST_SHOWN]} say?"}
        for title in overview.titles[:MOST_PROMPTS]
    ]


def _parts(overview: Overview) -> Iterator[list[Block]]:
    yield [
        said(
            "I answer with the words of the documents: quoted to the letter, each with its source.", bold=True
        )
    ]
    yield [header("How to ask"), section(GUIDE)]
    shown = overview.stories[:MOST_STORIES]
    more = len(overview.stories) - len(shown)
    rest = [context(f"and {count(more, 'further story', 'further stories')}")] if more else []
    yield [header("What I know"), *(block for story in shown for block in _story(story)), *rest]
    if overview.recent:
        lines = [
            said(f"{_short(question)}{'' if answered else ' (not answered)'}")
            for question, answered in overview.recent
        ]
        yield [header("Your last questions"), *lines]
    if overview.feedback is not None and overview.declined is not None:
        useful, not_useful = overview.feedback
        yield [
            header("For administrators"),
            section(KEEPING),
            said("State of the index", bold=True),
            *(context(_state(story)) for story in shown),
            said("Feedback", bold=True),
            context(f"{useful} useful, {not_useful} not"),
            *(
                context(f"{'useful' if good else 'not useful'}: {_short(why)}")
                for good, why in overview.reasons
            ),
            said("Not answered lately" if overview.declined else "Nothing was declined yet", bold=True),
            *(said(f"- {_short(question)}") for question in overview.declined),
        ]


def _story(story: StoryFacts) -> list[Block]:
    if story.problem:
        return [said(story.name, bold=True), context(story.problem)]
    newest = f", the newest of {story.newest.isoformat()}" if story.newest else ""
    return [
        said(story.name, bold=True),
        context(f"{count(story.documents, 'document')}{newest}", f"last indexed {story.built} UTC"),
    ]


def _state(story: StoryFacts) -> str:
    if story.problem:
        return f"{story.name}: {story.problem}"
    return (
        f"{story.name}: index {story.snapshot} of {story.built} UTC, {count(story.documents, 'document')}, "
        f"{count(story.passages, 'passage')}"
    )


def _short(question: str) -> str:
    return question if len(question) <= LONGEST_SHOWN else question[: LONGEST_SHOWN - 1] + "…"


async def _suggest(client: AsyncWebClient, channel: str, found: list[dict[str, str]]) -> None:
    """Show prompts in the agent's conversation; workspaces without agents have nowhere to show them.

    Without `thread_ts`, which an app with `agent_view` must leave out
    (https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts).
    """
    try:
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title="Ask about the documents", prompts=found
        )
    except SlackApiError as error:
        log.info("no prompts shown: %s", error.response["error"])
