"""The audit turned on ourselves: what our own report prints, held against its own numbers of answers.

Nothing here is computed by the functions that made the report. A mean and its SD go through the
exact engine as if they were somebody else's; a percentage must be a share of its n, of the very
numerator that is printed beside it; intervals and tests are worked out again from printed counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from fractions import Fraction

from triangulate.audit.numbers import NotAFigure, read_figure
from triangulate.audit.risk import reconstruction_risk
from triangulate.audit.rows import GRIDS, grid_words
from triangulate.audit.ruling import Kind
from triangulate.consistency import (
    Domain,
    Outcome,
    Printed,
    Rounding,
    Roundings,
    grimmer,
    numerators,
    print_fraction,
)
from triangulate.study.model import ItemType

_OURS = Roundings(Rounding.HALF_UP, Rounding.HALF_UP)
#: A percentage that is a share: the measures of its numerator and of its denominator.
_SHARES = {
    "agree_pct": ("agree_n", "n"),
    "interviews_pct": ("interviews_n", None),
    "return_pct": ("returned", "asked"),
    "unanswered_pct": ("unanswered", "cells"),
}


@dataclass(frozen=True, slots=True)
class Reported:
    """A fact as the report prints it. ``status`` is ``published`` or why it is held back."""

    id: str
    value: float | int | str | None
    display: str
    unit: str
    n: int | None
    status: str

    @property
    def measure(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]

    @property
    def stem(self) -> str:
        """The id without its measure."""
        return self.id.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of ``self_audit.csv``: what was checked of a printed value, and what came out."""

    fact: str
    check: str
    display: str
    n: int | None
    verdict: str
    reason: str
    status: str

    @property
    def cannot_hold(self) -> bool:
        """Whether the printed value contradicts what stands behind it."""
        return self.verdict == Kind.IMPOSSIBLE

    @property
    def cells(self) -> tuple[object, ...]:
        """The fields in the order of ``COLUMNS``."""
        return astuple(self)


COLUMNS = tuple(field.name for field in fields(Check))
NOT_CHECKED = "not checked"
RISK = "reconstruction risk"


def audit_own(
    reported: Mapping[str, Reported],
    groups: Sequence[str],
    types: Mapping[str, ItemType],
    themes: Mapping[str, str],
    sizes: Mapping[str, int] | None = None,
) -> list[Check]:
    """Every mean, SD, percentage and test among ``reported`` (facts by id), in order of id.

    ``groups`` are the study's group ids in declared order; ``types`` says by item id what the
    answers to a mapping item are (a count is whole); ``themes`` leads from statement to theme;
    ``sizes`` gives the people of a group where they are declared. Ids are compared in lower case, as facts have them. A value of these kinds that nothing can be said
    of is listed as not checked, with the reason.
    """
    from triangulate.audit.own_tests import check_tests

    known_types = {item.lower(): kind for item, kind in types.items()}
    known_themes = {statement.lower(): theme.lower() for statement, theme in themes.items()}
    checks = [
        *_rows(reported, known_types),
        *_shares(reported),
        *_intervals(reported, {group.lower(): size for group, size in (sizes or {}).items()}),
        *_counts(reported),
        *_areas(reported, known_themes),
        *check_tests(reported, [group.lower() for group in groups], known_themes),
    ]
    checks += [_misprinted(fact) for fact in reported.values() if _asks(fact) and not _as_valued(fact)]
    seen = {check.fact for check in checks}
    checks += [_unchecked(fact) for fact in reported.values() if fact.id not in seen and _asks(fact)]
    return sorted(checks, key=lambda check: (check.fact, check.check))


def check_of(fact: Reported, check: str, good: bool | None, reason: str, n: int | None = None) -> Check:
    """A check with its verdict: ``good`` is None where the question could not be decided."""
    kind = Kind.NOT_DECIDED if good is None else Kind.POSSIBLE if good else Kind.IMPOSSIBLE
    return Check(fact.id, check, fact.display, n if n is not None else fact.n, str(kind), reason, fact.status)


