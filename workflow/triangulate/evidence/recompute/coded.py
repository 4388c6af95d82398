"""``coding.…`` and ``agreement.…`` from the coding files and transcripts."""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from pathlib import Path, PurePosixPath

from triangulate.evidence.recompute import formulas
from triangulate.evidence.recompute.codingfiles import READERS
from triangulate.evidence.recompute.codings import Coding, Codings
from triangulate.evidence.recompute.files import raw_files
from triangulate.evidence.recompute.people import Register, owners_of
from triangulate.evidence.recompute.placing import Span
from triangulate.evidence.recompute.reasons import NotRecomputed, Value, unknown
from triangulate.evidence.recompute.talk import Doubtful, Turn, turns_of
from triangulate.evidence.recompute.texts import ENDINGS
from triangulate.study.model import Codebook, InterviewStrand, Study

CONSENSUS = "consensus"
_LIKENESS = "some of its codings were placed by likeness of words, which is not done a second time"
_TURNS = "it rests on turns at talk, and who speaks is not plain enough to be made out a second time"


class CodedFacts:
    """The interview strand of one study."""

    def __init__(self, directory: Path, study: Study, register: Register) -> None:
        self._directory, self._study, self._register = directory, study, register
        self._turns: dict[str, list[Turn]] = {}

    @property
    def _strand(self) -> InterviewStrand:
        if self._study.interviews is None:
            raise NotRecomputed("the study has no interviews")
        return self._study.interviews

    @property
    def _book(self) -> Codebook:
        return self._strand.codebook

    @cached_property
    def transcripts(self) -> list[str]:
        """Paths of all transcripts, also of people who are left out."""
        return raw_files(self._directory, self._strand.transcripts, ENDINGS)

    @cached_property
    def owners(self) -> dict[str, tuple[str, str]]:
        """Participant and group of each transcript in use, by its path."""
        return owners_of(self._study, self._register.people, self.transcripts)

    @cached_property
    def group_of(self) -> dict[str, str]:
        """The group of each transcript in use, by its file name."""
        return {PurePosixPath(path).name: group for path, (_, group) in self.owners.items()}

    @cached_property
    def person_of(self) -> dict[str, str]:
        """The participant of each transcript in use, by its file name."""
        return {PurePosixPath(path).name: person for path, (person, _) in self.owners.items()}

    @cached_property
    def codings(self) -> Codings:
        """All codings."""
        return Codings(
            self._directory,
            raw_files(self._directory, self._strand.codings, tuple(READERS)),
            {PurePosixPath(path).name: path for path in self.owners},
            [PurePosixPath(path).name for path in self.transcripts],
            self._book,
            self._study.id,
        )

    @cached_property
    def agreed(self) -> frozenset[str]:
        """The interviews that have a consensus."""
        return frozenset(
            c.document for c in self.codings.placed(lambda _d, _c, who: who.lower() == CONSENSUS)
        )

    @cached_property
    def lead(self) -> str | None:
        """Whose codings are counted where there is no consensus: the lead coder, or who coded most
        documents, then most passages, then comes first by name."""
        work = []
        for coder in self.codings.coders():
            own = list(self.codings.placed(lambda _d, _c, who, coder=coder: who == coder))  # type: ignore[misc]
            if own and coder.lower() != CONSENSUS:
                work.append((-len({c.document for c in own}), -len(own), coder))
        if any(coder == self._strand.lead_coder for _, _, coder in work):
            return self._strand.lead_coder
        return min(work)[2] if work else None

    def counted(self, group: str, family: frozenset[str]) -> list[Coding]:
        """The counted codings of some codes in a group's interviews."""

        def wanted(document: str, code: str, who: str) -> bool:
            own = who.lower() == CONSENSUS if document in self.agreed else who == self.lead
            return own and code in family and self.group_of[document] == group

        found = list(self.codings.placed(wanted))
        if not all(coding.sure for coding in found):
            raise NotRecomputed(_LIKENESS)
        return found

    def _code(self, id: str) -> str | None:
        return next((c.id for c in self._book.codes if c.id.lower() == id), None)

    def coding(self, parts: list[str]) -> Value:
        """The value of ``<group>.<code>.<measure>``."""
        group = next((g.id for g in self._study.groups if parts and g.id.lower() == parts[0]), None)
        code = self._code(parts[1]) if len(parts) == 3 else None
        if group is None or code is None:
            raise unknown(["coding", *parts])
        measure = parts[2]
        family = frozenset({code} if measure == "segments_n" else {code, *self._book.descendants(code)})
        found = self.counted(group, family)
        interviews = len({coding.document for coding in found})
        values: dict[str, Value] = {
            "segments_n": len(found),
            "segments_all_n": len(found),
            "interviews_n": interviews,
            "interviews_pct": formulas.percentage(
                interviews, sum(own == group for own in self.group_of.values())
            ),
        }
        if measure not in values:
            raise unknown(["coding", *parts])
        return values[measure]

    def agreement(self, parts: list[str]) -> Value:
        """The value of ``<code>.<measure>``."""
        code = self._code(parts[0]) if len(parts) == 2 else None
        if code is None or parts[1] not in ("kappa", "alpha_nominal", "n_units"):
            raise unknown(["agreement", *parts])
        units = self._judgements(frozenset({code, *self._book.descendants(code)}))
        if parts[1] == "n_units":
            return len(units)
        if parts[1] == "alpha_nominal":
            return formulas.krippendorff([list(unit.values()) for unit in units])
        kappas = []
        for a, b in combinations(self._human, 2):
            both = [(unit[a], unit[b]) for unit in units if a in unit and b in unit]
            kappas.append(formulas.cohen([x for x, _ in both], [y for _, y in both]))
        return formulas.mean([kappa for kappa in kappas if kappa is not None])

    @cached_property
    def _human(self) -> dict[str, set[str]]:
        """The independent coders, each with the documents that they coded anything in."""
        found: dict[str, set[str]] = {}
        for coding in self.codings.placed(lambda _d, _c, who: who.lower() != CONSENSUS):
            if coding.span is None:
                raise NotRecomputed(_LIKENESS)
            found.setdefault(coding.coder, set()).add(coding.document)
        return found

    def _judgements(self, family: frozenset[str]) -> list[dict[str, bool]]:
        """Of every participant's turn in a document that two coders coded: whether it carries the
        code, for each of them."""
        coders = self._human
        marks: dict[tuple[str, str], list[Span]] = {}
        for coding in self.codings.placed(lambda _d, code, _w: code in family):
            if coding.span is not None:
                marks.setdefault((coding.coder, coding.document), []).append(coding.span)
        units = []
        for document in sorted(self.group_of):
            judges = [coder for coder in sorted(coders) if document in coders[coder]]
            if len(judges) < 2:
                continue
            for turn in self.turns(document):
                if turn.participant:
                    start, end = turn.span
                    units.append(
                        {
                            coder: any(a < end and start < b for a, b in marks.get((coder, document), ()))
                            for coder in judges
                        }
                    )
        return units

    def turns(self, document: str) -> list[Turn]:
        """The turns of a transcript in use."""
        if document not in self._turns:
            try:
                self._turns[document] = turns_of(
                    self.codings.text(document).text, document, self._strand.interviewers
                )
            except Doubtful:
                raise NotRecomputed(f"{_TURNS} ({document})") from None
        return self._turns[document]
