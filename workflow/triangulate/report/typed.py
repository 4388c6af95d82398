"""Numbers typed by hand: found in prose, and the fact that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from triangulate.facts.fact import PlacedFact

_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
#: What is a number and no result. A bare year needs a word before it that makes it one: 1998 may be a count.
_NO_RESULT = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"^\s*\d+[.)]\s", re.MULTILINE),  # item of a numbered list
        (r"^#+\s+\d+(?:\.\d+)*\.?(?=\s)", re.MULTILINE),  # a heading's own number
        (r"\b(?:sections?|chapters?|parts?|appendix|paragraphs?)\s+\d+(?:\.\d+)*", re.IGNORECASE),
        (
            rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?,?)?(?:\s+{_YEAR})?\b",
            0,
        ),
        (rf"\b{_YEAR}-\d\d-\d\d\b", 0),
        (
            rf"\b(?:in|since|until|till|by|before|after|from|to|and|between|during|of the|year|early|late|mid-?)"
            rf"\s+{_YEAR}\b(?![,.]\d|\s*(?:%|per\s+cent))",
            re.IGNORECASE,
        ),
        (rf"\(\s*{_YEAR}[a-z]?(?:\s*[,;–-]\s*(?:{_YEAR}|\d\d)[a-z]?)*\s*\)", 0),  # (2006), (2017–2019)
        (rf"(?:(?<=,)|(?<=\band others))\s+{_YEAR}[a-z]?(?=\s*[);])", 0),  # (Name, 2006; Other, 2010)
        (r"\b(?:https?://|doi:|www\.)\S+", re.IGNORECASE),
        (r"\]\([^)\s]*\)", 0),  # the target of a link
        (r"\[\^[^\]\s]+\]", 0),  # a footnote, which is told of as such
        (rf"\b{_YEAR}\s*[–-]\s*(?:{_YEAR}|\d\d)\b(?!\s*(?:%|per\s+cent))", 0),  # 2017–18
        (r"[^\W\d_][\w-]{0,40}?\d[\w-]{0,40}", 0),  # a name: RM2000
    )
)
_NUMBER = re.compile(
    r"(?<![\w.])[+−-]?\d+(?:[.,:]\d+)*(?:\s?(?:%|per\s?cent\b))?|\d+(?:[.,]\d+)*|[¼½¾⅐-⅞]", re.IGNORECASE
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_SMALL = "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_LARGE = "dozen|hundred|thousand|million"
_PARTS = "thirds|quarters|fifths|sixths|sevenths|eighths|ninths|tenths"
#: Numbers in words from eleven, smaller per cents, and fractions but for halves and a single part; the rest is part
#: of ordinary English.
_IN_WORDS = re.compile(
    rf"\b(?:(?:{_UNITS})[- ](?:{_PARTS})|(?:{_UNITS}|ten)(?=\s+per\s?cent\b)|{_LARGE}|{_SMALL}"
    rf"|(?:{_TENS})(?:[- ](?:{_UNITS}))?)\b(?:\s+per\s?cent\b)?",
    re.IGNORECASE,
)
_VALUES = {w: i for i, w in enumerate(f"{_UNITS}|ten|{_SMALL}".split("|"), start=1)}
_VALUES |= {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_PART_OF = {w: i for i, w in enumerate(_PARTS.split("|"), start=3)}
_VALUES |= {w: 10 * i for i, w in enumerate(_TENS.split("|"), start=2)}


@dataclass(frozen=True, slots=True)
class Typed:
    """A number in prose: as written, what it comes to, whether it is a per cent, and its line."""

    shown: str
    value: float
    per_cent: bool
    line: int
    around: str


def no_results(text: str, allow: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Where numbers stand that are no results: dates, section numbers, names, and what is allowed."""
    found = [m.span() for pattern in _NO_RESULT for m in pattern.finditer(text)]
    for allowed in allow:
        pattern = r"(?<![\d])" + r"\s+".join(map(re.escape, allowed.split())) + r"(?![\d])"
        if allowed.strip():
            found += [m.span() for m in re.finditer(pattern, text)]
    return found


def typed_numbers(text: str, allow: Sequence[str] = (), first_line: int = 1) -> Iterator[Typed]:
    """Every number typed in ``text`` that is nothing of :func:`no_results`.

    ``text`` has its calls and comments blanked. Lines count from ``first_line``.
    """
    exempt = no_results(text, allow)
    spots = [(m, False) for m in _NUMBER.finditer(text)] + [(m, True) for m in _IN_WORDS.finditer(text)]
    for found, in_words in sorted(spots, key=lambda spot: spot[0].start()):
        start, end = found.span()
        end_of_digits = start + len(_digits(found[0]))
        if any(a <= start and end_of_digits <= b for a, b in exempt):
            continue
        around = text[max(0, start - 120) : end + 120]
        yield Typed(
            shown=found[0].strip(),
            value=_in_words(found[0]) if in_words else _number(found[0]),
            per_cent="%" in found[0] or "cent" in found[0].lower() or _fraction(found[0]) is not None,
            line=first_line + text.count("\n", 0, start),
            around=" ".join(around.split()),
        )


def _digits(shown: str) -> str:
    """The number without the per cent behind it."""
    return re.sub(r"\s?(?:%|per\s?cent)$", "", shown, flags=re.IGNORECASE)


def _number(shown: str) -> float:
    digits = _digits(shown).replace("−", "-").replace(",", "").replace(":", ".")
    try:
        return float(digits)
    except ValueError:  # 1.2.3, ½
        return float("nan")


def _fraction(shown: str) -> float | None:
    """A fraction in words as per cent; None for anything else."""
    count, _, part = shown.lower().replace("-", " ").partition(" ")
    return 100 * _VALUES[count] / _PART_OF[part] if part in _PART_OF else None


def _in_words(shown: str) -> float:
    if (fraction := _fraction(shown)) is not None:
        return fraction
    words = re.split(r"[- ]", _digits(shown).lower())
    return float(sum(_VALUES.get(word, 0) for word in words))


def meant(typed: Typed, facts: Mapping[str, PlacedFact]) -> str:
    """A hint that names the fact probably meant: one that prints the same number, and of several the
    one whose id is most like the words around; else the nearest. Empty where there are no facts."""
    from rapidfuzz import fuzz

    numbers: dict[str, float] = {}
    for id, placed in facts.items():
        if placed.published and isinstance(placed.fact.value, int | float):
            printed = _number(placed.fact.display.lstrip("<"))
            if printed == printed and (not typed.per_cent or placed.fact.display.endswith("%")):
                numbers[id] = printed
    if not numbers or typed.value != typed.value:
        return ""
    least = min(abs(number - typed.value) for number in numbers.values())
    near = [id for id, number in numbers.items() if abs(number - typed.value) == least]
    words = re.sub(r"[._-]+", " ", typed.around.lower())
    near.sort(key=lambda id: (-fuzz.token_set_ratio(re.sub(r"[._-]+", " ", id), words), len(id), id))
    display = facts[near[0]].fact.display
    which = "prints the same" if least == 0 else f"is nearest ({display})"
    return f' {{{{ fact("{near[0]}") }}}} {which}.'
