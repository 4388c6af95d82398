"""Figures as people print them, and why a cell is none.

A printed figure keeps its final noughts, since 9.70 says more than 9.7. What can be meant in only
one way is read and remarked on; what can be meant in two ways is refused in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from triangulate.consistency import Printed, Rounding

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:([, '])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?\Z")
_EXPONENT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+\Z")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f\u2007", " ") | {"\u2019": "'"})
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\u2012\u2010\u2011", "-"))
_LONGEST = 30


class NotAFigure(ValueError):
    """Why a cell is no printed figure, in words that complete "the cell holds …: "."""


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """A figure as read, and what was passed over in reading it, in sentences."""

    printed: Printed
    remarks: tuple[str, ...] = ()


def read_figure(text: str, decimals: int | None = None) -> ReadFigure:
    """The figure that a cell prints.

    ``decimals`` says how many were printed, where a spreadsheet has dropped final noughts; without
    it those of the text count. Raises :class:`NotAFigure`.
    """
    digits, remarks = _digits(text)
    try:
        return ReadFigure(Printed.parse(digits, decimals), tuple(remarks))
    except ValueError:
        raise NotAFigure(f"it has more decimals than the {decimals} that are said to be printed") from None


def _digits(text: str) -> tuple[str, list[str]]:
    """The plain digits of a cell, and remarks on what was left out."""
    shown = text.translate(_SPACES).strip()
    remarks: list[str] = []
    if len(shown) > _LONGEST:
        raise NotAFigure("it is longer than any printed figure")
    if shown.endswith("%"):
        shown = shown[:-1].rstrip()
        remarks.append("The per cent sign is taken for the unit of the figure.")
    if len(shown) > 2 and shown[0] == "(" and shown[-1] == ")":
        shown = shown[1:-1].strip()
        remarks.append("The brackets are taken for print, not for a minus sign.")
    shown = shown.translate(_MINUS)
    if _THOUSANDS.fullmatch(shown):
        remarks.append(f"{shown} is read with separators of thousands.")
        shown = re.sub("[, ']", "", shown)
    if not _PLAIN.fullmatch(shown):
        raise NotAFigure(_why_not(shown))
    return shown.removeprefix("+"), remarks


def _why_not(shown: str) -> str:
    if not shown:
        return "there is a sign and no number"
    if _EXPONENT.fullmatch(shown):
        return "it is written with an exponent, which hides the printed decimals"
    if shown[0] in "<>\u2264\u2265~\u2248":
        return "it is a bound or about right, not a figure"
    if "," in shown and any(sign.isdigit() for sign in shown):
        return "its comma may be a decimal comma or a separator of thousands; write a decimal point"
    if shown.casefold() in ("nan", "na", "n/a", "inf", "-inf", "none", "null", "-", "."):
        return "it stands for nothing known; leave the cell empty"
    if any(sign.isdigit() for sign in shown):
        return "there is more than one number in it, or words beside it"
    return "it is no number"


def read_count(text: str) -> int:
    """A number of people or organisations: whole, at least 1. Raises :class:`NotAFigure`."""
    printed = read_figure(text).printed
    if printed.exact.denominator != 1:
        raise NotAFigure("a number of answers is whole")
    if printed.value < 1:
        raise NotAFigure("a number of answers is at least 1")
    return int(printed.value)


def as_printed(value: Printed | Decimal | float | int | str, decimals: int | None) -> Printed:
    """A figure as it is printed: texts as they stand, numbers rounded half up to ``decimals``.

    A binary float is taken at its shortest decimal form. Raises ValueError for a float without
    ``decimals`` and for what is no figure.
    """
    if isinstance(value, Printed):
        return value
    if isinstance(value, str):
        return read_figure(value, decimals).printed
    if decimals is None:
        if isinstance(value, float):
            raise ValueError(f"say with how many decimals {value!r} is printed")
        return Printed.parse(value)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return Printed.parse(rounded, decimals)


def bounds(printed: Printed) -> tuple[Fraction, Fraction]:
    """The least and the greatest true value that some rounding, or cutting off, prints so."""
    intervals = [printed.interval(rule) for rule in Rounding]
    return min(i.low for i in intervals), max(i.high for i in intervals)


def with_thousands(printed: Printed) -> str:
    """The figure for a sentence: ``3,308``, ``1,176.27``."""
    return f"{printed.value:,.{printed.decimals}f}".replace("-", "\u2212")


def listed(numbers: tuple[int, ...]) -> str:
    """Numbers in a row, neighbours drawn together: ``11, 15, 36 to 40``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return ", ".join(parts)
