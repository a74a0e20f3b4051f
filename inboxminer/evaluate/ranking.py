"""How near the order of weaknesses comes to the one that right labels would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from inboxminer.config import Swot
from inboxminer.evaluate.measures import ndcg, top_recall
from inboxminer.records import Mention
from inboxminer.swot.items import swot
from inboxminer.taxonomy import Taxonomy

# (customer, what that customer says) of each customer mail.
Said = Sequence[tuple[str, Sequence[Mention]]]


def ranking(gold: Said, guessed: Said, taxonomy: Taxonomy, settings: Swot) -> dict[str, float]:
    """nDCG and recall of the first ten topics, and how many topics are blamed at all.

    Both lists are ranked by the formula of reports, each topic as one item and with one customer
    as enough; a topic's gain is its score by the right labels. Empty where nobody blames anything.
    """
    gains = scores(gold, taxonomy, settings)
    if not gains:
        return {}
    order = list(scores(guessed, taxonomy, settings))
    return {
        "ndcg_10": round(ndcg(order, gains), 4),
        "recall_10": round(top_recall(order, gains), 4),
        "n": len(gains),
    }


def scores(said: Said, taxonomy: Taxonomy, settings: Swot) -> Mapping[str, float]:
    """topic → score of its weakness, greatest first.

    Topics that the taxonomy does not know have none.
    """
    rows = [
        {
            "mention_id": mention.mention_id,
            "message_id": mention.message_id,
            "customer": customer,
            "topic": mention.topic,
            "polarity": mention.polarity,
            "stage": mention.stage,
            "theme": None,
            "signals": mention.signals,
            "need": mention.need,
            "certainty": 1.0,
            "quote": mention.quote,
        }
        for customer, mentions in said
        for mention in mentions
        if mention.topic in taxonomy.topics
    ]
    if not rows:
        return {}
    numbers = {name: n for n, name in enumerate(dict.fromkeys(name for name, _ in said))}
    frame = pd.DataFrame(rows)
    frame["customer"] = frame["customer"].map(numbers).astype("int64")
    frame["date"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns, UTC]")
    for unknown in ("target", "escalation_status", "department", "segment", "product", "branch"):
        frame[unknown] = None
    mail = pd.DataFrame({"customer": [numbers[name] for name, _ in said]})
    mail["date"] = pd.Series(pd.NaT, index=mail.index, dtype="datetime64[ns, UTC]")
    items = swot(
        frame,
        mail,
        taxonomy=taxonomy,
        settings=replace(settings, minimum_customers=1, stage_customers=len(mail) + 1, resamples=1),
        themes=(),
        language="en",
        seed=0,
    )
    held = {
        str(item.topic): item.score
        for item in items
        if item.quadrant == "weakness" and item.score is not None
    }
    return dict(sorted(held.items(), key=lambda pair: (-pair[1], pair[0])))
