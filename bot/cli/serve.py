"""`footnote run` and `footnote chat`: the bot at work."""

from __future__ import annotations

import sys
from contextlib import suppress

import typer

from bot.wiring import EXAMPLE, Session
from index.errors import FootnoteError


def chat(context: typer.Context) -> None:
    """Ask in the terminal, with follow-ups on each answer."""
    session: Session = context.obj
    session.library.current(session.settings.story)  # told now, not after the first question is typed
    _talk(session)


def run(context: typer.Context) -> None:
    """Start the bot on every platform that has tokens, and the chat in the browser."""
    session: Session = context.obj
    settings = session.settings
    if said := session.check_web():
        typer.echo(said)
    if not (settings.discord_token or settings.has_slack):
        typer.echo("No DISCORD_TOKEN and no SLACK_BOT_TOKEN is set, so only the web chat is started.")
    _index_if_new(session)
    if not (settings.discord_token or settings.has_slack or _interactive()):
        _demonstrate(session)
    _serve(session)


def _interactive() -> bool:
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def _serve(session: Session) -> None:
    import asyncio

    from bot.running import serve

    def told(address: str) -> None:
        typer.echo(f"Ask at {address} (Ctrl-C stops)")

    async def work() -> None:
        async with session.conversation("web") as conversation:
            platforms = session.platforms(conversation, told)
            typer.echo(f"Starting {' and '.join(platform.name for platform in platforms)}.")
            await asyncio.gather(asyncio.to_thread(session.warm), serve(platforms))

    asyncio.run(work())


def _index_if_new(session: Session) -> None:
    """Build the default story when it has no index yet and its documents are there."""
    settings = session.settings
    if session.library.stories.number(settings.story) is None and settings.documents.exists():
        from bot.cli.progress import bars
        from bot.cli.report import lines

        with bars() as tell:
            report = session.library.build(settings.story, [settings.documents], full=False, progress=tell)
        for line in lines(report):
            typer.echo(line)


def _demonstrate(session: Session) -> None:
    """Without anybody to talk to: what is indexed, one question answered, and what to do next."""
    from bot.cli.ask import print_answer
    from bot.cli.inspect import status_lines
    from bot.question import make_question

    settings = session.settings
    for line in status_lines(session):
        typer.echo(line)
    if session.library.stories.number(settings.story) is not None:
        typer.echo(f"\n> {EXAMPLE}")
        question = make_question(EXAMPLE, longest=settings.max_question)
        try:
            print_answer(*session.library.ask(settings.story, question, top=1))
        except FootnoteError as error:  # it is mended while the bot runs, or told to who asks
            typer.echo(str(error))
    typer.echo(
        "\nWhat to do next, besides asking in the browser:\n"
        '  footnote ask "…"          ask a question\n'
        "  footnote index PATH …     add your own documents\n"
        "  footnote chat             talk in a terminal\n"
        "  .env.example              copy to .env and set DISCORD_TOKEN or SLACK_BOT_TOKEN\n"
    )


def _read() -> str | None:
    """The next line; a prompt only where somebody sees it. Raises EOFError at the end, as `input` does."""
    if sys.stdin is None:
        return None
    if _interactive():
        with suppress(ImportError):
            import readline  # noqa: F401 -- gives `input` a history and line editing
    return input("> " if _interactive() else "")


def _talk(session: Session) -> None:
    import asyncio

    from bot.cli.console import bar, console, width
    from bot.terminal.listen import HELP, Terminal

    out = console()

    async def talk() -> None:
        async with session.conversation(alone=True) as conversation:
            terminal = Terminal(conversation, out, width=width(out), bar=bar(out))
            await terminal.chat(_read)
            if out.is_terminal:
                out.print()  # the shell's prompt starts a line of its own after Ctrl-D

    typer.echo(HELP + "\n")
    asyncio.run(talk())
