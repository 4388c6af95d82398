"""Any fact of a study, by its id, worked out from the raw files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from triangulate.evidence.recompute.coded import CodedFacts
from triangulate.evidence.recompute.counted import SampleFacts
from triangulate.evidence.recompute.files import Unreadable
from triangulate.evidence.recompute.joined import JoinedFacts
from triangulate.evidence.recompute.measured import MappingFacts
from triangulate.evidence.recompute.people import Register
from triangulate.evidence.recompute.reasons import AUDIT, MODEL, OTHER, SENSITIVITY, NotRecomputed, Value
from triangulate.evidence.recompute.ticked import StatementFacts
from triangulate.study.model import Study

_NEVER = {"cumulative_link": MODEL, "sensitivity": SENSITIVITY, "published": AUDIT}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fact's value worked out again; ``reason`` says why it could not be, else it is None."""

    value: Value
    reason: str | None = None


class Recomputation:
    """The facts of one study, each raw file read once and only if a fact needs it.

    ``files`` limits the statement files that are read, to those that a fact's rows come from.
    """

    def __init__(self, directory: Path, study: Study, files: Collection[str] | None = None) -> None:
        register = Register(directory, study)
        mapping = MappingFacts(directory, study)
        ticked = StatementFacts(directory, study, register, files)
        coded = CodedFacts(directory, study, register)
        sample = SampleFacts(study, register, mapping, ticked, coded)
        self._families = {
            "mapping": mapping.value,
            "returns": sample.returned,
            "ratio": mapping.ratio,
            "statements": ticked.statement,
            "themes": ticked.theme,
            "comparison": ticked.comparison,
            "coding": coded.coding,
            "agreement": coded.agreement,
            "integration": JoinedFacts(study, ticked, coded).value,
            "sample": sample.value,
            "instrument": sample.instrument,
        }

    def __call__(self, fact_id: str) -> Outcome:
        """The value of a fact; never raises for what is wrong with the study."""
        family, _, rest = fact_id.partition(".")
        if family not in self._families:
            return Outcome(None, _NEVER.get(family, OTHER))
        try:
            return Outcome(self._families[family](rest.split(".")))
        except NotRecomputed as why:
            return Outcome(None, str(why))
        except Unreadable as fault:
            return Outcome(None, f"{fault.file} cannot be read a second time: {fault.reason}")
        except OSError as fault:
            return Outcome(None, f"{fault.filename} cannot be read: {fault.strerror}")
