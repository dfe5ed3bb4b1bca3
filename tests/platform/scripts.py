"""Whole conversations, one for each feature, played alike on every platform.

A platform's test brings a `Player`: it types and presses as a person would and gives back what that
person sees, decoded from what the platform shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.conversation import Feature
from bot.reply import Verb
from tests.small_engine import SmallEngine, document

STORY = document(
    "The treaty was signed in Vienna.\n"
    "Three ministers attended the ceremony. *Nobody* wore a <hat> & @everyone `saw` it.\n"
    "The treaty ended a long war. A second treaty followed. A third treaty failed. A fourth treaty held.\n"
    "The last line stands alone.",
    title="The treaty",
)


def engine() -> SmallEngine:
    """The engine that every player's platform asks."""
    return SmallEngine({"seeds": [STORY], "war": [document("War came overnight.", "War")]})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person sees in answer to one thing they did; `quotes` are exactly the quoted texts."""

    words: str
    quotes: tuple[str, ...]


class Player(Protocol):
    """A person on a platform, in a channel with a thread and in a conversation with the bot alone."""

    engine: SmallEngine

    async def ask(self, text: str) -> Seen:
        """Say it to the bot alone."""
        ...

    async def mention(self, text: str) -> Seen:
        """Say it in the channel's thread, naming the bot."""
        ...

    async def remark(self, text: str) -> Seen:
        """Say it in the thread without naming the bot."""
        ...

    async def command(self, name: str, /, **options: str) -> Seen:
        """Give a command in the thread."""
        ...

    async def press(self, verb: Verb, number: int = 0, reason: str = "") -> Seen:
        """Press the last answer's button, that of its quote `number` where each has one."""
        ...

    async def edit(self, text: str) -> Seen:
        """Change the last thing said."""
        ...

    async def delete(self) -> Seen:
        """Delete the last thing said."""
        ...

    async def upload(self, name: str, files: Mapping[str, bytes], /, **options: str) -> Seen:
        """Give a command in the thread with files attached."""
        ...

    async def look(self) -> Seen:
        """See what the bot posted on its own account since."""
        ...

    def promote(self) -> None:
        """Be an administrator of the server or workspace from now on; a player starts as none."""
        ...

    async def restart(self) -> None:
        """Stop the bot and start it again over the same state."""
        ...


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


LOG = b"Harbour log\n\nNo ship came in on 2 May 1914. The master wrote that the gates were shut."
LETTER = "The fleet sailed on 9 June 1915. Nobody saw it leave the harbour in the rain. None wrote."


async def until(player: Player, words: str, name: str, /, **options: str) -> Seen:
    """What a command says once it says these words: a platform may build in the background."""
    for _ in range(300):
        seen = await player.command(name, **options)
        if words in seen.words:
            return seen
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words!r} is not in {seen.words!r}")


async def harbour(player: Player) -> None:
    """A story of the player's own team, asked in this channel, with one document."""
    player.promote()
    made = await player.command("stories", action="create", name="harbour", description="The harbour affair")
    assert "Story harbour is made" in made.words
    await player.command("stories", action="bind", story="harbour", where="channel")
    seen = await player.upload("documents", {"log.txt": LOG}, action="add", story="harbour")
    assert "Read 1 document for story harbour" in seen.words
    await until(player, "Harbour log", "documents", action="list", story="harbour")


async def stories(player: Player) -> None:
    player.promote()
    await player.command("stories", action="create", name="harbour", description="The harbour affair")
    seen = await player.command("stories", action="describe", story="harbour", description="Ships & gates")
    assert "Ships & gates" in seen.words
    seen = await player.command("stories", action="bind", story="harbour", where="channel")
    assert "can be asked in this channel now" in seen.words
    seen = await player.command("stories", action="list")
    assert "harbour" in seen.words
    assert "Ships & gates" in seen.words
    assert "asked here" in seen.words
    assert "archived" in (await player.command("stories", action="archive", story="harbour")).words
    await player.restart()
    assert "is back" in (await player.command("stories", action="restore", story="harbour")).words


async def documents(player: Player) -> None:
    await harbour(player)
    seen = await player.command("documents", action="show", document="Harbour log", story="harbour")
    assert "Dates found" in seen.words
    assert "2 May 1914" in seen.words
    assert seen.quotes[-1] == "No ship came in on 2 May 1914."


async def add(player: Player) -> None:
    await harbour(player)
    files = {"empty.txt": b"", "sign-in.pdf": b"<!DOCTYPE html><p>Sign in</p>"}
    seen = await player.upload("documents", files, action="add", story="harbour")
    assert "Nothing was added to story harbour" in seen.words
    assert "It is empty" in seen.words
    assert "it is a web page" in seen.words


async def add_message(player: Player) -> None:
    await harbour(player)
    assert "Read 1 document" in (await player.command("add", text=LETTER)).words
    await until(player, "2 documents", "documents", action="list", story="harbour")


async def correct(player: Player) -> None:
    await harbour(player)
    seen = await player.command(
        "documents", action="title", document="Harbour log", text="The log", story="harbour"
    )
    assert "is called The log now" in seen.words
    seen = await player.command(
        "documents", action="date", document="The log", day="1914-05-03", story="harbour"
    )
    assert "3 May 1914" in seen.words
    seen = await player.command("documents", action="remove", document="The log", story="harbour")
    assert "no longer in story harbour" in seen.words
    assert "0 documents" in (await player.command("documents", action="list", story="harbour")).words


