"""The machine coders' part of a run: rule codings beside the human ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pandas as pd

from triangulate.coding.matching import why_refused
from triangulate.coding.parsed import Parser, Turn, parsed_turns, participants_turns
from triangulate.coding.patterns import Rule, Tokens, atoms_of, rules_of
from triangulate.coding.remembered import Remembered
from triangulate.coding.rules import CODER, Hit, RuleCoder
from triangulate.problems import Problems
from triangulate.raw.codings.guids import guid
from triangulate.records.tables import read_table, table, write_table
from triangulate.source import Source
from triangulate.study.model import Study
from triangulate.study.yamltext import read_yaml


def rules_in(study: Study, path: str, problems: Problems) -> tuple[Rule, ...]:
    """The rules of the codebook in file ``path`` of the study, each with its line.

    What cannot be read is a problem. spaCy is asked only about token patterns, if there are any.
    """
    assert study.interviews is not None
    rules = rules_of(study.interviews.codebook, problems, _lines(study, path))
    with_tokens = [(r, a) for r in rules for a in atoms_of(r) if isinstance(a, Tokens)]
    if with_tokens:
        vocab = Parser().vocab
        for rule, atom in with_tokens:
            reason = why_refused(atom, vocab)
            if reason is not None:
                name = rule.id.partition("/")[2]
                problems.add("patterns.shape", rule.source, code=rule.code, number=name, reason=reason)
    return rules


def _lines(study: Study, path: str) -> Callable[[int, int], Source]:
    document = read_yaml(study.directory / path, Source(path), Problems(), f"The file {path}")
    if document is None:
        return lambda i, j: Source(path)
    return lambda i, j: document.at(("codes", i, "patterns", j))


def apply_rule_coder(
    study: Study, *, codebook: str, documents: Path, segments: Path, placed: Path, cache: Path, codings: Path
) -> str:
    """The human codings of ``placed`` and the rule coder's, in one table; says what it did.

    A codebook without patterns gives the rule coder nothing to do: the table is the human one.
    """
    problems = Problems()
    rules = rules_in(study, codebook, problems)
    problems.raise_errors()
    human = read_table(placed, "codings")
    if not rules:
        write_table(codings, "codings", human)
        return f"{codebook} declares no patterns: the rule coder has nothing to do."
    texts = read_table(documents, "documents")
    rows, turns_n = _rule_codings(study.id, rules, texts, read_table(segments, "segments"), cache)
    ours = table("codings", rows)
    both = pd.concat([human, ours], ignore_index=True) if len(ours) else human
    both = both.sort_values(["document", "start", "end", "code", "coder", "stage"], kind="stable")
    write_table(codings, "codings", both)
    return f"{len(rules)} rules marked {len(rows)} sentences in {turns_n} turns of {len(texts)} interviews."


def _rule_codings(
    study: str, rules: tuple[Rule, ...], texts: pd.DataFrame, segments: pd.DataFrame, cache: Path
) -> tuple[list[dict[str, object]], int]:
    turns = participants_turns(texts, segments)
    words = dict(zip(texts["document"], texts["text"], strict=True))
    groups = dict(zip(texts["document"], texts["group"], strict=True))
    rows: list[dict[str, object]] = [
        {
            "coding": guid(study, "coding", document, hit.start, hit.end, hit.code, CODER, 1),
            "document": document,
            "start": hit.start,
            "end": hit.end,
            "code": hit.code,
            "coder": CODER,
            "stage": "auto",
            "counted": False,
            "rule": hit.reason,
            "group": groups[document],
            "text": str(words[document])[hit.start : hit.end],
            "line": hit.line,
            **cast(dict[str, Any], hit.rules[0].source.as_columns()),
        }
        for document, hits in _hits(rules, turns, cache).items()
        for hit in hits
    ]
    return rows, sum(map(len, turns.values()))


def _hits(
    rules: tuple[Rule, ...], turns: Mapping[str, Sequence[Turn]], cache: Path
) -> dict[str, Sequence[Hit]]:
    """What the rules find in each document; only those are read in which no earlier run has looked."""
    remembered = Remembered(cache, rules, turns)
    found: dict[str, Sequence[Hit] | None] = {document: remembered.hits(document) for document in turns}
    unread = {document for document, hits in found.items() if hits is None}
    parser = Parser()
    coder = None
    for document, docs in parsed_turns(turns, cache, parser, processes=2, only=unread):
        # Not before there is something to read: by then the model is loaded where it is needed, with its vocabulary.
        coder = coder or RuleCoder(rules, parser.vocab)
        hits = [
            hit
            for turn, (said, asked) in zip(turns[document], docs, strict=True)
            for hit in coder.code(turn, said, asked)
        ]
        remembered.keep(document, hits)
        found[document] = hits
    return {document: hits or () for document, hits in found.items()}
