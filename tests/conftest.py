"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("frontdesk", deadline=None)  # a busy machine is no mistake
settings.load_profile("frontdesk")
