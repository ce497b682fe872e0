"""Figures of the whole process: start, memory, size on disk, and a chat message's way to its stored answer.

`make bench-latency`. The message's way is measured from outside: POST until the 202, which is said after the commit
that holds the answer. A peer stands beside it in the same run: the same HTTP server answering `/healthz`, so that the
machine's own slowness can be seen. The size is that of a fresh environment with the program and nothing else.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import httpx
import psutil

ROOT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("frontdesk")
MESSAGES = 200
LIMITS = {"auto": 200, "best": 450}
"""Megabytes that a tier may add."""

QUESTIONS = ("how do i back up my wallet", "怎么备份钱包", "my transaction is stuck", "dim the lights")


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "faq.yaml", folder)
        configure(folder, "off")
        cold, process, _ = start(folder)
        after_cold = memory(process)
        stop(process)
        starts = []
        for _ in range(5):
            seconds, process, base = start(folder)
            starts.append(seconds)
            stop(process)
        seconds, process, base = start(folder)
        fresh = memory(process)
        posts, probes = measure(base)
        used = memory(process)
        stop(process)
        added = {tier: engine(folder, tier) - fresh for tier in LIMITS}
    print(f"installed size               {size():6.0f} MB  (limit 160)")
    print(f"start, cold model cache      {cold:6.2f} s   (limit 6)")
    print(f"start, warm (median of 5)    {statistics.median(starts):6.2f} s   (limit 3)")
    print(f"memory at rest, cold start   {after_cold:6.0f} MB  (limit 120)")
    print(f"memory at rest, warm start   {fresh:6.0f} MB  (limit 120)")
    print(f"memory after {MESSAGES} messages    {used:6.0f} MB")
    for tier, megabytes in added.items():
        print(f"memory added, tier {tier:<9} {megabytes:6.0f} MB  (limit {LIMITS[tier]})")
    report("chat POST (limit 20)", posts)
    report("peer: GET /healthz", probes)
    print(f"ratio of the medians         {statistics.median(posts) / statistics.median(probes):6.1f}")


def configure(folder: Path, semantic: str) -> None:
    """The figures of the house are those without an encoder."""
    text = f"safety: {{floods: off}}\nmatching: {{semantic: {semantic}}}\n"
    (folder / "frontdesk.yaml").write_text(text, encoding="utf-8")


def engine(folder: Path, tier: str) -> float:
    """Resident megabytes of a warm start with this tier, once it answers."""
    configure(folder, tier)
    for _ in range(2):  # the first one fits
        _, process, base = start(folder)
        while f'frontdesk_engine{{tier="{tier}"}}' not in httpx.get(f"{base}/metrics", verify=False).text:
            time.sleep(0.1)
        used = memory(process)
        stop(process)
    return used


def start(folder: Path) -> tuple[float, subprocess.Popen[str], str]:
    """Seconds until `ready`, the process, and where it is."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [PROGRAM, "run", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    word, base = process.stdout.readline().split()
    assert word == "ready"
    return time.perf_counter() - began, process, base


def stop(process: subprocess.Popen[str]) -> None:
    """Ends it and waits."""
    process.terminate()
    process.communicate()


def memory(process: subprocess.Popen[str]) -> float:
    """Resident megabytes."""
    return psutil.Process(process.pid).memory_info().rss / 1e6


def measure(base: str) -> tuple[list[float], list[float]]:
    """Milliseconds of each message and of each probe, in turn, so that both see the same machine."""
    with httpx.Client(base_url=base, verify=False) as http:
        token = http.post("/api/chat/sessions").json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        posts, probes = [], []
        for n in range(MESSAGES):
            body = {"key": str(uuid4()), "text": QUESTIONS[n % len(QUESTIONS)]}
            posts.append(timed(http, "POST", "/api/chat/messages", headers, body))
            probes.append(timed(http, "GET", "/healthz", headers, None))
    return posts, probes


def timed(http: httpx.Client, method: str, path: str, headers: dict[str, str], body: object) -> float:
    """Milliseconds of one request that has to succeed."""
    began = time.perf_counter()
    http.request(method, path, headers=headers, json=body).raise_for_status()
    return (time.perf_counter() - began) * 1000


def size() -> float:
    """Installs into a fresh environment, as `make install` does; megabytes of what came in."""
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([sys.executable, "-m", "venv", name], check=True)
        before = weight(Path(name))
        constraints = str(ROOT / "constraints.txt")
        pip = [f"{name}/bin/pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", constraints]
        subprocess.run([*pip, str(ROOT)], check=True)
        return weight(Path(name)) - before


def weight(folder: Path) -> float:
    """Megabytes of all files below, as the disk counts them."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file()) / 1e6


def report(name: str, values: list[float]) -> None:
    """Median and the slow end."""
    ordered = sorted(values)
    p99 = ordered[int(len(ordered) * 0.99)]
    print(f"{name:<28} {statistics.median(ordered):6.2f} ms p50, {p99:.2f} ms p99")


if __name__ == "__main__":
    main()
