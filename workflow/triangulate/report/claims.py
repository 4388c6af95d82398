"""Sentences of interpretation that every run holds against the facts."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, cast

from triangulate.facts.fact import PlacedFact, value_text
from triangulate.problems import Problems, nearest
from triangulate.report.narrative import Prose, areas_of, parse_prose, without_calls
from triangulate.report.predicates import Part, Predicate, Range, Value
from triangulate.report.typed import typed_numbers
from triangulate.source import Source
from triangulate.study.declared import unknown_reference
from triangulate.study.model import Study
from triangulate.study.schema import conform
from triangulate.study.yamltext import Document, read_yaml

_VARIABLE = re.compile(r"(?<!\{)\{([A-Za-z_]\w*)(\.label)?\}(?!\})")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence with the tests that all have to hold, and where it is declared.

    A claim that runs over something has one test for each; if its sentence names what it runs
    over, it is a claim of its own for each instead.
    """

    id: str
    says: Prose
    tests: tuple[Predicate, ...]
    if_broken: Literal["fail", "flag"]
    source: Source
    note: str = ""
    meta_inference_of: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that the tests rest on."""
        return tuple(dict.fromkeys(fact for test in self.tests for fact in test.facts))


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a study and its words of quantity."""

    file: str = ""
    claims: Mapping[str, Claim] = field(default_factory=dict)
    words: Mapping[str, Range] = field(default_factory=dict)

    def word(self, value: float) -> str | None:
        """The word for a per cent, None where no range holds it; of several the narrowest."""
        number = Decimal(str(value))
        fitting = [(r.high - r.low, name) for name, r in self.words.items() if r.holds(number)]
        return min(fitting)[1] if fitting else None


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim held against the facts. ``failing`` are the comparisons that do not hold."""

    claim: Claim
    failing: tuple[Part, ...]

    @property
    def holds(self) -> bool:
        """Whether the data bear the claim."""
        return not self.failing


def read_claims(study: Study, problems: Problems) -> Claims:
    """The study's claims, as far as they can be read; nothing is held against facts yet."""
    if study.claims is None or not (study.directory / study.claims).is_file():
        return Claims()  # the configuration's own check has said so
    document = read_yaml(study.directory / study.claims, Source(study.claims), problems, "The file of claims")
    if document is None or not conform(document, "claims", problems):
        return Claims(study.claims)
    value = cast("dict[str, object]", document.value)
    words = _words(cast("dict[str, list[float]]", value.get("words", {})), document, problems)
    claims: dict[str, Claim] = {}
    for number, entry in enumerate(cast("list[dict[str, object]]", value["claims"])):
        for claim in _claims_of(study, entry, words, document, number, problems):
            if claim.id in claims:
                problems.add("report.claim-twice", claim.source, id=claim.id)
            claims[claim.id] = claim
    return Claims(study.claims, claims, {name.replace("_", " "): r for name, r in words.items()})


def _words(given: Mapping[str, list[float]], document: Document, problems: Problems) -> dict[str, Range]:
    words: dict[str, Range] = {}
    for word, (low, high) in given.items():
        if not 0 <= low < high <= 100:
            source = document.at(("words", word))
            problems.add("report.word-range", source, word=word, low=low, high=high)
        words[re.sub(r"\W+", "_", word.strip())] = Range(Decimal(str(low)), Decimal(str(high)))
    return words


