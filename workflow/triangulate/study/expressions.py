"""Checks across a form's items: arithmetic, comparison, and, or, not; parsed, never executed."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, DivisionByZero, InvalidOperation

_LONGEST = 1000
_ARITHMETIC: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISON: dict[type[ast.cmpop], Callable[[Decimal, Decimal], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed check. ``names`` are the item ids that it needs; text alone says which check it is."""

    text: str
    names: frozenset[str] = field(repr=False)
    tree: ast.expr = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Read ``text``; ValueError says in words what is not allowed."""
        if len(text) > _LONGEST:
            raise ValueError(f"it is longer than {_LONGEST} characters")
        try:
            tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
            raise ValueError("it is not a complete expression") from fault
        names: set[str] = set()
        _inspect(tree, names)
        if not _is_truth(tree):
            raise ValueError("it gives a number where something true or false is wanted")
        return cls(text, frozenset(names), tree)

    def evaluate(self, values: Mapping[str, Decimal]) -> bool | None:
        """Whether the check holds; None if a needed value is missing or a division is by zero."""
        if any(name not in values for name in self.names):
            return None
        try:
            return bool(_value(self.tree, values))
        except (DivisionByZero, InvalidOperation, ZeroDivisionError):
            return None


def _is_truth(node: ast.expr) -> bool:
    return isinstance(node, ast.Compare | ast.BoolOp) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )


def _numbers(*nodes: ast.expr) -> None:
    if any(_is_truth(node) for node in nodes):
        raise ValueError("it calculates with something that is true or false")


def _inspect(node: ast.expr, names: set[str]) -> None:
    match node:
        case ast.Name(id=name):
            names.add(name)
        case ast.Constant(value=bool() | str() | bytes() | complex() | None):
            raise ValueError(f"{ast.unparse(node)} is not a number")
        case ast.Constant(value=int() | float()):
            pass
        case ast.BinOp(left=left, op=op, right=right):
            if type(op) not in _ARITHMETIC:
                raise ValueError("of arithmetic only + - * / are allowed")
            _numbers(left, right)
            _inspect(left, names)
            _inspect(right, names)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            if not _is_truth(operand):
                raise ValueError("'not' wants something true or false after it")
            _inspect(operand, names)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            _numbers(operand)
            _inspect(operand, names)
        case ast.BoolOp(values=parts):
            if not all(_is_truth(part) for part in parts):
                raise ValueError("'and' and 'or' want something true or false on both sides")
            for part in parts:
                _inspect(part, names)
        case ast.Compare(left=left, ops=ops, comparators=others):
            if any(type(op) not in _COMPARISON for op in ops):
                raise ValueError("of comparisons only < <= > >= == != are allowed")
            _numbers(left, *others)
            for part in (left, *others):
                _inspect(part, names)
        case _:
            raise ValueError(f"{ast.unparse(node)!r} is not allowed here")


def _number(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    result = _value(node, values)
    assert isinstance(result, Decimal)
    return result


def _value(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal | bool:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=value):
            return Decimal(str(value))
        case ast.BinOp(left=left, op=op, right=right):
            return _ARITHMETIC[type(op)](_number(left, values), _number(right, values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, values)
        case ast.UnaryOp(op=op, operand=operand):
            inner = _number(operand, values)
            return -inner if isinstance(op, ast.USub) else inner
        case ast.BoolOp(op=op, values=parts):
            truths = [bool(_value(part, values)) for part in parts]
            return all(truths) if isinstance(op, ast.And) else any(truths)
        case ast.Compare(left=left, ops=ops, comparators=others):
            chain = [_number(part, values) for part in (left, *others)]
            return all(_COMPARISON[type(op)](a, b) for a, op, b in zip(chain, ops, chain[1:], strict=False))
        case _:  # pragma: no cover - _inspect lets nothing else through
            raise AssertionError(ast.dump(node))
