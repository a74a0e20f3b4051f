"""How bad it is for the customer: a ladder of consequences, not of tone.

1 nuisance · 2 repeated effort · 3 money or days lost · 4 essential service lost or a vulnerable
customer · 5 safety or law.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

# What lifts a mention to at least this rung.
FLOORS: Mapping[str, int] = {
    "repeat_contact": 2,
    "churn_risk": 3,
    "vulnerable": 4,
    "escalation": 4,
}
# What a need or a force weighs, where no harm is done: how near it is to money won or lost.
NEEDS: Mapping[str, int] = {"buy": 4, "wish": 3}
REFERRAL, PRAISE = 2, 1
FORCES: Mapping[str, int] = {
    "competitor": 3,
    "legal_regulator": 4,
    "public_reputation": 3,
    "churn": 4,
    "safety_privacy": 5,
}


def of_mentions(mentions: pd.DataFrame, rungs: Mapping[str, int]) -> np.ndarray:
    """The rung 1..5 of each mention (columns topic, signals), from its topic and its signals."""
    base = mentions["topic"].map(lambda topic: rungs.get(topic, 2)).to_numpy(float)
    floors = [
        max((FLOORS.get(signal, 1) for signal in signals), default=1)
        for signals in mentions["signals"]
    ]
    return np.maximum(base, np.asarray(floors, float)) if len(base) else base


def of_wishes(mentions: pd.DataFrame) -> np.ndarray:
    """What each mention of an opportunity weighs (columns need, signals)."""
    rungs = [
        NEEDS.get(need or "", REFERRAL if "referral" in signals else PRAISE)
        for need, signals in zip(mentions["need"], mentions["signals"], strict=True)
    ]
    return np.asarray(rungs, float)
