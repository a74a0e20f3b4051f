"""The journey map: how many customers said what at which stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from inboxminer.intervals import wilson
from inboxminer.records import StageCell


def stage_cells(
    mentions: pd.DataFrame, *, stages: Sequence[str], writers: int
) -> tuple[StageCell, ...]:
    """One cell for each stage, topic and polarity that occurs, in journey order.

    mentions: columns customer, stage, topic, polarity of the sure mentions. Shares are of all
    customers who wrote, with Wilson intervals.
    """
    if mentions.empty:
        return ()
    grouped = mentions.groupby(["stage", "topic", "polarity"], observed=True, sort=True)
    counts = grouped.agg(customers=("customer", "nunique"), mentions=("customer", "size"))
    rows: Iterable[Any] = counts.itertuples()
    cells = [
        StageCell(
            stage=str(stage),
            topic=str(topic),
            polarity=polarity,
            customers=int(row.customers),
            mentions=int(row.mentions),
            share=round(int(row.customers) / max(1, writers), 6),
            interval=wilson(int(row.customers), max(1, writers)),
        )
        for (stage, topic, polarity), row in zip(counts.index, rows, strict=True)
    ]
    place = {stage: at for at, stage in enumerate(stages)}
    return tuple(sorted(cells, key=lambda c: (place.get(c.stage, 99), c.topic, c.polarity)))
