"""Public mail that lies beside the checkout: used where it is there, never copied here."""

import tarfile
from functools import cache
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "mail"


def unpacked(name: str, folder: Path, under: tuple[str, ...] = ()) -> Path:
    """An archive of the shared data, unpacked; the test skips, saying so, where there is none."""
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"public mail is not here: {path}")
    with tarfile.open(path) as archive:
        members = [m for m in archive if not under or m.name.removeprefix("./").startswith(under)]
        archive.extractall(folder, members, filter="data")
    return folder


@cache
def there() -> bool:
    """Whether the shared data is here."""
    return SHARED.is_dir()
