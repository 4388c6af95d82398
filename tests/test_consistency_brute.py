"""The engine against brute force: every data set listed, printed by Decimal, and looked up.

Nothing of the engine is used on the side of brute force, so the two share no rule and no error.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
    localcontext,
)
from itertools import combinations_with_replacement, product

import pytest
from triangulate.consistency import (
    Domain,
    Outcome,
    Printed,
    Rounding,
    Roundings,
    count_datasets,
    datasets,
    grim,
    grimmer,
    preference,
)
from triangulate.consistency.constructive import construct
from triangulate.consistency.exhaustive import Budget, _by_values, multisets

DECIMAL_RULES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.HALF_DOWN: ROUND_HALF_DOWN,
    Rounding.CUT_OFF: ROUND_DOWN,
}
# How many values, the smallest, the largest, items averaged, decimals printed.
WORLDS = [
    (n, 1, 1 + span, items, decimals)
    for n, span, items in [
        (2, 6, 1),
        (3, 6, 1),
        (4, 5, 1),
        (5, 4, 1),
        (6, 4, 1),
        (8, 3, 1),
        (9, 2, 1),
        (12, 1, 1),
        (4, 2, 2),
        (5, 1, 3),
        (3, 14, 1),
        (4, 13, 1),
    ]
    for decimals in (1, 2)
]
CASES_PER_WORLD = 850
Key = tuple[Decimal, Decimal]


def _printed_by_decimal(world: tuple[int, int, int, int, int]) -> dict[Roundings, Counter[Key]]:
    """How many data sets print each pair of mean and SD, under every combination.

    Those that hold both ends of the range are counted a second time, under the mean plus 1000.
    """
    n, low, high, items, decimals = world
    step = Decimal(1).scaleb(-decimals)
    found: dict[Roundings, Counter[Key]] = defaultdict(Counter)
    with localcontext() as context:
        context.prec = 60
        for data in combinations_with_replacement(range(low * items, high * items + 1), n):
            total, squares = sum(data), sum(value * value for value in data)
            mean = Decimal(total) / (n * items)
            sd = (Decimal(n * squares - total * total) / (n * (n - 1) * items**2)).sqrt()
            means = {rule: mean.quantize(step, name) for rule, name in DECIMAL_RULES.items()}
            sds = {rule: sd.quantize(step, name) for rule, name in DECIMAL_RULES.items()}
            ends = data[0] == low * items and data[-1] == high * items
            for a, b in product(Rounding, Rounding):
                found[Roundings(a, b)][means[a], sds[b]] += 1
                if ends:
                    found[Roundings(a, b)][means[a] + 1000, sds[b]] += 1
    return found


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_verdicts_and_counts_agree_with_brute_force(
    world: tuple[int, int, int, int, int],
) -> None:
    n, low, high, items, decimals = world
    truth = _printed_by_decimal(world)
    rng = random.Random(str(world))
    step = Decimal(1).scaleb(-decimals)
    real = sorted({key for counter in truth.values() for key in counter if key[0] < 1000})
    possible = 0
    for case in range(CASES_PER_WORLD):
        mean, sd = rng.choice(real)
        mean += rng.choice((0, 0, 0, 1, -1)) * step
        sd = abs(sd + rng.choice((0, 0, 1, -1, 2, -2)) * step)
        attained = bool(rng.getrandbits(1))
        domain = Domain(low, high, items, attained=attained)
        key = (mean + 1000 * attained, sd)
        printed = Printed(mean, decimals), Printed(sd, decimals)
        holds = [pair for pair in preference(with_sd=True) if truth[pair][key]]
        verdict = grimmer(*printed, n, domain)
        assert verdict.roundings == (holds[0] if holds else None), (case, mean, sd, attained)
        assert verdict.outcome is (Outcome.POSSIBLE if holds else Outcome.IMPOSSIBLE)
        possible += bool(holds)
        pair = rng.choice(preference(with_sd=True))
        single = grimmer(*printed, n, domain, roundings=pair)
        assert single.possible is (truth[pair][key] > 0)
        if single.possible:
            counted = count_datasets(*printed, n, domain, roundings=pair, cap=10**6)
            assert counted.exact
            assert counted.count == truth[pair][key]
    assert CASES_PER_WORLD // 20 < possible < CASES_PER_WORLD  # both answers were asked for


def test_at_least_20000_cases_are_compared() -> None:
    assert len(WORLDS) * CASES_PER_WORLD >= 20_000


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_grim_agrees_with_brute_force(world: tuple[int, int, int, int, int]) -> None:
    n, low, high, items, decimals = world
    step = Decimal(1).scaleb(-decimals)
    means: dict[tuple[Rounding, bool], set[Decimal]] = defaultdict(set)
    for pair, counter in _printed_by_decimal(world).items():
        for mean, _ in counter:
            attained = mean > 500
            means[pair.mean, attained].add(mean - 1000 * attained)
    mean = Decimal(low) - 1
    while mean <= high + 1:
        for attained in (False, True):
            domain = Domain(low, high, items, attained=attained)
            holds = [rule for rule in Rounding if mean in means[rule, attained]]
            verdict = grim(Printed(mean, decimals), n, domain)
            assert verdict.possible is bool(holds)
            assert verdict.roundings == (Roundings(holds[0]) if holds else None)
        mean += step * 3


@pytest.mark.slow
@pytest.mark.parametrize(("m", "span"), [(1, 4), (2, 9), (3, 7), (4, 6), (5, 5), (7, 4), (6, 3)])
def test_both_dynamic_programmes_list_every_multiset_once(m: int, span: int) -> None:
    truth: dict[tuple[int, int], set[tuple[int, ...]]] = defaultdict(set)
    for data in combinations_with_replacement(range(span + 1), m):
        truth[sum(data), sum(value * value for value in data)].add(data)
    for total, squares in product(range(m * span + 1), range(m * span * span + 1)):
        expected = truth.get((total, squares), set())
        for listed in (
            list(multisets(m, total, squares, squares, span)),
            list(_by_values(span, m, total, squares, squares, Budget(10**6))),
        ):
            assert len(listed) == len(set(listed))
            assert {tuple(sorted(data)) for data in listed} == expected
        built = construct(m, total, squares, squares, span)
        assert built is None or built in expected


@pytest.mark.slow
def test_wide_windows_are_searched_whole() -> None:
    for low, width in product(range(0, 160, 7), (0, 3, 20, 200)):
        listed = set(_by_values(9, 4, 17, low, low + width, Budget(10**6)))
        expected = {
            data
            for data in combinations_with_replacement(range(10), 4)
            if sum(data) == 17 and low <= sum(v * v for v in data) <= low + width
        }
        assert {tuple(sorted(data)) for data in listed} == expected


@pytest.mark.slow
def test_listed_data_sets_are_those_that_print_the_figures() -> None:
    found = list(
        datasets(
            Printed.parse("3.2"),
            Printed.parse("1.5"),
            5,
            Domain.scale(1, 5),
            Roundings(Rounding.HALF_UP, Rounding.HALF_UP),
        )
    )
    truth = {
        data
        for data in combinations_with_replacement(range(1, 6), 5)
        if sum(data) == 16 and 2.1025 <= (sum(v * v for v in data) - 51.2) / 4 < 2.4025
    }
    assert {tuple(int(value) for value in data) for data in found} == truth
