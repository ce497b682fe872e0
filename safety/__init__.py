"""What must never be stored, shown or said, and who may do what.

PURE: text in, judgement out. `secrets/` finds and removes recovery phrases, keys and tokens (a new kind of secret is a
module there and a line in its `redact.py`); `access.py` is the one table of who may do what; `guard.py` refuses
outgoing words that ask for a secret; `links.py` tells our links from strangers'; `tokens.py` signs what leaves the
house and has to come back unchanged. Nothing here knows a channel, a conversation or the FAQ: whoever needs a
judgement passes in the words.
"""
