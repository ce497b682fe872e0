"""The outside: one module or folder a channel.

A channel is `translate()` (what the platform sent -> Inbound), `render()` (an outbox row -> what the platform takes)
and a thin loop between them. A new channel is a new module here, one line in `bot/wiring.py` and a page in
`docs/channels/`. What channels share stands beside them, what all desks share in `desk`. Nothing here decides anything.
"""
