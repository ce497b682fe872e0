"""What the kernel's helpers outside must offer: Protocols and the errors that cross them. No bodies live here."""

from __future__ import annotations

from conversation.ports.carriers import Capabilities, Channel, Desk, Pace
from conversation.ports.doors import Act, Bench, Inbound, Intake, Origin, Receipt
from conversation.ports.errors import NameTaken, NotThere, Refused, Stale, StorageError, TryLater
from conversation.ports.house import Clock, Knowledge, Translator
from conversation.ports.staff import Account, Staff, Ways
from conversation.ports.storage import Feed, Files, Reader, Store, Threads

__all__ = [
    "Account",
    "Act",
    "Bench",
    "Capabilities",
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
    "Origin",
    "Pace",
    "Reader",
    "Receipt",
    "Refused",
    "Staff",
    "Stale",
    "StorageError",
    "Store",
    "Threads",
    "Translator",
    "TryLater",
    "Ways",
]
