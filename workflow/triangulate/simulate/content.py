"""What one practitioner talks about: which answers are taken up, and which fragments explain them.

The five areas come in the guide's order, two neighbours now and then exchanged. In each, the interviewer
takes up some of the person's own answers, and what is said follows them: someone who disagreed explains
why. Nobody is consistent to the letter, so one fragment in eight goes against the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from numpy.random import Generator

from triangulate.simulate.bank import Bank, Fragment
from triangulate.simulate.ledger import Ledger
from triangulate.simulate.people import Person
from triangulate.simulate.speaker import Speaker
from triangulate.study.model import Codebook, Statement, StatementInstrument

Stand = Literal["agree", "disagree", "neutral"]
#: Words beside the fragments, measured on composed interviews: of the whole, and for each fragment.
_WORDS_BESIDES = 185
_WORDS_AROUND = 14
_AGAINST_THE_GRAIN = 1 / 8
_WITH_EMERGENT = 1 / 3


@dataclass(slots=True)
class Beat:
    """A question and the fragments of its answer; ``statement`` is an answer that is taken up."""

    fragments: list[Fragment]
    statement: Statement | None = None
    stand: Stand = "neutral"


@dataclass(slots=True)
class Stretch:
    """What is said in one area: a theme, an emergent code, or ``none`` for a digression."""

    area: str
    beats: list[Beat] = field(default_factory=list)


@dataclass(slots=True)
class Chooser:
    """Chooses the fragments of one person's interview."""

    person: Person
    number: int
    bank: Bank
    instrument: StatementInstrument
    codebook: Codebook
    ledger: Ledger
    speaker: Speaker
    rng: Generator
    _used: set[str] = field(default_factory=set)
    _codes: Counter[str] = field(default_factory=Counter)
    _alike: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for statement in self.instrument.statements:
            stand = self.stand(statement)
            claims = self.bank.commits.get(statement.id, {}).get(stand or "")
            if claims and self.speaker.can_say(claims):
                self.speaker.has_said(claims)

    def stretches(self, words: int) -> list[Stretch]:
        """The interview's content, for an interview of about so many words."""
        left = words - _WORDS_BESIDES
        digressions = max(1, round(left / 900))
        emergent = self._emergent()
        areas = [theme.id for theme in self.instrument.themes]
        shares = self.rng.integers(70, 131, size=len(areas))
        for at in range(len(areas) - 1):
            if self.rng.random() < 0.15:
                areas[at], areas[at + 1] = areas[at + 1], areas[at]
        left -= (digressions + len(emergent)) * (65 + _WORDS_AROUND)
        stretches: list[Stretch] = []
        for area, share in zip(areas, shares, strict=True):
            budget = left * share / sum(shares[len(stretches) :])
            stretches.append(self._stretch(area, budget))
            left -= sum(f.words + _WORDS_AROUND for beat in stretches[-1].beats for f in beat.fragments)
        for area in emergent:
            fragments = [f for f in [self._pick(area, frozenset({area}))] if f]
            if fragments:
                at = int(self.rng.integers(2, len(stretches) + 1))
                stretches.insert(at, Stretch(area, [Beat(fragments)]))
        # After the first area and before the last, so that there is a question to come back to.
        places = self.rng.integers(1, len(stretches), size=digressions)
        for at in sorted((int(place) for place in places), reverse=True):
            found = self._pick("none", frozenset())
            if found:
                stretches.insert(at, Stretch("none", [Beat([found])]))
        return stretches

    def stand(self, statement: Statement) -> Stand | None:
        """Which side the person's answer is on; None for a blank or not applicable."""
        answer = self.person.answers.get(statement.id)
        if not isinstance(answer, int):
            return None
        if answer in self.instrument.neutral_codes:
            return "neutral"
        return "agree" if answer in self.instrument.agree_codes else "disagree"

    def _emergent(self) -> list[str]:
        if self.rng.random() >= _WITH_EMERGENT:
            return []
        known = [code.id for code in self.codebook.codes if code.kind == "emergent"]
        both = self.rng.random() < 0.4
        return known if both else [known[int(self.rng.integers(len(known)))]]

    def _stretch(self, area: str, budget: float) -> Stretch:
        """One area in about ``budget`` words, with two fragments at least."""
        stands = {s.id: stand for s in self.instrument.of_theme(area) if (stand := self.stand(s))}
        answered = [s for s in self.instrument.of_theme(area) if s.id in stands]
        order = sorted(answered, key=lambda s: self.rng.random() + (stands[s.id] == "neutral") * 0.6)
        taken_up = order[: min(3, max(1, round(budget / 170)))]
        beats: list[Beat] = []
        for statement in taken_up:
            stand = stands[statement.id]
            found = self._pick(area, self._explaining(statement, stand))
            if found:
                beats.append(Beat([found], statement, stand))
        spent = [f.words + _WORDS_AROUND for beat in beats for f in beat.fragments]
        while sum(spent) + 35 < budget or len(spent) < 2:
            found = self._pick(area, self._leaning(area, stands.values()))
            if found is None:
                break
            spent.append(found.words + _WORDS_AROUND)
            joining = [beat for beat in beats if len(beat.fragments) < 3]
            if joining and self.rng.random() < 0.3:
                joining[int(self.rng.integers(len(joining)))].fragments.append(found)
            else:
                beats.append(Beat([found]))
        # The stretch opens with the guide's question, which no answer is taken up with.
        plain = [beat for beat in beats if beat.statement is None]
        rest = [beat for beat in beats if beat.statement is not None]
        first = plain[:1]
        others = [*rest, *plain[1:]]
        return Stretch(area, [*first, *(others[i] for i in self.rng.permutation(len(others)))])

    def _explaining(self, statement: Statement, stand: Stand) -> frozenset[str]:
        explains = self.bank.explains[statement.id]
        if stand == "neutral":
            return frozenset(code for codes in explains.values() for code in codes)
        if self.rng.random() < _AGAINST_THE_GRAIN:
            stand = "disagree" if stand == "agree" else "agree"
        return frozenset(explains[stand]) or self._of_side(statement.theme, stand)

    def _leaning(self, area: str, stands: Iterable[Stand]) -> frozenset[str]:
        """All codes of one side of an area, drawn by how the person answered it."""
        counts = Counter(stands)
        total = sum(counts.values())
        for_it = (counts["agree"] + counts["neutral"] / 2 + 0.5) / (total + 1)
        return self._of_side(area, "agree" if self.rng.random() < for_it else "disagree")

    def _of_side(self, area: str, stand: Stand) -> frozenset[str]:
        side = f"{area}_{'positive' if stand == 'agree' else 'negative'}"
        return frozenset(code.id for code in self.codebook.codes if code.parent == side)

    def _pick(self, area: str, codes: frozenset[str]) -> Fragment | None:
        """A fragment of an area with a code of a set; with any code, if that leaves none."""
        sayable = [f for f in self.bank.fragments if f.area == area and self._can_say(f)]
        wanted = [f for f in sayable if codes & set(f.codes)] if codes else sayable
        rare = min((max(self._codes[c] for c in f.codes) for f in wanted if f.codes), default=0)
        fresh = [f for f in wanted if not f.codes or max(self._codes[c] for c in f.codes) <= rare]
        pool = fresh or wanted or sayable
        if not pool:
            return None
        if self.ledger.worn(pool):
            pool = self._same_side(pool[0], sayable) or pool
        found = self.ledger.best(pool, self._alike, self.rng)
        self._used.add(found.id)
        self._codes.update(found.codes)
        self._alike.update(self.ledger.holders(found.id))
        self.ledger.hold(found.id, self.number)
        self.speaker.has_said(found.line.says)
        return found

    def _same_side(self, like: Fragment, sayable: list[Fragment]) -> list[Fragment]:
        """Fragments that speak on the side of ``like``, whatever their codes."""
        side = sides(like, self.codebook)
        return [f for f in sayable if side and side <= sides(f, self.codebook)]

    def _can_say(self, fragment: Fragment) -> bool:
        return (
            self.person.group in fragment.groups
            and fragment.id not in self._used
            and self.speaker.can_say(fragment.line.says)
            and all(self._answered(s) == answer for s, answer in fragment.answers.items())
        )

    def _answered(self, statement: str) -> Stand | None:
        return next((self.stand(s) for s in self.instrument.statements if s.id == statement), None)


def sides(fragment: Fragment, codebook: Codebook) -> frozenset[str]:
    """``positive`` and ``negative`` as far as a fragment's passages speak for or against."""
    parents: Mapping[str, str | None] = {code.id: code.parent for code in codebook.codes}
    ends = (str(parents[code]).rpartition("_")[2] for code in fragment.codes)
    return frozenset(end for end in ends if end in ("positive", "negative"))
