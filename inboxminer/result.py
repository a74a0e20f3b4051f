"""What a scan gives: frames to look at, and a report to write."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import sys
import tempfile
import weakref
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, fields, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from inboxminer import __version__
from inboxminer.clean.redact import redact as redacted
from inboxminer.config import Config
from inboxminer.environment import Clock, describe, peak_memory_mb
from inboxminer.errors import OutputError
from inboxminer.journey.sides import Sides
from inboxminer.options import Options
from inboxminer.records import Case, CleanMessage, Skipped, StageCell, SwotItem
from inboxminer.store.output import OutputFolder
from inboxminer.store.results import MENTIONS, MESSAGES, read_lines, to_line
from inboxminer.taxonomy import Taxonomy

if TYPE_CHECKING:
    from inboxminer.assemble import Findings
    from inboxminer.classify.classifier import ModelInfo

CONTRACT = 1
FORMATS = ("html", "xlsx", "csv", "json", "md")
ALL_FORMATS = (*FORMATS, "parquet")


@dataclass(slots=True)
class Tally:
    """What became of every message that was read, by source."""

    sources: dict[str, str | None] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)
    analysed: Counter[str] = field(default_factory=Counter)
    duplicates: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    quoted: Counter[str] = field(default_factory=Counter)
    organisation: Sides = field(default_factory=Sides)

    def count(self, source: str, item: CleanMessage | Skipped) -> None:
        """One message read from a source, or a file in it that could not be."""
        if isinstance(item, Skipped) and item.whole:
            name = f"{source}/{item.file}" if item.file else source
            told = item.detail if item.detail.startswith(name) else f"{name}: {item.detail}"
            self.failed.append({"source": name, "error": told})
            return
        self.read[source] += 1
        if isinstance(item, Skipped):
            self.skipped.append(item)

    def analyse(self, message: CleanMessage, copy: bool) -> None:
        """One message that gets a row: analysed, or the copy of another."""
        (self.duplicates if copy else self.analysed)[message.source] += 1
        self.hashes.append(message.sha256)

    def find(self, message: CleanMessage) -> None:
        """One message that only the quotes of another hold: a row, but none that was read."""
        self.quoted[message.source] += 1

    def of_source(self, name: str) -> dict[str, Any]:
        """Counts of one source, with ``read = analysed + skipped + duplicates``."""
        return {
            "name": name,
            "mailbox": self.sources[name],
            "read": self.read[name],
            "analysed": self.analysed[name],
            "skipped": sum(one.source == name for one in self.skipped),
            "duplicates": self.duplicates[name],
            "quoted": self.quoted[name],
        }


class Folder:
    """A private temporary folder that goes when nothing holds it any more."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="inboxminer-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class Report:
    """The result of a scan; it keeps its rows in a temporary folder until it is collected."""

    def __init__(
        self,
        folder: Folder,
        findings: Findings,
        tally: Tally,
        options: Options,
        config: Config,
        taxonomy: Taxonomy,
        models: ModelInfo,
        clock: Clock,
    ) -> None:
        self.folder = folder
        self.findings = findings
        self.tally = tally
        self.options = options
        self.config = config
        self.taxonomy = taxonomy
        self.models = models
        self.clock = clock

    @property
    def messages(self) -> pd.DataFrame:
        """One row a message, with the fields of ``messages.jsonl``."""
        return _lines(self.folder.path / MESSAGES)

    @property
    def mentions(self) -> pd.DataFrame:
        """One row a mention, with the fields of ``mentions.jsonl``."""
        return _lines(self.folder.path / MENTIONS)

    @property
    def swot(self) -> pd.DataFrame:
        """One row an item, with the fields of ``swot.json``, in the order of their rank."""
        return _frame(SwotItem, self.findings.items)

    @property
    def journey(self) -> pd.DataFrame:
        """One row for each stage, topic and polarity that occurs."""
        return _frame(StageCell, self.findings.cells)

    @property
    def cases(self) -> tuple[Case, ...]:
        """Open threads that need a person; with ``--no-redact`` in the mails' own words."""
        found = self.findings.cases
        quotes = _quotes(self.folder.path, {case.mention_id for case in found})
        return tuple(replace(one, quote=quotes.get(one.mention_id, one.quote)) for one in found)

    @property
    def failed(self) -> Sequence[Mapping[str, str]]:
        """Sources that could not be read, with the reason."""
        return self.tally.failed

    @property
    def counts(self) -> dict[str, int]:
        """``read = analysed + skipped + duplicates``, over all sources."""
        tally = self.tally
        return {
            "read": sum(tally.read.values()),
            "analysed": sum(tally.analysed.values()),
            "skipped": len(tally.skipped),
            "duplicates": sum(tally.duplicates.values()),
        }

    @property
    def period(self) -> tuple[str | None, str | None]:
        """Half-open days: as asked for, else from the first to behind the last customer mail."""
        dates = (
            self.findings.customer_mail["date"].dropna().dt.tz_convert(self.config.report.timezone)
        )
        since, until = self.options.since, self.options.until
        first = since or (dates.min().date() if len(dates) else None)
        last = until or ((dates.max() + pd.Timedelta(days=1)).date() if len(dates) else None)
        return (str(first) if first else None, str(last) if last else None)

    def run(self) -> dict[str, Any]:
        """What ``run.json`` holds, but for the hashes of the files."""
        tally = self.tally
        settings = asdict(self.config)
        chosen = {
            name: _plain(getattr(self.options, name))
            for name in ("since", "until", "language", "redact", "no_text", "models")
        }
        skipped = sorted((_skip_row(one) for one in tally.skipped), key=_order)
        body: dict[str, Any] = {
            "version": __version__,
            "seed": self.config.seed,
            "redacted": self.options.redact,
            "options": chosen,
            "configuration": settings,
            "configuration_sha256": _digest(settings),
            "taxonomy_sha256": self.taxonomy.hash,
            "models": asdict(self.models),
            "counts": self.counts,
            "sources": [tally.of_source(name) for name in sorted(tally.sources)],
            "skipped": skipped,
            "failed": sorted(tally.failed, key=lambda one: one["source"]),
            "quoted": sum(tally.quoted.values()),
            "organisation": _organisation(tally.organisation),
            "kinds": dict(sorted(self.findings.results.kinds.items())),
            "customers": self.findings.writers,
            "mentions": len(self.findings.mentions),
            "unsure": int((self.findings.mentions["status"] == "unsure").sum()),
        }
        run_id = _digest([body, tally.hashes])[:16]
        given = sys.argv[1:]
        environment = {
            **describe(),
            "command": [redacted(one)[0] for one in given] if self.options.redact else given,
            "workers": self.options.workers,
            "engine": self.options.engine,
            "device": self.options.device,
            "seconds": self.clock.seconds,
            "peak_memory_mb": peak_memory_mb(),
        }
        return {"contract": CONTRACT, "run_id": run_id, **body, "environment": environment}

    def write(
        self, place: str | Path, formats: Sequence[str] = FORMATS, *, force: bool = False
    ) -> Path:
        """Write every file of the report to a folder, which it gives back.

        Raises OutputError where the folder holds something else or cannot be written.
        """
        from inboxminer.report import write_reports
        from inboxminer.report_data import report_data

        chosen = _known(formats)
        place = Path(place)
        source = self.folder.path
        with OutputFolder(place, force=force) as output:
            with self.clock.stage("report"):
                for name in (MESSAGES, MENTIONS):
                    shutil.copyfile(source / name, output.path / name)
                with (output.path / "threads.jsonl").open("w", encoding="utf-8") as out:
                    out.writelines(to_line(asdict(thread)) for thread in self.findings.threads)
                _write_cases(self.cases, output.path / "cases.csv", text=not self.options.no_text)
                drawn = [name for name in chosen if name != "parquet"]
                write_reports(report_data(self, self.run()), output.path, drawn)
                if "parquet" in chosen:
                    _write_parquet(output.path)
            output.commit(self.run())
        return place


