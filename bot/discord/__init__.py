"""Discord as a platform: thin converters around `bot.conversation`.

    gateway event -> client.py -> listen.py (Message, Command, Press) -> Conversation
                  -> message_responder.py or interaction_responder.py
                  -> render.py (with markdown.py, into post.py's values) -> sending.py -> REST

commands.py defines what stands in Discord's menus, locales.py its translations, sync.py registers it;
buttons.py gives a press back after any restart; watchdog.py notices a gateway that fell silent,
catchup.py has what nobody heard heard;
checkup.py serves `footnote doctor` and `footnote discord invite`.
"""
