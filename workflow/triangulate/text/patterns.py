"""Identifiers that are told by their shape: addresses, numbers, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triangulate.text.tokens import fold


@dataclass(frozen=True, slots=True)
class Shape:
    """An identifier at ``[start, end)``; ``key`` is equal for two ways of writing the same one."""

    start: int
    end: int
    kind: str
    key: str


_ALNUM_BEFORE, _ALNUM_AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_LETTERS = r"[^\W\d_]"
_EMAIL = re.compile(
    rf"{_ALNUM_BEFORE}[\w.+'-]{{1,64}}@[^\W_](?:[\w-]{{0,62}}\.){{1,8}}{_LETTERS}{{2,24}}{_ALNUM_AFTER}"
    r"|\b[\w-]{1,40}(?: (?:dot|underscore|dash|hyphen) [\w-]{1,40}){0,4} at [\w-]{1,40}"
    r"(?: dot [\w-]{1,40}){0,4} dot (?:uk|com|org|net|gov|police)\b",
    re.IGNORECASE,
)
_URL = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"'()\[\]]+[^\s<>\"'()\[\].,;:!?]"
    rf"|{_ALNUM_BEFORE}(?:[\w-]{{1,62}}\.){{1,6}}(?-i:uk|com|org|net|gov)(?:/[^\s<>\"')\]]*)?"
    rf"{_ALNUM_AFTER}",
    re.IGNORECASE,
)
_NHS_CONTEXT = re.compile(
    r"\bNHS\s+(?:number|no\.?)(?:\s+(?:is|was))?[\s:]*((?:\d[ -]?){9}\d)(?!\d)", re.IGNORECASE
)
_TEN_DIGITS = re.compile(r"(?<![\d+])(?<!\d[ -])\d{3}[ -]?\d{3}[ -]?\d{4}(?![ -]?\d)")
_GROUPED = re.compile(r"\d{3}[ -]\d{3}[ -]\d{4}")
_DIGIT = r"(?:oh|nought|zero|one|two|three|four|five|six|seven|eight|nine|double|treble|triple)"
_PHONE = re.compile(
    r"(?<![\d.,/£$-])(?:\(?\+\d{1,3}\)?[ -]?(?:\(0\)[ -]?)?|\(?0(?=\d))"
    r"\d(?:[ ()-]{0,2}\d){7,11}(?![\d/])"
    rf"|\b(?:oh|nought|zero)(?:[ ,-]+{_DIGIT}){{6,13}}\b",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"\b(?:extension|ext\.?|bleep|pager)(?:\s+(?:is|number))?\s+(\d{3,6})\b", re.IGNORECASE
)
_NI = re.compile(
    rf"{_ALNUM_BEFORE}[A-Z]{{2}} ?\d\d ?\d\d ?\d\d ?[A-D]{_ALNUM_AFTER}"
    rf"|(?i:\b(?:NI|national insurance)(?: (?:number|no\.?))?(?: (?:is|was))?:? )"
    rf"(?P<said>[A-Za-z]{{2}}(?: ?\d\d){{3}} ?[A-Da-d]?){_ALNUM_AFTER}"
)
#: Numbers of proceedings and people told by their shape: Crown Court, PNC, prison, and with strokes.
_CASE = re.compile(
    rf"{_ALNUM_BEFORE}(?:[A-Z]\d{{8}}|\d\d[A-Z]{{2}}\d{{5,8}}|(?:[A-Z]{{2,5}}/){{2}}\d{{3,8}}|\d\d/\d{{4,7}}[A-Z]|[A-Z]\d{{4}}[A-Z]{{2}}|(?:[A-Z]{{2,5}}/){{1,2}}\d{{2,4}}/\d{{2,8}}|\d{{6,8}}/(?:19|20)\d\d|[A-Z]{{2,4}}\d\d/\d{{3,8}}|\d\d/\d{{4,7}}/\d\d){_ALNUM_AFTER}"
)
_CASE_SAID = re.compile(
    r"\b(?:case|crime|log|incident|reference|ref|claim|URN|PNC|CRN|NOMS|hospital|prison|custody|patient|unit|file|court)"
    r"[\s-]+(?:(?:ref(?:erence)?|id)\b\s*)?(?:number|no\.?|num|#)(?:\s+(?:is|was|being))?[\s:,]+"
    r"([A-Z]{0,4}[\s/-]?\d[A-Z\d/-]{3,18})(?![\w/])",
    re.IGNORECASE,
)
#: A number with hyphens, which a cue must stand before: ``the review was SCR-XX-2019-017``.
_CASE_HYPHENED = re.compile(
    r"\b(?i:case|review|reference|ref|file|number|incident|crime|log|complaint|claim|application)\b[^.\n]{0,30}?"
    r"(?<![\w-])([A-Z]{2,5}(?:-[A-Z\d]{1,6}){1,3}-\d{2,8})(?![\w-])"
)
#: A user's name with a line beneath it, which a cue must stand before: ``his account was moon_lamp_7``.
_HANDLE_SAID = re.compile(
    r"\b(?:account|handle|username|user ?name|profile|insta(?:gram)?|snapchat|snap|tiktok|kik|login|tag)\b[^.\n]{0,30}?"
    r"(?<![\w@.])([a-z][a-z\d]*(?:_[a-z\d]+)+)(?![\w@])",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"\b(?:flat|apartment|apt|bedsit)\s+(?:number\s+|no\.?\s*)?\d{1,4}[A-Z]?\b(?!\s*(?:quid|pounds|per|%|\w+s\b))",
    re.IGNORECASE,
)
_CASE_NAMED = re.compile(
    r"\b(?:CRN|PNC ?ID|PNC|URN|NOMIS|NOMS)(?:\s+(?:is|was|being))?[\s:,]+([A-Z]{0,2}\d[A-Z\d/]{4,14})(?![\w/])"
)
_VEHICLE = re.compile(rf"{_ALNUM_BEFORE}[A-Z]{{2}}\d\d ?[A-Z]{{3}}{_ALNUM_AFTER}")
_HANDLE = re.compile(r"(?<![\w@.+-])@[A-Za-z_]\w{2,29}(?![\w@])")
#: A person's initials with full stops, and what is shortened like that without being a person.
_INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.\s?){1,2}[A-Z]\.(?!\w)(?!\s?[A-Z][a-z])")
_NO_INITIALS = frozenset(
    """uk us usa eu un tv pe re it pc po pm am ai ap om gp mp dc ds di ni id qc kc ps nb eg ie ok mo dv sfo bbc nhs cps
    cid cpd hr phd ba ma bsc msc""".split()
)
_POSTCODE = re.compile(
    rf"{_ALNUM_BEFORE}(?:GIR ?0AA|[A-PR-UWYZ](?:\d{{1,2}}|[A-HK-Y]\d{{1,2}}|\d[A-HJKPSTUW]"
    r"|[A-HK-Y]\d[ABEHMNPRV-Y])"
    rf"[ \u00a0]{{0,2}}\d[ABD-HJLNP-UW-Z]{{2}}){_ALNUM_AFTER}"
    # With a letter that no postcode has, misheard or mistyped: in capitals and with its space only.
    rf"|{_ALNUM_BEFORE}(?-i:[A-Z]{{1,2}}\d[A-Z\d]? \d[A-Z]{{2}}){_ALNUM_AFTER}",
    re.IGNORECASE,
)
_ORDINAL_TAIL = re.compile(r"\d(?:st|nd|rd|th)$", re.IGNORECASE)
_DISTRICT = re.compile(
    r"\bpost ?codes?(?:\s+(?:is|are|area|district|starts?|beginning|with|of|the|in|an?))*\s+"
    r"([A-Z]{1,2}\d[A-Z\d]?)\b|\b([A-Z]{1,2}\d{1,2})(?=\s+(?:post ?codes?|area\b|postal))"
)
_COLLAR = re.compile(
    r"\b(?:collar|shoulder|badge|warrant|epaulette|force)(?:\s+card)?\s*(?:numbers?|no\.?|num|#|dog)?"
    r"[^\w\n]{1,3}(?:(?:is|was|of|it's|it’s|that's|that’s|being|there)\b[\s,:]{1,3}){0,2}"
    r"([A-Z]{0,3}\s?\d{2,6}[A-Z]?)\b"
    r"|\b(?:PC|PS|DC|DS|DI|PCSO|TDC|T/DC|constable|sergeant|officer|WPC|SC)\s*[:#-]?\s?"
    r"((?<=[\s:#-])[A-Z]{0,2}\d{2,6}[A-Z]?|(?<![\s:#-])\d{2,6})\b(?!\s*(?:years|months|weeks|hours|%|per))",
    re.IGNORECASE,
)
_TITLED_NUMBER = re.compile(
    r"\b(?:PC|WPC|DC|DS|DI|PS|PCSO|Sgt|[Ss]ergeant|[Cc]onstable|[Oo]fficer),?\s+[A-Z][^.\n\d]{1,50}\bnumber\s+(\d{2,6})\b(?!\s+of\b)"
)
#: A bare number near words that speak of an officer's number, when nothing is counted by it.
_NUMBER = re.compile(r"(?<![\w.,/£$:+-])(?<!\d )[A-Z]{0,2}\d{3,6}(?![\w%/:]|[.,]\d)")
_ABOUT_COLLAR = re.compile(
    r"\b(?:collar|shoulder|badge|warrant)\b"
    r"|\b(?:officers?['’]s?|her|his|my|your|their) (?:\w+ )?number\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?:of|\w+s\b(?<!is)(?<!was)|people|men|women|staff|quid|pounds|miles|hours|per\b)",
    re.IGNORECASE,
)
#: How far from such words a bare number may stand, in code points; the longer where the number's kind
#: is named, since a cue's time line may come between.
_REACH, _REACH_NAMED = 70, 130
_NAMED = re.compile(r"\b(?:collar|shoulder|badge|warrant)\b", re.IGNORECASE)
_SAID_TO_BE = re.compile(r"(?:it['’]?s|it is|is|number|being|collar)[\s,:]+$", re.IGNORECASE)
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_WORDS = {
    **{word: day for day, word in enumerate(_ORDINALS, 1)},
    **{
        f"{tens}{gap}{word}": day + i
        for tens, day in (("twenty", 20), ("thirty", 30))
        for gap in "- "
        for i, word in enumerate(_ORDINALS[: 9 if day == 20 else 1], 1)
    },
    "thirtieth": 30,
}
_DAY = (
    r"(?P<{0}>(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?|"
    + "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
    + r")\b"
)
_YEAR = (
    r"(?P<{0}>(?:19|20)\d\d|['’]\d\d|twenty[ -](?:oh|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|two thousand(?: and \w+)?)\b"
)
#: The days before the last of several: ``17 and 18 June``, ``the 3rd to the 5th of May``.
_DAYS = r"(?:(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?:,| and| or| to|-| ?\u2013) ?(?:the )?){0,2}"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?)?"
_DATES = (
    # 4 March 2018, the 4th of March, fourth March; 4 Mar 18
    re.compile(
        rf"(?<![\w.£$]){_WEEKDAY}{_DAYS}(?:{_DAY.format('day')})[\s-]+(?:of[\s-]+)?{_MONTH.format('month')}"
        rf"(?:,?[\s-]+(?:in\s+)?(?:{_YEAR.format('year')}|(?P<short>\d\d)(?!\d|\s*(?:\w+s\b|%|[:.]\d))))?",
        re.IGNORECASE,
    ),
    # March the 4th 2018, March 4th
    re.compile(
        rf"(?<!\w){_MONTH.format('month')}\s+(?:the\s+)?(?:{_DAY.format('day')})(?!\s*(?:[:%]|\d))"
        rf"(?:,?\s+{_YEAR.format('year')})?",
        re.IGNORECASE,
    ),
    # March 2018, March of 2018
    re.compile(rf"(?<!\w){_MONTH.format('month')},?\s+(?:of\s+)?{_YEAR.format('year')}", re.IGNORECASE),
    re.compile(
        r"(?<![\w./-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?![\w/]|[.-]\d)"
    ),
    re.compile(r"(?<![\w./-])(?P<year>(?:19|20)\d\d)-(?P<month>\d{2})-(?P<day>\d{2})(?![\w-])"),
)
#: A full stop after a month's whole name ends the sentence.
_SENTENCE_END = re.compile(r"(?:may|june|july|[a-z]{4}y|march|april|august|[a-z]{3,5}ber)\.\s", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def shapes_of(text: str) -> Iterator[Shape]:
    """Every identifier found by its shape, kinds in order of precedence; stretches may overlap."""
    yield from _plain(text, _EMAIL, "Email")
    yield from _plain(text, _URL, "URL")
    for match in _NHS_CONTEXT.finditer(text):
        yield Shape(match.start(1), match.end(1), "NHS number", "")
    for match in _TEN_DIGITS.finditer(text):
        # Written as NHS numbers are, in three groups, it is masked although a digit may be misheard.
        if _GROUPED.fullmatch(match.group()) or _is_nhs(match.group()):
            yield Shape(match.start(), match.end(), "NHS number", "")
    for match in _NI.finditer(text):
        group = "said" if match.group("said") else 0
        yield Shape(match.start(group), match.end(group), "NI number", "")
    for pattern, group in ((_CASE_SAID, 1), (_CASE_NAMED, 1), (_CASE_HYPHENED, 1), (_CASE, 0)):
        for match in pattern.finditer(text):
            yield Shape(match.start(group), match.end(group), "Case number", "")
    yield from _plain(text, _PHONE, "Phone")
    for match in _EXTENSION.finditer(text):
        yield Shape(match.start(1), match.end(1), "Phone", "")
    for match in _POSTCODE.finditer(text):
        if not (match.group().islower() and _ORDINAL_TAIL.search(match.group())):
            yield Shape(match.start(), match.end(), "Postcode", "")
    for match in _DISTRICT.finditer(text):
        group = 1 if match.group(1) else 2
        yield Shape(match.start(group), match.end(group), "Postcode", "")
    for match in _FLAT.finditer(text):
        yield Shape(match.start(), match.end(), "Place", fold(match.group()))
    yield from _plain(text, _VEHICLE, "Vehicle")
    yield from _plain(text, _HANDLE, "Handle")
    for match in _HANDLE_SAID.finditer(text):
        yield Shape(match.start(1), match.end(1), "Handle", "")
    for match in _INITIALS.finditer(text):
        letters = re.sub(r"\W", "", match.group()).lower()
        if letters not in _NO_INITIALS:
            yield Shape(match.start(), match.end(), "Person", letters)
    yield from _dates(text)
    yield from _collars(text)


def _plain(text: str, pattern: re.Pattern[str], kind: str) -> Iterator[Shape]:
    for match in pattern.finditer(text):
        yield Shape(match.start(), match.end(), kind, "")


def _is_nhs(digits: str) -> bool:
    """Modulus 11 check of an NHS number (NHS Data Dictionary: weights 10 to 2, check digit last)."""
    numbers = [int(c) for c in digits if c.isdigit()]
    check = 11 - sum(n * w for n, w in zip(numbers[:9], range(10, 1, -1), strict=True)) % 11
    return numbers[9] == (0 if check == 11 else check) and digits[0] != "0"


def _dates(text: str) -> Iterator[Shape]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = groups["month"]
            if month.islower() and month in ("may", "mar", "march") and not _surely_a_month(match):
                continue
            key = _date_key(groups)
            if key and not _SENTENCE_END.search(match.group()):
                yield Shape(match.start(), match.end(), "Date", key)


def _surely_a_month(match: re.Match[str]) -> bool:
    """Whether ``may`` or ``march`` in lower case is a month beyond doubt: ``4th of may``, ``4 march``,
    ``may 2018``, and not ``section 4 may apply`` or ``their first march``."""
    groups = match.groupdict()
    day = groups.get("day") or ""
    figures = day[:1].isdigit() and (not day.isdigit() or groups["month"] != "may")
    return figures or bool(groups.get("year")) or " of " in match.group().lower()


def _date_key(groups: dict[str, str | None]) -> str:
    day = fold(groups.get("day") or "")
    number = _WORDS.get(day) or int(re.sub(r"\D", "", day) or 0)
    month = fold(groups["month"] or "")
    which = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    if not (0 <= number <= 31 and 1 <= which <= 12):
        if number > 12 or not 1 <= number <= 12 or not 1 <= which <= 31:
            return ""
        number, which = which, number
    year = fold(groups.get("year") or groups.get("short") or "")
    year = re.sub(r"\W", "", year)
    if len(year) == 2 and year.isdigit():
        year = ("20" if int(year) < 40 else "19") + year
    return f"{year or '-'}-{which:02}-{number:02}"


def _collars(text: str) -> Iterator[Shape]:
    for match in _COLLAR.finditer(text):
        group = 1 if match.group(1) else 2
        yield Shape(match.start(group), match.end(group), "Collar number", "")
    for match in _TITLED_NUMBER.finditer(text):
        yield Shape(match.start(1), match.end(1), "Collar number", "")
    for about in _ABOUT_COLLAR.finditer(text):
        reach = _REACH_NAMED if _NAMED.search(about.group()) else _REACH
        low, high = max(0, about.start() - reach), about.end() + reach
        for match in _NUMBER.finditer(text, low, high):
            digits = match.group()
            year = digits.isdigit() and len(digits) == 4 and 1900 <= int(digits) <= 2099
            stated = _SAID_TO_BE.search(text, max(0, match.start() - 12), match.start())
            alone = text[match.start() - 1 : match.start()] == "\n" == text[match.end() : match.end() + 1]
            if (stated or not year) and not alone and not _COUNTED.match(text, match.end()):
                yield Shape(match.start(), match.end(), "Collar number", "")
