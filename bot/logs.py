"""The log: every line with the request it belongs to, without what people asked and without secrets.

    logging (ours and the libraries') -> Lines (scrubs, adds the request) -> plain or JSON -> file or stderr

The template of a message is code, its arguments are data: only they, and the messages of exceptions, may
repeat what somebody said, and in them its words are blotted out.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import structlog

from bot.requests import current, new_id
from bot.settings import Settings
from index.errors import StorageError

log = logging.getLogger("bot")

MEGABYTE = 1_000_000
FILES, LARGEST = 3, 5 * MEGABYTE
"""The log and two older ones, each of this many bytes at most."""

BLOT = "…"
WORD = re.compile(r"\w{4,}")
SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"  # Slack's tokens
    r"|(?<=hooks\.slack\.com/)[\w/-]+"  # its response_url
    r"|(?<=/webhooks/)\d+/[\w-]+|(?<=/interactions/)\d+/[\w-]+"  # tokens of Discord's interactions, in URLs
)

Form = Literal["plain", "json"]
Clean = Callable[[str], str]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def start(settings: Settings) -> None:
    """Log from here on, where and how the settings say; raises `StorageError`."""
    form, questions, secrets = settings.log_format, settings.log_questions, settings.secrets
    if settings.log_to == "stderr":
        to_stderr(form=form, questions=questions, secrets=secrets)
    else:
        to_file(settings.log_path, form=form, questions=questions, secrets=secrets)


def to_file(
    path: Path, *, form: Form = "plain", questions: bool = False, secrets: Sequence[str] = ()
) -> None:
    """Send every record to `path`, kept to a few megabytes. Calling it again changes nothing.

    `questions` lets what people say into it; `secrets` are never written.

    Raises:
        StorageError: the file cannot be written.
    """
    known = (getattr(handler, "baseFilename", None) for handler in logging.getLogger().handlers)
    if str(path.resolve()) in known:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path.resolve(),
            maxBytes=LARGEST,
            backupCount=FILES - 1,
            encoding="utf-8",
            errors="backslashreplace",
        )
    except OSError as error:
        raise StorageError(
            f"the log {path} cannot be written: {error.strerror}; set FOOTNOTE_HOME"
        ) from error
    _begin(handler, Lines(form, questions=questions, secrets=secrets))


def to_stderr(*, form: Form = "plain", questions: bool = False, secrets: Sequence[str] = ()) -> None:
    """Send every record to standard error, as containers and service managers collect it. Once, too."""
    known = (getattr(handler, "stream", None) for handler in logging.getLogger().handlers)
    if not any(stream is sys.stderr for stream in known):
        _begin(logging.StreamHandler(sys.stderr), Lines(form, questions=questions, secrets=secrets))


def _begin(handler: logging.Handler, lines: Lines) -> None:
    handler.setFormatter(lines)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def reference(error: BaseException) -> str:
    """Log an unexpected error with its traceback; the short reference under which it stands there.

    That of the current request, whose other lines are then found with it.
    """
    one = current()
    code = one.id if one else new_id()
    log.error("unexpected error, reference %s", code, exc_info=error)
    return code


class Lines(structlog.stdlib.ProcessorFormatter):
    """Formats records of any logger, one line each but for tracebacks in the plain form."""

    def __init__(self, form: Form, *, questions: bool = False, secrets: Sequence[str] = ()) -> None:
        self._questions = questions
        self._secrets = tuple(filter(None, secrets))
        super().__init__(
            processors=[self.remove_processors_meta, _json if form == "json" else _plain],
            foreign_pre_chain=[
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                self._request,
                structlog.processors.ExceptionRenderer(self._traceback),
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        clean = self._clean()
        # A handler that formatted it before may have left the whole message in it.
        kept = {key: value for key, value in record.__dict__.items() if key not in {"message", "asctime"}}
        scrubbed = logging.makeLogRecord(kept)
        if isinstance(record.args, Mapping):
            scrubbed.args = {name: _scrubbed(value, clean) for name, value in record.args.items()}
        elif record.args:
            scrubbed.args = tuple(_scrubbed(value, clean) for value in record.args)
        elif not record.name.startswith(("bot.", "index.")):  # others may have put data into the template
            scrubbed.msg = clean(str(record.msg))
        line = super().format(scrubbed)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        return SECRET.sub("[secret]", line)

    def _request(self, _: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        if one := current():
            event.update(request=one.id, platform=one.platform)
            if self._questions and one.said:
                event["said"] = " | ".join(one.said)
        return event

    def _clean(self) -> Clean:
        one = current()
        if one is None or self._questions:
            return str
        words = {word.casefold() for text in one.said for word in WORD.findall(text)}

        def clean(text: str) -> str:
            for said in one.said:
                text = text.replace(said, BLOT)
            return WORD.sub(lambda found: BLOT if found[0].casefold() in words else found[0], text)

        return clean

    def _traceback(self, exc_info: ExcInfo) -> str:
        """As Python prints it, with the messages scrubbed: frames are code, messages may be data."""
        clean = self._clean()
        parts = [
            "".join(traceback.format_tb(error.__traceback__))
            + clean("".join(traceback.format_exception_only(error)))
            for error in _chain(exc_info[1])
        ]
        return "\nwhich led to:\n".join(reversed(parts)).rstrip()


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, those in its group, and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _chain(one)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _scrubbed(value: object, clean: Clean) -> Any:
    """A log argument: numbers as they are, for "%d" wants them."""
    return value if isinstance(value, int | float | None) else clean(str(value))


_json = structlog.processors.JSONRenderer(ensure_ascii=False)


def _plain(_: object, __: str, event: structlog.typing.EventDict) -> str:
    """`2026-11-22T20:34:41Z info bot.requests request outcome=answered seconds=0.02`, then a traceback."""
    head = " ".join(_bare(str(event.pop(key))) for key in ("time", "level", "logger", "event"))
    error = event.pop("exception", None)
    facts = "".join(f" {name}={_value(value)}" for name, value in event.items() if value != "")
    return head + facts + (f"\n{error}" if error else "")


def _bare(text: str) -> str:
    """Without line breaks and other control characters: nobody forges a line of the log."""
    return text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)


def _value(value: object) -> str:
    text = _bare(str(value))
    return json.dumps(text, ensure_ascii=False) if " " in text or '"' in text else text
