"""Which line beginnings are speaker labels.

A line may open a turn in these forms (times optional, ``**`` of Markdown allowed around the label)::

    Name: words          Name (00:01:02): words      [00:01:02] Name: words       Name:
    INT - words          INT<tab>words               Speaker 1  0:03              <v Name>words

That alone proves nothing: ``Remember: …`` and ``At 10:30 …`` look alike. A form is a label when it

1. is one that the study's config names; or
2. is a known kind (interviewer, INT, participant 2, P1, moderator, …); the ones that are ordinary
   words or single letters (I, Q, A, question, …) only if such labels open two lines or more; or
3. recurs, looks like a name (capitals, at most five words), is no common opening word, and is not
   used in lower case elsewhere in the text, or else opens at least three lines and a tenth of all; or
4. hardly any label was found so far, and every line has one that looks like a name, not all the same; or
5. is one letter or so away from a label accepted by 1 to 3 (a misspelling, which is remarked).

Words such as ``Date:`` or ``Location:`` are never labels. Without a colon (dash, tab, label alone) a
known kind, or a name with a time, is needed, and two such lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from triangulate.raw.transcripts.kinds import is_nobody, is_opening_word, kind
from triangulate.raw.transcripts.regions import TIME, Region, seconds

_BEFORE = rf"[\[(#<]?(?P<before>{TIME})(?:-\d)?[\])#>]?"
_AFTER = rf"[\[(#<]?(?P<after>{TIME})(?:-\d)?[\])#>]?"
_IN_WORD = r"[\w.'’&/#()\-]"
# Words are told apart here, not only allowed, so that a long hostile line is matched in little time.
_NAME = rf"(?P<label>[^\W_]{_IN_WORD}{{0,29}}(?: {{1,2}}{_IN_WORD}{{1,30}}){{0,4}}?)"
_STARS = r"(?:\*\*|__)?"
_COLON = re.compile(
    rf"[ \t\ufeff]*{_STARS}(?:{_BEFORE}[ \t]*[-–—]?[ \t]*)?{_STARS}{_NAME}{_STARS}[ \t]*"
    rf"(?:{_AFTER}[ \t]*)?{_STARS}[::]{_STARS}(?![\d/\\])[ \t]*"
)
_DASH = re.compile(rf"[ \t]*(?:{_BEFORE}[ \t]*)?{_NAME}(?:[ \t]+[-–—][ \t]+|\t+)(?=\S)")
_ALONE = re.compile(rf"[ \t]*{_STARS}(?:{_BEFORE}[ \t]+)?{_NAME}{_STARS}(?:[ \t]+{_AFTER})?{_STARS}[ \t]*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+(?P<label>[^>\n]{1,80})>[ \t]*")
_LINE_STARTS = re.compile(r"[^\n\r]*")
#: Only the beginning of a line is looked at.
_REACH = 160
#: Where more labels than this are in use, none is compared for misspelling.
_FEW = 100


@dataclass(frozen=True, slots=True)
class Opening:
    """A line beginning that may open a turn: ``at`` is where the line begins, ``said`` where speech
    does, in code points; ``label`` is as written, ``time`` in seconds."""

    at: int
    said: int
    label: str
    form: str
    time: float | None

    @property
    def key(self) -> str:
        """The label as it is compared: lower case, single spaces."""
        return label_key(self.label)


def label_key(label: str) -> str:
    """A label as it is compared with others."""
    return " ".join(label.split()).strip(" .*_").casefold()


def openings(text: str, regions: Sequence[Region]) -> list[Opening]:
    """All line beginnings (and voice tags) that have the form of a label, in order."""
    found: list[Opening] = []
    for region in regions:
        for line in _LINE_STARTS.finditer(text, region.start, region.end):
            if line.start() == line.end():
                continue
            voices = list(_VOICE.finditer(text, line.start(), line.end()))
            for voice in voices:
                found.append(Opening(voice.start(), voice.end(), voice.group("label").strip(), "voice", None))
            if voices:
                continue
            end = min(line.end(), line.start() + _REACH)
            for form, pattern in (("colon", _COLON), ("dash", _DASH), ("alone", _ALONE)):
                match = pattern.match(text, line.start(), end)
                if match is None or (form == "alone" and end < line.end()):
                    continue
                label = match.group("label").strip()
                groups = match.groupdict()
                stamp = groups.get("before") or groups.get("after")
                if form == "alone" and not groups["after"] and kind(label_key(label)) is None:
                    continue
                if not any(c.isalpha() for c in label):
                    continue
                found.append(
                    Opening(line.start(), match.end(), label, form, seconds(stamp) if stamp else None)
                )
                break
    return found


def accepted(
    candidates: Sequence[Opening], text: str, configured: Iterable[str], lines: int
) -> tuple[list[Opening], list[tuple[Opening, str]]]:
    """The candidates that are labels, in order, and the misspelt ones with the label meant.

    ``lines`` is how many lines of the text are not blank.
    """
    named = {label_key(label) for label in configured}
    usable = [c for c in candidates if c.key in named or not is_nobody(c.key)]
    colons = Counter(c.key for c in usable if c.form in ("colon", "voice"))
    weak = sum(n for key, n in colons.items() if (kind(key) or "").startswith("weak"))
    strong = sum(n for key, n in colons.items() if kind(key) in ("interviewer", "participant", "neutral"))
    known_or_timed = Counter(
        c.form
        for c in usable
        if kind(c.key) or c.key in named or (c.time is not None and _name_like(c.label))
    )
    words = Counter(re.findall(r"[^\W\d_]+", text))
    recurring = sum(n for key, n in colons.items() if n > 1)

    def is_label(opening: Opening) -> bool:
        key, known = opening.key, kind(opening.key)
        if opening.form == "voice" or (key in named and opening.form == "colon"):
            return True
        if opening.form != "colon":
            letter = len(key) < 2 and opening.form == "dash" and "\t" not in text[opening.at : opening.said]
            sure = known is not None or key in named
            timed = opening.form == "alone" and opening.time is not None and _name_like(opening.label)
            return (sure or timed) and not letter and known_or_timed[opening.form] > 1
        if known in ("interviewer", "participant", "neutral"):
            return True
        if known is not None:
            return weak + strong > 1
        count = colons[key]
        if count < 2 or is_opening_word(key):
            return False
        often = count >= 3 and count * 10 >= recurring
        return often or (_name_like(opening.label) and not _used_as_word(opening.label, words))

    good = [c for c in usable if is_label(c)]
    if len(good) < 2 and _all_labelled(usable, lines):
        good = usable
    taken = {c.key for c in good}
    known_labels = {g.key: g.label for g in good if g.form == "colon"}
    misspelt = [
        (c, meant)
        for c in usable
        if c.key not in taken and c.form == "colon" and colons[c.key] == 1
        for meant in [_meant(c.key, known_labels)]
        if meant is not None
    ]
    return sorted([*good, *(c for c, _ in misspelt)], key=lambda c: c.at), misspelt


def _name_like(label: str) -> bool:
    words = label.split()
    return len(words) <= 4 and all(
        not w[0].islower() or w in ("of", "de", "van", "von", "the") for w in words
    )


def _used_as_word(label: str, words: Counter[str]) -> bool:
    """Whether every word of the label stands somewhere in lower case, as a name's would not."""
    parts = re.findall(r"[^\W\d_]+", label)
    return label != label.lower() and all(words[part.lower()] for part in parts)


def _all_labelled(usable: Sequence[Opening], lines: int) -> bool:
    colons = [c for c in usable if c.form == "colon"]
    keys = {c.key for c in colons}
    names = all(_name_like(c.label) and not is_opening_word(c.key) for c in colons)
    return len(colons) == lines and len(keys) > 1 and names


def _meant(key: str, known: Mapping[str, str]) -> str | None:
    """The label whose key is nearly ``key``, if there is one."""
    if len(known) > _FEW or len(key) < 5 or is_opening_word(key) or any(c.isdigit() for c in key):
        return None
    score, other = max(((fuzz.ratio(key, other), other) for other in known), default=(0.0, ""))
    return known[other] if score >= 88 else None