async def undo(player: Player) -> None:
    await harbour(player)
    for way in ("button", "command"):
        await player.command("documents", action="remove", document="Harbour log", story="harbour")
        if way == "button":
            await player.restart()
            seen = await player.press(Verb.UNDO)
        else:
            seen = await player.command("documents", action="undo", story="harbour")
        assert "Undone" in seen.words
        seen = await player.command("documents", action="list", story="harbour")
        assert "Harbour log" in seen.words
    assert "Snapshot 5" in (await player.command("documents", action="history", story="harbour")).words


async def audit(player: Player) -> None:
    player.promote()
    for number in range(11):
        await player.command("stories", action="create", name=f"story-{number}", description="One")
    first = await player.command("audit")
    assert "11 acts, page 1 of 2" in first.words
    assert "story-10" in first.words
    await player.restart()
    assert "story-0" in (await player.press(Verb.PAGE)).words


async def rights(player: Player) -> None:
    seen = await player.command("stories", action="create", name="mine")
    assert "Only administrators may do this" in seen.words
    seen = await player.upload("documents", {"log.txt": LOG}, action="add")
    assert "Only administrators" in seen.words
    player.promote()
    assert "is made" in (await player.command("stories", action="create", name="mine")).words


async def posted(player: Player, words: str) -> Seen:
    """What the bot posts on its own account, once it holds these words."""
    for _ in range(600):
        seen = await player.look()
        if words in seen.words:
            return seen
        await asyncio.sleep(0.1)
    raise AssertionError(f"nothing was posted that says {words!r}")


async def reindex(player: Player) -> None:
    await harbour(player)
    seen = await player.command("reindex", action="full", story="harbour")
    assert "On it: story harbour is brought up to date" in seen.words
    assert "unchanged" in (await posted(player, "snapshot")).words


async def cancel(player: Player) -> None:
    await harbour(player)
    await player.command("reindex", action="full", story="harbour")
    seen = await player.press(Verb.CANCEL)
    assert "Stopped the build of story harbour" in seen.words
    if "was stopped" not in seen.words:
        await posted(player, "was stopped")
    await until(player, "Harbour log", "documents", action="list", story="harbour")


async def questions(player: Player) -> None:
    await harbour(player)
    case = b'{"question": "Which ship came in?", "answers": ["No ship came in"]}\n'
    seen = await player.upload("questions", {"q.jsonl": case}, action="set", story="harbour")
    assert "Kept 1 question for story harbour" in seen.words
    seen = await player.upload("questions", {"q.jsonl": b"Which?"}, action="set", story="harbour")
    assert "line 1" in seen.words
    seen = await player.command("questions", action="show", story="harbour")
    assert "1 question, asked before and after each build" in seen.words
    seen = await player.command("questions", action="clear", story="harbour")
    assert "no saved questions any more" in seen.words


async def announcements(player: Player) -> None:
    await harbour(player)
    assert "now hears what is new" in (await player.command("announcements", action="on")).words
    await player.upload("documents", {"letter.txt": LETTER.encode()}, action="add", story="harbour")
    assert (await posted(player, "New in story harbour: 1 document")).quotes != ()
    assert "no longer hears" in (await player.command("announcements", action="off")).words


async def insights(player: Player) -> None:
    await player.mention("Where was the treaty signed?")
    await player.mention("Does a zebra whistle?")
    assert "Only administrators" in (await player.command("insights")).words
    player.promote()
    seen = await player.command("insights", days="7")
    assert "Questions of the last 7 days" in seen.words
    assert "Does a zebra whistle?" in seen.words
    seen = await player.command("insights", action="export", days="7")
    assert "Questions of the last 7 days" in seen.words


async def forget_me(player: Player) -> None:
    await player.mention("Where was the treaty signed?")
    assert "Deleted: 1 question of yours" in (await player.command("forget-me")).words
    assert "no longer have that answer" in (await player.press(Verb.VERIFY)).words


ADMINISTRATION = frozenset(
    {
        Feature.STORIES,
        Feature.DOCUMENTS,
        Feature.ADD,
        Feature.ADD_MESSAGE,
        Feature.CORRECT,
        Feature.UNDO,
        Feature.AUDIT,
        Feature.RIGHTS,
        Feature.REINDEX,
        Feature.CANCEL,
        Feature.QUESTIONS,
        Feature.ANNOUNCEMENTS,
        Feature.INSIGHTS,
        Feature.FORGET_ME,
    }
)
UPKEEP = frozenset(
    {
        Feature.REINDEX,
        Feature.CANCEL,
        Feature.QUESTIONS,
        Feature.ANNOUNCEMENTS,
        Feature.INSIGHTS,
        Feature.FORGET_ME,
    }
)
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
    Feature.STORIES: stories,
    Feature.DOCUMENTS: documents,
    Feature.ADD: add,
    Feature.ADD_MESSAGE: add_message,
    Feature.CORRECT: correct,
    Feature.UNDO: undo,
    Feature.AUDIT: audit,
    Feature.RIGHTS: rights,
    Feature.REINDEX: reindex,
    Feature.CANCEL: cancel,
    Feature.QUESTIONS: questions,
    Feature.ANNOUNCEMENTS: announcements,
    Feature.INSIGHTS: insights,
    Feature.FORGET_ME: forget_me,
}