def printed_of(fact: Reported | None) -> Printed | None:
    """The figure that a report prints for a fact; None where it prints words or nothing."""
    if fact is None or fact.value is None or isinstance(fact.value, str):
        return None
    try:
        return read_figure(fact.display).printed
    except NotAFigure:
        return None


def whole_of(fact: Reported | None) -> int | None:
    """The value of a fact that counts something."""
    if fact is None or fact.value is None or isinstance(fact.value, str):
        return None
    return int(fact.value) if float(fact.value).is_integer() else None


def prints(value: float | Fraction, fact: Reported) -> bool:
    """Whether a recomputed value is displayed as the fact is, or lies so near a rounding edge that
    the last bits of a float decide."""
    printed = printed_of(fact)
    if printed is None:
        return False
    exact = value if isinstance(value, Fraction) else Fraction(value)
    slack = Fraction(0) if isinstance(value, Fraction) else max(Fraction(1), abs(exact)) / 10**9
    half = printed.step / 2
    return printed.exact - half - slack <= exact <= printed.exact + half + slack


def _asks(fact: Reported) -> bool:
    """Whether a fact is a mean, an SD, a percentage or a test at all."""
    if fact.value is None or isinstance(fact.value, str):
        return False
    return fact.unit in ("per cent", "percentage points", "probability") or fact.measure in (
        "mean",
        "sd",
    )


def _as_valued(fact: Reported) -> bool:
    """Whether what is printed is the unrounded value rounded; ``<0.001`` and its like stand for all
    below."""
    assert isinstance(fact.value, int | float)
    if fact.display.startswith("<"):
        bound = fact.display[1:]
        return bound.replace(".", "", 1).isdecimal() and fact.value < float(bound)
    return prints(float(fact.value), fact)


def _misprinted(fact: Reported) -> Check:
    reason = f"{fact.value} is not printed as {fact.display}."
    return check_of(fact, "display against value", False, reason)


def _unchecked(fact: Reported) -> Check:
    """Bounds at least; beyond them the value rests on more than is printed."""
    value = fact.value
    assert isinstance(value, int | float)
    ends = {"per cent": (0, 100), "percentage points": (-100, 100), "probability": (0, 1)}.get(fact.unit)
    if ends and not ends[0] <= value <= ends[1]:
        return check_of(fact, "bounds", False, f"{fact.display} lies outside {ends[0]} to {ends[1]}.")
    reason = "It rests on more than the report prints"
    reason += "; it is within its bounds." if ends else "."
    return Check(fact.id, "bounds", fact.display, fact.n, NOT_CHECKED, reason, fact.status)


def _rows(reported: Mapping[str, Reported], types: Mapping[str, ItemType]) -> Iterable[Check]:
    """Means and SDs of the mapping strand through the engine, and what each row gives away."""
    for fact in reported.values():
        if fact.id.startswith("mapping.") and fact.measure == "mean" and fact.value is not None:
            yield from _row(fact, reported, types)


def _row(mean: Reported, reported: Mapping[str, Reported], types: Mapping[str, ItemType]) -> Iterable[Check]:
    stem = mean.stem
    spread, n = reported.get(f"{stem}.sd"), whole_of(reported.get(f"{stem}.n"))
    low, high = (printed_of(reported.get(f"{stem}.{end}")) for end in ("min", "max"))
    shown, sd = printed_of(mean), printed_of(spread)
    if shown is None or n is None or low is None or high is None:
        return
    kind = types.get(stem.rpartition(".")[2], "count")
    outcome, items, reason = Outcome.NOT_DECIDED, 1, ""
    for items in (1,) if kind == "count" else GRIDS:
        verdict = grimmer(shown, sd, n, Domain.observed(low, high, items), roundings=_OURS)
        outcome, reason = verdict.outcome, verdict.reason
        if outcome is not Outcome.IMPOSSIBLE:
            break
    good = {Outcome.POSSIBLE: True, Outcome.IMPOSSIBLE: False, Outcome.NOT_DECIDED: None}[outcome]
    if kind != "count" and good is False:
        good, reason = None, "Answers that need not be whole may have more decimals than were tried."
    if good:
        reason = f"{n} {grid_words(items)} between {low} and {high} can print it."
    yield check_of(mean, "mean and SD against n", good, reason, n)
    if spread is not None and sd is not None:
        yield check_of(spread, "mean and SD against n", good, reason, n)
    if good:
        risk = reconstruction_risk(shown, sd, low, high, n, items=items, roundings=_OURS)
        yield Check(mean.id, RISK, risk.count, n, str(risk.level), risk.reason, mean.status)


