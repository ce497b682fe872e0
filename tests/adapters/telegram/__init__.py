"""The Telegram adapter, mostly against the double of the Bot API in `tests.kit.telegram`."""
