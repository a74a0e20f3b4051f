"""Finds what ships with the product: models/ and corpora/demo, from a wheel or a checkout."""

from __future__ import annotations

from pathlib import Path

from inboxminer.errors import ModelError

PACKAGE = Path(__file__).parent


def asset(*parts: str) -> Path:
    """The path of a shipped file or folder, such as ``asset("models", "encoder")``.

    Raises ModelError where the installation lacks it.
    """
    for root in (PACKAGE / "_assets", PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise ModelError(f"{'/'.join(parts)} is missing from this installation; install it again")
