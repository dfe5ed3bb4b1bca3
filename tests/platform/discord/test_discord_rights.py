"""Who may not, cannot: every way in that Discord has, tried one by one by people without rights."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.reply import Action, Verb
from tests.platform.discord.limits import Json
from tests.platform.discord.person import Person, private
from tests.platform.discord.player import DiscordPlayer
from tests.platform.discord.server import DiscordServer, until

LOG = b"Harbour log\n\nNo ship came in on 2 May 1914. The master wrote that the gates were shut."
TEXT = "The Vold expedition came home on 3 March 1920, and every one of its five members was well."
SEEN = {"claims", "offers", "exchanges", "sqlite_sequence"}
"""Tables that note what was delivered, shown and asked."""


class Case:
    """A server with a story of its own, one document and its last change's button; and somebody else."""

    def __init__(self, player: DiscordPlayer) -> None:
        self.player, self.server = player, player.server
        self.other = Person(player.server, "Mallory")
        self.button: Json = {}
        self.undo = Action(Verb.UNDO, "")

    async def prepare(self) -> None:
        self.player.promote()
        await self.player.command("stories", action="create", name="harbour")
        await self.player.command("stories", action="bind", story="harbour", where="channel")
        await self.player.upload("documents", {"log.txt": LOG}, action="add")
        await until(lambda: not self.player.desk.state.jobs.unsettled(), 60)
        await self.player.command("documents", action="title", document="Harbour log", text="The log")
        self.button = self.player.messages()[-1]
        found = [one for row in self.button["components"] for one in row["components"]]
        self.undo = next(Action.parse(one["custom_id"]) for one in found if ":undo:" in one["custom_id"])

    def everything(self) -> dict[str, Any]:
        """Every row and file that anybody could have changed."""
        desk = self.player.desk
        database = desk.state._database
        names = [name for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {
            name: sorted(map(repr, database.rows(f"SELECT * FROM {name}")))  # noqa: S608 -- its own tables
            for name in names
            if name not in SEEN
        }
        folder = desk.home / "stories"
        files = {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
        return rows | files

    async def press(self, person: Person, custom_id: str) -> dict[str, int]:
        """Press a button with this id under the administrator's message, as if it had been there."""
        button = {"type": 2, "style": 2, "label": "Undo", "custom_id": custom_id}
        forged = self.button | {"components": [{"type": 1, "components": [button]}]}
        _, sent = await person.press(forged, custom_id)
        return sent

    async def refused(self, sent: dict[str, int], before: dict[str, Any], words: str) -> None:
        """One private sentence, and nothing changed."""
        await self.player.desk.heard(sent)
        told = self.player.messages()[-1]
        assert private(told) or told["channel_id"] == self.other.direct["id"]
        assert words in told["content"]
        assert told["components"] == []
        assert self.everything() == before


@pytest.fixture
async def case(server: DiscordServer, tmp_path: Path) -> AsyncIterator[Case]:
    async with DiscordPlayer(server, tmp_path, administered={}) as player:
        made = Case(player)
        await made.prepare()
        yield made
    assert server.pings == []


COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("stories", {"action": "create", "name": "mine"}),
    ("stories", {"action": "describe", "story": "harbour", "description": "Mine"}),
    ("stories", {"action": "bind", "story": "harbour", "where": "team"}),
    ("stories", {"action": "unbind", "story": "harbour"}),
    ("stories", {"action": "archive", "story": "harbour"}),
    ("stories", {"action": "restore", "story": "harbour"}),
    ("documents", {"action": "add", "story": "harbour"}),
    ("documents", {"action": "remove", "document": "The log"}),
    ("documents", {"action": "title", "document": "The log", "text": "Mine"}),
    ("documents", {"action": "date", "document": "The log", "day": "2020-01-01"}),
    ("documents", {"action": "undo"}),
    ("documents", {"action": "history"}),
    ("reindex", {}),
    ("reindex", {"action": "full", "story": "harbour"}),
    ("questions", {"action": "set"}),
    ("questions", {"action": "show"}),
    ("questions", {"action": "clear"}),
    ("announcements", {"action": "on"}),
    ("announcements", {"action": "off"}),
    ("insights", {}),
    ("insights", {"action": "export"}),
    ("audit", {}),
]


async def test_no_slash_command_does_anything_for_who_may_not(case: Case) -> None:
    before = case.everything()
    for name, options in COMMANDS:
        files = {"mine.txt": LOG} if options.get("action") in {"add", "set"} else None
        _, sent = await case.other.slash(case.player.thread, name, files, **options)
        await case.refused(sent, before, "nly administrators")
    person = {"action": "admin", "story": "harbour", "person": case.other.user["id"]}
    _, sent = await case.other.slash(case.player.thread, "stories", None, **person)
    await case.refused(sent, before, "nly administrators")


async def test_in_a_direct_conversation_nobody_manages_a_server(case: Case) -> None:
    before = case.everything()
    manager = case.player.person
    for name, options in COMMANDS:
        _, sent = await manager.slash(manager.direct, name, None, **options)
        await case.player.desk.heard(sent)
        assert case.everything() == before, (name, options)


async def test_what_was_refused_was_not_even_fetched(case: Case) -> None:
    fetched = list(case.server.files.fetched)
    await case.other.slash(case.player.thread, "documents", {"mine.txt": LOG}, action="add")
    said = case.server.world.message(
        case.player.thread,
        case.other.user,
        {"content": TEXT},
        attachments=case.other.upload({"mine.txt": LOG}),
    )
    before = case.everything()
    _, sent = await case.other.apps(said, "Add to story")
    await case.refused(sent, before, "nly administrators")
    assert case.server.files.fetched == fetched


async def test_the_message_command_adds_nothing_for_who_may_not(case: Case) -> None:
    before = case.everything()
    said = case.server.world.message(case.player.thread, case.other.user, {"content": TEXT})
    _, sent = await case.other.apps(said, "Add to story")
    await case.refused(sent, before, "nly administrators")


async def test_a_button_of_an_administrator_is_not_everybodys(case: Case) -> None:
    before = case.everything()
    await case.refused(await case.press(case.other, case.undo.id), before, "nly administrators")


@pytest.mark.parametrize(
    "forge",
    [
        lambda undo: Action(Verb.UNDO, undo.exchange, 1).id,
        lambda undo: Action(Verb.UNDO, "0" * 16, undo.number).id,
        lambda undo: Action(Verb.CANCEL, undo.exchange).id,
        lambda undo: Action(Verb.PAGE, undo.exchange, 0).id,
        lambda undo: f"footnote:undo:{undo.exchange}:{undo.number}:harbour",
        lambda undo: f"footnote:remove:{undo.exchange}:{undo.number}",
        lambda _: "footnote:undo::0",
    ],
)
async def test_a_forged_id_does_nothing_even_for_an_administrator(
    case: Case, forge: Callable[[Action], str]
) -> None:
    before = case.everything()
    for person in (case.other, case.player.person):
        shown = len(case.player.messages())
        await case.player.desk.heard(await case.press(person, forge(case.undo)))
        assert len(case.player.messages()) == shown + 1
        assert private(case.player.messages()[-1])
        # An administrator's wish for what cannot be done is noted, as a job that was refused.
        told = {"jobs": None} if person is case.player.person else {}
        assert case.everything() | told == before | told


async def test_a_build_that_runs_is_not_everybodys_to_stop(case: Case) -> None:
    (ended,), *_ = case.player.desk.state._database.rows("SELECT id FROM jobs")
    before = case.everything()
    cancel = Action(Verb.CANCEL, str(ended)).id
    await case.refused(await case.press(case.other, cancel), before, "nly administrators")


async def test_a_window_that_was_never_opened_does_nothing(case: Case) -> None:
    before = case.everything()
    for action in (case.undo, Action(Verb.PAGE, case.undo.exchange), Action(Verb.CANCEL, case.undo.exchange)):
        row = {"type": 1, "components": [{"type": 4, "custom_id": "reason", "value": "because"}]}
        data = {"custom_id": action.id, "components": [row]}
        _, sent = await case.other._interact(case.player.thread, 5, data)
        await case.player.desk.heard(sent)
        assert private(case.player.messages()[-1])
        assert case.everything() == before


async def test_an_interaction_delivered_again_is_not_done_again(case: Case) -> None:
    given, sent = await case.player.person.slash(
        case.player.thread, "documents", None, action="remove", document="The log"
    )
    await case.player.desk.heard(sent)
    assert "no longer in story harbour" in case.player.messages()[-1]["content"]
    await case.player.press(Verb.UNDO)
    before = case.everything()
    shown = len(case.player.messages())
    # Word for word, then as if another had sent it.
    for member in (given.data["member"], case.other._member | {"permissions": "8"}):
        sent = await case.server.gateway.tell(
            "INTERACTION_CREATE", given.data | {"member": member}, guild=case.player.guild["id"]
        )
        await case.player.desk.heard(sent)
        assert case.everything() == before
    assert len(case.player.messages()) == shown


async def test_who_manages_another_server_has_no_story_of_this_one(case: Case) -> None:
    theirs = case.server.world.guild("Theirs")
    channel = case.server.world.channel(theirs)
    await case.server.gateway.tell("GUILD_CREATE", case.server.guild(theirs), guild=theirs["id"])
    case.other.promote()
    before = case.everything()
    for name, options in COMMANDS:
        if "story" not in options and name not in {"documents", "reindex", "questions"}:
            continue  # without a story it is their own server that they administer
        _, sent = await case.other.slash(channel, name, None, **{"story": "harbour"} | options)
        await case.player.desk.heard(sent)
        told = case.player.messages()[-1]
        assert private(told)
        # To unbind is to change one's own server; of the story nothing is told either way.
        expected = "is not bound in" if options.get("action") == "unbind" else "no story 'harbour' to a"
        assert expected in told["content"]
        assert case.everything() == before, (name, options)
    said = case.server.world.message(channel, case.other.user, {"content": TEXT})
    _, sent = await case.other.apps(said, "Add to story")
    await case.player.desk.heard(sent)
    assert case.everything() == before
    # Nor by a button that was made over here.
    moved = case.server.world.message(
        channel, case.server.world.bot, {"components": case.button["components"]}
    )
    _, sent = await case.other.press(moved, case.undo.id)
    await case.refused(sent, before, "no longer know what this button was for")


async def test_nothing_is_suggested_of_another_servers_story(case: Case) -> None:
    theirs = case.server.world.guild("Theirs")
    channel = case.server.world.channel(theirs)
    await case.server.gateway.tell("GUILD_CREATE", case.server.guild(theirs), guild=theirs["id"])
    case.other.promote()
    for command, sub, option in (("documents", "show", "document"), ("reindex", "", "story")):
        given, sent = await case.other.complete(channel, command, option, "", sub)
        await case.player.desk.heard(sent)
        await until(lambda g=given: g.choices is not None)  # type: ignore[misc]
        assert "harbour" not in str(given.choices).lower()


async def test_a_role_that_the_settings_name_may_what_it_may(server: DiscordServer, tmp_path: Path) -> None:
    role = server.world.snowflake()
    admins = {"FOOTNOTE_ADMINS": f"discord:{role}"}
    async with DiscordPlayer(server, tmp_path, administered=admins) as player:
        await player.restart()
        assert "nly administrators" in (await player.command("stories", action="create", name="a")).words
        player.guild["roles"].append(player.guild["roles"][0] | {"id": role, "name": "Keepers"})
        await server.gateway.tell(
            "GUILD_ROLE_CREATE",
            {"guild_id": player.guild["id"], "role": player.guild["roles"][-1]},
            guild=player.guild["id"],
        )
        player.person.roles = [role]
        assert "story a" in (await player.command("stories", action="create", name="a")).words.lower()


async def test_who_sees_the_commands_is_set_and_ordinary_ones_stay_everybodys(case: Case) -> None:
    kept = {one["name"]: one.get("default_member_permissions") for one in case.server.commands}
    everybodys = {"ask", "timeline", "quiet", "forget-me", "Check this claim", "Find the source"}
    assert {name for name, permissions in kept.items() if permissions is None} == everybodys
    assert {permissions for name, permissions in kept.items() if name not in everybodys} == {"32"}
