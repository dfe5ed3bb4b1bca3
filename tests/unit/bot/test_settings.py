"""Settings: from a mapping and a file, refused in one sentence, documented whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import ValidationError

from bot.settings import Settings, read
from index.errors import UsageError

ROOT = Path(__file__).parents[3]


def test_the_example_lists_every_setting_with_its_default_and_nothing_else() -> None:
    assert dotenv_values(ROOT / ".env.example", interpolate=False) == Settings.variables()


def test_a_copied_example_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text("utf-8"), "utf-8")
    assert read({}, tmp_path) == Settings.of({})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FOOTNOTE_TOP=5\nFOOTNOTE_THREADS=2\n", "utf-8")
    settings = read({"FOOTNOTE_TOP": "7"}, tmp_path)
    assert (settings.top, settings.threads) == (7, 2)


def test_a_token_in_the_file_keeps_its_dollar_signs(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=abc$HOME${HOME}xyz\n", "utf-8")
    token = read({"HOME": "/root"}, tmp_path).discord_token
    assert token is not None
    assert token.get_secret_value() == "abc$HOME${HOME}xyz"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("FOOTNOTE_WEB_PORT", "eighty", "a port number, or 0 for any that is free, not 'eighty'"),
        ("FOOTNOTE_WEB_PORT", "65536", "a port number, or 0"),
        ("FOOTNOTE_THRESHOLD", "1.5", "a confidence from 0 to 1"),
        ("FOOTNOTE_THREADS", "0", "a number of threads from 1 to 256"),
        ("FOOTNOTE_STORY", "The War", "lower-case letters"),
        ("FOOTNOTE_STORY", "../x", "lower-case letters"),
        ("FOOTNOTE_PUBLIC_URL", "ftp://x", "http:// or https://"),
        ("FOOTNOTE_WEB_PROXIES", "10.0.0.0/99", "addresses or networks"),
        ("FOOTNOTE_WEB_LINKS", "secret", "signed"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_must_be(name: str, value: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        Settings.of({name: value})
    assert str(caught.value).startswith(f"{name} must be ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wrong_token_is_not_repeated() -> None:
    with pytest.raises(UsageError, match=r"^DISCORD_TOKEN must be a Discord bot token$"):
        Settings.of({"DISCORD_TOKEN": "s3cret"})


def test_a_misspelt_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"did you mean FOOTNOTE_MODEL\?$"):
        Settings.of({"FOOTNOTE_MODLE": "x"})


def test_other_programs_variables_are_none_of_ours() -> None:
    others = {"PATH": "/bin", "DISCORD_HOME": "x", "FOOTNOTE_DATA": "/data"}
    assert Settings.of(others) == Settings.of({})


def test_settings_cannot_be_changed_and_do_not_show_tokens() -> None:
    settings = Settings.of({"SLACK_BOT_TOKEN": "xoxb-12345678"})
    with pytest.raises(ValidationError):
        settings.top = 4
    assert "xoxb-12345678" not in repr(settings)


def test_admins_are_a_list_of_names() -> None:
    assert Settings.of({"FOOTNOTE_ADMINS": " U1, U2 ,,"}).admins == ("U1", "U2")


def test_an_env_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"\.env cannot be read as UTF-8"):
        read({}, tmp_path)


def test_watched_folders_are_read_with_their_stories() -> None:
    settings = Settings.of({"FOOTNOTE_WATCH": "/dossier, notes=/srv/my notes,"})
    assert settings.watch == (("", Path("/dossier")), ("notes", Path("/srv/my notes")))
    with pytest.raises(UsageError, match=r"^FOOTNOTE_WATCH must be folders"):
        Settings.of({"FOOTNOTE_WATCH": "No Story=/srv"})


@pytest.mark.parametrize("schedule", ["every day", "61 4 * * *", "0 4 * *"])
def test_a_schedule_is_a_cron_expression(schedule: str) -> None:
    assert Settings.of({"FOOTNOTE_SCHEDULE": "0 4 * * MON-FRI"}).schedule == "0 4 * * MON-FRI"
    with pytest.raises(UsageError, match=r"^FOOTNOTE_SCHEDULE must be a cron expression"):
        Settings.of({"FOOTNOTE_SCHEDULE": schedule})
