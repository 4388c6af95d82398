"""The test of a claim: arithmetic, comparison, and, or, not over facts; parsed, never executed.

It is the language of the mapping form's checks (:mod:`triangulate.study.expressions`) with fact ids
for names and words of quantity for ranges: ``"themes.a.training.agree_pct_mean" > 50 and
"coding.a.refreshers.interviews_pct" in most``.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import TypeAlias

LONGEST = 2000
Value: TypeAlias = "Decimal | str"
_ARITHMETIC: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ORDER: dict[type[ast.cmpop], Callable[[Decimal, Decimal], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_FUNCTIONS: dict[str, Callable[..., Decimal]] = {"abs": abs, "min": min, "max": max}


@dataclass(frozen=True, slots=True)
class Range:
    """A word of quantity: per cents from ``low`` up to ``high``, which is outside unless it is 100."""

    low: Decimal
    high: Decimal

    def holds(self, value: Decimal) -> bool:
        """Whether ``value`` falls in the range."""
        return self.low <= value < self.high or value == self.high == 100


@dataclass(frozen=True, slots=True)
class Part:
    """A comparison that decided: its text, the facts in it, and whether it holds (None: undefined)."""

    text: str
    facts: tuple[str, ...]
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Predicate:
    """A parsed test, with the fact ids and the names of words in it."""

    text: str
    facts: tuple[str, ...]
    words: frozenset[str]
    tree: ast.expr

    @classmethod
    def parse(cls, text: str, words: Mapping[str, Range]) -> Predicate:
        """Read ``text``; ValueError says in words what is not allowed."""
        if len(text) > LONGEST:
            raise ValueError(f"it is longer than {LONGEST} characters")
        try:
            tree = ast.parse(" ".join(text.split()), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
            raise ValueError("it is not a complete expression") from fault
        if not _is_truth(tree):
            raise ValueError("it gives a number where something true or false is wanted")
        try:
            _inspect(tree, words)
        except RecursionError as fault:
            raise ValueError("it is nested too deep") from fault
        used = {n.comparators[0].id for n in ast.walk(tree) if _is_word_test(n)}  # type: ignore[attr-defined]
        return cls(text, tuple(dict.fromkeys(_facts(tree))), frozenset(used), tree)

    def evaluate(self, values: Mapping[str, Value | None], words: Mapping[str, Range]) -> list[Part]:
        """The comparisons that decide. The test holds if every one of them does.

        Of an ``or`` that fails all sides decide, of one that holds none is listed as failing. A
        fact without a value leaves its comparison undefined, which is not to hold.
        """
        return list(_decide(self.tree, values, words, wanted=True))


def fact_of(node: ast.expr) -> str | None:
    """The fact id that a node names: text with a dot in it, or dotted names; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
        return node.value.lower()
    names: list[str] = []
    inner = node
    while isinstance(inner, ast.Attribute):
        names.append(inner.attr)
        inner = inner.value
    if names and isinstance(inner, ast.Name):
        return ".".join([inner.id, *reversed(names)]).lower()
    return None


def _facts(node: ast.expr) -> Iterator[str]:
    named = fact_of(node)
    if named is not None:
        yield named
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield from _facts(child)


def _is_word_test(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn)


def _is_truth(node: ast.expr) -> bool:
    return isinstance(node, ast.Compare | ast.BoolOp) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and fact_of(node) is None


def _inspect(node: ast.expr, words: Mapping[str, Range]) -> None:
    if fact_of(node) is not None:
        return
    match node:
        case ast.Constant(value=bool() | bytes() | complex() | None):
            raise ValueError(f"{ast.unparse(node)} is not a number")
        case ast.Constant(value=str() as text):
            raise ValueError(f"{text!r} is no fact id; text is compared with == or != only")
        case ast.Constant(value=int() | float()):
            return
        case ast.BinOp(left=left, op=op, right=right):
            if type(op) not in _ARITHMETIC:
                raise ValueError("of arithmetic only + - * / are allowed")
            _inspect_numbers(words, left, right)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            if not _is_truth(operand):
                raise ValueError("'not' wants something true or false after it")
            _inspect(operand, words)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            _inspect_numbers(words, operand)
        case ast.BoolOp(values=parts):
            if not all(_is_truth(part) for part in parts):
                raise ValueError("'and' and 'or' want something true or false on both sides")
            for part in parts:
                _inspect(part, words)
        case ast.Compare():
            _inspect_comparison(node, words)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            if name not in _FUNCTIONS or not arguments or (name == "abs" and len(arguments) != 1):
                raise ValueError("of functions only abs(a), min(a, b, …) and max(a, b, …) are allowed")
            _inspect_numbers(words, *arguments)
        case ast.Name(id=name):
            raise ValueError(f"{name!r} is no fact id; a word of quantity stands after 'in'")
        case _:
            raise ValueError(f"{ast.unparse(node)!r} is not allowed here")


