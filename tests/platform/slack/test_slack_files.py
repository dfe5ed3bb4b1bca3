"""Files that people share: fetched whole, within limits, with the token and from Slack alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.slack.app import web_client
from bot.slack.files import SlackFile, files_of
from index.errors import SourceError
from tests.platform.slack.loopback import Slack

TEXT = b"The sea was calm.\n" * 10_000


def shared(slack: Slack, token: str = "", **changes: Any) -> SlackFile:
    """A file of a message, told of otherwise in some respects."""
    client = web_client(token or slack.token, slack.api)
    (file,) = files_of(client, {"files": [slack.share("calm.txt", TEXT) | changes]})
    return file


async def test_a_file_arrives_as_it_is(slack: Slack, tmp_path: Path) -> None:
    file = shared(slack)
    assert (file.name, file.size) == ("calm.txt", len(TEXT))
    await file.save(tmp_path / "a", len(TEXT))
    assert (tmp_path / "a").read_bytes() == TEXT
    assert slack.asked_for == [("/files/calm.txt", f"Bearer {slack.token}")]


@pytest.mark.parametrize("declared", [len(TEXT), 10, 0])
async def test_the_limit_counts_what_arrives_whatever_was_declared(
    slack: Slack, tmp_path: Path, declared: int
) -> None:
    with pytest.raises(SourceError, match=r"it holds more than 0\.2 MB"):
        await shared(slack, size=declared).save(tmp_path / "a", len(TEXT) - 1)
    assert bool(slack.asked_for) is (declared < len(TEXT))


async def test_a_gigabyte_declared_is_not_fetched(slack: Slack, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds more than"):
        await shared(slack, size=1 << 30).save(tmp_path / "a", 50_000_000)
    assert slack.asked_for == []


async def test_slacks_sign_in_page_is_not_taken_for_the_file(slack: Slack, tmp_path: Path) -> None:
    install = slack.installs[slack.token]
    install.scopes = install.scopes - {"files:read"}
    for mimetype in ("text/plain", "text/html"):
        with pytest.raises(SourceError, match="files:read"):
            await shared(slack, mimetype=mimetype).save(tmp_path / mimetype[5:], 10**6)


async def test_a_page_of_html_that_was_shared_is_a_file(slack: Slack, tmp_path: Path) -> None:
    client = web_client(slack.token, slack.api)
    (file,) = files_of(client, {"files": [slack.share("a.html", b"<p>Calm.</p>", "text/html")]})
    await file.save(tmp_path / "a.html", 10**6)
    assert (tmp_path / "a.html").read_bytes() == b"<p>Calm.</p>"


@pytest.mark.parametrize(
    "address",
    [
        "http://evil.example.org/files/calm.txt",
        "http://127.0.0.1.evil.example.org/calm.txt",
        "http://127.0.0.1:1/files/calm.txt",
        "https://{api}/files/calm.txt",
        "http://{api}@evil.example.org/calm.txt",
        "http://user@{api}/files/calm.txt",
        "file:///etc/passwd",
    ],
)
async def test_the_token_goes_nowhere_but_to_slack(slack: Slack, tmp_path: Path, address: str) -> None:
    address = address.format(api=slack.url.removeprefix("http://"))
    with pytest.raises(SourceError, match="kept outside Slack"):
        await shared(slack, url_private_download=address).save(tmp_path / "a", 10**6)
    assert slack.asked_for == []


async def test_a_redirect_is_not_followed(slack: Slack, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Slack answered 302"):
        await shared(slack, url_private_download=f"{slack.url}/moved/calm.txt").save(tmp_path / "a", 10**6)
    assert slack.asked_for == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mode": "tombstone"}, "no longer in Slack"),
        ({"mode": "hidden_by_limit"}, "no longer in Slack"),
        ({"url_private_download": ""}, "no longer in Slack"),
        ({"is_external": True, "mode": "external"}, "kept outside Slack"),
        ({"size": len(TEXT) + 1}, "did not arrive whole"),
    ],
)
async def test_what_cannot_be_had_says_why(
    slack: Slack, tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(SourceError, match=reason):
        await shared(slack, **changes).save(tmp_path / "a", 10**6)


async def test_slack_is_asked_about_a_file_from_another_workspace(slack: Slack, tmp_path: Path) -> None:
    told = {"id": slack.share("calm.txt", TEXT)["id"], "file_access": "check_file_info"}
    client = web_client(slack.token, slack.api)
    await SlackFile(client, told).save(tmp_path / "a", 10**6)
    assert (tmp_path / "a").read_bytes() == TEXT
    with pytest.raises(SourceError, match="file_not_found"):
        await SlackFile(client, told | {"id": "Fnone"}).save(tmp_path / "b", 10**6)


@pytest.mark.parametrize(
    ("base", "address", "ours"),
    [
        ("https://slack.com/api/", "https://files.slack.com/files-pri/T1-F1/a.txt", True),
        ("https://slack.com/api/", "https://slack.com/files/a.txt", True),
        ("https://slack-gov.com/api/", "https://files.slack-gov.com/a.txt", True),
        ("https://slack.com/api/", "https://notslack.com/a.txt", False),
        ("https://slack.com/api/", "https://slack.com.evil.org/a.txt", False),
        ("https://slack.com/api/", "http://files.slack.com/a.txt", False),
    ],
)
def test_which_addresses_are_slacks(base: str, address: str, ours: bool) -> None:
    assert SlackFile(web_client("xoxb-1", base), {})._is_slacks(address) is ours
