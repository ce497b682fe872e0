"""A process of its own for what a process must have to itself: `python -m bench.engine.worker JOB.json`.

It learns, or opens a model that was kept, answers a few hundred queries one by one, and prints seconds, milliseconds
and megabytes as JSON. Memory is what came on top of a Python that has numpy.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import psutil

WARM = 10
"""Queries before the clock runs."""


@dataclass(frozen=True, slots=True)
class Job:
    """What to measure: learn `rows` and keep the model in `keep`, or open the one in `model`; then answer `queries`."""

    method: str
    rows: str
    queries: tuple[str, ...]
    language: str
    model: str = ""
    keep: str = ""


def measured(job: Job) -> dict[str, float | None]:
    """The figures of a job, from a new process; CalledProcessError if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "job.json"
        path.write_text(json.dumps(asdict(job)), "utf-8")
        command = [sys.executable, "-m", "bench.engine.worker", str(path)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found: dict[str, float | None] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(path: Path) -> None:
    """Do the job in this process and print its figures."""
    job = Job(**json.loads(path.read_text("utf-8")))
    before = psutil.Process().memory_info().rss
    found = _served(job, before) if job.model or not job.keep else _learned(job, before)
    print(json.dumps(found))


def _learned(job: Job, before: int) -> Mapping[str, float | None]:
    """Seconds and the most memory of learning with one of our tiers; the model is kept."""
    from bench.engine.data import faq_of, read  # noqa: PLC0415 # its memory is part of what is measured
    from bench.engine.tiers import encoders_of  # noqa: PLC0415
    from intents.fit import fit  # noqa: PLC0415

    faq = faq_of(read(Path(job.rows), job.language), job.language)
    encoders = encoders_of(job.method)
    for encoder in encoders:
        encoder.encode(["warm"])
    started = time.perf_counter()
    model = fit(faq, encoders)
    seconds = time.perf_counter() - started
    Path(job.keep).write_bytes(model.to_bytes())
    return {"fit_seconds": seconds, "fit_memory": _most(before)}


def _served(job: Job, before: int) -> Mapping[str, float | None]:
    """Times of answers and the memory of whoever gives them; of other methods the seconds of learning, too."""
    from bench.engine.data import read  # noqa: PLC0415
    from bench.engine.methods import find, kept  # noqa: PLC0415

    found: dict[str, float | None] = {}
    if job.model:
        rank = kept(job.method, Path(job.model)).rank
    else:
        rows = read(Path(job.rows), job.language)
        started = time.perf_counter()
        rank = find(job.method).learn(rows, job.language).rank
        found = {"fit_seconds": time.perf_counter() - started, "fit_memory": _most(before)}
    times: list[float] = []
    for text in (*job.queries[:WARM], *job.queries):
        started = time.perf_counter()
        rank(text)
        times.append((time.perf_counter() - started) * 1000)
    return {
        **found,
        **percentiles(times[min(WARM, len(job.queries)) :]),
        "memory": (psutil.Process().memory_info().rss - before) / 1e6,
    }


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """The median and the slow end."""
    p50, p99 = np.percentile(milliseconds, (50, 99))
    return {"p50": float(p50), "p99": float(p99)}


def _most(before: int) -> float | None:
    """Megabytes at the highest point so far, on top of `before`; None where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    [line] = [line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM")]
    return (int(line.split()[1]) * 1024 - before) / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]))
