"""First figures for Prometheus. Each one is explained in docs/metrics.md; no label ever holds words of a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


@dataclass(slots=True)
class Figures:
    """What the running process counts. Times are epoch ms."""

    events: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is read from the house at the moment of a scrape; `channels` that push, and whether they are up.

    `longest_wait` is in seconds.
    """

    stages: dict[str, int]
    outbox: int
    commits: int
    faq_version: str
    faq_state: str
    entries: int
    tier: str
    channels: Mapping[str, bool] = field(default_factory=dict)
    set_aside: Mapping[str, int] = field(default_factory=dict)
    longest_wait: float = 0.0


class _House(Collector):
    def __init__(self, figures: Figures, now: Snapshot) -> None:
        self._figures = figures
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """Every figure; names and meanings stand in docs/metrics.md."""
        yield _counter("frontdesk_events", "Events decided, by kind", "kind", self._figures.events)
        yield _counter("frontdesk_refusals", "Events refused, by who asked", "by", self._figures.refused)
        yield _counter("frontdesk_secrets_removed", "Secrets removed before storage", "kind", self._figures.removed)
        yield CounterMetricFamily("frontdesk_commits", "Transactions committed", value=self._now.commits)
        yield _counter("frontdesk_updates_set_aside", "Updates we could not handle", "channel", self._now.set_aside)
        yield _gauge("frontdesk_channel_up", "Whether a channel receives", "channel", self._now.channels)
        yield _gauge("frontdesk_conversations", "Conversations that are not resolved", "stage", self._now.stages)
        yield GaugeMetricFamily(
            "frontdesk_longest_wait_seconds",
            "How long the first in time has been in the queue",
            value=self._now.longest_wait,
        )
        yield GaugeMetricFamily("frontdesk_outbox_waiting", "Deliveries under way or waiting", value=self._now.outbox)
        yield GaugeMetricFamily("frontdesk_faq_entries", "Entries that answer", value=self._now.entries)
        faq = GaugeMetricFamily("frontdesk_faq", "The FAQ in force", labels=["version", "state"])
        faq.add_metric([self._now.faq_version, self._now.faq_state], 1)
        yield faq
        engine = GaugeMetricFamily("frontdesk_engine", "The engine that answers", labels=["tier"])
        engine.add_metric([self._now.tier], 1)
        yield engine


def render(figures: Figures, now: Snapshot) -> str:
    """The figures in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_House(figures, now))
    return generate_latest(registry).decode()


def _counter(name: str, meaning: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, meaning, labels=[label])
    for key, count in sorted(counts.items()):
        family.add_metric([key], count)
    return family


def _gauge(name: str, meaning: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
