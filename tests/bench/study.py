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

import psutil

REPOSITORY = Path(__file__).resolve().parents[2]
LIMITS = {"cold run": 180, "nothing to do": 15, "one changed transcript": 45}


def timed(command: list[str]) -> tuple[float, float]:
    """Wall seconds of a command, and the peak of its processes' memory together, in MB."""
    peak = 0.0
    done = threading.Event()
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

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
        sys.exit(f"{' '.join(command)} ended with {code}")
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
        "import pandas as pd, en_core_web_sm\n"
        f"texts = pd.read_parquet({str(study / 'data/processed/documents.parquet')!r})['text']\n"
        "nlp = en_core_web_sm.load(disable=['tagger', 'attribute_ruler', 'lemmatizer'])\n"
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


def main() -> None:
    """Copy the study, run it three ways, and print each beside its limit and its floor."""
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        study = Path(place) / "arms"
        for part in ("config", "data/raw"):
            shutil.copytree(REPOSITORY / part, study / part)
        run = [
            sys.executable, "-m", "snakemake", "--snakefile", str(REPOSITORY / "Snakefile"),
            "--directory", str(study),
        ]  # fmt: skip
        figures = {"cold run": timed(run), "nothing to do": timed(run)}
        change_one_transcript(study)
        figures["one changed transcript"] = timed(run)
        spacy_floor, notebook_floor = bare_spacy(study), bare_notebooks(study)
    print(f"{'':26}{'seconds':>9}{'limit':>8}{'peak MB':>9}")
    for name, (seconds, peak) in figures.items():
        print(f"{name:26}{seconds:9.1f}{LIMITS[name]:8}{peak:9.0f}")
    print(f"\nfloors: bare spaCy pass {spacy_floor:.1f} s, bare notebook runs {notebook_floor:.1f} s")
    cold = figures["cold run"][0]
    print(f"cold run / (spaCy + notebooks, one after the other): {cold / (spacy_floor + notebook_floor):.2f}")


if __name__ == "__main__":
    main()
