"""The metrics for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from ocrlc.server.pool import ReaderPool

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The metrics of one app, in a registry of its own."""

    def __init__(self, pool: ReaderPool) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "ocrlc_requests", "Requests answered.", ["path", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "ocrlc_request_seconds",
            "From a request's arrival to its answer.",
            ["path"],
            registry=self.registry,
            buckets=BUCKETS,
        )
        self.pages = Counter("ocrlc_pages", "Pages read.", registry=self.registry)
        for name, text, value in (
            ("ocrlc_reading", "Documents being read.", lambda: pool.reading),
            ("ocrlc_inside", "Requests with a place, reading included.", lambda: pool.inside),
            ("ocrlc_reader_restarts", "Readers lost and replaced.", lambda: pool.restarts),
            ("ocrlc_readers_down", "Readers that do not start.", lambda: pool.down),
        ):
            Gauge(name, text, registry=self.registry).set_function(value)
