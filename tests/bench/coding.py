"""How fast the rule coder reads interviews: run by ``make bench`` after a run of the study.

Parsing is set beside the bare language model with the same components and two processes over the same turns;
matching is timed over 600,000 words of cached interviews (the study's own, read again and again), in seconds of
the processor, which others at work on the machine change little.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from triangulate.coding.parsed import BATCH, Parser, Turn, parsed_turns, participants_turns
from triangulate.coding.patterns import Rule, rules_of
from triangulate.coding.rules import RuleCoder
from triangulate.problems import Problems
from triangulate.records.tables import read_table
from triangulate.study.load import load_study

REPOSITORY = Path(__file__).resolve().parents[2]
PROCESSED = REPOSITORY / "data/processed"
PROCESSES = 2
WORDS = 600_000
#: Seconds for matching so many words, and the least share of the bare model's speed.
LIMIT, LEAST = 10.0, 0.8


def seconds(job: Callable[[], object]) -> float:
    """Wall seconds of one job."""
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def study_rules(directory: Path) -> tuple[Rule, ...]:
    """The rules of the study's codebook."""
    problems = Problems()
    study = load_study(directory, problems)
    if study is None or study.interviews is None:
        sys.exit(f"{directory} has no interviews to code.")
    return rules_of(study.interviews.codebook, problems)


def study_turns(processed: Path) -> dict[str, list[Turn]]:
    """What participants said, from the tables of a run."""
    if not (processed / "segments.parquet").is_file():
        sys.exit(f"{processed} has no tables yet: run the study first (make study).")
    documents = read_table(processed / "documents.parquet", "documents")
    return participants_turns(documents, read_table(processed / "segments.parquet", "segments"))


def parsing(turns: dict[str, list[Turn]], cache: Path) -> tuple[float, float]:
    """Seconds of the bare model, and of ours, which fills ``cache``; loading the model is neither's."""
    texts = list(
        dict.fromkeys(t for said in turns.values() for turn in said for t in (turn.text, turn.asked))
    )
    parser = Parser()
    list(parser.parse(texts[:1]))
    bare = seconds(lambda: list(parser.nlp.pipe(texts, batch_size=BATCH, n_process=PROCESSES)))
    ours = seconds(lambda: list(parsed_turns(turns, cache, parser, PROCESSES)))
    return bare, ours


def matching(turns: dict[str, list[Turn]], rules: tuple[Rule, ...], cache: Path) -> tuple[float, float, int]:
    """Processor seconds of reading the cache and of matching, for so many words of participants, and the words."""
    parser = Parser()
    coder = RuleCoder(rules, parser.vocab)
    words = sum(len(turn.text.split()) for said in turns.values() for turn in said)
    reading = tried = 0.0
    done = 0
    while done < WORDS:
        began = time.process_time()
        loaded = dict(parsed_turns(turns, cache, parser))
        read = time.process_time()
        for name, said in turns.items():
            for turn, (heard, asked) in zip(said, loaded[name], strict=True):
                coder.code(turn, heard, asked)
        reading += read - began
        tried += time.process_time() - read
        done += words
    return reading, tried, done


def main() -> None:
    """Measure both, print them beside their limits, and end with 1 where one is missed."""
    turns, rules = study_turns(PROCESSED), study_rules(REPOSITORY)
    with tempfile.TemporaryDirectory() as cache:
        bare, ours = parsing(turns, Path(cache))
        reading, tried, words = matching(turns, rules, Path(cache))
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{cores} cores, load {load:.1f}: above {cores} others are at work\n")
    print(f"parsing: {ours:.1f} s, bare model {bare:.1f} s with {PROCESSES} processes each: {bare / ours:.2f} of its speed (at least {LEAST})")  # fmt: skip
    print(f"matching {len(rules)} rules over {words:,} words: {tried:.1f} s, and {reading:.1f} s for reading the cache (limit {LIMIT:.0f} s together)")  # fmt: skip
    late = [f"parsing at {bare / ours:.2f}"] if bare / ours < LEAST else []
    late += [f"matching in {reading + tried:.1f} s"] if reading + tried > LIMIT else []
    if late:
        sys.exit(f"Over the limit: {', '.join(late)}.")


if __name__ == "__main__":
    main()
