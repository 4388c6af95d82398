"""What a codebook's ``patterns`` say, as rules; nothing here needs a language model.

A pattern is a phrase, a list of spaCy token patterns, or a mapping that puts patterns together
within a sentence. ``docs/codebook-patterns.md`` is the reference for whoever writes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from triangulate.problems import Problems
from triangulate.source import Source
from triangulate.study.model import Codebook

Negated = Literal["never", "only", "either"]
#: Most tokens that ``...`` stands for.
GAP = 4
#: Deepest nesting of mappings.
_DEEPEST = 6
_KEYS = ("id", "any", "all", "near", "not", "turn", "negated")
#: Words that speech scatters everywhere; a phrase reads over them, in itself and in the text.
PASSED_OVER = frozenset(
    "- – — um uh er erm ah eh mm really very quite actually obviously basically literally "
    "absolutely definitely certainly probably extremely incredibly".split()
)
#: Two words that are passed over together: "of course" is no course.
PASSED_OVER_PAIRS = frozenset({("of", "course"), ("sort", "of"), ("kind", "of")})
#: Token attributes that the parsed text has; entities and dependencies are not among them.
ATTRIBUTES = frozenset(
    "ORTH TEXT LOWER LEMMA POS TAG NORM SHAPE PREFIX SUFFIX LENGTH IS_ALPHA IS_DIGIT IS_PUNCT "
    "IS_LOWER IS_UPPER IS_TITLE IS_STOP LIKE_NUM IS_ASCII SPACY OP".split()
)
_SHORT_FORMS = {"ca": "can", "wo": "will", "sha": "shall"}
_NOT = re.compile(r"\b(\w+)n't\b")


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a phrase: any one of ``choices``, each a row of words, after at most ``gap`` others.

    A word that ends with a star stands for all that begin so.
    """

    choices: tuple[tuple[str, ...], ...]
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Slots in a row. A word is met by a token's form or its lemma, whatever its case."""

    text: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token pattern for :class:`spacy.matcher.Matcher`."""

    text: str
    pattern: tuple[Mapping[str, object], ...]


Atom = Phrase | Tokens


@dataclass(frozen=True, slots=True)
class Together:
    """Within one sentence: all of ``every`` and one of ``either``, unless one of ``without`` is there.

    ``near`` is how many tokens the whole may span. One of ``turn`` must be anywhere in the turn.
    """

    every: tuple[Atom | Together, ...] = ()
    either: tuple[Atom | Together, ...] = ()
    without: tuple[Atom | Together, ...] = ()
    turn: tuple[Atom | Together, ...] = ()
    near: int | None = None

    def parts(self) -> Iterator[Atom | Together]:
        """Everything that it is made of, itself left out."""
        yield from (*self.every, *self.either, *self.without, *self.turn)


_NOWHERE = Source("")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of one code. ``id`` is ``<code>/<number or name>``; ``negated`` says whether what
    is found must not, must, or may stand in a negation."""

    id: str
    code: str
    test: Atom | Together
    negated: Negated = "never"
    source: Source = _NOWHERE


class _UnreadableError(ValueError):
    """Why a pattern cannot be read."""


def rules_of(
    codebook: Codebook, problems: Problems, source: Callable[[int, int], Source] | None = None
) -> tuple[Rule, ...]:
    """All rules of a codebook, in its order; what cannot be read is a problem and left out.

    ``source`` gives the place of pattern ``j`` of the codebook's code ``i``, both from 0.
    """
    rules: list[Rule] = []
    for i, code in enumerate(codebook.codes):
        names: set[str] = set()
        for j, declared in enumerate(code.patterns):
            place = source(i, j) if source else Source("")
            try:
                name = _name(declared, j + 1)
                if name in names:
                    raise _UnreadableError(f"another pattern of the code is called {name!r} too")
                names.add(name)
                rules.append(Rule(f"{code.id}/{name}", code.id, _test(declared), _negated(declared), place))
            except _UnreadableError as reason:
                problems.add("patterns.shape", place, code=code.id, number=j + 1, reason=reason)
    return tuple(rules)


def atoms_of(rule: Rule) -> list[Atom]:
    """Every phrase and token pattern in a rule."""
    found: list[Atom] = []
    waiting: list[Atom | Together] = [rule.test]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Together):
            waiting.extend(part.parts())
        else:
            found.append(part)
    return found


