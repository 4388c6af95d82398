"""Facts that give another away: sums and differences of it, and the same statistic over a few people less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Literal

from triangulate.disclosure.rules import Hold, family, measure
from triangulate.facts.fact import Fact
from triangulate.study.model import Group, Privacy, StatementInstrument

_THEME_MEANS = (
    "agree_pct_mean", "agree_pct_pooled", "agree_pct_mean_ci_low", "agree_pct_mean_ci_high",
)  # fmt: skip
_DIFFERENCES = frozenset({"diff_pct", "diff_ci_low", "diff_ci_high", "diff_least", "diff_most"})
#: Times their n these are sums, and sums can be subtracted.
_ADDITIVE = frozenset({"mean", "agree_pct", "agree_pct_mean", "agree_pct_pooled", "interviews_pct"})
#: Two equations, the mean of the percentages and the pooled one, can be solved for so many unknowns.
_SOLVABLE = 2

Found = Iterator[tuple[Fact, Hold]]


def theme_means(
    facts: Mapping[str, Fact],
    held: Collection[str],
    instrument: StatementInstrument,
    groups: tuple[Group, ...],
) -> Found:
    """Means of a theme of which one or two statements are held back: the rest subtracted, these are left."""
    for group in groups:
        for theme in instrument.themes:
            ids = [f"statements.{group.id}.{s.id}.agree_pct".lower() for s in instrument.of_theme(theme.id)]
            hidden = [id for id in ids if id in held]
            if not 1 <= len(hidden) <= _SOLVABLE:
                continue
            for name in _THEME_MEANS:
                fact = facts.get(f"themes.{group.id}.{theme.id}.{name}".lower())
                if fact is not None:
                    yield fact, Hold("margin", "would tell a statement that is held back")


def group_differences(
    facts: Mapping[str, Fact],
    held: Collection[str],
    groups: tuple[Group, ...],
    strand: Literal["comparison", "sensitivity"],
) -> Found:
    """Differences between two groups of which one's percentage is held back and the other's is not."""
    first_two = [group.id.lower() for group in groups[:2]]
    for fact in facts.values():
        if family(fact) != strand or measure(fact) not in _DIFFERENCES:
            continue
        parts = fact.id.split(".")
        pair = parts[2].split("_v_") if len(parts) == 4 else first_two
        percentages = [
            id
            for group in pair
            for id in (
                f"statements.{group}.{parts[1]}.agree_pct",
                f"themes.{group}.{parts[1]}.agree_pct_mean",
            )
            if id in facts
        ]
        hidden = [id for id in percentages if id in held]
        if hidden and len(hidden) < len(percentages):
            yield fact, Hold("margin", "would tell the percentage of the group that is held back")


def nested(facts: Mapping[str, Fact], held: Collection[str], privacy: Privacy) -> Found:
    """One mean or percentage printed by two analyses, over sets of people that differ by a few: what the
    few said is the difference. The one over fewer people is held back.

    Two facts are of one thing if their ids are alike but for the family.
    """
    alike: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts.values():
        if fact.n and fact.value is not None and fact.id not in held and measure(fact) in _ADDITIVE:
            alike[fact.id.partition(".")[2]].append(fact)
    for found in alike.values():
        ordered = sorted(found, key=lambda fact: (-(fact.n or 0), fact.id))
        for larger, smaller in pairwise(ordered):
            gap = (larger.n or 0) - (smaller.n or 0)
            if 0 < gap < privacy.min_n:
                why = f"differs from {larger.id} by the answers of fewer than {privacy.min_n}"
                yield smaller, Hold("differencing", why)
