"""Tests and effects of our own report, worked out again from what the report prints.

The rank test of a statement follows from the printed counts by scale point; of an area only U and
the numbers of respondents are printed, so its p has an upper limit (ties make it smaller). Effect
sizes follow from U, Holm's correction from the family's p, Wald's p from an odds ratio and its
interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from triangulate.audit.own import Check, Reported, check_of, printed_of, prints, whole_of

Z = 1.959963984540054
_SLACK = 1e-9


def check_tests(
    reported: Mapping[str, Reported], groups: Sequence[str], themes: Mapping[str, str]
) -> Iterable[Check]:
    """Comparisons, their corrections and the models; ``themes`` leads from statement to theme."""
    families: dict[str, list[Reported]] = {"statement": [], "theme": []}
    for fact in reported.values():
        if not fact.id.startswith("comparison."):
            continue
        _, name, *rest = fact.id.split(".")
        pair = _pair(rest[0] if len(rest) == 2 else None, groups)
        if fact.measure == "p" and isinstance(fact.value, int | float):
            families["statement" if name in themes else "theme"].append(fact)
        if pair is None or fact.value is None:
            continue
        if fact.measure == "u":
            yield from _rank_test(fact, name, pair, reported, name in themes)
        elif fact.measure == "diff_pct":
            yield from _difference(fact, name, pair, reported, name in themes)
    yield from _newcombe(reported, groups)
    for family in families.values():
        yield from _holm(family, reported)
    yield from _wald(reported)


def _pair(named: str | None, groups: Sequence[str]) -> tuple[str, str] | None:
    if named is None:
        return (groups[0], groups[1]) if len(groups) >= 2 else None
    first, _, second = named.partition("_v_")
    return (first, second) if second else None


def _rank_test(
    u: Reported, name: str, pair: tuple[str, str], reported: Mapping[str, Reported], is_statement: bool
) -> Iterable[Check]:
    p, effect, cles = (reported.get(f"{u.stem}.{m}") for m in ("p", "rank_biserial", "cles"))
    assert isinstance(u.value, int | float)
    if is_statement:
        counts = [_counts(f"statements.{group}.{name}", reported) for group in pair]
        points = sorted({code for own in counts for code in own}, key=int)
        first, second = ([own.get(code, 0) for code in points] for own in counts)
        n1, n2 = sum(first), sum(second)
        if not n1 or not n2:
            return
        again = pairs_won(first, second)
        yield check_of(u, "U from counts", prints(again, u), f"The counts give U = {again:g}.", min(n1, n2))
        if p is not None and p.value is not None:
            z, found = rank_p(float(u.value), n1, n2, [a + b for a, b in zip(first, second, strict=True)])
            given = f"U = {u.display} with n = {n1} and {n2}"
            reason = f"{given} and these ties gives z = {z:.3f}, p = {found:.4g}."
            yield check_of(p, "p from statistic", p_prints(found, found, p), reason, min(n1, n2))
    else:
        sizes = _sizes(u, cles)
        if sizes is None:
            return
        n1, n2 = sizes
        if p is not None and p.value is not None:
            _, most = rank_p(float(u.value), n1, n2, [])
            given = f"U = {u.display} with n = {n1} and {n2}"
            reason = f"{given} gives p = {most:.4g} at most; ties make it smaller."
            yield check_of(p, "p from statistic", p_prints(0.0, most, p), reason)
    for fact, value in (
        (effect, 2 * float(u.value) / (n1 * n2) - 1),
        (cles, float(u.value) / (n1 * n2)),
    ):
        if fact is not None and printed_of(fact) is not None:
            reason = f"U = {u.display} of {n1 * n2} pairs gives {value:.3f}."
            yield check_of(fact, "effect from statistic", prints(value, fact), reason)


def _counts(stem: str, reported: Mapping[str, Reported]) -> dict[str, int]:
    prefix = f"{stem}.count."
    return {
        id.removeprefix(prefix): whole_of(fact) or 0 for id, fact in reported.items() if id.startswith(prefix)
    }


def _sizes(u: Reported, cles: Reported | None) -> tuple[int, int] | None:
    """The numbers of respondents behind a rank test of areas: U is cles times their product, and the
    smaller of them is the fact's n."""
    if cles is None or not isinstance(cles.value, int | float) or not cles.value or not u.n:
        return None
    assert isinstance(u.value, int | float)
    other = u.value / cles.value / u.n
    return (u.n, round(other)) if abs(other - round(other)) < 1e-6 else None


def pairs_won(first: Sequence[int], second: Sequence[int]) -> float:
    """U of the first group: pairs in which its value is higher, a tie counting one half."""
    return sum(
        a * b * (1.0 if i > j else 0.5) for i, a in enumerate(first) for j, b in enumerate(second) if i >= j
    )


def rank_p(u: float, n1: int, n2: int, ties: Sequence[int]) -> tuple[float, float]:
    """z and two-sided p of U by the normal approximation, corrected for ties, no continuity correction.

    z = (U - n1 n2 / 2) / s, s^2 = n1 n2 / 12 ((N + 1) - sum(t^3 - t) / (N (N - 1))) with ``ties`` t.
    """
    n = n1 + n2
    tied = sum(t**3 - t for t in ties) / (n * (n - 1)) if n > 1 else 0.0
    variance = n1 * n2 / 12 * (n + 1 - tied)
    if variance <= 0:
        return 0.0, math.nan
    z = (u - n1 * n2 / 2) / math.sqrt(variance)
    return z, math.erfc(abs(z) / math.sqrt(2))


