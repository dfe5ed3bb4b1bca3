"""What the bot does with what is said to it, on every platform alike. Platforms import from here.

    a platform's event -> Message, Command or Press -> Conversation -> Display -> the platform's Responder

events.py says what comes in, manners.py what of it is meant for the bot, conversation.py answers it once,
actions.py does what a button asks, boards.py posts what no event asked for, typed.py reads
the commands that people type in a line.
"""

from bot.conversation.boards import Board, Boards
from bot.conversation.conversation import Conversation, Handler, PressHandler
from bot.conversation.events import Attachment, Change, Command, Feature, Message, Press, Responder
from bot.conversation.trail import Trail
from bot.conversation.typed import options as typed_options
from bot.conversation.typed import with_address
from bot.place import Person, Place

__all__ = [
    "Attachment",
    "Board",
    "Boards",
    "Change",
    "Command",
    "Conversation",
    "Feature",
    "Handler",
    "Message",
    "Person",
    "Place",
    "Press",
    "PressHandler",
    "Responder",
    "Trail",
    "typed_options",
    "with_address",
]
