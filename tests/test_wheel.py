"""The built wheel in an empty environment, from another folder, with the network cut off."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_what_a_scan_needs_and_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 80_000_000
    names = set(zipfile.ZipFile(wheel).namelist())
    assets = "inboxminer/_assets/"
    for name in (
        f"{assets}models/encoder/model.safetensors",
        f"{assets}models/encoder/README.md",
        f"{assets}models/heads/heads.safetensors",
        f"{assets}corpora/demo/service.mbox",
        "inboxminer/py.typed",
        "inboxminer/default.toml",
        "inboxminer/languages/he.toml",
        "inboxminer/report/templates/report.html",
        "inboxminer/schemas/swot.schema.json",
    ):
        assert name in names, name
    assert not [name for name in names if name.startswith(("tests/", "scripts/"))]


# Sockets that lead anywhere raise; `unshare` would need rights that a test machine may not give.
CUT = """
import socket, sys
def refuse(*a, **k):
    raise OSError("the network is cut off")
socket.socket.connect = refuse
socket.create_connection = refuse
socket.getaddrinfo = refuse
sys.argv = ["inboxminer", "demo"]
from inboxminer.cli import main
main()
"""


@pytest.mark.full
def test_the_wheel_alone_scans_the_demo_offline(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    pip = [home / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", ROOT / "constraints.txt", wheel], check=True)
    work = tmp_path / "elsewhere"
    work.mkdir()
    done = subprocess.run(
        [home / "bin" / "python", "-c", CUT],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(work)},
    )
    assert done.returncode == 0, done.stderr
    assert "301 messages read" in done.stdout
    assert (work / "demo-report" / "report.html").is_file()
    shutil.rmtree(home)