def phrase(text: str) -> Phrase:
    """A phrase from its notation: ``a|b c`` is "a" or "b c", ``x + y`` is x then y, ``x ... y`` lets up
    to :data:`GAP` words stand between, and a slot that ends with ``?`` may be missing."""
    spelt = _NOT.sub(lambda m: f"{_SHORT_FORMS.get(m[1], m[1])} not", text.replace("’", "'").casefold())
    spelt = spelt.replace("'s ", " 's ").replace("-", " ")
    slots = []
    gap = 0
    for piece in re.split(r"(\+|\.\.\.|…)", spelt):
        part = piece.strip()
        if part in ("+", "...", "…"):
            gap = 0 if part == "+" else GAP
            continue
        optional = part.endswith("?")
        choices = [_words(choice) for choice in part.removesuffix("?").split("|")]
        kept = tuple(dict.fromkeys(choice for choice in choices if choice))
        if kept:
            slots.append(Slot(kept, optional or () in choices, gap))
    if not slots or slots[0].optional:
        raise _UnreadableError(f"the phrase {text!r} does not begin with a word that must be there")
    return Phrase(" ".join(text.split()), tuple(slots))


def _words(choice: str) -> tuple[str, ...]:
    words = choice.split()
    if not words:
        raise _UnreadableError("an alternative is empty")
    if any("*" in word[:-1] or word == "*" for word in words):
        raise _UnreadableError("a star stands at the end of a word only")
    return tuple(word for word in words if word not in PASSED_OVER)


def _name(declared: object, number: int) -> str:
    if isinstance(declared, Mapping) and "id" in declared:
        name = declared["id"]
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
            raise _UnreadableError("its id is not made of letters, digits, hyphen and underscore")
        return name
    return str(number)


def _negated(declared: object) -> Negated:
    value = declared.get("negated", "never") if isinstance(declared, Mapping) else "never"
    for known in ("never", "only", "either"):
        if value == known:
            return known
    raise _UnreadableError(f"negated is {value!r}; it is never, only or either")


def _test(declared: object, depth: int = 0) -> Atom | Together:
    if isinstance(declared, str):
        return phrase(declared)
    if isinstance(declared, Mapping):
        return _together(declared, depth)
    if isinstance(declared, Sequence):
        return _tokens(declared)
    raise _UnreadableError(f"{declared!r} is neither a phrase, a list of tokens nor a mapping")


def _together(declared: Mapping[object, object], depth: int) -> Together:
    if depth > _DEEPEST:
        raise _UnreadableError("mappings are nested too deeply")
    for key in declared:
        if key not in _KEYS:
            raise _UnreadableError(f"{key!r} is not one of {', '.join(_KEYS)}")
        if depth and key in ("id", "negated", "turn"):
            raise _UnreadableError(f"{key!r} belongs to the outermost mapping")
    near = declared.get("near")
    if near is not None and (not isinstance(near, int) or isinstance(near, bool) or near < 1):
        raise _UnreadableError("near is not a number of tokens")
    if not declared.get("all") and not declared.get("any"):
        raise _UnreadableError("it has neither all nor any")
    parts = {key: _parts(declared.get(key), depth) for key in ("all", "any", "not", "turn")}
    return Together(parts["all"], parts["any"], parts["not"], parts["turn"], near)


def _parts(declared: object, depth: int) -> tuple[Atom | Together, ...]:
    if declared is None:
        return ()
    if isinstance(declared, str):
        return (phrase(declared),)
    if not isinstance(declared, Sequence):
        raise _UnreadableError("all, any, not and turn hold a phrase or a list of patterns")
    return tuple(_test(part, depth + 1) for part in declared)


def _tokens(declared: Sequence[object]) -> Tokens:
    if not declared:
        raise _UnreadableError("the list of tokens is empty")
    for token in declared:
        if not isinstance(token, Mapping):
            raise _UnreadableError("a list holds spaCy tokens, each a mapping; phrases are not put in a list")
        for attribute in token:
            if attribute not in ATTRIBUTES:
                raise _UnreadableError(f"the token attribute {attribute!r} is not known here")
    pattern = tuple(dict(token) for token in declared if isinstance(token, Mapping))
    return Tokens(repr(pattern), pattern)
