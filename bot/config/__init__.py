"""The configuration: `frontdesk.yaml`, the environment and the command line become one frozen Config.

`model.py` has every setting with its default, `values.py` how people write durations, rates, days and spans, `sheet.py`
and `convert.py` the reading with places and remedies, `channels.py`, `desk.py` and `read.py` the sections, `idle.py`
what nothing acts on yet, `judged.py` what only the FAQ and the day can judge, and `files.py` where the files are found.
"""

from bot.config.files import load, look
from bot.config.model import Config
from bot.config.read import ConfigError, Flags, Source, read_config, settings

__all__ = ["Config", "ConfigError", "Flags", "Source", "load", "look", "read_config", "settings"]
