"""What the line tagger adds to the rules: written cases, and talon's marked mails.

FOLDER is shared/data/mail/fixtures.tar.xz unpacked; without it only the written cases are read.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from inboxminer.evaluate.replies import signatures
from inboxminer.evaluate.zones import lost, outcomes
from inboxminer.train.tagged import read_tagged

CASES = Path(__file__).parents[1] / "tests" / "clean" / "cases"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, nargs="?")
    folder = options.parse_args().folder
    ends = read_tagged(CASES / "ends.txt")
    others = [
        mail
        for path in sorted(CASES.glob("*.txt"))
        for mail in read_tagged(path)
        if path.stem != "ends"
    ]
    held = [mail for mail in others if "held" in mail.words]
    for tagged in (False, True):
        print("with the tagger" if tagged else "rules alone")
        for name, mails in (("ends", ends), ("other cases", others), ("of these held", held)):
            found = outcomes(mails, tagged=tagged)
            own = sum(len("".join(one.expected.split())) for one in found)
            gone = sum(lost(one.expected, one.found) for one in found)
            exact = sum(one.exact for one in found)
            print(f"  {name}: exact {exact}/{len(found)}, own text lost {gone / own:.2%}")
        if folder:
            marked = signatures(folder / "talon_forge" / "dataset", tagged=tagged)
            print(
                f"  talon's mails: recall {marked.recall:.1%}, precision {marked.precision:.1%}, "
                f"exact {marked.exact}/{marked.mails}"
            )


if __name__ == "__main__":
    main()
