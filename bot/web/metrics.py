"""What is counted for operators: no words, no ids, no addresses."""

from __future__ import annotations

from dataclasses import asdict

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.logic.mail import OutboxCounts

SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0)


class Metrics:
    """One registry for each app, so that two apps in one process do not share numbers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._messages = Counter(
            "callguide_messages", "Messages taken", ("channel", "outcome"), registry=self.registry
        )
        self._refusals = Counter(
            "callguide_refusals", "Messages refused, by reason", ("channel", "reason"), registry=self.registry
        )
        self._engine_errors = Counter(
            "callguide_engine_errors",
            "Messages the engine did not answer",
            ("reason",),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "callguide_reply_seconds",
            "From message to reply",
            ("channel",),
            registry=self.registry,
            buckets=SECONDS,
        )
        self._outbox = Gauge("callguide_outbox", "Mails by state", ("state",), registry=self.registry)

    def count(self, channel: str, outcome: str, reason: str, seconds: float) -> None:
        """Remember one message and what became of it."""
        self._messages.labels(channel, outcome).inc()
        self._seconds.labels(channel).observe(seconds)
        if outcome == "refused":
            self._refusals.labels(channel, reason).inc()
        if outcome == "failed":
            self._engine_errors.labels(reason).inc()

    def show_outbox(self, counts: OutboxCounts | None) -> None:
        """How many mails wait, fail, were given up or came too late; None where nobody can say."""
        self._outbox.clear()
        for state, number in asdict(counts).items() if counts else ():
            self._outbox.labels(state).set(number)

    def text(self) -> bytes:
        """Everything counted, in the text format of Prometheus."""
        return generate_latest(self.registry)
