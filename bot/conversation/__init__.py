"""What the bot does with what is said to it, on every platform alike. Platforms import from here.

    a platform's event -> Message, Command or Press -> Conversation -> Display -> the platform's Responder

events.py says what comes in, manners.py what of it is meant for the bot, conversation.py answers it once,
actions.py does what a button asks.
"""

from bot.conversation.conversation import Conversation
from bot.conversation.events import Change, Command, Feature, Message, Press, Responder
from bot.conversation.trail import Trail
from bot.place import Person, Place

__all__ = [
    "Change",
    "Command",
    "Conversation",
    "Feature",
    "Message",
    "Person",
    "Place",
    "Press",
    "Responder",
    "Trail",
]
