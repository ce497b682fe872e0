"""When Python looks for cycles: this process keeps much, and drops small things without cycles by the thousand."""

from __future__ import annotations

import gc

YOUNG = 50_000
"""New containers (tuples, lists, objects) before the young ones are looked through, 700 by default.

A batch of messages in the writer makes some ten thousand that live until it is durable: they were looked through more
than a dozen times, which took a fifteenth of the time of every message. 50,000 of them are a few megabytes.
"""


def set_aside() -> None:
    """What was loaded until now stays for as long as the process, so it is never looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
