"""From offsets as counted by somebody's program to a span of canonical text, verified by its words.

The codings of one coder in one transcript were made with one program, so they vote: the dialect in
which most quoted texts stand at their offsets is the one that all are read in, and a short quote that
happens to stand at another dialect's offsets does not mislead. What then does not stand where its
offsets point is searched for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from triangulate.raw.codings.dialects import CODE_POINTS, DIALECTS, Dialect, Ruler
from triangulate.raw.codings.found import Fault, Offsets, Passage
from triangulate.raw.codings.search import Searched, same_words
from triangulate.raw.model import Placement, Span


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a coding came to stand. ``moved`` is how many code points later (negative: earlier) the
    words stand than the offsets say; None unless they were searched for. ``counted`` names the dialect
    that offsets were read in."""

    span: Span | None
    placement: Placement
    score: float | None = None
    moved: int | None = None
    fault: Fault | None = None
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A coding that says it stands at ``offsets`` of ``document`` and, mostly, what it covers."""

    document: str
    coder: str
    offsets: Offsets
    quoted: str | None


class Texts:
    """The canonical texts of a study, each with its rulers and prepared for searching, made once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self._rulers: dict[tuple[str, Dialect], Ruler] = {}
        self._searched: dict[str, Searched] = {}

    def ruler(self, document: str, dialect: Dialect) -> Ruler:
        """The ruler of one transcript in one dialect."""
        key = (document, dialect)
        if key not in self._rulers:
            self._rulers[key] = Ruler(self.texts[document], dialect)
        return self._rulers[key]

    def searched(self, document: str) -> Searched:
        """One transcript, prepared for searching."""
        if document not in self._searched:
            self._searched[document] = Searched(self.texts[document])
        return self._searched[document]

    def span(self, claim: Claim, dialect: Dialect) -> Span | None:
        """What the claim's offsets cover when counted in ``dialect``; None if that is no span."""
        ruler = self.ruler(claim.document, dialect)
        start, end = (ruler.to_code_points(at) for at in (claim.offsets.start, claim.offsets.end))
        return None if start is None or end is None or start >= end else Span(start, end)

    def stands(self, claim: Claim, dialect: Dialect) -> bool:
        """Whether the quoted text stands at the claim's offsets when counted in ``dialect``."""
        span = self.span(claim, dialect)
        if span is None or claim.quoted is None:
            return False
        return same_words(span.of(self.texts[claim.document]), claim.quoted)


def place_claims(claims: Sequence[Claim], texts: Texts) -> list[Placed]:
    """The place of each claim, in the order given. Offsets of a claim run forward."""
    dialects = _dialects(claims, texts)
    return [_place(claim, dialects[claim.coder, claim.document], texts) for claim in claims]


def place_passage(passage: Passage, document: str, texts: Texts) -> Placed:
    """Where the words of a text that a coding program kept stand in the canonical one."""
    searched = texts.searched(document)
    expected = searched.at_share(passage.share)
    hit = searched.find(passage.words, expected, passage.before, passage.after)
    if hit is None:
        return _not_found(document)
    return Placed(hit.span, "exact" if hit.score is None else "fuzzy", hit.score)


def _dialects(claims: Sequence[Claim], texts: Texts) -> dict[tuple[str, str], Dialect]:
    """The dialect of each coder in each document, by majority; ties go to the coder's other documents
    and then to the likelier dialect."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.coder, claim.document), []).append(claim)
    votes: dict[tuple[str, str], Counter[Dialect]] = {}
    overall: dict[str, Counter[Dialect]] = {}
    for (coder, document), group in groups.items():
        quoted = [claim for claim in group if claim.quoted]
        here = Counter({CODE_POINTS: sum(texts.stands(claim, CODE_POINTS) for claim in quoted)})
        # Where canonical offsets explain everything, nothing else need be tried.
        if here[CODE_POINTS] < len(quoted):
            for dialect in DIALECTS[1:]:
                here[dialect] = sum(texts.stands(claim, dialect) for claim in quoted)
        votes[coder, document] = here
        overall.setdefault(coder, Counter()).update(here)
    order = {dialect: -number for number, dialect in enumerate(DIALECTS)}
    return {
        (coder, document): max(DIALECTS, key=lambda d: (here[d], overall[coder][d], order[d]))
        for (coder, document), here in votes.items()
    }


def _place(claim: Claim, dialect: Dialect, texts: Texts) -> Placed:
    span = texts.span(claim, dialect)
    if claim.quoted is None or not claim.quoted.strip():
        if span is None:
            return _no_span(claim, dialect, texts)
        return Placed(span, "unverified", counted=str(dialect))
    if texts.stands(claim, dialect):
        return Placed(span, "exact", counted=str(dialect))
    longest = max(texts.ruler(claim.document, d).length for d in DIALECTS)
    if claim.offsets.end > longest:
        return _outside(claim, texts)
    expected = texts.ruler(claim.document, dialect).nearest(claim.offsets.start)
    hit = texts.searched(claim.document).find(claim.quoted, expected)
    if hit is None:
        return _not_found(claim.document)
    placement: Placement = "exact" if hit.score is None else "fuzzy"
    return Placed(hit.span, placement, hit.score, hit.span.start - expected, counted=str(dialect))


def _no_span(claim: Claim, dialect: Dialect, texts: Texts) -> Placed:
    if claim.offsets.end > texts.ruler(claim.document, dialect).length:
        return _outside(claim, texts)
    fields = {"start": claim.offsets.start, "end": claim.offsets.end, "document": claim.document}
    fault = Fault("codings.inside-character", "the offsets cut a character in two", fields)
    return Placed(None, "not_placed", fault=fault)


def _outside(claim: Claim, texts: Texts) -> Placed:
    fields = {
        "start": claim.offsets.start,
        "end": claim.offsets.end,
        "document": claim.document,
        "length": texts.ruler(claim.document, CODE_POINTS).length,
    }
    fault = Fault("codings.outside", "the offsets lie outside the transcript", fields)
    return Placed(None, "not_placed", fault=fault)


def _not_found(document: str) -> Placed:
    reason = "the quoted text is not in the transcript"
    fault = Fault("codings.text-not-found", reason, {"document": document})
    return Placed(None, "not_placed", fault=fault)
