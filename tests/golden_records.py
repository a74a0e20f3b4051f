"""A golden mail's record: what parsing and cleaning make of x.eml stands in x.json beside it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from inboxminer.clean import clean
from inboxminer.journey.readings import unwraps
from inboxminer.journey.sides import Sides
from inboxminer.parse import parse
from inboxminer.records import CleanMessage, RawMessage

FOLDER = Path(__file__).parent / "golden"
OWN = Sides(domains=("aluma.example",))


def settled(found: CleanMessage) -> CleanMessage:
    """The reading that holds where the organisation is ``OWN``."""
    sender = found.sender.address
    inner = [
        one
        for one in found.others
        if one.reading == "unwrapped"
        and unwraps(sender, one.sender.address or one.sender.name, OWN, trusted=one.trusted)
    ]
    if inner:
        return inner[0]
    if found.listed and OWN.owns(found.listed):
        return replace(found, kind="staff" if OWN.own(sender) else None)
    if OWN.own(sender) and found.kind is None:
        return replace(found, kind="staff")
    return found


def record(path: Path) -> dict[str, Any]:
    """The record of one mail; a mail without own words gives its reason."""
    read = clean(parse(RawMessage(path.name, 0, None, path.read_bytes())))
    if not isinstance(read, CleanMessage):
        return {"skipped": read.reason, "detail": read.detail}
    found = settled(read)
    quoted = [one for one in read.others if one.reading == "quoted"]
    subject, body = found.passages
    return {
        "message_id": found.message_id,
        "date": found.date.isoformat() if found.date else None,
        "sender": found.sender.address,
        "kind": found.kind,
        "language": found.language,
        "subject": subject.text,
        "body": body.text,
        "sentences": [body.text[span.start : span.end] for span in body.sentences],
        "defects": list(found.defects),
        "quoted": [
            {
                "sender": one.sender.address,
                "date": one.date.isoformat() if one.date else None,
                "body": one.passages[1].text,
            }
            for one in quoted
            if found.kind == "staff" and not OWN.own(one.sender.address)
        ],
    }
