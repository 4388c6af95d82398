"""Rules that look at one fact alone."""

from __future__ import annotations

from dataclasses import dataclass

from triangulate.facts.fact import Fact
from triangulate.facts.gather import rests_on_few
from triangulate.study.model import Privacy

#: Values of one organisation, and the names of the organisations that have them.
EXTREMES = frozenset({"min", "max", "smallest", "largest", "pct_min", "pct_max"})
#: Into how many parts a quantile cuts the answers; each part has to be as large as the threshold.
QUANTILES = {"median": 2, "pct_median": 2, "q1": 4, "q3": 4}
#: Families of facts that describe organisations one by one.
OF_ORGANISATIONS = frozenset({"mapping", "ratio"})


@dataclass(frozen=True, slots=True)
class Hold:
    """Why one fact is held back: the rule's name, the reason that completes ``suppressed: …``, and what
    a study could print instead (empty where nothing is to be said)."""

    rule: str
    why: str
    hint: str = ""


def family(fact: Fact) -> str:
    """The first part of a fact's id: the analysis it belongs to."""
    return fact.id.partition(".")[0]


def measure(fact: Fact) -> str:
    """The last part of a fact's id."""
    return fact.id.rpartition(".")[2]


def threshold(fact: Fact, privacy: Privacy) -> Hold | None:
    """The value rests on fewer than ``min_n``."""
    if not rests_on_few(fact, privacy):
        return None
    return Hold("threshold", f"rests on fewer than {privacy.min_n}")


def extreme(fact: Fact) -> Hold | None:
    """A smallest or largest value is one organisation's answer, however many answered."""
    if family(fact) in OF_ORGANISATIONS and measure(fact) in EXTREMES and fact.value is not None:
        return Hold("extreme", "is the answer of a single organisation")
    return None


def points(fact: Fact) -> Hold | None:
    """A point for each person tells what one of them ticked and said, however many there are."""
    if measure(fact) == "points" and fact.value:
        return Hold("extreme", "shows each person as a point", "Print the coefficient alone.")
    return None


def quantile(fact: Fact, privacy: Privacy) -> Hold | None:
    """A quantile is near single answers unless each part it cuts off is as large as the threshold."""
    parts = QUANTILES.get(measure(fact))
    if family(fact) not in OF_ORGANISATIONS or parts is None or fact.n is None or fact.value is None:
        return None
    if 0 < fact.n < parts * privacy.min_n:
        return Hold(
            "quantile",
            f"cuts the answers into parts of fewer than {privacy.min_n}",
            "Print mean and SD.",
        )
    return None


def single(fact: Fact, privacy: Privacy) -> Hold | None:
    """The first rule over a single fact that holds it back."""
    return threshold(fact, privacy) or extreme(fact) or points(fact) or quantile(fact, privacy)
