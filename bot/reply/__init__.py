"""What the bot says: the values, the words, the pages. All that a platform's renderer needs."""

from bot.reply.amounts import bar
from bot.reply.links import Links, Passport
from bot.reply.overview import Overview, StoryFacts
from bot.reply.paging import pages
from bot.reply.source import DateMark, SourcePage, Standing
from bot.reply.timeline import Chronicle, timeline_notice, timeline_reply
from bot.reply.values import (
    Action,
    Display,
    Excerpt,
    File,
    Label,
    Picture,
    Reply,
    Role,
    Sheet,
    Verb,
    show,
)
from bot.reply.whole import timeline_file
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
    report,
    short_id,
    source,
    source_reply,
)

__all__ = [
    "Action",
    "Chronicle",
    "DateMark",
    "Display",
    "Excerpt",
    "File",
    "Label",
    "Links",
    "Overview",
    "Passport",
    "Picture",
    "Reply",
    "Role",
    "Sheet",
    "SourcePage",
    "Standing",
    "StoryFacts",
    "Verb",
    "answer_reply",
    "bar",
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
    "report",
    "short_id",
    "show",
    "source",
    "source_reply",
    "timeline_file",
    "timeline_notice",
    "timeline_reply",
]
