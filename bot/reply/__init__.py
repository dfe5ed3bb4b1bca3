"""What the bot says: the values, the words, the pages. All that a platform's renderer needs."""

from bot.reply.paging import pages
from bot.reply.timeline import Chronicle, about, summary, timeline_reply
from bot.reply.values import Action, Caption, Display, Excerpt, Picture, Reply, Role, Verb, show
from bot.reply.wording import answer_reply, cite, count, failure, in_words, nearest_reply, notice, refusal

__all__ = [
    "Action",
    "Caption",
    "Chronicle",
    "Display",
    "Excerpt",
    "Picture",
    "Reply",
    "Role",
    "Verb",
    "about",
    "answer_reply",
    "cite",
    "count",
    "failure",
    "in_words",
    "nearest_reply",
    "notice",
    "pages",
    "refusal",
    "show",
    "summary",
    "timeline_reply",
]
