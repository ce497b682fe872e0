"""Discord: people write in direct messages, private threads or help channels, operators work in threads or posts.

`api` makes all calls of one bot, `errors` says what their failures mean; the clients of the gateway only listen. What
came is taken as raw JSON before the library reads it, and what goes out is raw JSON too: the library keeps the
connection and Discord's limits, nothing else. A module here knows Discord's words and limits and decides nothing.
"""
