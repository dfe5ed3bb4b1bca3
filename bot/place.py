"""Where something was said, and by whom: the same four words on every platform."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a team (Discord's guild, Slack's workspace), and the thread in it that answers go to.

    `direct` is a conversation with the bot alone. Direct messages outside any team have an empty `team`.
    """

    platform: str
    team: str
    channel: str
    thread: str = ""
    direct: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells one channel from every other."""
        return (self.platform, self.team, self.channel)

    @property
    def whole_channel(self) -> Place:
        return replace(self, thread="")

    @property
    def whole_team(self) -> Place:
        return replace(self, channel="", thread="")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on a platform.

    `administrator` is what the platform says of them in this place (Discord: may manage the server, Slack: is
    an administrator of the workspace), `roles` the ids of their roles here. Both come from the platform with
    each event, never from an earlier one.
    """

    id: str
    name: str = ""
    bot: bool = False
    administrator: bool = False
    roles: frozenset[str] = frozenset()
