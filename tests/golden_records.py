"""A golden mail's record: what parsing and cleaning make of x.eml stands in x.json beside it."""

from pathlib import Path
from typing import Any

from inboxminer.clean import clean
from inboxminer.parse import parse
from inboxminer.records import CleanMessage, RawMessage

FOLDER = Path(__file__).parent / "golden"
OWN = frozenset({"aluma.example"})


def record(path: Path) -> dict[str, Any]:
    """The record of one mail; a mail without own words gives its reason."""
    found = clean(parse(RawMessage(path.name, 0, None, path.read_bytes())), own_domains=OWN)
    if not isinstance(found, CleanMessage):
        return {"skipped": found.reason, "detail": found.detail}
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
    }
