"""What the bot says: the values, the words, the pages. All that a platform's renderer needs."""

from bot.reply.links import source_link
from bot.reply.overview import Overview, StoryFacts
from bot.reply.paging import pages
from bot.reply.values import Action, Display, Excerpt, Picture, Reply, Role, Verb, show
from bot.reply.wording import (
    answer_reply,
    cite,
    claim_reply,
    count,
    failure,
    in_words,
    nearest_reply,
    notice,
    refusal,
    source_reply,
    timeline_notice,
)

__all__ = [
    "Action",
    "Display",
    "Excerpt",
    "Overview",
    "Picture",
    "Reply",
    "Role",
    "StoryFacts",
    "Verb",
    "answer_reply",
    "cite",
    "claim_reply",
    "count",
    "failure",
    "in_words",
    "nearest_reply",
    "notice",
    "pages",
    "refusal",
    "show",
    "source_link",
    "source_reply",
    "timeline_notice",
]
