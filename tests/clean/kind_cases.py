"""The cases of kind_cases.toml as mails, with the headers that tell their kind and without."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inboxminer.clean.kinds import kind_of
from inboxminer.parse import parse
from inboxminer.records import RawMessage

KINDS = ("customer", "staff", "auto_reply", "bulk", "bounce")
OWN = "shop.example"
CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))[
    "case"
]


def message(case: dict[str, Any], *, headers: bool) -> bytes:
    """The case as RFC 5322 bytes; without headers only From, To, Subject and Date stay."""
    told = list(case["headers"]) if headers else []
    if not any(line.startswith("Content-Type") for line in told):
        told.append("Content-Type: text/plain; charset=utf-8")
    head = [
        f"From: {case['from']}",
        f"To: service@{OWN}",
        f"Subject: {case['subject']}",
        "Date: Mon, 3 Aug 2026 10:00:00 +0300",
        f"Message-ID: <{case['id']}@x.example>",
        *told,
    ]
    return ("\n".join(head) + "\n\n" + case["body"].strip() + "\n").encode()


def decided(case: dict[str, Any], *, headers: bool) -> str:
    """The kind by rules alone: what they leave open counts as customer mail."""
    email = parse(RawMessage("cases", 0, None, message(case, headers=headers)))
    kind = kind_of(email, case["body"]).kind
    if kind is None:
        kind = "staff" if email.sender.domain == OWN else "customer"
    return kind


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Mean F1 over the kinds of (wanted, found) pairs."""
    total = 0.0
    for kind in KINDS:
        right = sum(wanted == found == kind for wanted, found in pairs)
        said = sum(found == kind for _, found in pairs)
        held = sum(wanted == kind for wanted, _ in pairs)
        total += 2 * right / (said + held) if said + held else 1.0
    return total / len(KINDS)
