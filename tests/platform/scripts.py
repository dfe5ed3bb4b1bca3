"""Whole conversations, one for each feature, played alike on every platform.

A platform's test brings a `Player`: it types and presses as a person would and gives back what that
person sees, decoded from what the platform shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.conversation import Feature
from bot.reply import Verb
from tests.platform import administering
from tests.platform.playing import STORY, Player


async def ask_direct(player: Player) -> None:
    seen = await player.ask("Where was the treaty signed?")
    assert seen.quotes[0] == "The treaty was signed in Vienna."
    assert "The treaty · paragraph 1, line 1 · a.txt" in seen.words


async def ask_by_mention(player: Player) -> None:
    assert (await player.remark("Where was the treaty signed?")).quotes == ()
    seen = await player.mention("where was the treaty signed?")
    assert seen.quotes[0] == "The treaty was signed in Vienna."


async def ask_by_command(player: Player) -> None:
    seen = await player.command("ask", question="Which treaty?", since="2021", until="2022")
    assert len(seen.quotes) == 2
    asked = player.engine.asked[-1][1]
    assert (str(asked.since), str(asked.until)) == ("2021-01-01", "2022-12-31")


async def follow_up(player: Player) -> None:
    await player.mention("Where was the treaty signed?")
    await player.restart()
    assert (await player.remark("How many ministers attended?")).quotes != ()
    assert (await player.remark("Thanks, good to know")).quotes == ()


async def lean(player: Player) -> None:
    await player.mention("Where was the treaty signed?")
    await player.restart()
    seen = await player.remark("And the third one?")
    assert "Read together with the question before (Where was the treaty signed?)" in seen.words
    assert player.engine.asked[-1][1].whole == "And the third one? treaty signed Vienna"
    assert seen.quotes[0] == "A third treaty failed."
    alone = await player.remark("How many ministers attended the ceremony?")
    assert "Read together" not in alone.words
    assert alone.quotes[0] == "Three ministers attended the ceremony."


async def quiet(player: Player) -> None:
    await player.mention("Where was the treaty signed?")
    assert "no longer listen" in (await player.command("quiet")).words
    assert (await player.remark("How many ministers attended?")).quotes == ()


async def edit(player: Player) -> None:
    await player.ask("Where was the treaty signed?")
    seen = await player.edit("How many ministers attended?")
    assert seen.quotes[0] == "Three ministers attended the ceremony."


async def delete(player: Player) -> None:
    await player.ask("Where was the treaty signed?")
    await player.delete()
    assert (await player.delete()).quotes == ()


async def more(player: Player) -> None:
    first = await player.ask("Which treaty?")
    await player.restart()
    second = await player.press(Verb.MORE)
    third = await player.press(Verb.MORE)
    assert [*first.quotes, *second.quotes, *third.quotes] == [
        "The treaty was signed in Vienna.",
        "The treaty ended a long war.",
        "A second treaty followed.",
        "A third treaty failed.",
        "A fourth treaty held.",
    ]


async def context(player: Player) -> None:
    await player.ask("Which treaty?")
    seen = await player.press(Verb.CONTEXT, 1)
    start = STORY.text.index("Three ministers")
    assert "".join(seen.quotes) == STORY.text[start:]


async def verify(player: Player) -> None:
    await player.ask("Where was the treaty signed?")
    assert "identical" in (await player.press(Verb.VERIFY)).words


async def nearest(player: Player) -> None:
    declined = await player.ask("Does a zebra whistle?")
    assert declined.quotes == ()
    assert "do not answer" in declined.words
    assert (await player.press(Verb.NEAREST)).quotes != ()


async def feedback(player: Player) -> None:
    await player.ask("Where was the treaty signed?")
    assert "noted" in (await player.press(Verb.USEFUL)).words
    assert "noted" in (await player.press(Verb.NOT_USEFUL)).words


async def reason(player: Player) -> None:
    await player.ask("Where was the treaty signed?")
    assert "noted" in (await player.press(Verb.NOT_USEFUL)).words
    await player.restart()
    assert "noted" in (await player.press(Verb.REASON, reason="it is the wrong city")).words


async def check(player: Player) -> None:
    seen = await player.command("check", question="The treaty was signed in Paris.")
    assert "for you to judge" in seen.words
    assert seen.quotes[0] == "The treaty was signed in Vienna."


async def source(player: Player) -> None:
    seen = await player.command("source", question="Three ministers attended the ceremony.")
    assert "Identical" in seen.words
    assert seen.quotes == ("Three ministers attended the ceremony.",)
    seen = await player.command("source", question="Three ministers attended the dinner.")
    assert "Differs" in seen.words
    assert seen.quotes == ("Three ministers attended the ceremony.",)


async def timeline(player: Player) -> None:
    seen = await player.command("timeline", question="treaty", since="1815", until="2022")
    assert "Timeline of treaty from 1 January 1815 to 31 December 2022: 5 events" in seen.words
    assert seen.quotes[1] == "The treaty ended a long war."
    assert "In 1816" in seen.words
    await player.restart()
    assert "identical" in (await player.press(Verb.VERIFY)).words
    seen = await player.command("timeline", question="zebra")
    assert "no dated events of zebra" in seen.words


async def refusal(player: Player) -> None:
    seen = await player.ask("?")
    assert "The question is empty" in seen.words


async def waiting(player: Player) -> None:
    player.engine.open.clear()
    first = asyncio.create_task(player.ask("Where was the treaty signed?"))
    await asyncio.to_thread(player.engine.reached.wait, 10)
    second = asyncio.create_task(player.ask("How many ministers attended?"))
    await asyncio.sleep(0.05)
    player.engine.open.set()
    await first
    assert "1 before you" in (await second).words


SCRIPTS: dict[Feature, Callable[[Player], Awaitable[None]]] = {
    Feature.ASK_DIRECT: ask_direct,
    Feature.ASK_BY_MENTION: ask_by_mention,
    Feature.ASK_BY_COMMAND: ask_by_command,
    Feature.FOLLOW_UP: follow_up,
    Feature.LEAN: lean,
    Feature.QUIET: quiet,
    Feature.EDIT: edit,
    Feature.DELETE: delete,
    Feature.MORE: more,
    Feature.CONTEXT: context,
    Feature.VERIFY: verify,
    Feature.NEAREST: nearest,
    Feature.FEEDBACK: feedback,
    Feature.REASON: reason,
    Feature.CHECK: check,
    Feature.SOURCE: source,
    Feature.TIMELINE: timeline,
    Feature.REFUSAL: refusal,
    Feature.WAITING: waiting,
    Feature.STORIES: administering.stories,
    Feature.DOCUMENTS: administering.documents,
    Feature.ADD: administering.add,
    Feature.ADD_MESSAGE: administering.add_message,
    Feature.CORRECT: administering.correct,
    Feature.UNDO: administering.undo,
    Feature.AUDIT: administering.audit,
    Feature.RIGHTS: administering.rights,
    Feature.REINDEX: administering.reindex,
    Feature.CANCEL: administering.cancel,
    Feature.QUESTIONS: administering.questions,
    Feature.ANNOUNCEMENTS: administering.announcements,
    Feature.INSIGHTS: administering.insights,
    Feature.FORGET_ME: administering.forget_me,
}
