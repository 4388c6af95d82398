"""A printed row of mean, SD, minimum and maximum: for which numbers of answers can it be?

Roundings are tried from the most ordinary to the least: both figures rounded (half up, half to even
or half down), then a rounded mean beside an SD that was cut off, then a mean that was cut off. The
verdict is about the first of these under which some n is possible; the others are named in the
reason, so that nobody reads "no n" where "no n, if the figures were rounded" is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triangulate.audit.figures import SummaryRow
from triangulate.audit.numbers import listed
from triangulate.audit.risk import Risk, reconstruction_risk
from triangulate.audit.ruling import Kind, Ruling
from triangulate.consistency import (
    Domain,
    Rounding,
    Roundings,
    Screening,
    grimmer,
    grimmer_screen,
)

#: Where nothing bounds the number of answers, every n up to this is asked about.
N_LIMIT = 300
#: No list of n is longer than this, and a row with a larger n of its own is not decided: a mean of so
#: many answers rules hardly anything out.
MOST_ASKED, MOST_ANSWERS = 1000, 10_000
#: Grids tried for answers that need not be whole: whole numbers, one decimal, two decimals.
GRIDS = (1, 10, 100)
_GRID_WORDS = {1: "whole numbers", 10: "answers with one decimal", 100: "answers with two decimals"}


def grid_words(items: int) -> str:
    """What answers on a grid of 1/``items`` are: ``whole numbers``, ``means of 4 whole numbers``."""
    return _GRID_WORDS.get(items, f"means of {items} whole numbers")


@dataclass(frozen=True, slots=True)
class RowFinding:
    """What is found of a row.

    ``n_possible`` are the numbers of whole answers that can print it in the most ordinary way,
    ``n_otherwise`` those that need a less ordinary rounding, and ``n_finer`` those that print it
    with the finer answers that a ratio may have, where whole ones cannot; ``items`` is their grid (1
    for whole numbers, 10 for one decimal). ``risk`` supposes the largest possible n, as a reader will
    who is told how many took part; None where no data set fits.
    """

    row: SummaryRow
    asked: tuple[int, ...]
    ruling: Ruling
    n_possible: tuple[int, ...]
    n_otherwise: tuple[int, ...] = ()
    n_finer: tuple[int, ...] = ()
    roundings: Roundings | None = None
    items: int = 1
    risk: Risk | None = None

    @property
    def rounding(self) -> str:
        """How the figures were rounded if they hold: ``half up``, ``mean half up, SD cut off``."""
        return str(self.roundings) if self.roundings else ""

    @property
    def grid_assumed(self) -> str:
        """An addition to a sentence, where answers were supposed to be finer than whole."""
        return "" if self.items == 1 else f" This supposes {grid_words(self.items)}."

    @property
    def sd_cut_off(self) -> bool:
        """Whether the SD holds only if its last digits were dropped."""
        return self.roundings is not None and self.roundings.sd is Rounding.CUT_OFF


def judge_row(
    row: SummaryRow,
    most: int | None = None,
    *,
    items: int = 1,
    domain: Domain | None = None,
) -> RowFinding:
    """Which numbers of answers, 1 to ``most``, can print the row; of a printed n, whether it can.

    A count is whole, or the mean of ``items`` whole numbers. A ratio or another number need not be:
    where whole numbers cannot print it, finer answers are tried and the reason says what was assumed.
    ``domain`` bounds the answers where no minimum and maximum are printed, by an answer scale say.
    """
    asked = (row.n,) if row.n is not None else tuple(range(1, min(most or N_LIMIT, MOST_ASKED) + 1))
    if max(asked) > MOST_ANSWERS:
        reason = f"Rows of more than {MOST_ANSWERS:,} answers are not asked about."
        return RowFinding(row, asked, Ruling(Kind.NOT_DECIDED, reason), ())
    if row.mean is None:
        return _without_mean(row, asked)
    if row.sd is not None and row.sd.value < 0:
        return _impossible(row, asked, "No data have an SD below nought.")
    if row.low is not None and row.high is not None and row.low.exact > row.high.exact:
        return _impossible(row, asked, f"The minimum {row.low} lies above the maximum {row.high}.")
    grids = (items,) if row.type == "count" or items > 1 else GRIDS
    findings: list[_Screened] = []
    for grid in grids:
        bounded = domain or domain_of(row, grid)
        findings.append(_Screened(bounded, grimmer_screen(row.mean, row.sd, asked, bounded)))
        if findings[-1].screening.possible_n() or findings[-1].screening.undecided_n():
            break
    return _finding(row, asked, findings)


@dataclass(frozen=True, slots=True)
class _Screened:
    """What the answers were taken to be, and what that gave."""

    domain: Domain
    screening: Screening


def domain_of(row: SummaryRow, items: int = 1) -> Domain:
    """What an answer can be: both printed extremes occur, on a grid of 1/``items``."""
    if row.low is not None and row.high is not None:
        return Domain.observed(row.low, row.high, items)
    return Domain(row.low, row.high, items)


def classes(screening: Screening) -> list[dict[Roundings, tuple[int, ...]]]:
    """n by rounding, in three classes: rounded, mean rounded and SD cut off, mean cut off."""
    found: list[dict[Roundings, tuple[int, ...]]] = [{}, {}, {}]
    for roundings, numbers in screening.n_by_roundings().items():
        place = 0 if roundings.rounded else 1 if roundings.mean.rounds else 2
        found[place][roundings] = numbers
    return found


def _finding(row: SummaryRow, asked: tuple[int, ...], findings: Sequence[_Screened]) -> RowFinding:
    items = findings[-1].domain.items
    by_class = classes(findings[-1].screening)
    place = next((i for i, found in enumerate(by_class) if found), None)
    whole_failed = len(findings) > 1 and row.type != "count"
    if place is None:
        return _nothing_fits(row, asked, findings)
    first = by_class[place]
    possible = tuple(sorted(n for numbers in first.values() for n in numbers))
    others = tuple(sorted(n for found in by_class[place + 1 :] for ns in found.values() for n in ns))
    roundings = min(first, key=_order)
    risk = _risk(row, first, findings[-1].domain)
    if whole_failed:
        why = _cap(_why_not(row, asked, findings[0].domain))
        reason = (
            f"{why} so it is impossible if the answers are whole numbers{_as_ends_are(row)}; "
            f"{grid_words(items)}, which a ratio may have, print it with {_sizes(possible)}."
        )
        ruling = Ruling(Kind.IMPOSSIBLE, reason)
        return RowFinding(row, asked, ruling, (), (), possible, roundings, items, risk)
    reason = _reason(row, asked, by_class, place)
    undecided = findings[-1].screening.undecided_n()
    if undecided:
        reason = f"{reason[:-1]}; the search ended without an answer for {_sizes(undecided)}."
    if row.type != "count":
        reason = (
            f"{reason[:-1]}; these would be whole numbers, which a {row.type} need not be, "
            "so nothing follows about n."
        )
        ruling = Ruling(Kind.POSSIBLE, reason)
    else:
        complete = set(possible) >= {n for n in asked if n > 1 or row.sd is None}
        every = complete or undecided  # nothing is excluded that was not decided
        ruling = Ruling(Kind.POSSIBLE, reason) if every else Ruling.only_for(possible, reason)
    return RowFinding(row, asked, ruling, possible, others, (), roundings, items, risk)


def _nothing_fits(row: SummaryRow, asked: tuple[int, ...], findings: Sequence[_Screened]) -> RowFinding:
    items, screening = findings[-1].domain.items, findings[-1].screening
    if screening.undecided_n():
        open_ = _sizes(screening.undecided_n())
        reason = f"The search ended without an answer for {open_}; {_none_else(asked)}."
        return RowFinding(row, asked, Ruling(Kind.NOT_DECIDED, reason), (), items=items)
    words = grid_words(items)
    return _impossible(
        row, asked, f"{_cap(_why_not(row, asked, findings[0].domain))} so no {words} print it."
    )


def _none_else(asked: tuple[int, ...]) -> str:
    return "no other n is possible" if len(asked) > 1 else "it may be possible"


def _impossible(row: SummaryRow, asked: tuple[int, ...], reason: str) -> RowFinding:
    return RowFinding(row, asked, Ruling(Kind.IMPOSSIBLE, reason), ())


def _without_mean(row: SummaryRow, asked: tuple[int, ...]) -> RowFinding:
    if row.low is not None and row.high is not None and row.low.exact > row.high.exact:
        return _impossible(row, asked, f"The minimum {row.low} lies above the maximum {row.high}.")
    ruling = Ruling(Kind.NOT_DECIDED, "No mean is printed, so there is nothing to work with.")
    return RowFinding(row, asked, ruling, ())


def _order(roundings: Roundings) -> tuple[int, int]:
    order = list(Rounding)
    return order.index(roundings.mean), order.index(roundings.sd or roundings.mean)


def _risk(row: SummaryRow, by_roundings: dict[Roundings, tuple[int, ...]], domain: Domain) -> Risk:
    """Of the largest possible n, under the roundings it needs."""
    assert row.mean is not None
    roundings, most = max(
        ((roundings, max(numbers)) for roundings, numbers in by_roundings.items()),
        key=lambda pair: pair[1],
    )
    return reconstruction_risk(
        row.mean, row.sd, domain.low, domain.high, most, items=domain.items, roundings=roundings,
        attained=domain.attained,
    )  # fmt: skip


def figures_of(row: SummaryRow) -> str:
    """``mean 9.70 (SD 1.96), 8 to 12``, as far as printed."""
    words = f"mean {row.mean}"
    if row.sd is not None:
        words += f" (SD {row.sd})"
    if row.low is not None and row.high is not None:
        words += f", {row.low} to {row.high}"
    return words


def _reason(
    row: SummaryRow,
    asked: tuple[int, ...],
    by_class: list[dict[Roundings, tuple[int, ...]]],
    place: int,
) -> str:
    first = by_class[place]
    parts = [
        f"{'' if i else f'{figures_of(row)} can be printed by '}{_sizes(numbers)}{_how(roundings)}"
        for i, (roundings, numbers) in enumerate(sorted(first.items(), key=lambda pair: _order(pair[0])))
    ]
    sentence = _cap(" and by ".join(parts))
    for found, words in zip(by_class[1:], ("the SD was", "the mean was"), strict=True):
        if by_class.index(found) > place and found:
            numbers = tuple(sorted(n for ns in found.values() for n in ns))
            sentence += f"; if {words} cut off instead of rounded, by {_sizes(numbers)} too"
    most = max(asked)
    known = {n for found in by_class for numbers in found.values() for n in numbers}
    if most not in {n for numbers in first.values() for n in numbers} and len(asked) > 1:
        sure = "under any rounding" if most not in known else "if the figures were rounded"
        sentence += f"; {most} answers cannot print it {sure}"
    return sentence + "."


def _how(roundings: Roundings) -> str:
    """The rounding in words; nothing for the most ordinary one."""
    if roundings.mean is Rounding.HALF_UP and roundings.sd in (None, Rounding.HALF_UP):
        return ""
    if roundings.mean is roundings.sd or roundings.sd is None:
        words = {
            Rounding.HALF_EVEN: "a half rounded to the even digit",
            Rounding.HALF_DOWN: "a half rounded down",
            Rounding.CUT_OFF: "both figures cut off",
        }
        return f" ({words[roundings.mean]})" if roundings.mean in words else ""
    if roundings.sd is Rounding.CUT_OFF:
        return " (the SD cut off instead of rounded)"
    return f" ({roundings})"


def _sizes(numbers: Iterable[int]) -> str:
    found = tuple(numbers)
    return f"n = {listed(found)}" if found else "no n"


def _why_not(row: SummaryRow, asked: tuple[int, ...], domain: Domain) -> str:
    """Why the row is impossible, from the largest n asked about, as the opening of a sentence."""
    assert row.mean is not None
    most = max(asked)
    ordinary = Roundings(Rounding.HALF_UP, Rounding.HALF_UP if row.sd else None)
    verdict = grimmer(row.mean, row.sd, most, domain, roundings=ordinary)
    reason = verdict.reason.rstrip(".")
    if len(asked) == 1:
        return f"{reason}, and no other rounding helps,"
    return f"{reason}, and none of n = {listed(asked)} does better under any rounding,"


def _as_ends_are(row: SummaryRow) -> str:
    ends = [end for end in (row.low, row.high) if end is not None]
    if len(ends) == 2 and all(end.exact.denominator == 1 for end in ends):
        return f" as the printed {row.low} and {row.high} are"
    return ""


def _cap(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
