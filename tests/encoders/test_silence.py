"""Nothing that reads a model reports to anybody, or leaves a trace with whoever runs us."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_reading_every_model_leaves_nothing_at_home_and_prints_nothing(tmp_path: Path) -> None:
    code = "from encoders.opening import open_encoders; print(open_encoders('best').tier); import encoders.fetched"
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    inherited = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    ended = subprocess.run([sys.executable, "-c", code], env=inherited | home, capture_output=True, check=True)
    assert (ended.stdout, ended.stderr) == (b"best\n", b"")
    assert list(tmp_path.iterdir()) == []
