"""Telegram: people write to the bot in private or in a group, operators work in the topics of a forum.

`api` makes all calls of one bot and says what their failures mean; `client` receives and confirms; the chat modules
translate and render for users, the desk modules for operators. A module here knows Telegram's words and limits and
decides nothing; the library's own polling and its conversation machinery are not used, since they confirm what exists
only in memory.
"""

from __future__ import annotations

import os

# The library's own switch for spans of time as timedelta. Without it every flood error that it raises, and every read
# of a video's length, is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "1")
