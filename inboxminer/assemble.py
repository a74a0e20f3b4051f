"""Labels to findings: themes, journey, SWOT, threads and cases from the columns of the labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pandas as pd

from inboxminer.config import LANGUAGES, Config
from inboxminer.environment import Clock
from inboxminer.journey.stages import stage_cells
from inboxminer.journey.threads import cases, threads
from inboxminer.records import Case, StageCell, SwotItem, Theme, Thread
from inboxminer.store.results import Results
from inboxminer.swot.items import swot
from inboxminer.taxonomy import Taxonomy
from inboxminer.themes.discover import discover


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that the aggregates found, and the frames that they were found in.

    messages: one row a message without its copies; mentions: one row a mention, ``customer`` as a
    number 0..writers-1, ``theme`` an id or None.
    """

    results: Results
    messages: pd.DataFrame
    mentions: pd.DataFrame
    language: str
    writers: int
    themes: tuple[Theme, ...]
    unthemed: int
    cells: tuple[StageCell, ...]
    items: tuple[SwotItem, ...]
    threads: tuple[Thread, ...]
    cases: tuple[Case, ...]

    @property
    def customer_mail(self) -> pd.DataFrame:
        """The rows of messages that customers wrote."""
        return self.messages[self.messages["kind"] == "customer"]

    @property
    def sure(self) -> pd.DataFrame:
        """The mentions that count in shares and ranks."""
        return self.mentions[self.mentions["status"] == "sure"]


def aggregate(
    results: Results,
    taxonomy: Taxonomy,
    config: Config,
    language: str | None,
    clock: Clock,
    *,
    text: bool = True,
) -> Findings:
    """Findings of labelled messages; language of the report: the given one, else the main one.

    text: whether words of mails may be written; without them themes have no name but their id.
    """
    messages, mentions = results.messages(), results.mentions()
    mail = messages[messages["kind"] == "customer"]
    numbers = {name: at for at, name in enumerate(pd.unique(mail["customer"]))}
    named = mail.assign(customer=mail["customer"].map(numbers))
    mentions["customer"] = mentions["customer"].map(numbers).astype("int64")
    spoken = language or main_language(mail)
    is_sure = (mentions["status"] == "sure").to_numpy()
    sure = mentions[is_sure].reset_index(drop=True)
    with clock.stage("themes"):
        found = discover(sure, results.vectors()[is_sure], settings=config.themes, seed=config.seed)
    theme_of = dict(zip(sure["mention_id"], found.assigned, strict=True))
    themes = found.themes
    if not text:
        themes = tuple(replace(one, name=one.id, keywords=()) for one in themes)
    mentions["theme"] = [theme_of.get(key) for key in mentions["mention_id"]]
    results.write_mentions(theme_of)
    with clock.stage("swot"):
        cells = stage_cells(sure, stages=taxonomy.stage_ids, writers=len(numbers))
        items = swot(
            sure.assign(theme=pd.Series(found.assigned, index=sure.index, dtype=object)),
            named,
            taxonomy=taxonomy,
            settings=config.swot,
            themes=themes,
            language=spoken,
            seed=config.seed,
        )
        conversations = tuple(threads(messages))
        held = messages.dropna(subset=["case"])
        numbers_of = dict(zip(map(str, held["message_id"]), map(str, held["case"]), strict=True))
        urgent = cases(conversations, mentions, results.details, numbers_of)
    return Findings(
        results=results,
        messages=messages,
        mentions=mentions,
        language=spoken,
        writers=len(numbers),
        themes=themes,
        unthemed=found.unthemed,
        cells=cells,
        items=items,
        threads=conversations,
        cases=urgent,
    )


def main_language(mail: pd.DataFrame) -> str:
    """The language that most customers write in, of those a report can be written in."""
    pairs = mail[["language", "customer"]].drop_duplicates()
    counts = Counter(code for code in pairs["language"] if code in LANGUAGES)
    return min(counts, key=lambda code: (-counts[code], LANGUAGES.index(code)), default="en")
