"""Finding secrets in a text and removing them before anything else sees it."""

from __future__ import annotations

from safety.secrets.model import Finding, Kind, Level, Redaction
from safety.secrets.redact import redact, redact_tree, warm

__all__ = ["Finding", "Kind", "Level", "Redaction", "redact", "redact_tree", "warm"]
