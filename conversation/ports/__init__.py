"""What the kernel's helpers outside must offer: Protocols and the errors that cross them. No bodies live here."""

from __future__ import annotations

from conversation.ports.carriers import Channel, Desk
from conversation.ports.doors import Bench, Inbound, Intake, Receipt
from conversation.ports.errors import NameTaken, NotThere, Refused, Stale, StorageError, TryLater
from conversation.ports.house import Clock, Knowledge
from conversation.ports.staff import Account, Staff
from conversation.ports.storage import Feed, Files, Reader, Store

__all__ = [
    "Account",
    "Bench",
    "Channel",
    "Clock",
    "Desk",
    "Feed",
    "Files",
    "Inbound",
    "Intake",
    "Knowledge",
    "NameTaken",
    "NotThere",
    "Reader",
    "Receipt",
    "Refused",
    "Staff",
    "Stale",
    "StorageError",
    "Store",
    "TryLater",
]
