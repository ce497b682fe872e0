"""The kernel: what a conversation is, and how every event changes it.

PURE, the floor above `intents`, `handoff` and `safety`. A new transition goes into `decide/`, one module a stage; a
new sentence of the bot into `texts/`, one YAML file a language; a new fact for the metrics into `facts.py`. Nothing
here asks the world: time, understanding and surroundings come with the event. `ports` says what the kernel's
helpers outside must offer.
"""