def p_prints(low: float, high: float, fact: Reported) -> bool:
    """Whether some p from ``low`` to ``high`` is displayed as the fact is."""
    if fact.display.startswith("<"):
        return low < float(fact.display[1:]) + _SLACK
    printed = printed_of(fact)
    if printed is None:
        return False
    half = float(printed.step) / 2 + _SLACK
    shown = float(printed.value)
    return low <= shown + half and high >= shown - half


def _difference(
    fact: Reported,
    name: str,
    pair: tuple[str, str],
    reported: Mapping[str, Reported],
    is_statement: bool,
) -> Iterable[Check]:
    stem, measure = ("statements", "agree_pct") if is_statement else ("themes", "agree_pct_mean")
    values = [reported.get(f"{stem}.{group}.{name}.{measure}") for group in pair]
    first, second = (v.value if v is not None else None for v in values)
    if isinstance(first, int | float) and isinstance(second, int | float):
        found = first - second
        reason = f"{first:.3f} less {second:.3f} per cent is {found:.3f} points."
        yield check_of(fact, "difference of percentages", prints(found, fact), reason)


def wilson(k: int, n: int, size: int | None = None) -> tuple[float, float]:
    """Wilson's 95% interval of k of n, as proportions (Wilson 1927, JASA 22:209); of a group of
    ``size`` N, with (N − n)/(N − 1) times the variance."""
    p, square = k / n, Z * Z
    if size is not None:
        square *= (size - n) / (size - 1) if size > 1 else 0
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = math.sqrt(square) / (1 + square / n) * math.sqrt(p * (1 - p) / n + square / (4 * n * n))
    return middle - half, middle + half


def _newcombe(reported: Mapping[str, Reported], groups: Sequence[str]) -> Iterable[Check]:
    """The interval of a difference of two percentages, from the printed counts: Newcombe's hybrid of
    two Wilson intervals (Newcombe 1998, Statistics in Medicine 17:873, method 10)."""
    for fact in reported.values():
        parts = fact.id.split(".")
        if parts[0] != "comparison" or fact.measure not in ("diff_ci_low", "diff_ci_high"):
            continue
        pair = _pair(parts[2] if len(parts) == 4 else None, groups)
        counts = [
            tuple(whole_of(reported.get(f"statements.{group}.{parts[1]}.{m}")) for m in ("agree_n", "n"))
            for group in pair or ()
        ]
        if len(counts) != 2 or any(k is None or not n for k, n in counts) or printed_of(fact) is None:
            continue
        (k1, n1), (k2, n2) = ((int(k or 0), int(n or 1)) for k, n in counts)
        p1, p2 = k1 / n1, k2 / n2
        (low1, high1), (low2, high2) = wilson(k1, n1), wilson(k2, n2)
        if fact.measure == "diff_ci_low":
            end = p1 - p2 - math.hypot(p1 - low1, high2 - p2)
        else:
            end = p1 - p2 + math.hypot(high1 - p1, p2 - low2)
        reason = f"Newcombe's interval of {k1} of {n1} less {k2} of {n2} ends at {100 * end:.2f} points."
        yield check_of(fact, "interval from counts", prints(100 * end, fact), reason)


def _holm(family: Sequence[Reported], reported: Mapping[str, Reported]) -> Iterable[Check]:
    """Holm 1979, Scandinavian J. of Statistics 6:65: (m - i) p, never falling, at most 1."""
    ordered = sorted(family, key=lambda fact: float(fact.value or 0))
    running = 0.0
    for i, fact in enumerate(ordered):
        running = max(running, min(1.0, (len(ordered) - i) * float(fact.value or 0)))
        adjusted = reported.get(f"{fact.stem}.p_holm")
        if adjusted is not None and adjusted.value is not None:
            reason = f"Holm's correction among {len(ordered)} comparisons gives {running:.4g}."
            yield check_of(adjusted, "Holm from the family", p_prints(running, running, adjusted), reason)


def _wald(reported: Mapping[str, Reported]) -> Iterable[Check]:
    """p of an odds ratio from its 95% interval, as far as the printed digits tell."""
    for p in reported.values():
        if p.measure != "p_wald":
            continue
        ratio, low, high = (
            printed_of(reported.get(f"{p.stem}.odds_ratio{end}")) for end in ("", "_ci_low", "_ci_high")
        )
        if ratio is None or low is None or high is None or low.value <= 0:
            continue
        half = float(ratio.step) / 2
        estimate, lower, upper = (float(f.value) for f in (ratio, low, high))
        nearest = max(0.0, min(abs(math.log(max(estimate + s * half, half))) for s in (-1, 0, 1)))
        if estimate - half <= 1 <= estimate + half:
            nearest = 0.0
        farthest = max(abs(math.log(max(estimate + s * half, half))) for s in (-1, 1))
        width = math.log(upper + half) - math.log(max(lower - half, half / 10))
        narrow = math.log(upper - half) - math.log(lower + half)
        most = math.erfc(nearest / (width / (2 * Z)) / math.sqrt(2))
        least = math.erfc(farthest / (narrow / (2 * Z)) / math.sqrt(2)) if narrow > 0 else 0.0
        reason = f"Odds ratio {ratio} ({low} to {high}) has a p from {least:.2g} to {most:.2g}."
        yield check_of(p, "p from statistic", p_prints(least, most, p), reason)