def _claims_of(
    study: Study,
    entry: Mapping[str, object],
    words: Mapping[str, Range],
    document: Document,
    number: int,
    problems: Problems,
) -> Iterator[Claim]:
    id, says, holds = str(entry["id"]), str(entry["says"]), str(entry["holds"])
    place = document.at(("claims", number))
    where = {key: document.at(("claims", number, key)) for key in ("says", "holds", "for")}
    runs = _runs(study, id, cast("dict[str, object]", entry.get("for", {})), where["for"], problems)
    if runs is None:
        return
    known = {name for run in runs for name in run} | set(words)
    if not _check_braces(id, {"says": says, "holds": holds}, known, where, problems):
        return
    _check_sentence(id, says, holds, words, where["says"], problems)
    area = str(entry.get("meta_inference_of", ""))
    if area and area not in areas_of(study):
        source = document.at(("claims", number, "meta_inference_of"))
        unknown_reference(problems, source, f"The claim {id!r}", "area", area, areas_of(study))
    named = {m[1] for m in _VARIABLE.finditer(says)} & set(runs[0] if runs else ())
    fixed: dict[tuple[str, ...], list[Predicate]] = {}
    sentences: dict[tuple[str, ...], str] = {}
    for run in runs:
        key = tuple(run[name][0] for name in run if name in named)
        try:
            test = Predicate.parse(_filled(holds, run, words), words)
        except ValueError as fault:
            problems.add("report.predicate", where["holds"], id=id, reason=fault)
            return
        fixed.setdefault(key, []).append(test)
        said = _filled(says, run, words)
        sentences[key] = said[:1].upper() + said[1:]
    for key, tests in fixed.items():
        prose = parse_prose(sentences[key], where["says"], problems, where["says"].line or 1)
        for call in prose.called():
            if call.name != "fact":
                problems.add("report.claim-calls", where["says"], id=id, name=call.name)
                return
        yield Claim(
            ".".join((id, *key)),
            prose,
            tuple(tests),
            "flag" if entry.get("if_broken") == "flag" else "fail",
            place,
            str(entry.get("note", "")),
            area,
        )


def _runs(
    study: Study, id: str, over: Mapping[str, object], source: Source, problems: Problems
) -> list[dict[str, tuple[str, str]]] | None:
    """Every combination of what a claim runs over: by name, id and label."""
    known: dict[str, dict[str, str]] = {"groups": {g.id: g.label for g in study.groups}}
    if study.statements:
        instrument = study.statements.instrument
        known["themes"] = {t.id: t.label for t in instrument.themes}
        known["statements"] = {s.id: s.text for s in instrument.statements}
    if study.interviews:
        known["codes"] = {c.id: c.label for c in study.interviews.codebook.codes}
    labels = {k: v for own in known.values() for k, v in own.items()} | areas_of(study)
    choices: list[list[tuple[str, str, str]]] = []
    for name, values in over.items():
        if isinstance(values, str):
            if values not in known:
                hint, there = nearest(values, known), ", ".join(known)
                problems.add("report.loop", source, id=id, over=values, hint=hint, known=there)
                return None
            values = list(known[values])
        listed = cast("list[str]", values)
        choices.append([(name, value, labels.get(value, value)) for value in listed])
    return [{name: (value, label) for name, value, label in run} for run in itertools.product(*choices)]


def _filled(text: str, run: Mapping[str, tuple[str, str]], words: Mapping[str, Range]) -> str:
    """``text`` with ``{theme}``, ``{theme.label}`` and the words of quantity put in."""

    def put(found: re.Match[str]) -> str:
        if found[1] in run:
            id, label = run[found[1]]
            return label if found[2] else id
        return found[1].replace("_", " ") if found[1] in words else found[0]

    return _VARIABLE.sub(put, text)


def _check_braces(
    id: str,
    texts: Mapping[str, str],
    known: Collection[str],
    where: Mapping[str, Source],
    problems: Problems,
) -> bool:
    """Whether everything in braces is a word of quantity or what the claim runs over."""
    good = True
    for key, text in texts.items():
        for name in dict.fromkeys(m[1] for m in _VARIABLE.finditer(without_calls(text))):
            if name not in known:
                hint = nearest(name, known)
                problems.add("report.unknown-brace", where[key], id=id, name=name, hint=hint)
                good = False
    return good


