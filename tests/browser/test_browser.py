"""The report in a real browser: it draws, and every number opens its quotes."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]
# Clicks every number of the page and counts the quotes that its panel shows.
CLICKS = """
<script>
window.addEventListener("load", () => {
  const wrong = [];
  let clicked = 0;
  for (const button of document.querySelectorAll("[data-quotes]")) {
    button.click();
    clicked += 1;
    const wanted = button.dataset.quotes.split(" ").filter(Boolean).length;
    const shown = document.querySelectorAll("dialog[open] blockquote").length;
    if (wanted !== shown) wrong.push(button.textContent + ": " + shown + " of " + wanted);
    document.querySelector("dialog").close();
  }
  document.title = "clicked " + clicked + " wrong " + wrong.length + " " + wrong.slice(0, 3);
});
</script>
"""


def dom(path: Path, *options: str) -> str:
    done = subprocess.run(
        [
            CHROMIUM or "",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            *options,
            "--virtual-time-budget=8000",
            "--dump-dom",
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


def test_every_number_opens_its_quotes(demo: Path, tmp_path: Path) -> None:
    text = (demo / "report.html").read_text("utf-8")
    # The page forbids foreign scripts; the test's own stands in a copy without that rule.
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    page = tmp_path / "report.html"
    page.write_text(text.replace("</body>", CLICKS + "</body>"), "utf-8")
    title = re.search(r"<title>(.*?)</title>", dom(page))
    assert title
    found = re.match(r"clicked (\d+) wrong (\d+)", title[1])
    assert found, title[1]
    assert int(found[1]) >= 50
    assert int(found[2]) == 0, title[1]


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_wider_than_the_screen(demo: Path, tmp_path: Path, width: int) -> None:
    text = (demo / "report.html").read_text("utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    width_of = "'wide ' + document.documentElement.scrollWidth + ' ' + innerWidth"
    probe = f"<script>addEventListener('load', () => {{document.title = {width_of}}})</script>"
    page = tmp_path / "report.html"
    page.write_text(text.replace("</body>", probe + "</body>"), "utf-8")
    found = re.search(r"<title>wide (\d+) (\d+)</title>", dom(page, f"--window-size={width},900"))
    assert found
    assert int(found[1]) <= int(found[2])
