"""Measure the zones on the cases of tests/clean/cases; --wrong shows each miss of one half."""

from __future__ import annotations

import argparse
from pathlib import Path

from inboxminer.evaluate.zones import lost, outcomes
from inboxminer.train.tagged import read_tagged

CASES = Path(__file__).parents[1] / "tests" / "clean" / "cases"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--wrong", choices=("development", "held"))
    wanted = options.parse_args().wrong
    print(f"{'':9}{'development':>24}{'held out':>24}")
    total = {True: [0, 0, 0, 0, 0, 0], False: [0, 0, 0, 0, 0, 0]}
    misses = []
    for path in sorted(CASES.glob("*.txt")):
        row = path.stem.ljust(9)
        for held in (False, True):
            mails = [m for m in read_tagged(path) if ("held" in m.words) == held]
            found = outcomes(mails)
            counts = [
                sum(o.exact for o in found),
                len(found),
                sum(o.lines - len(o.wrong) for o in found),
                sum(o.lines for o in found),
                sum(lost(o.expected, o.found) for o in found),
                sum(len("".join(o.expected.split())) for o in found),
            ]
            total[held] = [a + b for a, b in zip(total[held], counts, strict=True)]
            row += f"{counts[0]:10}/{counts[1]:<4}{counts[2]:5}/{counts[3]:<4}"
            if (wanted == "held") == held:
                misses += [o for o in found if not o.exact or o.wrong]
        print(row)
    for held in (False, True):
        exact, cases, right, lines, gone, own = total[held]
        print(
            f"{'held out' if held else 'development'}: own text exact {exact}/{cases} "
            f"({exact / cases:.1%}), lines {right / lines:.1%}, own text lost {gone / own:.2%}"
        )
    for one in misses if wanted else ():
        print(f"\n## {one.name} {'' if one.exact else 'NOT EXACT'}")
        for text, gold, zone in one.wrong:
            print(f"   {gold} -> {zone}: {text}")
        if not one.exact:
            print("want", repr(one.expected), "\nhave", repr(one.found))


if __name__ == "__main__":
    main()
