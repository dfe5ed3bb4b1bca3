"""Every command by its name, and how each kind of error ends the program.

    footnote …  ->  run  ->  typer  ->  a command  ->  0 done, 1 refused or failed, 2 wrong usage

An error is one sentence on standard error. What nobody expected goes to the log with its traceback, and
the sentence names the reference under which it stands there.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer

from bot.cli.ask import ask
from bot.cli.audit import audit
from bot.cli.backup import backup, restore
from bot.cli.dates import dates
from bot.cli.discord import app as discord
from bot.cli.doctor import doctor
from bot.cli.documents import app as documents
from bot.cli.documents import index, text, verify
from bot.cli.evaluate import evaluate
from bot.cli.insights import insights
from bot.cli.inspect import status
from bot.cli.read import read
from bot.cli.reindex import reindex
from bot.cli.serve import chat, run
from bot.cli.slack import slack
from bot.cli.stories import app as stories
from bot.cli.timeline import timeline
from bot.wiring import Session
from index.errors import FootnoteError

INTERRUPTED = 130
"""What a shell reports for a program ended by Ctrl-C: 128 + SIGINT."""

app = typer.Typer(
    name="footnote",
    help="Answers questions about your documents with verbatim quotes and citations.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: half the start-up time, and it pipes
    pretty_exceptions_enable=False,
)
for command in (
    run,
    index,
    reindex,
    insights,
    ask,
    timeline,
    dates,
    read,
    text,
    verify,
    status,
    doctor,
    chat,
    audit,
    backup,
    restore,
):
    app.command()(command)
app.add_typer(stories, name="stories")
app.add_typer(documents, name="documents")
app.add_typer(slack, name="slack")
app.command("eval")(evaluate)
app.add_typer(discord, name="discord")


def start(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> int:
    """Run one command line and give back its exit status."""
    session = Session(environment, folder)
    try:
        result = app(list(arguments), prog_name="footnote", obj=session, standalone_mode=False)
    except FootnoteError as error:
        return _say(str(error), error.exit_status)
    except (typer.Abort, KeyboardInterrupt):  # typer makes the one of the other
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough of it (`footnote ask … | head -1`): no error of ours.
        # As the Python documentation advises: nothing is left to fail at exit (signal, "Note on SIGPIPE").
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 -- the outermost place: no traceback reaches a person
        return _unexpected(error, session)
    return result if isinstance(result, int) else 0


def _unexpected(error: Exception, session: Session) -> int:
    # Usage errors of typer's own parser know how to show themselves, with the command's usage line.
    if hasattr(error, "show") and hasattr(error, "exit_code"):
        error.show()
        return int(error.exit_code)
    from bot.logs import reference
    from bot.logs import start as start_log

    try:
        start_log(session.settings)
        log = session.settings.log_path
        where = "the log has" if session.settings.log_to == "stderr" else f"the log {log} has"
        where += " the details"
    except FootnoteError:
        where = "no log could be written; set FOOTNOTE_HOME to a folder that can"
        logging.getLogger().addHandler(logging.NullHandler())  # else Python prints the traceback itself
    code = reference(error)
    return _say(f"something went wrong that should not have (reference {code}): {where}", 1)


def _say(sentence: str, exit_status: int) -> int:
    sys.stderr.write(f"footnote: {sentence}\n")
    return exit_status