def _shares(reported: Mapping[str, Reported]) -> Iterable[Check]:
    for fact in reported.values():
        if fact.measure not in _SHARES:
            continue
        top, bottom = _SHARES[fact.measure]
        k = whole_of(reported.get(f"{fact.stem}.{top}"))
        n = whole_of(reported.get(f"{fact.stem}.{bottom}")) if bottom else fact.n
        printed = printed_of(fact)
        if k is None or not n or printed is None:
            continue
        good = k in numerators(printed, n)
        how = "prints" if good else "does not print"
        yield check_of(fact, "share of n", good, f"{k} of {n} {how} {printed} per cent.", n)


def _intervals(reported: Mapping[str, Reported], sizes: Mapping[str, int]) -> Iterable[Check]:
    """Wilson's interval from the printed counts, and from the size of the group where it has one."""
    from triangulate.audit.own_tests import wilson

    for fact in reported.values():
        if fact.measure not in ("agree_ci_low", "agree_ci_high") or printed_of(fact) is None:
            continue
        k, n = whole_of(reported.get(f"{fact.stem}.agree_n")), whole_of(reported.get(f"{fact.stem}.n"))
        if k is None or not n:
            continue
        size = sizes.get(fact.id.split(".")[1])
        if size is not None and size < n:
            yield check_of(fact, "interval from counts", False, f"{n} answered of a group of {size}.", n)
            continue
        low, high = wilson(k, n, size)
        end = 100 * (low if fact.measure.endswith("low") else high)
        of = "" if size is None else f" in a group of {size}"
        reason = f"Wilson's interval of {k} of {n}{of} ends at {end:.2f} per cent."
        yield check_of(fact, "interval from counts", prints(end, fact), reason, n)


def _counts(reported: Mapping[str, Reported]) -> Iterable[Check]:
    """The answers by scale point add up to n."""
    sums: dict[str, int] = {}
    for fact in reported.values():
        stem, _, _ = fact.id.rpartition(".count.")
        if fact.id.startswith("statements.") and stem:
            sums[stem] = sums.get(stem, 0) + (whole_of(fact) or 0)
    for stem, total in sums.items():
        counted = reported.get(f"{stem}.n")
        if counted is not None:
            n = whole_of(counted)
            reason = f"The answers by scale point add up to {total}."
            yield check_of(counted, "counts add up", total == n, reason, n)


def _areas(reported: Mapping[str, Reported], themes: Mapping[str, str]) -> Iterable[Check]:
    """The mean of an area's percentages from the counts of its statements, exactly."""
    for fact in reported.values():
        parts = fact.id.split(".")
        if parts[0] != "themes" or fact.measure != "agree_pct_mean" or len(parts) != 4:
            continue
        own = [statement for statement, theme in themes.items() if theme == parts[2]]
        shares = []
        for statement in own:
            stem = f"statements.{parts[1]}.{statement}"
            k, n = (whole_of(reported.get(f"{stem}.{m}")) for m in ("agree_n", "n"))
            if k is not None and n:
                shares.append(Fraction(100 * k, n))
        if not shares or printed_of(fact) is None:
            continue
        mean = sum(shares, Fraction(0)) / len(shares)
        shown = print_fraction(mean, 2, Rounding.HALF_UP)
        reason = f"The mean of {len(shares)} statements' percentages is {shown}."
        yield check_of(fact, "mean of percentages", prints(mean, fact), reason)
