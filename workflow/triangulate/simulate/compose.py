"""Composes an interview: the guide's questions, the practitioner's turns, and the small talk of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from numpy.random import Generator

from triangulate.raw.model import Role
from triangulate.simulate.bank import Bank, Fragment, Line
from triangulate.simulate.content import Beat, Chooser, Stretch, sides
from triangulate.simulate.conversation import Conversation, Piece, Utterance, joined
from triangulate.simulate.identifiers import Planter
from triangulate.simulate.idiolect import idiolect
from triangulate.simulate.ledger import Ledger
from triangulate.simulate.people import Person
from triangulate.simulate.speaker import Speaker
from triangulate.simulate.wording import Wording
from triangulate.study.model import Codebook, StatementInstrument

#: Identifiers that an interview should have about, and single sentences that may be added for them.
_IDENTIFIERS = 10
_ASIDES = (2, 7)


@dataclass(slots=True)
class Composer:
    """Composes the interviews of a study one after the other; the ledger keeps them apart."""

    bank: Bank
    instrument: StatementInstrument
    codebook: Codebook
    names: frozenset[str]
    ledger: Ledger = field(default_factory=Ledger)
    _count: int = 0

    def compose(self, person: Person, words: int, rng: Generator) -> Conversation:
        """An interview with one person of about so many words."""
        speaker = Speaker(person)
        planter = Planter(person, self.names, rng)
        wording = Wording(self.ledger, planter, idiolect(rng), rng)
        number, self._count = self._count, self._count + 1
        interview = _Interview(self, person, speaker, planter, wording, rng)
        interview.begin()
        chooser = Chooser(
            person, number, self.bank, self.instrument, self.codebook, self.ledger, speaker, rng
        )
        interview.talk(chooser.stretches(words))
        interview.end()
        return Conversation(person.participant_id, person.group, tuple(interview.utterances))


@dataclass(slots=True)
class _Interview:
    composer: Composer
    person: Person
    speaker: Speaker
    planter: Planter
    wording: Wording
    rng: Generator
    utterances: list[Utterance] = field(default_factory=list)
    # What the interviewer says before the next question, and lines that were said already.
    _pending: list[Piece] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)
    _asides: set[int] = field(default_factory=set)
    _turn: int = 0

    def begin(self) -> None:
        """Opening, role and place of work."""
        guide, repertoire = self.composer.bank.guide, self.composer.bank.repertoire
        opening = self._sayable(guide.opening)
        greeting = self._line(guide.greetings) if self.rng.random() < 0.35 else None
        self._say("interviewer", [self.wording.interviewer(line) for line in (greeting, opening) if line])
        role = self._sayable(repertoire.openings[self.person.group])
        place = self._sayable(repertoire.places[self.person.group])
        self._say("participant", [self.wording.practitioner(line) for line in (role, place)])

    def talk(self, stretches: Sequence[Stretch]) -> None:
        """The areas, with what comes between them."""
        turns = sum(len(stretch.beats) for stretch in stretches if stretch.area != "none")
        planted = sum(1 for u in self.utterances for p in u.pieces if p.identifier) + sum(
            _slots(f.line) for s in stretches for b in s.beats for f in b.fragments
        )
        wanted = min(max(_IDENTIFIERS - planted, _ASIDES[0]), _ASIDES[1], turns)
        self._asides = set(int(i) for i in self.rng.permutation(turns)[:wanted])
        themes = [stretch.area for stretch in stretches if stretch.area != "none"]
        for stretch in stretches:
            if stretch.area == "none":
                self._digress(stretch)
                continue
            place = {themes[-1]: "last", themes[0]: "first"}.get(stretch.area, "later")
            for at, beat in enumerate(stretch.beats):
                self._exchange(stretch.area, beat, opens=at == 0, place=place)

    def end(self) -> None:
        """Last words, and the interviewer's sign-off."""
        guide, repertoire = self.composer.bank.guide, self.composer.bank.repertoire
        closing = self._line(guide.closing)
        self._say("interviewer", [self._pending, self.wording.interviewer(closing)])
        reply = self._line(repertoire.closing_replies[closing.reply])
        self._say("participant", [self.wording.practitioner(reply)])
        self._say("interviewer", [self.wording.interviewer(self._line(guide.sign_offs))])

    def _exchange(self, area: str, beat: Beat, *, opens: bool, place: str) -> None:
        guide, repertoire = self.composer.bank.guide, self.composer.bank.repertoire
        asked: list[Sequence[Piece]] = [self._pending]
        if not self._pending and not opens and self.rng.random() < 0.5:
            asked.append(self.wording.interviewer(self._line(guide.acknowledgements)))
        self._pending = []
        if opens and beat.statement is None:
            asked.append(self.wording.interviewer(self._question(area, beat.fragments[0], place)))
        elif beat.statement is not None:
            take_up = self._line(guide.answers[beat.stand])
            asked.append(self.wording.interviewer(take_up, guide.topics[beat.statement.id]))
        else:
            asked.append(self.wording.interviewer(self._probe(area, beat.fragments[0])))
        self._say("interviewer", asked)
        self._interruption()
        self._answer(beat)
        if self.rng.random() < 0.12:
            self._say("interviewer", [self.wording.interviewer(self._line(guide.acknowledgements))])
            self._say("participant", [self.wording.practitioner(self._line(repertoire.confirmations))])

    def _answer(self, beat: Beat) -> None:
        repertoire = self.composer.bank.repertoire
        parts: list[Sequence[Piece]] = []
        draw = self.rng.random()
        if beat.statement is not None and draw < 0.4 and not beat.fragments[0].answers:
            parts.append(self.wording.practitioner(self._line(repertoire.statement_leads)))
        elif draw < 0.2:
            parts.append(self.wording.practitioner(self._line(repertoire.leads)))
        before: Fragment | None = None
        for fragment in beat.fragments:
            if before is not None and (link := self._link(before, fragment)):
                parts.append(self.wording.practitioner(link))
            parts.append(self.wording.practitioner(fragment.line))
            before = fragment
        if self._turn in self._asides:
            parts.append(self.wording.practitioner(self._aside()))
        self._turn += 1
        self._say("participant", parts)

    def _digress(self, stretch: Stretch) -> None:
        """Talk that belongs to nothing: on the end of a turn, or when the interviewer is busy."""
        guide, repertoire = self.composer.bank.guide, self.composer.bank.repertoire
        words = [self.wording.practitioner(f.line) for b in stretch.beats for f in b.fragments]
        last = self.utterances[-1]
        if not self._pending and last.role == "participant" and self._turn and self.rng.random() < 0.4:
            link = self.wording.practitioner(self._line(repertoire.links["aside"]))
            self.utterances[-1] = Utterance("participant", joined([last.pieces, link, *words]))
        else:
            ask = self.wording.interviewer(self._line(guide.before_digression))
            self._say("interviewer", [self._pending, ask])
            self._say("participant", words)
        self._pending = self.wording.interviewer(self._line(guide.after_digression))

    def _interruption(self) -> None:
        if self.rng.random() >= 0.05:
            return
        guide, repertoire = self.composer.bank.guide, self.composer.bank.repertoire
        line = self._sayable(repertoire.interruptions)
        self._say("participant", [self.wording.practitioner(line)])
        soothing = [r for r in guide.reassurances if not r.reply or r.reply == line.reply]
        self._say("interviewer", [self.wording.interviewer(self._line(soothing))])

    def _question(self, area: str, fragment: Fragment, place: str) -> Line:
        fitting = [
            line
            for line in self.composer.bank.guide.questions[area]
            if (not line.codes or line.codes & set(fragment.codes))
            and (line.when in ("any", place) or (line.when == "later" and place == "last"))
        ]
        return self._line(fitting)

    def _probe(self, area: str, fragment: Fragment) -> Line:
        guide = self.composer.bank.guide
        pointed = [p for p in guide.probes[area] if p.codes & set(fragment.codes[:1])]
        fresh = [p for p in pointed if p.key not in self._said]
        return self._line(fresh if fresh and self.rng.random() < 0.6 else guide.probes_anywhere)

    def _link(self, before: Fragment, after: Fragment) -> Line | None:
        kinds = [sides(fragment, self.composer.codebook) for fragment in (before, after)]
        links = self.composer.bank.repertoire.links
        if all(kinds) and not kinds[0] & kinds[1]:
            return self._line(links["contrast"])
        return self._line(links["same"]) if self.rng.random() < 0.6 else None

    def _aside(self) -> Line:
        asides = self.composer.bank.repertoire.asides
        if self.planter.named and self.rng.random() < 0.35:
            return self._line(asides["again"])
        return self._sayable([*asides["any"], *asides[self.person.group]])

    def _line(self, lines: Iterable[Line]) -> Line:
        """The least used of the lines, and none twice in an interview while there are others."""
        pool = list(lines)
        line = self.composer.ledger.least_used(
            [line for line in pool if line.key not in self._said] or pool, self.rng
        )
        self._said.add(line.key)
        return line

    def _sayable(self, lines: Iterable[Line]) -> Line:
        """One of the lines that contradict nothing; what it says holds from now on."""
        line = self._line([line for line in lines if self.speaker.can_say(line.says)])
        self.speaker.has_said(line.says)
        return line

    def _say(self, role: Role, parts: Iterable[Sequence[Piece]]) -> None:
        pieces = joined([part for part in parts if part])
        last = self.utterances[-1] if self.utterances else None
        if last is not None and last.role == role:
            self.utterances[-1] = Utterance(role, joined([last.pieces, pieces]))
        else:
            self.utterances.append(Utterance(role, pieces))


def _slots(line: Line) -> int:
    return str(line.text).count("Slot(")
