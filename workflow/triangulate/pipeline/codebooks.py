"""Two versions of a codebook on the interviews of a study: what changes, and what it does to the counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from triangulate.coding.codebook_diff import codebook_diff, successors
from triangulate.coding.parsed import Parser, Turn, parsed_turns, participants_turns
from triangulate.coding.patterns import rules_of
from triangulate.coding.rules import RuleCoder
from triangulate.coding.words import Words
from triangulate.problems import Problems
from triangulate.records.tables import read_table
from triangulate.source import Source
from triangulate.study.instruments import codebook
from triangulate.study.model import Codebook
from triangulate.study.schema import conform
from triangulate.study.yamltext import read_yaml

PROCESSED = Path("data/processed")
#: Sentences that a version's rules code: document, start, end, code.
Hits = frozenset[tuple[str, int, int, str]]
EFFECTS = ["code", "human", "rules_before", "rules_after", "gained", "lost"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side.

    ``changes``: see :func:`triangulate.coding.codebook_diff.codebook_diff`; ``became``: what each code that
    is gone seems to have become, None where nothing tells; ``effects``: by code of either version, the
    human passages with this very code, the sentences that the rules of each version code, and those that
    only one of them does. Without the tables of a run the ``effects`` are empty.
    """

    before: Codebook
    after: Codebook
    changes: pd.DataFrame
    became: dict[str, str | None]
    effects: pd.DataFrame
    interviews: int

    @property
    def orphans(self) -> dict[str, int]:
        """Codes that are gone with the human passages that have them, if there are any."""
        human = dict(zip(self.effects["code"], self.effects["human"], strict=True))
        return {code: int(human[code]) for code in self.became if human.get(code)}

    @property
    def same_version(self) -> bool:
        """Whether something changed and the version did not."""
        return self.before.version == self.after.version and not self.changes.empty


def read_codebook(path: Path, problems: Problems) -> Codebook | None:
    """The codebook in a file; None after reporting why it cannot be used."""
    document = read_yaml(path, Source(path.name), problems, f"The file {path}")
    if document is None or not conform(document, "codebook", problems):
        return None
    read = codebook(document, problems)
    return None if problems.errors else read


def compare_codebooks(before: Codebook, after: Codebook, directory: Path, problems: Problems) -> Comparison:
    """Compare two versions on the interviews that the last run of the study in ``directory`` prepared."""
    processed = directory / PROCESSED
    human: Counter[str] = Counter()
    effects = pd.DataFrame(columns=EFFECTS)
    interviews = 0
    if (processed / "codings.parquet").is_file():
        codings = read_table(processed / "codings.parquet", "codings")
        human.update(str(code) for code in codings.loc[codings["stage"] != "auto", "code"])
        documents = read_table(processed / "documents.parquet", "documents")
        interviews = len(documents)
        segments = read_table(processed / "segments.parquet", "segments")
        hits = _hits((before, after), documents, segments, processed / ".cache/parsed", problems)
        effects = _effects(before, after, human, *hits)
    return Comparison(
        before, after, codebook_diff(before, after, human), successors(before, after), effects, interviews
    )


def _hits(
    versions: tuple[Codebook, Codebook],
    documents: pd.DataFrame,
    segments: pd.DataFrame,
    cache: Path,
    problems: Problems,
) -> tuple[Hits, Hits]:
    parser = Parser()
    turns = participants_turns(documents, segments)
    heard = dict(parsed_turns(turns, cache if cache.is_dir() else None, parser, processes=2))
    old, new = (RuleCoder(rules_of(version, problems), parser.vocab) for version in versions)
    return _coded(old, turns, heard), _coded(new, turns, heard)


def _coded(
    coder: RuleCoder, turns: dict[str, list[Turn]], heard: dict[str, list[tuple[Words, Words]]]
) -> Hits:
    return frozenset(
        (document, hit.start, hit.end, hit.code)
        for document, said in turns.items()
        for turn, (words, asked) in zip(said, heard[document], strict=True)
        for hit in coder.code(turn, words, asked)
    )


def _effects(before: Codebook, after: Codebook, human: Counter[str], old: Hits, new: Hits) -> pd.DataFrame:
    codes = [*after.by_id(), *(code for code in before.by_id() if code not in after.by_id())]
    counts = [Counter(code for *_, code in hits) for hits in (old, new, new - old, old - new)]
    rows = [(code, human[code], *(count[code] for count in counts)) for code in codes]
    return pd.DataFrame(rows, columns=EFFECTS)
