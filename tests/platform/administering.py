"""The scripts of those who keep stories: documents, builds, rights and what is kept of people."""

from __future__ import annotations

import asyncio

from bot.conversation import Feature
from bot.reply import Verb
from tests.platform.playing import Player, Seen

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
ADMINISTRATION = UPKEEP | frozenset(
    {
        Feature.STORIES,
        Feature.DOCUMENTS,
        Feature.ADD,
        Feature.ADD_MESSAGE,
        Feature.CORRECT,
        Feature.UNDO,
        Feature.AUDIT,
        Feature.RIGHTS,
    }
)
