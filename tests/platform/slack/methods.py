"""What Slack knows and shows, and the methods of its Web API with their error shapes and limits."""

from __future__ import annotations

import json

from aiohttp import web

from tests.platform.slack.blockkit import Refused, check_message, check_view
from tests.platform.slack.install import SCOPES, Install
from tests.platform.slack.shown import Json, Shown


class Methods:
    """Each method takes its arguments, the installation of the token, and the token."""

    def __init__(self) -> None:
        self.token, self.app_token, self.secret = "xoxb-1-loopback", "xapp-1-loopback", "s3cret-signing"
        self.installs: dict[str, Install] = {self.token: Install()}
        self.written: dict[tuple[str, str], Json] = {}  # what people wrote, by channel and ts
        self.epoch = 1_700_000_000
        self.messages: dict[tuple[str, str], Shown] = {}
        self.whispers: list[Shown] = []
        self.unseen: list[Shown] = []
        self.replaced: list[Shown] = []
        self.threads: set[str] = set()
        self.deleted: list[tuple[str, str]] = []
        self.removed: list[Shown] = []  # what was deleted, as it stood there
        self.calls: list[tuple[str, Json]] = []
        self.views: list[Json] = []
        self.homes: dict[str, Json] = {}
        self.statuses: list[Json] = []
        self.prompts: list[Json] = []
        self.uploads: dict[str, bytes] = {}
        self.upload_names: dict[str, str] = {}
        self.files: dict[str, tuple[bytes, str]] = {}
        self.shared: list[tuple[str, str, str, bytes]] = []  # (channel, thread, name, content)
        self.admins: set[str] = {"U0ADMIN"}
        self.profiles: dict[str, Json] = {}
        self.closed_channels: set[str] = set()
        self.subscribed: list[str] = []
        self.manifest_errors: list[Json] = []
        self.broken: set[str] = set()
        self.codes: dict[str, Json] = {}
        self.refuses_blocks = False
        self._clock = 0
        self._base = ""

    @property
    def url(self) -> str:
        return f"http://{self._base}"

    def ts(self) -> str:
        self._clock += 1
        return f"{self.epoch + self._clock}.{self._clock % 1_000_000:06d}"

    def thread(self, channel: str, ts: str) -> list[Shown]:
        return [one for one in self.messages.values() if one.channel == channel and one.thread == ts]

    def _answer(self, method: str, args: Json, token: str, request: web.Request) -> Json:  # noqa: C901
        if method in self.broken:
            raise Refused("internal_error")
        if method == "apps.connections.open":
            if token != self.app_token:
                raise Refused("invalid_auth")
            return {"ok": True, "url": f"ws://{self._base}/link"}
        if method == "oauth.v2.access":
            code = args.get("code", "")
            if code not in self.codes:
                raise Refused("invalid_code")
            return {"ok": True, **self.codes.pop(code)}
        install = self.installs.get(token)
        if not token:
            raise Refused("not_authed")
        if install is None:
            raise Refused("invalid_auth")
        if install.revoked:
            raise Refused("token_revoked")
        needed = SCOPES.get(method)
        if needed and needed not in install.scopes:
            raise Refused("missing_scope", needed, ",".join(sorted(install.scopes)))
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        if handler is None:
            raise Refused("unknown_method")
        return {"ok": True, **handler(args, install, token)}

    def _auth_test(self, args: Json, install: Install, token: str) -> Json:
        return {
            "url": "https://loopback.slack.com/",
            "team": "Loopback",
            "user": "footnote",
            "team_id": install.team,
            "user_id": install.bot_user,
            "bot_id": install.bot_id,
            "enterprise_id": install.enterprise,
            "is_enterprise_install": False,
        }

    def _shown(self, args: Json, token: str, ts: str, to: str = "") -> Shown:
        check_message(args.get("text", ""), args.get("blocks"))
        if args.get("blocks") and self.refuses_blocks:
            raise Refused("invalid_blocks", "unsupported type: rich_text")
        if args.get("link_names") or args.get("parse") == "full":
            raise Refused("invalid_arguments", "this bot must not ask for mentions to be found")
        channel = args["channel"]
        if channel in self.closed_channels:
            raise Refused("not_in_channel")
        return Shown(
            channel,
            ts,
            args.get("text", ""),
            args.get("blocks") or [],
            args.get("thread_ts") or "",
            to,
            args,
            token,
        )

    def _chat_postMessage(self, args: Json, install: Install, token: str) -> Json:  # noqa: N802
        if args["channel"].startswith("U"):  # a person: their conversation with the bot
            args = args | {"channel": f"D{args['channel']}"}
        shown = self._shown(args, token, self.ts())
        self.messages[shown.channel, shown.ts] = shown
        return {"channel": shown.channel, "ts": shown.ts, "message": {"text": shown.text}}

    def _chat_postEphemeral(self, args: Json, install: Install, token: str) -> Json:  # noqa: N802
        shown = self._shown(args, token, self.ts(), args["user"])
        # Slack takes it and shows nobody anything where there is no thread yet.
        (self.whispers if self._is_thread(shown) else self.unseen).append(shown)
        return {"message_ts": shown.ts}

    def _is_thread(self, shown: Shown) -> bool:
        return (
            not shown.thread or shown.thread in self.threads or bool(self.thread(shown.channel, shown.thread))
        )

    def _chat_update(self, args: Json, install: Install, token: str) -> Json:
        key = (args["channel"], args["ts"])
        if key not in self.messages:
            raise Refused("message_not_found")
        old = self.messages[key]
        shown = self._shown(args, token, args["ts"])
        shown.thread = old.thread
        self.messages[key] = shown
        return {"channel": shown.channel, "ts": shown.ts}

    def _chat_getPermalink(self, args: Json, install: Install, token: str) -> Json:  # noqa: N802
        return {"permalink": f"https://loopback.slack.com/archives/{args['channel']}/p{args['message_ts']}"}

    def _chat_delete(self, args: Json, install: Install, token: str) -> Json:
        key = (args["channel"], args["ts"])
        if key not in self.messages:
            raise Refused("message_not_found")
        self.removed.append(self.messages.pop(key))
        self.deleted.append(key)
        return {"channel": args["channel"], "ts": args["ts"]}

    def _apps_manifest_export(self, args: Json, install: Install, token: str) -> Json:
        return {"manifest": {"settings": {"event_subscriptions": {"bot_events": self.subscribed}}}}

    def _apps_manifest_validate(self, args: Json, install: Install, token: str) -> Json:
        if self.manifest_errors:
            raise Refused("invalid_manifest", {"errors": self.manifest_errors})
        json.loads(args["manifest"])
        return {}

    def _views_open(self, args: Json, install: Install, token: str) -> Json:
        check_view(args["view"])
        view = args["view"] | {"id": f"V{len(self.views)}"}
        self.views.append(view)
        return {"view": view}

    def _views_publish(self, args: Json, install: Install, token: str) -> Json:
        check_view(args["view"])
        self.homes[args["user_id"]] = args["view"]
        return {"view": args["view"]}

    def _everything(self, channel: str, install: Install) -> list[Json]:
        """People's messages and the bot's in a channel, the oldest first."""
        ours = [
            {"type": "message", "user": install.bot_user, "bot_id": install.bot_id, "ts": one.ts}
            | {"text": one.text, "blocks": one.blocks}
            | ({"thread_ts": one.thread} if one.thread else {})
            for one in self.messages.values()
            if one.channel == channel
        ]
        theirs = [
            {key: value for key, value in event.items() if key != "channel"}
            for (where, _), event in self.written.items()
            if where == channel
        ]
        return sorted(ours + theirs, key=lambda one: str(one["ts"]))

    def _conversations_history(self, args: Json, install: Install, token: str) -> Json:
        """The latest first, and only what stands in no thread, as Slack has it."""
        if args["channel"] in self.closed_channels:
            raise Refused("not_in_channel")
        everything = self._everything(args["channel"], install)
        latest = {
            one["thread_ts"]: one["ts"] for one in everything if one.get("thread_ts", one["ts"]) != one["ts"]
        }
        found = [
            one | ({"latest_reply": latest[one["ts"]], "thread_ts": one["ts"]} if one["ts"] in latest else {})
            for one in everything
            if one.get("thread_ts", one["ts"]) == one["ts"] and one["ts"] > args.get("oldest", "0")
        ]
        return {"messages": found[::-1][: int(args.get("limit", 100))]}

    def _conversations_replies(self, args: Json, install: Install, token: str) -> Json:
        """A thread with its first message; a reply's own `ts` gives that reply alone."""
        everything = self._everything(args["channel"], install)
        here = [one for one in everything if args["ts"] in {one["ts"], one.get("thread_ts")}]
        if not here:
            raise Refused("thread_not_found")
        oldest = args.get("oldest", "0")
        return {"messages": [one for one in here if one["ts"] == args["ts"] or one["ts"] > oldest]}

    def _users_info(self, args: Json, install: Install, token: str) -> Json:
        admin = args["user"] in self.admins
        if not args.get("user"):
            raise Refused("user_not_found")
        user = {
            "id": args["user"],
            "real_name": f"Person {args['user']}",
            "is_admin": admin,
            "is_owner": False,
            "is_bot": False,
        }
        return {"user": {**user, "team_id": install.team, **self.profiles.get(args["user"], {})}}

    def _assistant_threads_setStatus(self, args: Json, install: Install, token: str) -> Json:  # noqa: N802
        self.statuses.append(args)
        return {}

    def _assistant_threads_setSuggestedPrompts(  # noqa: N802
        self, args: Json, install: Install, token: str
    ) -> Json:
        if not 1 <= len(args["prompts"]) <= 4:
            raise Refused("invalid_arguments", "1 to 4 prompts")
        self.prompts.append(args)
        return {}

    def share(self, name: str, content: bytes, mimetype: str = "text/plain") -> Json:
        """A file as an event tells of it."""
        self.files[name] = (content, mimetype)
        return {
            "id": f"F{name}",
            "name": name,
            "mimetype": mimetype,
            "size": len(content),
            "mode": "hosted",
            "url_private_download": f"{self.url}/files/{name}",
        }

    def _files_info(self, args: Json, install: Install, token: str) -> Json:
        name = args["file"].removeprefix("F")
        if name not in self.files:
            raise Refused("file_not_found")
        return {"file": self.share(name, *self.files[name])}

    def _files_getUploadURLExternal(self, args: Json, install: Install, token: str) -> Json:  # noqa: N802
        id_ = f"F{len(self.uploads)}"
        self.uploads[id_] = b""
        self.upload_names[id_] = args["filename"]
        return {"upload_url": f"http://{self._base}/upload/{id_}", "file_id": id_}

    def _files_completeUploadExternal(self, args: Json, install: Install, token: str) -> Json:  # noqa: N802
        channel = args.get("channel_id") or ""
        if channel and not channel.startswith(("C", "D", "G")):
            raise Refused("channel_not_found")
        for one in args["files"]:
            file = (
                channel,
                args.get("thread_ts") or "",
                self.upload_names[one["id"]],
                self.uploads[one["id"]],
            )
            self.shared.append(file)
        return {"files": [{"id": one["id"], "title": one.get("title", "")} for one in args["files"]]}
