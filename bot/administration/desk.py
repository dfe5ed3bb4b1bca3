"""Takes what administrators ask for, by command or button, to the act that does it.

No right is decided here: every act asks for those it needs, so that no way in passes them by.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.administration.asked import Asked
from bot.administration.building import Building
from bot.administration.documents import DocumentActs
from bot.administration.holding import Holdings
from bot.administration.lists import Lists
from bot.administration.office import Office
from bot.administration.pages import Pages
from bot.administration.records import Records
from bot.administration.stories import StoryActs
from bot.administration.undoing import UNDO
from bot.administration.uploads import Uploads
from bot.conversation import Command, Handler, Press, PressHandler, Responder
from bot.reply import Display, Reply, Verb
from bot.state import Offer
from index.errors import UsageError

Act = Callable[[Asked], Awaitable[Display]]


class Desk:
    """`pages` fetches addresses, None where that is not allowed; no file may have more than `max_bytes`.

    `lists` that others turn pages of are registered by the kind of their offers.
    """

    def __init__(
        self,
        office: Office,
        holdings: Holdings,
        building: Building,
        pages: Pages | None,
        max_bytes: int,
    ) -> None:
        self._office = office
        lists = Lists(office.state.offers, office.clock)
        stories = StoryActs(office, holdings, lists)
        self._documents = DocumentActs(office, holdings, lists, building)
        uploads = Uploads(office, holdings, building, pages, max_bytes)
        records = Records(office, lists)
        self._acts: dict[str, Mapping[str, Act]] = {
            "stories": {name: _in_thread(act) for name, act in stories.acts.items()},
            "documents": {**self._documents.acts, "add": uploads.add},
            "add": {"": uploads.add},
            "audit": {"": _in_thread(records.audit)},
        }
        self.lists: dict[str, Act] = {
            "stories": _in_thread(stories.list),
            "documents": self._documents.list,
            "history": self._documents.history,
            "audit": _in_thread(records.audit),
        }

    @property
    def handlers(self) -> dict[str, Handler]:
        """For `Conversation`, by the names of the commands."""
        return dict.fromkeys(self._acts, self._command)

    @property
    def presses(self) -> dict[Verb, PressHandler]:
        """For `Conversation`, by the verbs of the buttons."""
        return {Verb.PAGE: self._page, Verb.UNDO: self._undo}

    async def act(self, name: str, asked: Asked) -> Display:
        """Do what a command asks and give back what to say; raises `FootnoteError` for what is refused."""
        acts = self._acts[name]
        action = asked.action or next(iter(acts))
        if action not in acts:
            raise UsageError(f"there is no /{name} {action[:32]}; there are {', '.join(acts)}")
        return await acts[action](replace(asked, action=action))

    async def _command(self, command: Command, responder: Responder) -> None:
        await responder.working(0)
        await responder.say(await self.act(command.name, Asked.of(command)))

    async def _page(self, press: Press, responder: Responder) -> None:
        offer = await self._offer(press)
        if offer.kind not in self.lists:
            raise UsageError("there is no such list any more; please ask again")
        options = {"story": offer.story, "about": offer.about, "page": str(press.action.number + 1)}
        asked = Asked(press.place, press.person, "list", options)
        await responder.say(await self.lists[offer.kind](asked))

    async def _undo(self, press: Press, responder: Responder) -> None:
        offer = await self._offer(press)
        if offer.kind != UNDO or not press.action.number:
            raise UsageError("there is nothing to take back here any more")
        await responder.working(0)
        asked = Asked(press.place, press.person, "undo", {"story": offer.story})
        await responder.say(await self._documents.undo(asked, only_if=press.action.number))

    async def _offer(self, press: Press) -> Offer:
        """What a button was made for; raises `UsageError` for one that was made elsewhere, or forged."""
        offer = await asyncio.to_thread(self._office.state.offers.get, press.action.exchange)
        if offer is None or not offer.made_in(press.place):
            raise UsageError("I no longer know what this button was for; please ask again")
        return offer


def _in_thread(act: Callable[[Asked], Reply]) -> Act:
    async def run(asked: Asked) -> Display:
        return Display(await asyncio.to_thread(act, asked))

    return run
