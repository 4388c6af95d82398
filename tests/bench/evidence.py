"""What the way back from a number costs: ``verify``, ``trace``, facts and selectors as a share of the run, and how
soon the explorer opens. Run by ``make bench``; needs a run of the study in the repository.
"""

from __future__ import annotations

import csv
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
REPORT = "results/report/index.html"
#: Limits in the unit that stands behind each name.
LIMITS = {
    "verify (s)": 30.0,
    "trace, slowest kind (s)": 2.0,
    "facts and selectors, share of the run (%)": 10.0,
    "explorer, size (MB)": 5.0,
    "explorer, opened (s)": 1.0,
    "explorer, a number's panel after it (s)": 1.0,
}
#: The jobs of a run that there would be none of without facts and their selectors.
JOBS = ("record_inputs", "gather_facts", "gather_evidence")
HEADINGS = ("the way back", "measured", "limit")


def share_of_run(benchmarks: Path) -> float:
    """Seconds of :data:`JOBS` in per cent of those of all jobs, from the run's own benchmarks."""
    seconds: dict[str, float] = {}
    for path in benchmarks.glob("*.tsv"):
        with path.open(encoding="utf-8", newline="") as handle:
            seconds[path.stem] = sum(float(row["s"]) for row in csv.DictReader(handle, delimiter="\t"))
    missing = [job for job in JOBS if job not in seconds]
    if missing:
        sys.exit(f"{benchmarks} has no {', '.join(missing)}: run the study first.")
    return 100 * sum(seconds[job] for job in JOBS) / sum(seconds.values())


def kinds(study: Path) -> Iterator[str]:
    """A fact of every family, a quote and a figure, by id."""
    seen: set[str] = set()
    with (study / "results/facts.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            family = row["id"].partition(".")[0]
            if family not in seen:
                seen.add(family)
                yield row["id"]
    with (study / "results/tables/quotes.csv").open(encoding="utf-8", newline="") as handle:
        yield next(csv.DictReader(handle))["quote"]
    yield "themes"


def seconds_of(command: list[str]) -> float:
    """Wall seconds of a command of ours; ends the bench where it fails."""
    from study import timed

    return timed([sys.executable, "-c", "from triangulate.cli import main; main()", *command])[0]


def opening(report: Path) -> tuple[float, float] | None:
    """Seconds until a real browser has opened the page, and from there until it shows the panel of a number;
    None without Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return None
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        best = (float("inf"), float("inf"))
        for _ in range(3):
            page = browser.new_page()
            began = time.perf_counter()
            page.goto(report.as_uri())
            opened = time.perf_counter() - began
            page.locator("data[data-fact]").first.dispatch_event("click")
            page.locator("dialog.xp-panel").wait_for(state="visible")
            best = min(best, (opened, time.perf_counter() - began - opened))
            page.close()
        browser.close()
    return best


def table(figures: dict[str, float]) -> str:
    """The figures as rows of Markdown, as ``docs/benchmarks.md`` has them."""
    rows: list[tuple[str, ...]] = [HEADINGS, ("---", "---:", "---:")]
    rows += [(name, f"{value:.1f}", f"{LIMITS[name]:.0f}") for name, value in figures.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    """Measure all of it on the repository's own study and print it beside its limits."""
    figures = {
        "facts and selectors, share of the run (%)": share_of_run(REPOSITORY / "logs/benchmarks"),
        "verify (s)": seconds_of(["verify", str(REPOSITORY)]),
        "trace, slowest kind (s)": max(
            seconds_of(["trace", id, "--study", str(REPOSITORY)]) for id in kinds(REPOSITORY)
        ),
        "explorer, size (MB)": (REPOSITORY / REPORT).stat().st_size / 1e6,
    }
    opened = opening(REPOSITORY / REPORT)
    if opened is not None:
        figures["explorer, opened (s)"], figures["explorer, a number's panel after it (s)"] = opened
    print(table(figures))
    if late := [name for name, value in figures.items() if value > LIMITS[name]]:
        sys.exit(f"Over the limit: {', '.join(late)}.")


if __name__ == "__main__":
    main()
