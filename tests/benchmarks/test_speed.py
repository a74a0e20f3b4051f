"""Speed and memory: `make bench`. Figures are for comparing, in one run, on one machine."""

import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from inboxminer.assets import asset
from inboxminer.clean import clean
from inboxminer.parse import parse
from inboxminer.records import CleanMessage, RawMessage
from inboxminer.sources import open_source, resolve
from tests.helpers import mail

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "inboxminer"]


def children() -> float:
    """CPU seconds of finished child processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def composed(path: Path, count: int) -> Path:
    """A mailbox of distinct mails, each of about six statements from the corpus."""
    rows = [
        json.loads(line)["text"]
        for line in (ROOT / "corpora/mentions/train.jsonl").read_text("utf-8").splitlines()
    ]
    chance = random.Random(1)
    with path.open("wb") as out:
        for n in range(count):
            text = " ".join(chance.sample(rows, chance.randint(2, 10)))
            when = time.gmtime(1.77e9 + n % 180 * 86400)
            date = time.strftime("%a, %d %b %Y 10:00:00 +0000", when)
            sender = f"c{n % (count // 2 + 1)}@x.example"
            raw = mail(n, f"{text}\n\n> quoted {n}", sender=sender, date=date)
            out.write(b"From x Wed Apr  1 10:00:00 2026\n" + raw + b"\n")
    return path


def test_help(benchmark: Any) -> None:
    """CPU seconds of `inboxminer --help`: at most 0.3."""

    def once() -> None:
        before = children()
        subprocess.run([*PROGRAM, "--help"], check=True, capture_output=True)
        spent.append(children() - before)

    spent: list[float] = []
    benchmark.pedantic(once, rounds=5, warmup_rounds=1)
    benchmark.extra_info["cpu_seconds"] = round(min(spent), 3)


def test_demo(benchmark: Any, tmp_path: Path) -> None:
    """Wall seconds of `inboxminer demo`, imports included: under 30."""

    def once() -> None:
        command = [*PROGRAM, "demo", "--out", str(tmp_path / "demo")]
        subprocess.run(command, check=True, capture_output=True)

    benchmark.pedantic(once, rounds=2, warmup_rounds=1)


def test_parse_and_clean(benchmark: Any) -> None:
    """One core over the demo's messages, without the models."""
    sources = [str(path) for path in sorted(asset("corpora", "demo").glob("*.mbox"))]
    raws = [m for s in resolve(sources) for m in open_source(s) if isinstance(m, RawMessage)]

    def once() -> int:
        return sum(isinstance(clean(parse(raw)), CleanMessage) for raw in raws)

    benchmark.pedantic(once, rounds=3, warmup_rounds=1)
    benchmark.extra_info["messages"] = len(raws)


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_scan(benchmark: Any, tmp_path: Path, count: int) -> None:
    """A whole scan in a process of its own: wall seconds and peak memory."""
    path = composed(tmp_path / "in.mbox", count)
    peaks: list[float] = []

    def once() -> None:
        out = tmp_path / "out"
        subprocess.run(
            [*PROGRAM, "scan", str(path), "--out", str(out), "--language", "en"],
            check=True,
            capture_output=True,
            env={**os.environ, "TOKENIZERS_PARALLELISM": "false"},
        )
        run = json.loads((out / "run.json").read_text("utf-8"))
        peaks.append(run["environment"]["peak_memory_mb"])

    benchmark.pedantic(once, rounds=1)
    benchmark.extra_info["messages"] = count
    benchmark.extra_info["peak_memory_mb"] = max(peaks)
