"""What can go wrong before the first row is read."""

from __future__ import annotations

from conversation.ports import StorageError


class CannotOpen(StorageError):
    """The database cannot be opened. The message says why, and what the administrator can do about it."""
