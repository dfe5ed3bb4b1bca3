"""Settings: one frozen value made from a mapping of names to strings. Nothing is read at import.

The entry point hands in the environment, and under it what the working directory's `.env` says.
`.env.example` lists every name with its default; a test holds the two together.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from index.errors import UsageError

PREFIX = "FOOTNOTE_"
TOKEN_ENDINGS = ("_token", "_secret", "_client_id")


def _variable(field: str) -> str:
    """Tokens keep the names their ecosystems use; everything else is ours and says so."""
    return field.upper() if field.endswith(TOKEN_ENDINGS) else PREFIX + field.upper()


def _names(value: object) -> object:
    return (
        tuple(filter(None, (name.strip() for name in value.split(",")))) if isinstance(value, str) else value
    )


def _networks(value: object) -> object:
    """Raises ValueError for what is no address or network."""
    names = _names(value)
    return tuple(str(ip_network(name)) for name in names) if isinstance(names, tuple) else names


def _watched(value: object) -> object:
    """'/dossier, notes=/srv/notes' as pairs of a story, empty for the default one, and a folder."""
    if not isinstance(value, str):
        return value
    parts = [part.strip().partition("=") for part in value.split(",") if part.strip()]
    return tuple((story.strip(), path.strip()) if equals else ("", story) for story, equals, path in parts)


def _cron(value: str) -> str:
    from cronsim import CronSim, CronSimError  # noqa: PLC0415 -- only where there is a schedule

    try:
        CronSim(value, datetime(2024, 1, 1))  # noqa: DTZ001 -- schedules are in local time
    except CronSimError as error:
        raise ValueError(str(error)) from error
    return value


READERS = ("auto", "trained", "words")


def _reader(value: str) -> str:
    if value not in READERS and not Path(value).expanduser().is_dir():
        raise ValueError("there is no such folder")
    return value


SHORTEST_SECRET = 8
Token = Annotated[SecretStr | None, Field(min_length=SHORTEST_SECRET)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Networks = Annotated[tuple[str, ...], BeforeValidator(_networks)]
StoryName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
MaybeStory = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9_-]{0,62})?$")]
Watched = Annotated[tuple[tuple[MaybeStory, Path], ...], BeforeValidator(_watched)]
Cron = Annotated[str, AfterValidator(_cron)]


class Settings(BaseModel):
    """Every setting; each description ends the sentence "NAME must be …"."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=_variable, validate_default=False)

    # who we are on each platform
    discord_token: Token = Field(None, description="a Discord bot token")
    slack_bot_token: Token = Field(None, description="a Slack bot token (xoxb-…)")
    slack_app_token: Token = Field(None, description="a Slack app-level token (xapp-…)")
    slack_signing_secret: Token = Field(None, description="a Slack signing secret")
    slack_client_id: str | None = Field(None, description="the client id of a Slack app")
    slack_client_secret: Token = Field(None, description="the client secret of a Slack app")
    slack_config_token: Token = Field(None, description="a Slack app configuration token (xoxe.xoxp-…)")
    slack_api: str = Field(
        "https://slack.com/api/", pattern=r"^https?://\S+/$", description="a URL that ends with /"
    )
    store_key: Token = Field(None, description="keys made by `footnote slack key`, separated by commas")
    discord_style: Literal["embeds", "compact"] = Field(
        "embeds", description="embeds (each quote in its own) or compact (plain text)"
    )
    discord_message_content: bool = Field(
        False, description="true when the message content intent is switched on, else false"
    )
    discord_user_install: bool = Field(
        False, description="true to let people install the bot for themselves, else false"
    )
    admins: Names = Field((), description="platform user or role ids, separated by commas")

    # where things are
    home: Path = Field(Path(".footnote"), description="the folder where indexes and state live")
    documents: Path = Field(Path("seeds"), description="the file or folder the default story is built from")
    story: StoryName = Field(
        "seeds", description="the default story's name: lower-case letters, digits, - and _"
    )

    # when stories are brought up to date without anybody asking
    watch: Watched = Field(
        (), description="folders, each perhaps after a story's name and =, separated by commas"
    )
    schedule: Cron | None = Field(
        None, description="a cron expression such as 0 4 * * * (every day at four), or empty"
    )

    # what is kept of questions
    retention: int = Field(
        90, ge=1, le=36500, description="how many days questions are kept, from 1 to 36500"
    )
    insights: bool = Field(True, description="false to keep questions for a day only, else true")

    # what is logged
    log_to: Literal["file", "stderr"] = Field("file", description="file (in the home) or stderr")
    log_format: Literal["plain", "json"] = Field("plain", description="plain or json")
    metrics: Literal["local", "open"] = Field(
        "local", description="local (to this machine alone) or open (to whoever reaches the web)"
    )
    log_questions: bool = Field(False, description="true to let what people ask into the log, else false")

    # how answers are found
    model: str = Field(
        "footnote-minilm",
        description="footnote-minilm, or a sentence-transformers model's name or folder",
    )
    threads: int = Field(1, ge=1, le=256, description="a number of threads from 1 to 256")
    reader: Annotated[str, AfterValidator(_reader)] = Field(
        "auto",
        description="trained (better, and 0.4 seconds of a core a question), words (20 times as fast), "
        "auto (trained, and words while others wait), or the folder of another reader (that one, likewise)",
    )
    top: int = Field(3, ge=1, le=20, description="how many quotes are shown at first at most, from 1 to 20")
    threshold: float | None = Field(
        None, ge=0, le=1, description="a confidence from 0 to 1, or empty for the fitted one"
    )

    # what administrators may
    add_urls: bool = Field(False, description="true to let administrators add pages by address, else false")

    # what is refused
    max_question: int = Field(2000, ge=10, description="a number of characters, at least 10")
    max_bytes: int = Field(50_000_000, ge=1000, description="the largest document in bytes, at least 1000")
    person_rate: int = Field(10, ge=1, description="questions a person may ask a minute, at least 1")
    channel_rate: int = Field(30, ge=1, description="questions a channel may ask a minute, at least 1")
    press_rate: int = Field(30, ge=1, description="buttons a person may press a minute, at least 1")
    queue: int = Field(50, ge=1, description="how many questions may wait, at least 1")

    # the local web chat and the links in citations
    web_host: str = Field("127.0.0.1", min_length=1, description="a host name or address")
    web_password: Token = Field(None, description="a password of at least 8 characters")
    web_admin_password: Token = Field(None, description="a password of at least 8 characters")
    web_user_header: str | None = Field(
        None, pattern=r"^[A-Za-z0-9-]+$", description="the name of a header that a reverse proxy sets"
    )
    web_proxies: Networks = Field(
        ("127.0.0.1/32", "::1/128"), description="addresses or networks, separated by commas"
    )
    web_links: Literal["signed", "open"] = Field(
        "signed", description="signed (good for some days) or open (whoever has one can change it)"
    )
    web_link_days: int = Field(30, ge=1, le=3650, description="a number of days from 1 to 3650")
    web_originals: bool = Field(False, description="true to hand out the original files, else false")
    web_rate: int = Field(120, ge=1, description="what an address may send a minute, at least 1")
    web_port: int = Field(8080, ge=0, le=65535, description="a port number, or 0 for any that is free")
    public_url: str | None = Field(
        None, pattern=r"^https?://[^\s/]+", description="a URL that starts with http:// or https://"
    )

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """Settings from a mapping; names that are not ours are ignored, an empty value means the default.

        Raises:
            UsageError: a value is not what the setting needs, or a name is a setting's, misspelt.
        """
        known = {_variable(field): field for field in cls.model_fields}
        for name in environment:
            if name.startswith(PREFIX) and name not in known:
                _refuse_misspelt(name, known)
        ours = {name: value for name, value in environment.items() if name in known}
        try:
            return cls.model_validate({name: value for name, value in ours.items() if value.strip()})
        except ValidationError as error:
            name = str(error.errors()[0]["loc"][0])
            wanted = cls.model_fields[known[name]].description
            # A token is never repeated, not even a wrong one: errors end up in logs and screenshots.
            given = (
                "" if known[name].endswith((*TOKEN_ENDINGS, "_key", "_password")) else f", not {ours[name]!r}"
            )
            raise UsageError(f"{name} must be {wanted}{given}") from None

    @classmethod
    def variables(cls) -> dict[str, str]:
        """Every variable with its default, written as it would stand in a `.env` file."""
        return {_variable(name): _written(field.default) for name, field in cls.model_fields.items()}

    @property
    def has_slack(self) -> bool:
        """Whether a workspace's token is given, or what workspaces need to install the app themselves."""
        return bool(self.slack_bot_token or self.slack_client_id)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every token and key that is set: what no log may hold."""
        values = (getattr(self, name) for name in type(self).model_fields)
        written = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
        keys = (one.strip() for value in written for one in value.split(","))  # several in one variable
        return (*written, *(one for one in keys if len(one) >= SHORTEST_SECRET))

    @property
    def web_guarded(self) -> bool:
        """Whether the web chat asks who comes, or else is for this machine alone."""
        return bool(self.web_password or self.web_admin_password or self.web_user_header)

    @property
    def key_path(self) -> Path:
        return self.home / "signing.key"

    @property
    def state_path(self) -> Path:
        return self.home / "state.sqlite"

    @property
    def log_path(self) -> Path:
        return self.home / "footnote.log"


def _refuse_misspelt(name: str, known: Iterable[str]) -> None:
    """Names of other tools that share our prefix pass; those that nearly are a setting do not."""
    endings = [other.removeprefix(PREFIX) for other in known if other.startswith(PREFIX)]
    close = difflib.get_close_matches(name.removeprefix(PREFIX), endings, n=1, cutoff=0.75)
    if close:
        raise UsageError(f"{name} is not a setting; did you mean {PREFIX}{close[0]}?")


def plain(secret: SecretStr | None) -> str:
    """A token, key or password in the clear; empty where none is set."""
    return secret.get_secret_value() if secret else ""


def _written(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    return ",".join(default) if isinstance(default, tuple) else str(default)


def read(environment: Mapping[str, str], folder: Path) -> Settings:
    """Settings from the environment over the `.env` file of `folder`, if there is one.

    Raises:
        UsageError: as `Settings.of`, or the `.env` file cannot be read as UTF-8.
    """
    path = folder / ".env"
    if not path.is_file():
        return Settings.of(environment)
    from dotenv import dotenv_values  # noqa: PLC0415 -- only where there is a file, start-up is counted

    try:
        # Without interpolation: a "$" in a token is a dollar sign.
        written = dotenv_values(path, interpolate=False)
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read as UTF-8 text; correct it or remove it") from None
    return Settings.of(
        {name: value for name, value in written.items() if value is not None} | dict(environment)
    )
