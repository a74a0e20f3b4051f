"""Mails made by hand, and rows read back."""

from pathlib import Path
from typing import Any


def mail(n: int, text: str, **fields: str) -> bytes:
    """A message; fields: sender, subject, date, and further headers with _ for -."""
    sender = fields.pop("sender", f"c{n}@x.example")
    subject = fields.pop("subject", f"subject {n}")
    date = fields.pop("date", f"Wed, {n % 27 + 1:02} Apr 2026 10:{n % 60:02}:00 +0300")
    head = [f"From: {sender}", f"Subject: {subject}", f"Date: {date}", f"Message-ID: <{n}@x>"]
    head += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    head += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    head += ["Content-Transfer-Encoding: 8bit"]
    return ("\n".join(head) + "\n\n" + text + "\n").encode()


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON lines file."""
    from inboxminer.store.results import read_lines

    return list(read_lines(path))
