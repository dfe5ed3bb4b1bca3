"""Slack: the conversation over Socket Mode or HTTP, with slack_bolt.

    Slack -> app.py (bolt) -> listen.py -> incoming.py (pure) -> Conversation
    Conversation -> respond.py -> render.py, blocks.py (pure) -> Slack

The one place that imports slack_bolt and slack_sdk.
"""
