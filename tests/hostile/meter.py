"""Hostile mails in another process: the seconds and the memory of each, and what was read.

Run as a program it answers requests, one line of JSON each, so that no mail can hang the tests:
small mails one after the other, a large one in a process forked off, with memory of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from inboxminer.config import Config
from inboxminer.options import Options
from inboxminer.pipeline import prepare
from inboxminer.records import SKIP_REASONS, CleanMessage, RawMessage, Skipped
from tests.hostile.mails import MAILS, OWN, html, plain

ROOT = Path(__file__).parents[2]
CONFIG, OPTIONS, SECRET = Config.load(None, ()), Options.checked(), b"k" * 32
STATUS, REFERENCES = Path("/proc/self/status"), Path("/proc/self/clear_refs")
# CPU seconds after which a mail counts as hung.
HUNG = 30
GREETINGS = (
    "The fridge never came. My name is Dana, 052-1234567.\nRegards\nDana",
    "המקרר לא הגיע כבר שבועיים. 052-1234567\nבברכה\nדנה",
    "лавка", "مرحبا لم تصل", "的一是在", "Le frigo n'est pas venu, señor.",
    "zxcvb qwrtp plkmn zxcvb qwrtp plkmn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """What one mail took, in CPU seconds and MB above the start, and what became of it."""

    seconds: float
    megabytes: float
    text: str
    told: tuple[str, ...]
    skipped: str = ""


def read(raw: bytes) -> CleanMessage | Skipped:
    """A message through all of reading: parsed, cleaned, redacted."""
    message = RawMessage("s", 0, None, raw)
    found = prepare(message, config=CONFIG, options=OPTIONS, secret=SECRET)
    assert isinstance(found, CleanMessage) or found.reason in SKIP_REASONS
    return found


def measured(raw: bytes) -> Measured:
    before, started = memory("VmRSS", reset=True), time.process_time()
    found = read(raw)
    seconds, more = time.process_time() - started, memory("VmHWM") - before
    if isinstance(found, Skipped):
        return Measured(seconds, more, "", tuple(found.detail.split(", ")), found.reason)
    return Measured(seconds, more, found.passages[1].text, found.defects)


def memory(field: str, *, reset: bool = False) -> float:
    """A figure of the kernel about this process in MB; 0 where there is none."""
    if not STATUS.exists():
        return 0.0
    if reset:
        REFERENCES.write_text("5")
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


class Meter:
    """The program of this module, asked for one mail after the other."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, name: str, size: int, *, large: bool = False) -> Measured:
        """The mail of a name in a size; an AssertionError where it hung or raised."""
        process = self._process = self._process or _program()
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps([name, size, large]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            self.stop()
        told = json.loads(answer or '{"failed": "hung"}')
        assert "failed" not in told, f"{name}: {told['failed']}"
        return Measured(**{**told, "told": tuple(told["told"])})

    def stop(self) -> None:
        """End the program; the next mail starts another."""
        if self._process:
            self._process.communicate()
            self._process = None


def _program() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.meter"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@contextmanager
def started() -> Iterator[Meter]:
    """A meter that runs as long as it is needed."""
    meter = Meter()
    try:
        yield meter
    finally:
        meter.stop()


def _answer(name: str, size: int) -> None:
    hung = int(time.process_time()) + HUNG
    resource.setrlimit(resource.RLIMIT_CPU, (hung, resource.RLIM_INFINITY))
    try:
        told = asdict(measured(MAILS[name].make(size)))
    except Exception as error:
        told = {"failed": repr(error)}
    print(json.dumps(told), flush=True)


def main() -> None:
    """Answer until there are no more requests."""
    for greeting in GREETINGS:
        read(plain(greeting.encode()))
        read(html(f"<p>{greeting}</p>{OWN.decode()}".encode()))
    for line in sys.stdin:
        name, size, large = json.loads(line)
        child = os.fork() if large else None
        if child is None:
            _answer(name, size)
        elif child == 0:
            _answer(name, size)
            os._exit(0)
        elif os.waitpid(child, 0)[1]:
            print(
                json.dumps({"failed": f"no answer in {HUNG} seconds of the processor"}), flush=True
            )


if __name__ == "__main__":
    main()
