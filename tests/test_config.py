from pathlib import Path

import pytest

from inboxminer.config import Config
from inboxminer.errors import ConfigError


def test_defaults_load() -> None:
    assert Config.load().swot.minimum_customers == 3


def test_a_file_and_overrides_go_over_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('seed = 3\n[organisation]\ndomains = ["a.example"]\n', encoding="utf-8")
    config = Config.load(path, ["swot.minimum_customers=5", "report.timezone=Asia/Jerusalem"])
    assert (config.seed, config.organisation.domains) == (3, ("a.example",))
    assert (config.swot.minimum_customers, config.report.timezone) == (5, "Asia/Jerusalem")


def test_every_fault_is_told_at_once() -> None:
    wrong = ["swot.nothing=1", "swot.p1_score='x'", "seed=-", "classify=3", "noequals"]
    with pytest.raises(ConfigError) as raised:
        Config.load(None, wrong)
    for part in ("swot.nothing", "swot.p1_score", "seed", "classify", "noequals"):
        assert part in str(raised.value)


@pytest.mark.parametrize(
    "override",
    ["classify.unsure_below=1.5", "report.timezone=Mars/Base", "swot.resamples=-1", "seed=true"],
)
def test_values_out_of_range_are_refused(override: str) -> None:
    with pytest.raises(ConfigError):
        Config.load(None, [override])
