"""Two human coders, simulated with human faults.

A coder overlooks passages, takes one code for its neighbour, begins a few words early or leaves off a
sentence late, and finds something now and then where nothing was meant. How often each happens is set so
that two such coders agree by turn about as well as the literature finds people do: kappa .6 to .8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from numpy.random import Generator

from triangulate.raw.model import Span
from triangulate.simulate.layout import CodedSpan, Laid
from triangulate.study.model import Codebook

_WORD = re.compile(r"\S+")
_SENTENCE = re.compile(r"\S.*?(?:[.?!…][\"”’]?(?=\s)|$)", re.DOTALL)
#: A turn shorter than this, in words, gets no code by mistake.
_ENOUGH_WORDS = 25
_MEMOS = (
    "Could also be {other}?",
    "Not sure, see {other}",
    "Ironic?",
    "Good quote",
    "Check with other coder",
    "Long, perhaps two codes",
)


@dataclass(frozen=True, slots=True)
class Coder:
    """A coder and the shares of passages that go wrong; ``extra`` is for each turn without a passage,
    ``memo`` the share of codings with a note."""

    id: str
    missed: float
    confused: float
    shifted: float
    extra: float
    memo: float


CODER_A = Coder("coder_a", missed=0.10, confused=0.07, shifted=0.45, extra=0.03, memo=0.02)
CODER_B = Coder("coder_b", missed=0.15, confused=0.11, shifted=0.55, extra=0.04, memo=0.05)


@dataclass(frozen=True, slots=True)
class HumanCoding:
    """One coding as a coder left it."""

    span: Span
    code: str
    memo: str | None = None


def code_transcript(laid: Laid, coder: Coder, codebook: Codebook, rng: Generator) -> list[HumanCoding]:
    """What a coder makes of a transcript, in the order of the text."""
    codings: list[HumanCoding] = []
    coded_speeches = {coded.speech for coded in laid.coded}
    for coded in laid.coded:
        if rng.random() < coder.missed:
            continue
        code = coded.code
        if rng.random() < coder.confused:
            code = _neighbour(code, codebook, rng)
        span = coded.span
        if rng.random() < coder.shifted:
            span = _shifted(laid, coded, rng)
        codings.append(HumanCoding(span, code, _memo(coder, code, codebook, rng)))
    for number, speech in enumerate(laid.speeches):
        if speech.role != "participant" or number in coded_speeches:
            continue
        if len(speech.span.of(laid.text).split()) < _ENOUGH_WORDS or rng.random() >= coder.extra * 3:
            continue
        span = _some_sentence(laid.text, speech.span, rng)
        codings.append(HumanCoding(span, _any_leaf(codebook, rng)))
    for coded in laid.coded:
        # In a turn with a passage, something beside it may be coded too.
        if rng.random() < coder.extra:
            span = _some_sentence(laid.text, laid.speeches[coded.speech].span, rng)
            codings.append(HumanCoding(span, _neighbour(coded.code, codebook, rng)))
    return sorted(set(codings), key=lambda c: (c.span.start, c.span.end, c.code, c.memo or ""))


def kappa_by_turn(
    laid: Mapping[str, Laid],
    first: Mapping[str, Sequence[HumanCoding]],
    second: Mapping[str, Sequence[HumanCoding]],
    codebook: Codebook,
) -> tuple[dict[str, float], int]:
    """Cohen's kappa of two coders for each code at the tip of the codebook that either used, and the
    number of turns: a turn of the participant has a code or has it not.

    ``first`` holds the documents of ``second`` at least. A code that nobody used has no kappa.
    """
    turns = [
        (document, speech.span)
        for document in second
        for speech in laid[document].speeches
        if speech.role == "participant"
    ]
    kappas: dict[str, float] = {}
    for code in leaves(codebook):
        ones = [_has(first[document], code, turn) for document, turn in turns]
        others = [_has(second[document], code, turn) for document, turn in turns]
        if any(ones) or any(others):
            kappas[code] = _kappa(ones, others)
    return kappas, len(turns)


def leaves(codebook: Codebook) -> list[str]:
    """Codes without codes below them, in the codebook's order."""
    parents = {code.parent for code in codebook.codes}
    return [code.id for code in codebook.codes if code.id not in parents]


def _has(codings: Sequence[HumanCoding], code: str, turn: Span) -> bool:
    return any(coding.code == code and coding.span.overlaps(turn) for coding in codings)


def _kappa(ones: Sequence[bool], others: Sequence[bool]) -> float:
    """Cohen (1960): agreement beyond chance over the most that chance leaves; 1 where it leaves none."""
    n = len(ones)
    observed = sum(a == b for a, b in zip(ones, others, strict=True)) / n
    p, q = sum(ones) / n, sum(others) / n
    chance = p * q + (1 - p) * (1 - q)
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def _neighbour(code: str, codebook: Codebook, rng: Generator) -> str:
    """A code that is taken for this one: of the same side and area mostly, else the code above them."""
    known = codebook.by_id()
    parent = known[code].parent
    siblings = [
        c.id for c in codebook.codes if c.parent == parent and c.id != code and c.kind == known[code].kind
    ]
    if parent is not None and (not siblings or rng.random() < 0.2):
        return parent
    return siblings[int(rng.integers(len(siblings)))]


def _any_leaf(codebook: Codebook, rng: Generator) -> str:
    known = leaves(codebook)
    return known[int(rng.integers(len(known)))]


def _memo(coder: Coder, code: str, codebook: Codebook, rng: Generator) -> str | None:
    if rng.random() >= coder.memo:
        return None
    other = codebook.by_id()[_neighbour(code, codebook, rng)].label
    return _MEMOS[int(rng.integers(len(_MEMOS)))].format(other=other)


def _shifted(laid: Laid, coded: CodedSpan, rng: Generator) -> Span:
    """The passage with one or both of its ends moved by words or to another sentence's end."""
    speech = laid.speeches[coded.speech].span
    unit = _SENTENCE if rng.random() < 0.35 else _WORD
    units = [Span(found.start(), found.end()) for found in unit.finditer(laid.text, speech.start, speech.end)]
    inside = [number for number, span in enumerate(units) if span.overlaps(coded.span)]
    reach = 2 if unit is _SENTENCE else 7
    first = inside[0] + (int(rng.integers(-reach, reach)) if rng.random() < 0.6 else 0)
    last = inside[-1] + (int(rng.integers(-reach, reach)) if rng.random() < 0.6 else 0)
    first, last = max(first, 0), min(last, len(units) - 1)
    kept = len([number for number in inside if first <= number <= last])
    if first > last or kept * 2 < len(inside):
        return coded.span
    return Span(units[first].start, units[last].end)


def _some_sentence(text: str, speech: Span, rng: Generator) -> Span:
    sentences: Sequence[Span] = [
        Span(found.start(), found.end()) for found in _SENTENCE.finditer(text, speech.start, speech.end)
    ]
    return sentences[int(rng.integers(len(sentences)))]
