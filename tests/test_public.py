"""The public door: what it offers, and that opening it costs nothing."""

import subprocess
import sys

import pytest

import inboxminer

HEAVY = ("torch", "pandas", "spacy", "transformers", "bertopic", "sklearn", "numpy", "duckdb")


def test_public_names() -> None:
    assert inboxminer.__all__ == [
        "Config",
        "InboxminerError",
        "Report",
        "__version__",
        "errors",
        "records",
        "scan",
    ]
    for name in inboxminer.__all__:
        assert getattr(inboxminer, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        inboxminer.nothing  # noqa: B018


@pytest.mark.parametrize(
    "code",
    [
        "import inboxminer",
        "from inboxminer.cli import group; group(['--help'], standalone_mode=False)",
        "from inboxminer.cli import group; group(['scan', '--help'], standalone_mode=False)",
    ],
)
def test_help_loads_nothing_heavy(code: str) -> None:
    check = f"import sys; {code}; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