def _inspect_comparison(node: ast.Compare, words: Mapping[str, Range]) -> None:
    if any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
        target = node.comparators[0]
        if len(node.ops) != 1 or not isinstance(target, ast.Name) or target.id not in words:
            shown = ast.unparse(target)
            raise ValueError(f"{shown} is no word of quantity; there are {', '.join(words) or 'none'}")
        _inspect_numbers(words, node.left)
        return
    sides = [node.left, *node.comparators]
    if any(_is_text(side) for side in sides):
        one = len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        if not one or not any(fact_of(side) for side in sides):
            raise ValueError("text is compared with one fact, by == or !=")
        return
    if any(type(op) not in _ORDER and not isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
        raise ValueError("of comparisons only < <= > >= == != and in are allowed")
    _inspect_numbers(words, *sides)


def _inspect_numbers(words: Mapping[str, Range], *sides: ast.expr) -> None:
    for side in sides:
        if _is_truth(side):
            raise ValueError("it calculates with something that is true or false")
        _inspect(side, words)


def _decide(
    node: ast.expr, values: Mapping[str, Value | None], words: Mapping[str, Range], wanted: bool
) -> Iterator[Part]:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _decide(operand, values, words, not wanted)
        case ast.BoolOp(op=op, values=parts):
            decided = [list(_decide(part, values, words, wanted)) for part in parts]
            if isinstance(op, ast.And) is wanted:
                yield from (part for own in decided for part in own)
            else:
                good = [own for own in decided if all(part.holds for part in own)]
                yield from (part for own in (good[:1] or decided) for part in own)
        case ast.Compare():
            truth = _compare(node, values, words)
            text = ast.unparse(node) if wanted else f"not {ast.unparse(node)}"
            holds = None if truth is None else truth is wanted
            yield Part(text, tuple(dict.fromkeys(_facts(node))), holds)
        case _:  # pragma: no cover - _inspect lets nothing else through
            raise AssertionError(ast.dump(node))


def _compare(
    node: ast.Compare, values: Mapping[str, Value | None], words: Mapping[str, Range]
) -> bool | None:
    try:
        left = _value(node.left, values)
        for op, side in zip(node.ops, node.comparators, strict=True):
            if isinstance(op, ast.In | ast.NotIn):
                assert isinstance(side, ast.Name)
                inside = words[side.id].holds(_number(left))
                return inside is isinstance(op, ast.In)
            right = _value(side, values)
            if isinstance(op, ast.Eq | ast.NotEq):
                if (left == right) is not isinstance(op, ast.Eq):
                    return False
            elif not _ORDER[type(op)](_number(left), _number(right)):
                return False
            left = right
    except (_Undefined, DivisionByZero, InvalidOperation, ZeroDivisionError):
        return None
    return True


class _Undefined(Exception):
    """A fact has no value, or text where a number is wanted."""


def _number(value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise _Undefined
    return value


def _value(node: ast.expr, values: Mapping[str, Value | None]) -> Value:
    named = fact_of(node)
    if named is not None:
        value = values.get(named)
        if value is None:
            raise _Undefined
        return value
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Constant(value=number):
            return Decimal(str(number))
        case ast.BinOp(left=left, op=op, right=right):
            return _ARITHMETIC[type(op)](_number(_value(left, values)), _number(_value(right, values)))
        case ast.UnaryOp(op=op, operand=operand):
            inner = _number(_value(operand, values))
            return -inner if isinstance(op, ast.USub) else inner
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _FUNCTIONS[name](*(_number(_value(a, values)) for a in arguments))
        case _:  # pragma: no cover - _inspect lets nothing else through
            raise AssertionError(ast.dump(node))
