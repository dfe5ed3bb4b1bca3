"""The audit log, shown to those whom it concerns."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.administration.asked import Asked
from bot.administration.lists import PAGE, Lists, last_page
from bot.administration.office import Office
from bot.reply import Reply, count
from bot.state import Act

LONGEST = 120
"""Characters of what was before and what is after; the log keeps them whole."""


class Records:
    def __init__(self, office: Office, lists: Lists) -> None:
        self._office, self._lists = office, lists

    def audit(self, asked: Asked) -> Reply:
        """A page of what was changed by this team, or by anybody on its stories, the newest first.

        The terminal sees everything. Raises `AccessError`.
        """
        place, log = asked.place, self._office.state.audit
        self._office.rights.check(asked.person, place)
        everything = self._office.rights.trusts(place)
        team = None if everything else (place.platform, place.team)
        total = log.count(team)
        page = last_page(total, asked.page())
        acts = log.page(team, PAGE, page * PAGE)
        return self._lists.show(
            place, "audit", [_row(act) for act in acts], page, count(total, "act"), total=total
        )


def _row(act: Act) -> tuple[str, str]:
    when = datetime.fromtimestamp(act.at, UTC).strftime("%Y-%m-%d %H:%M")
    name = " ".join(act.name.split())
    who = f"{name} ({act.person})" if name and name != act.person else act.person
    change = " → ".join(filter(None, (_short(act.before), _short(act.after))))
    where = "/".join(filter(None, (act.platform, act.team, act.channel)))
    return f"{act.number}. {act.what}", " · ".join(
        filter(None, (f"{when} UTC", who, act.story and f"story {act.story}", change, where))
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
