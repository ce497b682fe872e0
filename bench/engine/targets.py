"""What the engine has to reach, and whether it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Results = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows by kind: of `sets`, of `sizes`, of the `wallet` questions."""


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on one figure: of which tier, in which rows, and whether the run fails without it (`binding`)."""

    what: str
    kind: str
    where: str
    figure: str
    tier: str
    bound: float
    at_least: bool = True
    binding: bool = False

    def met(self, value: float) -> bool:
        """Whether a value is good enough."""
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and the value that was measured; None where it was not."""

    target: Target
    value: float | None

    @property
    def missed(self) -> bool:
        """Whether it was measured and is not good enough."""
        return self.value is not None and not self.target.met(self.value)


def _accuracies() -> Iterator[Target]:
    for what, key, auto, best in (
        ("BANKING77 10-shot", "banking77-10", 0.82, 0.845),
        ("BANKING77 full", "banking77", 0.93, 0.934),
        ("CLINC150 10-shot", "clinc150-10", 0.895, 0.91),
        ("CLINC150 full", "clinc150", 0.955, 0.96),
        ("bq_faq_zh", "bq_faq_zh", 0.885, 0.885),
    ):
        for tier, bound in (("auto", auto), ("best", best)):
            yield Target(f"{what}: accuracy", "sets", key, "accuracy", tier, bound, binding=True)


def _others() -> Iterator[Target]:
    for what, key, figure, auto, best in (
        ("BANKING77 10-shot with typos: accuracy", "banking77-10", "accuracy_typos", 0.78, 0.805),
        ("CLINC150 10-shot: OOS refused at 95 % coverage", "clinc150-10", "oos_refused", 0.80, 0.82),
        ("CLINC150 full: OOS refused at 95 % coverage", "clinc150", "oos_refused", 0.86, 0.88),
        ("bq_faq_zh: OOS AUROC", "bq_faq_zh", "oos_auroc", 0.94, 0.94),
        ("small talk, Chinese: accuracy", "smalltalk-zh", "accuracy", 0.90, 0.90),
        ("small talk, Chinese, with typos: accuracy", "smalltalk-zh", "accuracy_typos", 0.81, 0.81),
    ):
        for tier, bound in (("auto", auto), ("best", best)):
            yield Target(what, "sets", key, figure, tier, bound)
    for what, key in (("BANKING77 10-shot", "banking77-10"), ("CLINC150 10-shot", "clinc150-10")):
        for tier in ("auto", "best"):
            error = f"{what}: calibration error"
            yield Target(error, "sets", key, "calibration_error", tier, 0.10, at_least=False)
    yield Target("BANKING77 10-shot: accuracy", "sets", "banking77-10", "accuracy", "lexical", 0.75)
    yield Target("CLINC150 10-shot: accuracy", "sets", "clinc150-10", "accuracy", "lexical", 0.829)
    for tier in ("auto", "best"):
        yield Target("wallet questions: right, or offered", "wallet", "", "helped", tier, 0.75)
        yield Target("wallet questions: answered wrongly", "wallet", "", "misled", tier, 0.10, at_least=False)
        yield Target("wallet questions: OOS answered", "wallet", "", "oos_answered", tier, 0.10, at_least=False)


def _costs() -> Iterator[Target]:
    at = "10,000 examples"
    for tier, figure, unit, bound in (
        ("lexical", "p50", "p50, ms", 1),
        ("lexical", "p99", "p99, ms", 3),
        ("auto", "p50", "p50, ms", 6),
        ("best", "p50", "p50, ms", 15),
        ("auto", "memory", "memory added, MB", 200),
        ("best", "memory", "memory added, MB", 450),
        ("auto", "milliseconds_more", "fit, ms more an example", 1.2),
    ):
        yield Target(f"{at}: {unit}", "sizes", "10000", figure, tier, bound, at_least=False)
    for size, bound in ((1_000, 6), (10_000, 30), (100_000, 180)):
        what = f"{size:,} examples: fit, s"
        yield Target(what, "sizes", str(size), "fit_seconds", "lexical", bound, at_least=False)


TARGETS = (*_accuracies(), *_others(), *_costs())


def verdicts(results: Results, targets: Iterable[Target] = TARGETS) -> tuple[Verdict, ...]:
    """Every target with what was measured; of several draws the mean counts, and all three must have taken part."""
    return tuple(Verdict(target, _value(results, target)) for target in targets)


def _value(results: Results, target: Target) -> float | None:
    found: float | None = None
    for row in results.get(target.kind, ()):
        where = str(row.get("set", row.get("size", "")))
        value = row.get(target.figure)
        if where == target.where and row["method"] == target.tier and isinstance(value, int | float):
            found = float(value)  # the mean comes last
    return found
