"""Our zones on the public fixtures of reply strippers, beside what the libraries get.

FOLDER is shared/data/mail/fixtures.tar.xz unpacked. --others FILE holds what libraries answered, as
scripts/ask_strippers.py writes it. These fixtures are development data: rules were written on them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path

from inboxminer.evaluate.replies import Read, read, signatures, words
from inboxminer.evaluate.strippers import cases
from inboxminer.parse.html import to_text


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--others", type=Path)
    options.add_argument("--wrong", action="store_true")
    chosen = options.parse_args()
    found = [read(case) for case in cases(chosen.folder)]
    answers = json.loads(chosen.others.read_text("utf-8")) if chosen.others else {}
    print_sets(found, answers)
    print_languages(found)
    agree = [one for one in found if one.case.agrees]
    exact, own = sum(one.by_ours for one in agree), sum(one.own for one in agree)
    gone = sum(one.lost for one in agree)
    print(
        f"union where policies agree: {exact}/{len(agree)} exact ({exact / len(agree):.1%}), "
        f"own text lost {gone / own:.2%}"
    )
    marked = signatures(chosen.folder / "talon_forge/dataset")
    print(
        f"talon_forge: signature lines recall {marked.recall:.1%}, precision "
        f"{marked.precision:.1%}; mails exact {marked.exact}/{marked.mails}"
    )
    for one in found if chosen.wrong else ():
        if not one.by_policy or (one.case.agrees and not one.by_ours):
            print(f"\n## {one.case.library} {one.case.name} agrees={one.case.agrees}")
            print("want", repr(one.case.expected[-300:]), "\nhave", repr(one.found[-300:]))


def print_sets(found: list[Read], answers: dict[str, dict[str, str | None]]) -> None:
    names = sorted(answers)
    print(f"{'set':19}{'by its policy':>15}{'policies agree':>16}", *(f"{n:>20}" for n in names))
    for library in dict.fromkeys(one.case.library for one in found):
        group = [one for one in found if one.case.library == library]
        agree = [one for one in group if one.case.agrees]
        row = f"{library:19}{sum(one.by_policy for one in group):9}/{len(group):<5}"
        row += f"{sum(one.by_ours for one in agree):10}/{len(agree):<5}"
        for name in names:
            said = [
                (one, answers[name].get(f"{library}/{one.case.name}"))
                for one in group
                if answers[name].get(f"{library}/{one.case.name}") is not None
            ]
            right = sum(
                answer is not None and shown(answer, one) == shown(one.case.expected, one)
                for one, answer in said
            )
            row += f"{right:15}/{len(said):<5}"
        print(row)


def shown(text: str, one: Read) -> str:
    return words(to_text(text)[0] if one.case.html else text)


def print_languages(found: list[Read]) -> None:
    right: Counter[str] = Counter()
    whole: defaultdict[str, int] = defaultdict(int)
    for one in found:
        if one.case.agrees:
            right[one.case.language] += one.by_ours
            whole[one.case.language] += 1
    print("by language:", ", ".join(f"{c} {right[c]}/{whole[c]}" for c in sorted(whole)))


if __name__ == "__main__":
    main()
