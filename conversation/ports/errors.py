"""The errors that cross from one floor to another; each says who must act and what to do."""

from __future__ import annotations


class Stale(Exception):
    """Somebody else changed the conversation first. Read it again and decide again."""


class StorageError(Exception):
    """The database could not keep this; nothing was stored. Check the disk and the rights of the data folder."""


class NameTaken(Exception):
    """Another operator has this name or alias, or one that reads the same. Choose another one."""

    def __init__(self, name: str, holder: str = "") -> None:
        super().__init__(name)
        self.name = name
        """What was wanted."""
        self.holder = holder or name
        """The operator who has it, by name."""


class Refused(Exception):
    """Not now, for the reason that the message says; it is written to be shown to whoever asked."""


class NotThere(Exception):
    """No such conversation, contact or file, or it is not yours to see."""


class TryLater(Exception):
    """Too many at once; nothing was stored. Wait `seconds` and send the same again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds
