"""What the heads decide: one row a task, with its labels and the unit that it reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["sentence", "message"]


@dataclass(frozen=True, slots=True)
class Task:
    """One decision. ``single``: exactly one label holds; otherwise any number of them."""

    name: str
    unit: Unit
    labels: tuple[str, ...]
    single: bool = True


POLARITIES = ("negative", "neutral", "positive")
SIGNALS = (
    "complaint",
    "praise",
    "request",
    "question",
    "purchase_intent",
    "churn_risk",
    "escalation",
    "competitor",
    "referral",
    "repeat_contact",
    "vulnerable",
)


def tasks(topics: tuple[str, ...], stages: tuple[str, ...]) -> tuple[Task, ...]:
    """The table of tasks for the topics and stages of a taxonomy."""
    return (
        Task("mention", "sentence", ("no", "yes")),
        Task("topic", "sentence", topics),
        Task("polarity", "sentence", POLARITIES),
        Task("stage", "sentence", stages),
        Task("signals", "sentence", SIGNALS, single=False),
        Task("need", "sentence", ("none", "wish", "buy", "handle")),
        Task(
            "escalation_target",
            "sentence",
            ("legal", "regulator", "consumer_body", "press", "social"),
        ),
        Task("escalation_status", "sentence", ("threatened", "done", "formal_letter")),
        Task("kind", "message", ("customer", "staff", "auto_reply", "bulk", "bounce")),
        Task("department", "message", ("service", "sales", "maintenance")),
        Task(
            "segment",
            "message",
            ("prospect", "new", "existing", "returning", "leaving", "unknown"),
        ),
        Task("sentiment", "message", POLARITIES),
    )
