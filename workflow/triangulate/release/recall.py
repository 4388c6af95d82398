"""How well pseudonymisation does where the truth is known: the committed measurement, for the appendix.

Measured on the simulated interviews of the ARMS study, whose identifiers were planted. It says how good the method is
on talk of that kind; of another study's transcripts it is an expectation, and the review is what counts.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

MEASURED = Path(__file__).with_name("recall.csv")
COLUMNS = ("measured", "kind", "form", "there", "found")
NEEDLESS = "masked though not planted"
#: Kinds whose misses do the harm: people and bodies.
NAMES = ("person", "force", "division", "nickname")
_FORMS = {
    "plain": "as it is written", "given_name": "given name alone", "lower_case": "in lower case",
    "misspelt": "misspelt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recall:
    """``found`` of ``there`` identifiers of one kind and form were masked; for ``NEEDLESS``, how many of
    the masks cover nothing that was planted."""

    day: date
    kind: str
    form: str
    there: int
    found: int

    @property
    def share(self) -> float:
        """Found of there, 1 where there is none."""
        return self.found / self.there if self.there else 1.0


def read_recall(path: Path = MEASURED) -> list[Recall]:
    """The committed measurement."""
    with path.open(encoding="utf-8", newline="") as handle:
        return [
            Recall(date.fromisoformat(r["measured"]), r["kind"], r["form"], int(r["there"]), int(r["found"]))
            for r in csv.DictReader(handle)
        ]


def share_of(rows: Iterable[Recall], kinds: Iterable[str], form: str | None = None) -> float:
    """Recall over several kinds together."""
    wanted = set(kinds)
    chosen = [r for r in rows if r.kind in wanted and (form is None or r.form == form)]
    return sum(r.found for r in chosen) / max(1, sum(r.there for r in chosen))


def recall_page(rows: list[Recall]) -> str:
    """The measurement as a page of Markdown."""
    lines = [
        "# How many names pseudonymisation finds",
        "",
        "Made by `python docs/measure_recall.py` after a run of the ARMS study; do not edit by hand. Measured on "
        f"{rows[0].day}",
        "on the simulated interviews, whose identifiers were planted and are listed in",
        "`tests/ground_truth/planted_identifiers.csv`, which no rule reads. An identifier counts as found if every word of it",
        "that tells anything is masked.",
        "",
        "| Kind | Form | Planted | Masked | Recall |",
        "|---|---|---:|---:|---:|",
    ]
    lines += [
        f"| {r.kind} | {_FORMS.get(r.form, r.form)} | {r.there} | {r.found} | {r.share:.3f} |"
        for r in rows
        if r.kind != NEEDLESS
    ]
    names = [r for r in rows if r.kind in NAMES]
    lines += [
        f"| **names and organisations** | all | {sum(r.there for r in names)} | {sum(r.found for r in names)} "
        f"| **{share_of(rows, NAMES):.3f}** |",
        "",
    ]
    lines += [
        f"Of {r.there} masks {r.found} ({100 * r.found / max(1, r.there):.1f} %) cover nothing that was planted."
        for r in rows
        if r.kind == NEEDLESS
    ]
    return "\n".join(lines) + "\n"
