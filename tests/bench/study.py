"""How long the ARMS study takes, with the floor beside each figure: run by ``make bench``.

Seconds on a shared machine mean little by themselves; the ratios to the floors, measured in the same
call, are what to compare.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

import psutil
from triangulate.text.language import MODEL

REPOSITORY = Path(__file__).resolve().parents[2]
LIMITS = {"cold run": 180, "nothing to do": 15, "one changed transcript": 45}
#: MB that all processes of a run may take together.
MEMORY = 2000
HEADINGS = ("run", "seconds", "limit", "floor", "times the floor", "peak MB", "limit MB")


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds of a command, and the peak of its processes' memory together, in MB."""
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        return _timed(command, said)


def _timed(command: list[str], said: IO[str]) -> tuple[float, float]:
    peak = 0.0
    done = threading.Event()
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.2):
            try:
                family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
                # Shared pages count once: USS where the system tells it.
                peak = max(peak, sum(p.memory_full_info().uss for p in family) / 1e6)
            except psutil.Error:
                continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    if code != 0:
        said.seek(0)
        sys.exit(f"{said.read()[-3000:]}\n{' '.join(command)} ended with {code}")
    return seconds, peak


def change_one_transcript(study: Path) -> None:
    """Add a sentence at the end of one plain-text transcript."""
    transcript = sorted((study / "data/raw/transcripts").glob("*.txt"))[0]
    data = transcript.read_bytes()
    end = b"\r\n" if b"\r\n" in data else b"\n"
    transcript.write_bytes(data.rstrip() + b" That is all from me." + end)


def bare_spacy(study: Path) -> float:
    """Seconds of the bare language model over the same text, load included."""
    code = (
        "import pandas as pd, spacy\n"
        f"texts = pd.read_parquet({str(study / 'data/processed/documents.parquet')!r})['text']\n"
        f"nlp = spacy.load({MODEL!r}, exclude=['tagger', 'parser', 'attribute_ruler', 'lemmatizer'])\n"
        "nlp.enable_pipe('senter')\n"
        "turns = [t for text in texts for t in text.split('\\n') if t]\n"
        "sum(1 for _ in nlp.pipe(turns, batch_size=64))\n"
    )
    return timed([sys.executable, "-c", code])[0]


def bare_notebooks(study: Path) -> float:
    """Seconds of papermill alone over the executed notebooks, one after the other, parameters as run."""
    code = (
        "import papermill, sys\n"
        "from pathlib import Path\n"
        "for path in sorted(Path('results/notebooks').glob('*.ipynb')):\n"
        "    papermill.execute_notebook(str(path), '/dev/null', progress_bar=False, kernel_name='python3')\n"
    )
    here = Path.cwd()
    os.chdir(study)
    try:
        return timed([sys.executable, "-c", code])[0]
    finally:
        os.chdir(here)


def table(figures: dict[str, tuple[float, float]], floors: dict[str, float]) -> str:
    """The figures as rows of Markdown, as ``docs/benchmarks.md`` has them."""
    rows: list[tuple[str, ...]] = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1))]
    for name, (seconds, peak) in figures.items():
        floor = floors[name]
        row = (name, f"{seconds:.1f}", f"{LIMITS[name]}", f"{floor:.1f}", f"{seconds / floor:.1f}")
        rows.append((*row, f"{peak:.0f}", f"{MEMORY}"))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def over(figures: dict[str, tuple[float, float]]) -> list[str]:
    """The runs that took longer, or more memory, than they may."""
    return [name for name, (seconds, peak) in figures.items() if seconds > LIMITS[name] or peak > MEMORY]


def main() -> None:
    """Copy the study, run it three ways, and print each beside its limit and its floor."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        study = Path(place) / "arms"
        for part in ("config", "data/raw"):
            shutil.copytree(REPOSITORY / part, study / part)
        snakemake = [sys.executable, "-m", "snakemake"]
        run = [*snakemake, "--snakefile", str(REPOSITORY / "Snakefile"), "--directory", str(study)]
        figures = {"cold run": timed(run), "nothing to do": timed(run)}
        change_one_transcript(study)
        figures["one changed transcript"] = timed(run)
        start = timed([*snakemake, "--version"])[0]
        spacy, notebooks = bare_spacy(study), bare_notebooks(study)
    floors = {"cold run": spacy + notebooks, "nothing to do": start, "one changed transcript": start}
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(
        f"{cores} cores, Python {sys.version.split()[0]}, load {load:.1f}: above {cores} others are at work\n"
    )
    print(table(figures, floors))
    print(
        f"\nFloors: a cold run against the bare spaCy pass over the same text ({spacy:.1f} s) and the bare notebook "
        f"runs one after the other ({notebooks:.1f} s); the others against the start of Snakemake ({start:.1f} s)."
    )
    if late := over(figures):
        sys.exit(f"Over the limit: {', '.join(late)}.")


if __name__ == "__main__":
    main()
