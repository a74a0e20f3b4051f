"""The straight line: a mailbox in, a prioritised SWOT list out.

Three passes. Read, parse and clean stream into a spool on disk; facts about the whole mailbox come
from ids and headers alone; labels stream from the spool in canonical order. Themes, journey and
SWOT then read columns of the labels, never the mails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inboxminer import rows
from inboxminer.assemble import aggregate
from inboxminer.clean import clean
from inboxminer.clean.redact import Names, hidden_id
from inboxminer.clean.redact import redact as redacted
from inboxminer.config import Config
from inboxminer.engines import ENGINES
from inboxminer.environment import Clock, compiler_cache, room_on_disk
from inboxminer.errors import MissingExtraError, SourceError
from inboxminer.journey.customers import load as load_customers
from inboxminer.journey.facts import Facts, facts
from inboxminer.options import Options
from inboxminer.parse import parse
from inboxminer.pseudonyms import new_secret
from inboxminer.records import CleanMessage, RawMessage, Skipped
from inboxminer.result import Folder, Report, Tally
from inboxminer.sources import Bounds, SourceSpec, load_mapping, open_source, resolve
from inboxminer.store.results import Results
from inboxminer.store.spool import Spool
from inboxminer.taxonomy import load as load_taxonomy

if TYPE_CHECKING:
    from inboxminer.classify.classifier import Classifier

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """What every pass is given."""

    options: Options
    config: Config
    tell: Progress
    clock: Clock = field(default_factory=Clock)


def scan(
    sources: Sequence[str | Path] | str | Path,
    *,
    progress: Progress | None = None,
    **options: Any,
) -> Report:
    """Read mailboxes and say what to fix first.

    sources: paths, each as ``NAME=path`` where the mailbox has a name. options: the fields of
    ``Options``. progress: called with a stage and how many messages it has seen. Nothing is
    written but a private temporary folder until ``Report.write``. Raises an InboxminerError that
    says what is wrong and what to do.
    """
    wanted = Options.checked(**options)
    config = Config.load(wanted.config, wanted.set)
    taxonomy = load_taxonomy(wanted.taxonomy)
    secret = wanted.key() or new_secret()
    listed = load_customers(wanted.customers) if wanted.customers else None
    given = [sources] if isinstance(sources, str | Path) else list(sources or ())
    if not given or not all(isinstance(one, str | Path) for one in given):
        raise SourceError("no source is given; name a mailbox, a folder or an export")
    specs = _private(resolve([str(one) for one in given]), wanted)
    line = Line(wanted, config, progress or (lambda stage, count: None))
    with room_on_disk(), ExitStack() as held:
        spool = held.enter_context(Spool())
        with line.clock.stage("read"):
            tally = _read(specs, spool, line, secret)
        with line.clock.stage("facts"):
            known = facts(
                spool.keys(),
                own_domains=config.organisation.domains,
                hints=[str(one) for one in given],
                redact=wanted.redact,
                key=wanted.key(),
                secret=secret,
                customers=listed,
            )
        with line.clock.stage("load models"):
            with compiler_cache(spool.path / "compiled"):
                from inboxminer.classify.classifier import Classifier

            classifier = Classifier.load(
                wanted.models, taxonomy=taxonomy, config=config, device=wanted.device
            )
        folder = Folder()
        results = Results(folder.path, classifier.encoder.width)
        with line.clock.stage("classify"):
            _classify(spool, known, classifier, results, tally, line)
        tally.organisation = known.sides
    findings = aggregate(
        results, taxonomy, config, wanted.language, line.clock, text=not wanted.no_text
    )
    return Report(folder, findings, tally, wanted, config, taxonomy, classifier.info, line.clock)


def _read(specs: Sequence[SourceSpec], spool: Spool, line: Line, secret: bytes) -> Tally:
    """Pass 1: every message of every source is in the spool, or skipped with its reason."""
    tally = Tally()
    wanted = line.options
    mapping = load_mapping(wanted.mapping) if wanted.mapping else None
    bounds = Bounds(message_bytes=line.config.limits.message_bytes)
    work = partial(prepare, config=line.config, options=wanted, secret=secret)
    for spec in specs:
        tally.sources[spec.name] = spec.mailbox
        try:
            stream = open_source(spec, mapping=mapping, bounds=bounds)
            for item in ENGINES[wanted.engine](work, stream, workers=wanted.workers):
                tally.count(spec.name, item)
                if isinstance(item, CleanMessage):
                    spool.add(item)
                line.tell("read", sum(tally.read.values()))
        except (SourceError, MissingExtraError) as error:
            if len(specs) == 1:
                raise
            tally.failed.append({"source": spec.name, "error": _safe(str(error), wanted)})
    if not sum(tally.read.values()):
        if tally.failed:
            raise SourceError("; ".join(one["error"] for one in tally.failed))
        names = ", ".join(spec.name for spec in specs)
        raise SourceError(f"{names}: no message in it; check that it is the right file")
    return tally


def prepare(
    item: RawMessage | Skipped, *, config: Config, options: Options, secret: bytes
) -> CleanMessage | Skipped:
    """One message parsed and cleaned, or why not."""
    file = _safe(item.file, options) if item.file else None
    if isinstance(item, Skipped):
        return replace(item, detail=_safe(item.detail, options), file=file)
    email = parse(replace(item, file=file))
    if email.date and not options.inside(email.date, config.report.timezone):
        day = email.date.strftime("%Y-%m-%d")
        shown = hidden_id(email.message_id) if options.redact else email.message_id
        return Skipped(item.source, item.position, shown, "out_of_period", day, file)
    found = clean(
        email,
        keep_originals=not options.redact,
        body_characters=config.limits.body_characters,
        secret=secret,
    )
    if isinstance(found, Skipped):
        return found
    inside = [
        one
        for one in found.others
        if one.date is None or options.inside(one.date, config.report.timezone)
    ]
    return replace(found, others=tuple(inside))


def _classify(
    spool: Spool,
    known: Facts,
    classifier: Classifier,
    results: Results,
    tally: Tally,
    line: Line,
) -> None:
    """Pass 3: labels of every message, in canonical order."""
    text = not line.options.no_text
    for done, labelled in enumerate(classifier.label(_decided(spool, known, tally, line)), 1):
        message = labelled.message
        place = known.places[message.source, message.position, message.part]
        row = rows.message_row(message, labelled.labels, place, text=text)
        if message.reading == "quoted":
            tally.find(message)
        else:
            tally.analyse(message, place.duplicate_of is not None)
        if place.duplicate_of is not None:
            results.add_copy(row)
            continue
        results.add_message(row, rows.message_columns(row, message.row.get("case")))
        passages = {passage.zone: passage for passage in message.passages}
        for mention, vector in zip(labelled.mentions, labelled.vectors, strict=True):
            results.add_mention(
                rows.mention_row(mention, passages[mention.zone], text=text),
                rows.mention_columns(mention, row, message),
                vector,
            )
        line.tell("classify", done)
    results.close()


def _decided(spool: Spool, known: Facts, tally: Tally, line: Line) -> Iterator[CleanMessage]:
    """Messages in canonical order, those from the organisation's own domains as staff mail."""
    limit = line.config.limits.messages
    seen = 0
    for message in spool.messages():
        place = known.places.get((message.source, message.position, message.part))
        if place is None:
            continue
        quoted = message.reading == "quoted"
        seen += not quoted
        if limit and seen > limit:
            if quoted:
                continue
            tally.skipped.append(
                Skipped(
                    message.source,
                    message.position,
                    message.message_id,
                    "limit",
                    f"limits.messages is {limit}",
                    message.file,
                )
            )
            continue
        if place.own_list and not place.staff:
            message = replace(message, kind=None)
        if place.staff and message.kind in (None, "customer"):
            message = replace(message, kind="staff")
        yield message


def _private(specs: Sequence[SourceSpec], options: Options) -> list[SourceSpec]:
    """The sources under names without personal data, which still tell them apart."""
    if not options.redact:
        return list(specs)
    names = Names()
    shown = {name: redacted(name, names=names)[0] for name in sorted(one.name for one in specs)}
    return [replace(one, name=shown[one.name]) for one in specs]


def _safe(text: str, options: Options) -> str:
    return redacted(text)[0] if options.redact else text
