"""What the bot says: the values, the words, the pages. All that a platform's renderer needs."""

from bot.reply.links import Links, Passport
from bot.reply.overview import Overview, StoryFacts
from bot.reply.paging import pages
from bot.reply.source import DateMark, SourcePage, Standing
from bot.reply.timeline import Chronicle, timeline_notice, timeline_reply
from bot.reply.values import Action, Display, Excerpt, Label, Picture, Reply, Role, Verb, show
from bot.reply.wording import (
    answer_reply,
    cite,
    claim_reply,
    count,
    day,
    days_note,
    failure,
    in_words,
    nearest_reply,
    notice,
    refusal,
    source_reply,
)

__all__ = [
    "Action",
    "Chronicle",
    "DateMark",
    "Display",
    "Excerpt",
    "Label",
    "Links",
    "Overview",
    "Passport",
    "Picture",
    "Reply",
    "Role",
    "SourcePage",
    "Standing",
    "StoryFacts",
    "Verb",
    "answer_reply",
    "cite",
    "claim_reply",
    "count",
    "day",
    "days_note",
    "failure",
    "in_words",
    "nearest_reply",
    "notice",
    "pages",
    "refusal",
    "show",
    "source_reply",
    "timeline_notice",
    "timeline_reply",
]
