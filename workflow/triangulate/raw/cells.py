"""What one cell holds: text as found, and whether that text is a number."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_PLAIN = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(?:[ ,.'\u2019\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?", re.ASCII)
_COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
_EXPONENT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+", re.ASCII)
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212_.")
_NOTHING = frozenset(["na", "n/a", "n.a.", "nil", "none", "null", "nan", "unknown", "x"])
_LOOSE = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u200b": None,
        "\ufeff": None,
    }
)
_SHOWN = 60


def folded(text: str) -> str:
    """``text`` as it is compared: without case, repeated space, and typographic variants."""
    plain = unicodedata.normalize("NFKC", text).translate(_LOOSE)
    return " ".join(plain.casefold().split())


def heading_key(text: str) -> str:
    """A heading or item id as it is compared: ``Staff_FTE`` and ``staff fte`` are one."""
    return " ".join(folded(text).replace("_", " ").split())


def shown(text: str) -> str:
    """``text`` short enough for a message."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def number_text(value: int | float | Decimal) -> str:
    """A stored number as plain digits: ``7.0`` is ``7``, and there is never an exponent."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return format(value.quantize(Decimal(1)) if abs(value) < 10**20 else value, "f")
        return format(value, "f")
    return str(value)


def plain_number(text: str) -> Decimal | None:
    """The number that ``text`` writes in plain digits, or None if it is written in any other way.

    ``1244``, ``-3``, ``532.0`` and ``.5`` are plain; exponents, separators of thousands, decimal
    commas, signs such as ~ and words are not.
    """
    text = text.strip()
    return Decimal(text) if len(text) <= 400 and _PLAIN.fullmatch(text) else None


def why_no_number(text: str) -> tuple[str, str]:
    """For text that is no plain number: what it is instead, and what to do about it."""
    text = text.strip()
    lowered = text.casefold()
    if _EXPONENT.fullmatch(text):
        return "it is written with an exponent", "Write out all digits, as in 100000."
    if _THOUSANDS.fullmatch(text):
        return (
            "it may have a separator of thousands or a decimal comma",
            "Write the number without separators and with a decimal point, as in 1244 or 1.244.",
        )
    if _COMMA.fullmatch(text):
        return "it has a comma", "Write a decimal point, as in 1.5; no separators of thousands."
    if all(sign in _DASHES for sign in text):
        return (
            "a dash can mean nought or not known",
            "Write 0 if there are none; leave the cell empty if it is not known.",
        )
    if lowered in _NOTHING:
        return (
            "it is a word for a missing answer",
            "Leave the cell empty if it is not known; write 0 if there are none.",
        )
    if text.endswith("%"):
        return "it is a percentage", "Write the number that the item asks for, without a sign."
    if any(sign.isdigit() for sign in text):
        return (
            "there is more than a number in it",
            "Write the number alone; put remarks such as 'about' into the notes.",
        )
    return "it is a word", "Write a number, or leave the cell empty if it is not known."
