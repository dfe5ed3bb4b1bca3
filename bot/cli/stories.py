"""`footnote stories`: made, described, bound to places, archived; as /stories in a chat."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.administer import administer
from bot.place import Place
from index.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="Make stories, describe them, and say where they can be asked.")

Story = Annotated[str, typer.Argument(help="The story's name.")]
Platform = Annotated[str, typer.Argument(help="discord or slack.")]
Team = Annotated[str, typer.Argument(help="The id of the server or workspace.")]
Channel = Annotated[str | None, typer.Option(help="One channel of it, by its id; none: everywhere there.")]
Direct = Annotated[bool, typer.Option("--direct", help="For those who write to the bot alone.")]


@app.command("list")
def list_(context: typer.Context, page: int = 1) -> None:
    """List every story."""
    administer(context.obj, "stories", "list", page=str(page))


@app.command()
def create(context: typer.Context, name: Story, description: str = "") -> None:
    """Make a story."""
    administer(context.obj, "stories", "create", name=name, description=description)


@app.command()
def describe(context: typer.Context, story: Story, description: str) -> None:
    """Say what a story is about."""
    administer(context.obj, "stories", "describe", story=story, description=description)


@app.command()
def bind(
    context: typer.Context,
    story: Story,
    platform: Platform,
    team: Team,
    channel: Channel = None,
    direct: Direct = False,
) -> None:
    """Let a story be asked somewhere."""
    _bind(context, "bind", story, Place(platform, team, channel or ""), direct=direct)


@app.command()
def unbind(
    context: typer.Context,
    story: Story,
    platform: Platform,
    team: Team,
    channel: Channel = None,
    direct: Direct = False,
) -> None:
    """Take that back."""
    _bind(context, "unbind", story, Place(platform, team, channel or ""), direct=direct)


@app.command()
def archive(context: typer.Context, story: Story) -> None:
    """Let nobody ask a story; nothing of it is lost."""
    administer(context.obj, "stories", "archive", story=story)


@app.command()
def restore(context: typer.Context, story: Story) -> None:
    """Bring an archived story back."""
    administer(context.obj, "stories", "restore", story=story)


@app.command()
def admin(
    context: typer.Context,
    story: Story,
    platform: Platform,
    person: Annotated[str, typer.Argument(help="The person's id there.")],
    remove: Annotated[bool, typer.Option("--remove", help="No longer.")] = False,
) -> None:
    """Let a person change one story, wherever it can be asked."""
    administer(
        context.obj,
        "stories",
        "admin",
        target=Place(platform, "", ""),
        story=story,
        person=person,
        remove="yes" if remove else None,
    )


def _bind(context: typer.Context, action: str, story: str, place: Place, *, direct: bool) -> None:
    if direct and place.channel:
        raise UsageError("--channel and --direct name two places; give one of them")
    where = "direct" if direct else "channel" if place.channel else "team"
    administer(context.obj, "stories", action, target=place, story=story, where=where)