def _check_sentence(
    id: str, says: str, holds: str, words: Mapping[str, Range], source: Source, problems: Problems
) -> None:
    """A word of quantity in the sentence has to be in the test; no number is typed by hand."""
    plain = _VARIABLE.sub(lambda m: m[1].replace("_", " ") if m[1] in words else " ", without_calls(says))
    rest = plain.lower()
    for name in sorted(words, key=len, reverse=True):
        word = name.replace("_", " ")
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", rest, re.IGNORECASE)
        if found is None:
            continue
        rest = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", rest, flags=re.IGNORECASE)
        if not re.search(rf"\bin\s+{re.escape(name)}\b", holds):
            problems.add("report.unchecked-word", source, id=id, word=word, name=name)
    for typed in typed_numbers(plain, (), source.line or 1):
        problems.add("report.typed-number", source, shown=typed.shown, hint="")


def judge(claims: Claims, facts: Mapping[str, PlacedFact], problems: Problems) -> dict[str, Judged]:
    """Every claim held against the facts. A broken claim is a problem unless it is to be flagged."""
    words = {name.replace(" ", "_"): r for name, r in claims.words.items()}
    judged: dict[str, Judged] = {}
    for claim in claims.claims.values():
        if not _known(claim, facts, problems):
            continue
        values = {id: _value(facts[id]) for id in claim.facts}
        parts = [part for test in claim.tests for part in test.evaluate(values, words)]
        failing = tuple(part for part in parts if not part.holds)
        judged[claim.id] = Judged(claim, failing)
        if failing and claim.if_broken == "fail":
            problems.add(
                "report.claim-broken", claim.source, id=claim.id, says=sentence(claim, facts),
                facts=moved(judged[claim.id], facts),
            )  # fmt: skip
    return judged


def _known(claim: Claim, facts: Mapping[str, PlacedFact], problems: Problems) -> bool:
    good = True
    for id in claim.facts:
        placed = facts.get(id)
        if placed is None:
            problems.add("report.unknown-fact", claim.source, id=id, hint=nearest(id, facts))
            good = False
        elif not placed.published:
            status = placed.status
            problems.add("report.claim-held-back", claim.source, id=claim.id, fact=id, status=status)
            good = False
    return good


def _value(placed: PlacedFact) -> Value | None:
    value = placed.fact.value
    if value is None or isinstance(value, str):
        return value
    return Decimal(repr(value))


def moved(judged: Judged, facts: Mapping[str, PlacedFact]) -> str:
    """The comparisons that no longer hold, with the values of their facts; six at most."""
    return "; ".join(_said(part, facts) for part in judged.failing[:6])


def _said(part: Part, facts: Mapping[str, PlacedFact]) -> str:
    values = ", ".join(f"{id} is {facts[id].fact.display}{_exactly(facts[id])}" for id in part.facts)
    why = "cannot be told" if part.holds is None else "does not hold"
    return f"“{part.text}” {why}: {values}"


def _exactly(placed: PlacedFact) -> str:
    value = placed.fact.value
    if not isinstance(value, float) or value.is_integer():
        return ""
    return f" (exactly {value:.4f})"


def sentence(claim: Claim, facts: Mapping[str, PlacedFact]) -> str:
    """A claim's sentence as plain text, its facts as they are printed."""
    texts = {
        call: facts[call.arguments[0]].fact.display if call.arguments[0] in facts else "?"
        for call in claim.says.called()
        if call.name == "fact"
    }
    pieces = iter(claim.says.called())
    said = re.sub(r"[\U000F0000-\U000FFFFD]", lambda _: texts.get(next(pieces), "?"), claim.says.text)
    return " ".join(said.split())


def claims_csv(judged: Mapping[str, Judged], facts: Mapping[str, PlacedFact]) -> str:
    """``results/tables/claims.csv``: each claim, its sentence, its test, whether it holds, its facts."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "says", "test", "holds", "if_broken", "facts", "line"))
    for id, one in judged.items():
        claim = one.claim
        values = "; ".join(f"{fact} = {value_text(facts[fact].fact.value)}" for fact in claim.facts)
        test = " and ".join(f"({' '.join(t.text.split())})" for t in claim.tests)
        row = (id, sentence(claim, facts), test if len(claim.tests) > 1 else test[1:-1])
        writer.writerow((*row, str(one.holds).lower(), claim.if_broken, values, claim.source.line))
    return text.getvalue()