def _lines(path: Path) -> pd.DataFrame:
    """The objects of a JSONL file, with the columns of its schema where there is none."""
    rows = list(read_lines(path))
    schema = resources.files("inboxminer.schemas") / f"{path.stem}.schema.json"
    known = json.loads(schema.read_text(encoding="utf-8"))["properties"]
    return pd.DataFrame(rows, columns=None if rows else list(known))


def _known(formats: Sequence[str]) -> list[str]:
    """The formats; raises OutputError where one is none, or none is named."""
    wanted = [formats] if isinstance(formats, str) else list(formats)
    unknown = [str(name) for name in wanted if name not in ALL_FORMATS]
    if unknown or not wanted:
        told = f"no format {', '.join(unknown)}" if unknown else "no format is named"
        raise OutputError(f"{told}; give some of {', '.join(ALL_FORMATS)}")
    return wanted


def _frame(kind: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    """Records as a frame that has its columns even without rows."""
    return pd.DataFrame([asdict(row) for row in rows], columns=[one.name for one in fields(kind)])


def _quotes(folder: Path, wanted: Set[str | None]) -> dict[str | None, str]:
    """Quotes of some mentions as they are written: with ``--no-redact`` the mail's own words."""
    return {
        row["mention_id"]: row["quote"]
        for row in read_lines(folder / MENTIONS)
        if row["mention_id"] in wanted and "quote" in row
    }


def _write_cases(cases: Sequence[Case], path: Path, *, text: bool) -> None:
    names = [one.name for one in fields(Case) if text or one.name != "quote"]
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        for case in cases:
            writer.writerow([_cell(getattr(case, name)) for name in names])


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula (CWE-1236)."""
    if isinstance(value, str) and value.lstrip()[:1] in ("=", "+", "-", "@"):
        return "'" + value
    return "" if value is None else value


def _write_parquet(folder: Path) -> None:
    """messages.parquet and mentions.parquet beside their JSON lines."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")
        connection.execute("SET preserve_insertion_order = true")
        for name in (MESSAGES, MENTIONS):
            source = str(folder / name).replace("'", "''")
            target = str(folder / name).replace(".jsonl", ".parquet").replace("'", "''")
            if (folder / name).stat().st_size:
                connection.execute(
                    f"COPY (SELECT * FROM read_json('{source}', format = 'newline_delimited'))"
                    f" TO '{target}' (FORMAT parquet)"
                )


def _organisation(sides: Sides) -> dict[str, Any]:
    """Who was held to be the organisation, and why."""
    return {
        "domains": list(sides.domains),
        "addresses": list(sides.addresses),
        "configured": sides.configured,
        "evidence": {name: asdict(one) for name, one in sides.evidence.items()},
    }


def _skip_row(one: Skipped) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "whole"}


def _order(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["source"], row["position"]


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
