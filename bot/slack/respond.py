"""How Slack is answered: in the thread, to the asker alone, or where a command was typed."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.conversation import Person, Place
from bot.reply import Display, Excerpt, Links, Role, notice
from bot.slack.render import Payload, render
from bot.slack.sending import Upload, send, upload, uploads

log = logging.getLogger(__name__)

MOST_RESPONSES = 5
"""Uses of a `response_url` (https://docs.slack.dev/interactivity/handling-user-interaction)."""
READING = "is reading…"
ANSWERS = "answers:"
"""Opens the id of an answer's first block, before the `ts` of its question."""
NOT_A_MEMBER = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel"})


HANDED = "The files that go with it are in our direct messages."
NO_FILES = "The files that go with it could not be sent to you; the log says why."


class SlackResponder:
    """Answers one event.

    `response_url` is what commands and buttons bring along: it works in every conversation, five times.
    `private` shows everything to the person alone; `asked` puts the question above an answer. What only
    one person sees is shown in a thread only where there is one already (`in_thread`), else beside it:
    https://docs.slack.dev/reference/methods/chat.postEphemeral

    `answers` is the `ts` of a question: an answer that everybody sees carries it, so that a bot that was
    killed right after posting finds in Slack that it need not answer again. `turning` puts a list's next page
    in the place of the message that only one person sees, whose button was pressed.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        place: Place,
        person: Person,
        *,
        response_url: str = "",
        private: bool = False,
        asked: bool = False,
        in_thread: bool = True,
        links: Links | None = None,
        answers: str = "",
        turning: bool = False,
    ) -> None:
        self._client = client
        self._place, self._person = place, person
        self._url, self._uses = response_url, MOST_RESPONSES
        self._whispering_in = place.thread if in_thread else ""
        self._private, self._asked, self._links = private, asked, links or Links()
        self._answers, self._turning = answers, turning
        self._notes: list[str] = []

    async def working(self, ahead: int) -> None:
        """Show "is reading…" under the thread; who has to wait is told so, in private and for so long."""
        if ahead:
            waiting = Display(notice(f"Waiting for {ahead} before you …", private=True))
            self._notes = await self._whisper(render(waiting))
        if self._place.thread and not self._private:
            try:
                await self._client.assistant_threads_setStatus(
                    channel_id=self._place.channel, thread_ts=self._place.thread, status=READING
                )
            except SlackApiError as error:  # a nicety that some workspaces do not have
                log.info("no status shown: %s", error.response["error"])

    async def say(self, display: Display) -> Sequence[str]:
        try:
            return await self._say(display)
        finally:
            notes, self._notes = self._notes, []
            try:
                await self.remove(notes)
            except SlackApiError as error:  # the answer stands, that is what matters
                log.info("a note on the waiting line stays: %s", error.response["error"])

    async def _say(self, display: Display) -> Sequence[str]:
        private = self._private or display.reply.private
        messages = self._rendered(display, share=private and not self._place.direct)
        files = uploads(display)
        if private:
            self._turning = self._turning and display.reply.role is Role.REPORT
            await self._whisper(messages)
            if files:
                await self._hand_over(files, display)
            return ()
        if self._answers and messages[0].blocks:
            messages[0].blocks[0]["block_id"] = ANSWERS + self._answers
        posted = [await self._post(message) for message in messages]
        # A command's address for answers posts where the bot is no member: there it can put no file.
        if files and posted[0]:
            await upload(self._client, files, self._place.channel, self._place.thread or posted[0])
        return posted

    async def _hand_over(self, files: list[Upload], display: Display) -> None:
        """Files for one person go into their conversation with the bot: Slack shows none to one of many.

        Posting to a person's id opens that conversation and tells its id, with no scope but `chat:write`
        (https://docs.slack.dev/reference/methods/chat.postMessage).
        """
        channel, thread = self._place.channel, self._place.thread
        if not self._place.direct:
            note = render(Display(notice(f"With what you asked for: {display.reply.notice}")))
            try:
                opened = await send(self._client, note[0], self._person.id)
            except SlackApiError as error:
                log.warning("no files handed over: %s", error.response["error"])
                await self._whisper(render(Display(notice(NO_FILES, private=True))))
                return
            channel, thread = str(opened["channel"]), str(opened["ts"])
        handed = await upload(self._client, files, channel, thread)
        if not self._place.direct:
            await self._whisper(render(Display(notice(HANDED if handed else NO_FILES, private=True))))

    async def replace(self, messages: Sequence[str], display: Display) -> Sequence[str]:
        """Change the messages in place; those too many go, further ones follow."""
        new = self._rendered(display)
        kept = messages[: len(new)]
        for ts, message in zip(kept, new, strict=False):
            await self._client.chat_update(
                channel=self._place.channel, ts=ts, text=message.text, blocks=message.blocks
            )
        await self.remove(messages[len(new) :])
        return [*kept, *[await self._post(message) for message in new[len(kept) :]]]

    def _rendered(self, display: Display, *, share: bool = False) -> list[Payload]:
        def link(excerpt: Excerpt) -> str | None:
            return self._links.to(display.reply, excerpt.quote)

        return render(display, link, asked=self._asked, share=share)

    async def remove(self, messages: Sequence[str]) -> None:
        for ts in messages:
            try:
                await self._client.chat_delete(channel=self._place.channel, ts=ts)
            except SlackApiError as error:
                if error.response["error"] != "message_not_found":  # somebody was faster
                    raise

    async def _post(self, message: Payload) -> str:
        try:
            posted = await send(self._client, message, self._place.channel, self._place.thread)
        except SlackApiError as error:
            if not (self._url and error.response["error"] in NOT_A_MEMBER):
                raise
            # A command works where the bot is no member; so does its address for answers.
            await self._respond(message, "in_channel")
            return ""
        return str(posted["ts"])

    async def _whisper(self, messages: Sequence[Payload]) -> list[str]:
        """To one person alone; the ids of the messages that stay, as they do in a direct conversation."""
        stay = []
        for message in messages:
            if self._url and self._uses:
                await self._respond(message, "ephemeral")
            elif self._place.direct:
                stay.append(await self._post(message))
            else:
                await self._beside(message)
        return stay

    async def _beside(self, message: Payload) -> None:
        try:
            await self._client.chat_postEphemeral(
                channel=self._place.channel,
                user=self._person.id,
                thread_ts=self._whispering_in or None,
                text=message.text,
                blocks=message.blocks,
            )
        except SlackApiError as error:
            if error.response["error"] not in NOT_A_MEMBER:
                raise
            # A window may have been opened where the bot is no member.
            await send(self._client, message, self._person.id)

    async def _respond(self, message: Payload, to: str) -> None:
        self._uses -= 1
        webhook = AsyncWebhookClient(self._url, retry_handlers=[*self._client.retry_handlers])
        answer = await webhook.send_dict(
            {
                "text": message.text,
                "blocks": message.blocks,
                "response_type": to,
                "replace_original": self._turning,
                "unfurl_links": False,
                "unfurl_media": False,
                **({"thread_ts": self._whispering_in} if self._whispering_in else {}),
            }
        )
        self._turning = False  # further messages of a long page follow it
        if answer.status_code != 200:  # noqa: PLR2004 -- HTTP
            raise RuntimeError(
                f"Slack refused an answer to a command: {answer.status_code} {answer.body[:200]}"
            )
