"""A story kept from a Discord server: made, filled, corrected, built, taken back; all over the wire."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.reply import Verb
from tests.platform.discord.limits import Json
from tests.platform.discord.person import Person, private
from tests.platform.discord.player import DiscordPlayer, seen
from tests.platform.discord.server import DiscordServer, until

LOG = b"Harbour log\n\nNo ship came in on 2 May 1914. The master wrote that the gates were shut."
LETTER = b"A letter\n\nThe fleet sailed on 9 June 1915. Nobody saw it leave the harbour that night."


@pytest.fixture
async def player(server: DiscordServer, tmp_path: Path) -> AsyncIterator[DiscordPlayer]:
    async with DiscordPlayer(server, tmp_path, administered={}) as made:
        made.promote()
        yield made
    assert server.pings == []


async def built(player: DiscordPlayer) -> None:
    """Wait for every build and for what is told of it."""
    jobs = player.desk.state.jobs
    await until(lambda: not jobs.unsettled(), 60)


def public(player: DiscordPlayer) -> list[Json]:
    """What the bot posted in the thread for all to see."""
    kept = player.server.world.messages[player.thread["id"]].values()
    return [one for one in kept if one["author"]["id"] == player.server.world.bot["id"]]


async def harbour(player: DiscordPlayer, **files: bytes) -> None:
    """A story of this server with some documents, asked in this channel."""
    await player.command("stories", action="create", name="harbour", description="The harbour affair")
    await player.command("stories", action="bind", story="harbour", where="channel")
    await player.upload("documents", {f"{name}.txt": data for name, data in files.items()}, action="add")
    await built(player)


async def test_a_story_is_made_filled_asked_corrected_and_taken_back(player: DiscordPlayer) -> None:
    await harbour(player, log=LOG, letter=LETTER)
    assert all(private(one) for one in player.messages() if one not in public(player))
    (progress,) = public(player)
    assert "harbour" in progress["content"]
    asked = await player.command("ask", question="When did the fleet sail?")
    assert asked.quotes[0] == "The fleet sailed on 9 June 1915."
    listed = await player.command("documents", action="list")
    assert "letter" in listed.words.lower()
    shown = await player.command("documents", action="show", document="A letter")
    assert "The fleet sailed on 9 June 1915." in " ".join(shown.quotes)
    new = "The **Vold** letter"
    titled = await player.command("documents", action="title", document="A letter", text=new)
    assert new in titled.words
    dated = await player.command("documents", action="date", document=new, day="1915-07-01")
    assert "1 July 1915" in dated.words
    await player.command("documents", action="remove", document=new)
    assert "letter" not in (await player.command("documents", action="list")).words.lower()
    await player.restart()
    undone = await player.press(Verb.UNDO)
    assert "Undone" in undone.words
    assert "Vold" in (await player.command("documents", action="list")).words
    history = await player.command("documents", action="history")
    assert "current" in history.words
    audit = await player.command("audit")
    assert "documents remove" in audit.words
    assert all(private(one) for one in player.messages()[-3:])


async def test_ten_files_and_a_zip_come_at_once_and_each_refused_one_has_its_reason(
    player: DiscordPlayer,
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../escape.txt", "This member is named to leave its folder behind and go away.")
    files = {f"note{number}.txt": f"Note {number}\n\nShip {number} left.".encode() for number in range(7)}
    files |= {"empty.txt": b"", "broken.pdf": b"%PDF-1.7 broken", "bad.zip": packed.getvalue()}
    await player.command("stories", action="create", name="harbour")
    added = await player.upload("documents", files, action="add", story="harbour")
    await built(player)
    assert "Read 7 documents" in added.words
    for name in ("empty.txt", "broken.pdf", "bad.zip"):
        assert f"Not added: {name}" in added.words
    assert len(player.desk.library.titles("harbour")) == 7
    assert sorted(player.server.files.fetched) == sorted(files)


@pytest.mark.parametrize("trouble", ["expired", "broken", "moved", "understated"])
async def test_a_file_that_cannot_be_had_is_named_and_leaves_nothing_behind(
    server: DiscordServer, tmp_path: Path, trouble: str
) -> None:
    async with DiscordPlayer(server, tmp_path, administered={"FOOTNOTE_MAX_BYTES": "1000"}) as player:
        player.promote()
        await player.command("stories", action="create", name="harbour")
        server.files.trouble = trouble
        data = LOG * (100 if trouble == "understated" else 1)
        added = await player.upload("documents", {"log.txt": data}, action="add", story="harbour")
        assert "log.txt" in added.words
        assert "It was not taken:" in added.words
        assert not (await asyncio.to_thread(list, (tmp_path / "staging").iterdir()))
        assert player.desk.library.stories.number("harbour") is None


async def test_a_message_is_added_by_its_files_or_by_itself(player: DiscordPlayer) -> None:
    await harbour(player, log=LOG)
    added = await player.upload("add", {"letter.txt": LETTER}, text="see here")
    await built(player)
    assert "Read 1 document" in added.words
    said = "The Vold expedition came home on 3 March 1920, and every one of its five members was well. " * 2
    await player.command("add", text=said)
    await built(player)
    asked = await player.command("ask", question="When did the Vold expedition come home?")
    assert asked.quotes[0].startswith("The Vold expedition came home on 3 March 1920")
    assert "by Ann" in asked.words
    short = await player.command("add", text="too short")
    assert "there is nothing to add" in short.words.lower()


async def test_a_build_shows_how_it_goes_in_one_message_and_ends_with_the_way_back(
    player: DiscordPlayer,
) -> None:
    await harbour(player, log=LOG, letter=LETTER)
    before = {one["id"] for one in public(player)}
    given, sent = await player.person.slash(player.thread, "reindex", full=True)
    await player.desk.heard(sent)
    (acknowledged,) = given.messages.values()
    assert "On it: story harbour is brought up to date" in acknowledged["content"]
    assert private(acknowledged)
    # A quarter of an hour later the interaction is over, and the process is another one.
    given.created -= 16 * 60
    await player.restart()
    await built(player)
    (report,) = [one for one in public(player) if one["id"] not in before]
    assert "harbour" in report["content"]
    assert "uild" not in report["content"]
    undone = await player.press(Verb.UNDO)
    assert "Undone" in undone.words


async def test_a_build_that_waits_behind_another_can_be_stopped(player: DiscordPlayer) -> None:
    await harbour(player, log=LOG)
    player.desk.upkeep.builds._turns["harbour"] = turn = asyncio.Lock()
    await turn.acquire()
    await player.command("reindex", story="harbour")
    await until(lambda: any("Cancel" in str(one["components"]) for one in public(player)))
    number = player.desk.library.stories.number("harbour")
    stopped = await player.press(Verb.CANCEL)
    assert "Stopped the build of story harbour" in stopped.words
    turn.release()
    await built(player)
    assert player.desk.library.stories.number("harbour") == number


async def test_what_is_new_is_announced_where_it_was_asked_for(player: DiscordPlayer) -> None:
    await harbour(player, log=LOG)
    assert "now hears what is new" in (await player.command("announcements", action="on")).words
    await player.upload("documents", {"letter.txt": LETTER}, action="add")
    await built(player)
    channel = player.server.world.messages[player.thread["parent_id"]]
    await until(lambda: channel)
    told = seen(channel.values())
    assert "New in story harbour: 1 document" in told.words
    assert "New on the timeline" in told.words
    assert "The fleet sailed on 9 June 1915." in told.quotes
    await player.command("announcements", action="off")
    await player.command("documents", action="remove", document="A letter")
    assert len(channel) == 2


async def test_insights_come_with_a_table_and_questions_as_a_file(player: DiscordPlayer) -> None:
    await harbour(player, log=LOG)
    await player.command("ask", question="=1+1 When did no ship come in?")
    insights = await player.command("insights", action="export")
    assert "asked" in insights.words
    (table,) = player.messages()[-1]["attachments"]
    assert table["filename"] == "insights.csv"
    case = b'{"question": "When did no ship come in?", "answers": ["2 May 1914"]}\n'
    kept = await player.upload("questions", {"cases.jsonl": case}, action="set")
    assert "Kept 1 question" in kept.words, kept
    await player.command("questions", action="show")
    (file,) = player.messages()[-1]["attachments"]
    assert file["filename"] == "harbour-questions.jsonl"
    assert "no saved questions" in (await player.command("questions", action="clear")).words


async def test_whoever_asks_is_forgotten_and_nobody_else(player: DiscordPlayer) -> None:
    await harbour(player, log=LOG)
    await player.command("ask", question="When did no ship come in?")
    other = Person(player.server, "Ben")
    _, sent = await other.slash(player.thread, "forget-me")
    await player.desk.heard(sent)
    assert "Deleted: 0 questions" in player.messages()[-1]["content"]
    assert "Deleted: 1 question of yours" in (await player.command("forget-me")).words


async def test_documents_and_stories_are_suggested_as_they_are_typed(player: DiscordPlayer) -> None:
    await harbour(player, log=LOG, letter=LETTER)
    for command, sub, option, typed, wanted in (
        ("documents", "show", "document", "LET", ["A letter"]),
        ("documents", "remove", "document", "", ["A letter", "Harbour log"]),
        ("documents", "title", "document", "log", ["Harbour log"]),
        ("documents", "date", "document", "zzz", []),
        ("reindex", "", "story", "har", ["harbour"]),
        ("stories", "archive", "story", "", ["harbour"]),
    ):
        given, sent = await player.person.complete(player.thread, command, option, typed, sub)
        await player.desk.heard(sent)
        await until(lambda g=given: g.choices is not None)  # type: ignore[misc]
        assert [choice["name"] for choice in given.choices or []] == wanted


async def test_a_document_whose_title_is_long_or_anothers_too_is_suggested_with_its_id(
    player: DiscordPlayer,
) -> None:
    await harbour(player, log=LOG, copy=LOG + b" Copied.", letter=LETTER)
    await player.command(
        "documents", action="title", document="A letter", text=("A very long title " * 7).strip()
    )
    given, sent = await player.person.complete(player.thread, "documents", "document", "", "show")
    await player.desk.heard(sent)
    await until(lambda: given.choices is not None)
    choices = {choice["name"]: choice["value"] for choice in given.choices or []}
    assert len(choices) == 3
    assert all(name.endswith(f" · {value}") for name, value in choices.items())
    for name, value in choices.items():
        shown = await player.command("documents", action="show", document=value)
        assert name[:11] in shown.words
