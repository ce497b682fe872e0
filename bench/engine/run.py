"""A whole run: every chosen set, then how cost grows, then the questions on the shipped FAQ; printed as it goes."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench import wallet
from bench.engine import page, sets, sizes
from bench.engine.data import DRAWN_BY, SOURCES, Source, load, missing
from bench.engine.method import Method
from bench.engine.peers import PEERS
from bench.engine.table import OF_SETS, OF_SIZES, OF_WALLET, Row, head, line
from bench.engine.tiers import LackingError, encoders_of, remembering

SIZES, WALLET = "sizes", "wallet"
"""What can be chosen beside the sets: how cost grows with the FAQ, and real questions on the shipped FAQ."""

EVERYTHING = (*(source.key for source in SOURCES), SIZES, WALLET)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: `quick` is one draw and our tiers only, `full` leaves nothing out."""

    data: Path
    sets: Sequence[str] = EVERYTHING
    tiers: Sequence[str] = ()
    quick: bool = False
    full: bool = False
    cache: Path | None = None
    json: Path | None = None

    @property
    def draws(self) -> int:
        """Of a set that is drawn from."""
        return 1 if self.quick else 1 + len(DRAWN_BY)


class Run:
    """Measures by a plan; `found` has the rows by kind, and is written down after each, so that little is ever lost."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._started = time.monotonic()
        self.found: dict[str, list[Row]] = {kind: [] for kind in page.KINDS}
        self.found["machine"] = [page.machine()]

    def measure(self) -> None:
        """All of it."""
        tiers = [tier for tier in self._plan.tiers if self._is_usable(tier)]
        others = () if self._plan.quick else tuple(self._others())
        self._sets(tiers, others)
        if SIZES in self._plan.sets and not self._plan.quick:
            self._sizes(tiers, others)
        if WALLET in self._plan.sets:
            self._wallet(tiers)

    def sources(self) -> Iterator[Source]:
        """The chosen sets that are there; the others are named."""
        for source in SOURCES:
            if source.key in self._plan.sets:
                lacking = missing(source, self._plan.data)
                if lacking:
                    self._leave_out(source.title, lacking)
                else:
                    yield source

    def _sets(self, tiers: Sequence[str], others: tuple[Method, ...]) -> None:
        print(head(OF_SETS), flush=True)
        with tempfile.TemporaryDirectory() as name:
            encoders = remembering(tiers, self._plan.cache or Path(name))
            bench = sets.Bench(encoders, others, self._plan.full, self._tell)
            for source in self.sources():
                for row in sets.measure(bench, load(source, self._plan.data, self._plan.draws)):
                    self._add("sets", row)
                    print(line(OF_SETS, str(row["title"]), str(row["draw"]), str(row["method"]), row=row), flush=True)
                bench.keep()

    def _sizes(self, tiers: Sequence[str], others: tuple[Method, ...]) -> None:
        if not sizes.available(self._plan.data):
            self._leave_out("how cost grows", "it is made of CLINC150 and BANKING77")
            return
        print("\n" + head(OF_SIZES), flush=True)
        named = [method.name for method in others if method.up_to is None]
        for row in sizes.measure(self._plan.data, tiers, named, self._tell, full=self._plan.full):
            self._add(SIZES, row)
            print(line(OF_SIZES, f"{row['size']:,} examples", "", str(row["method"]), row=row), flush=True)

    def _wallet(self, tiers: Sequence[str]) -> None:
        path = self._plan.data / wallet.QUESTIONS
        if not path.exists():
            self._leave_out("real wallet questions", f"FRONTDESK_DATA has no {wallet.QUESTIONS}")
            return
        print("\n" + head(OF_WALLET), flush=True)
        for tier in tiers:
            self._tell(f"the shipped FAQ: {tier}")
            row = {
                "set": "",
                "method": tier,
                **wallet.measured(path, page.ROOT / "faq.yaml", encoders_of(tier)).figures,
            }
            self._add(WALLET, row)
            print(line(OF_WALLET, "wallet questions", "", tier, row=row), flush=True)

    def _is_usable(self, tier: str) -> bool:
        try:
            encoders_of(tier)
        except LackingError as error:
            self._leave_out(f"tier {tier}", str(error))
            return False
        return True

    def _others(self) -> Iterator[Method]:
        for peer in PEERS:
            if peer.needs and find_spec(peer.needs) is None:
                self._leave_out(peer.name, f"no {peer.needs}; use: pip install 'frontdesk[bench]'")
            else:
                yield peer

    def _leave_out(self, what: str, why: str) -> None:
        print(f"left out: {what} ({why})", flush=True)
        self.found["left_out"].append({"what": what, "why": why})

    def _add(self, kind: str, row: Row) -> None:
        self.found[kind].append(row)
        if self._plan.json is not None:
            self._plan.json.write_text(json.dumps(self.found, indent=1, ensure_ascii=False), "utf-8")

    def _tell(self, what: str) -> None:
        """How far we are, beside the table."""
        print(f"[{(time.monotonic() - self._started) / 60:5.1f} min] {what}", file=sys.stderr, flush=True)
