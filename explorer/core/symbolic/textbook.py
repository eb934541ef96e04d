"""SymPy expressions back to trees, in the order and shape of a textbook.

Powers with a negative number as exponent go under a fraction bar, powers of ½ under a root,
a sum does not begin with its negative term, and decimals come back as decimals.
"""

from __future__ import annotations

from typing import Any, Final

import sympy

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol
from explorer.core.symbolic.convert import NATIVE_NAMES, CannotConvert
from explorer.core.symbolic.functions import Opaque

__all__ = ["from_sympy"]

Expression = Any
_MOST_DIGITS: Final = 15
_LARGEST_FRACTION: Final = 10**6


def from_sympy(expression: Expression, decimals: bool = False) -> Node:
    """The tree of a SymPy expression made by :func:`~.convert.to_sympy` and SymPy's own operations on it.

    ``decimals``: write ½ as 0.5 where that is exact. Raises :class:`~.convert.CannotConvert` for
    what has no real meaning (the imaginary unit, infinities, unevaluated derivatives).
    """
    made: dict[Expression, Node] = {}
    stack: list[Expression] = [expression]
    while stack:
        current = stack[-1]
        if current in made:
            stack.pop()
            continue
        waiting = [part for part in _parts(current) if part not in made]
        if waiting:
            stack.extend(reversed(waiting))
            continue
        made[current] = _build(current, made, decimals)
        stack.pop()
    return made[expression]


def _parts(expression: Expression) -> list[Expression]:
    """What must be built before ``expression``: not its SymPy arguments where those would be negative powers."""
    if expression.is_Mul:
        above, below = _fraction(expression)
        return [*above, *below]
    if expression.is_Pow and not expression.is_Rational:
        base, exponent = expression.args
        if exponent.is_Rational and exponent < 0:
            return [sympy.Pow(base, -exponent)]
        return [base] if exponent == sympy.Rational(1, 2) else [base, exponent]
    return list(expression.args) if not expression.is_Number else []


def _build(expression: Expression, made: dict[Expression, Node], decimals: bool) -> Node:
    if expression.is_Rational:
        return _rational(expression.p, expression.q, decimals)
    if expression.is_Symbol:
        return Symbol(expression.name)
    if expression in (sympy.E, sympy.pi):
        return Constant("e" if expression is sympy.E else "pi")
    if expression.is_Add:
        return _sum(expression, made)
    if expression.is_Mul:
        return _product(expression, made, decimals)
    if expression.is_Pow:
        return _power(expression, made)
    return _function(expression, made)


def _rational(numerator: int, denominator: int, decimals: bool) -> Node:
    try:
        value = numerator / denominator
    except OverflowError as error:
        raise CannotConvert("a number is larger than double precision holds") from error
    if denominator == 1 or (decimals and _is_short_decimal(numerator, denominator)):
        return Number(value)
    if max(abs(numerator), denominator) > _LARGEST_FRACTION:
        return Number(value)
    size = Apply("div", (Number(abs(numerator)), Number(denominator)))
    return -size if numerator < 0 else size


def _is_short_decimal(numerator: int, denominator: int) -> bool:
    rest = denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1 and len(str(abs(numerator))) <= _MOST_DIGITS and len(str(denominator)) <= _MOST_DIGITS


def _sum(expression: Expression, made: dict[Expression, Node]) -> Node:
    found = [made[term] for term in expression.as_ordered_terms()]
    if len(found) == 2 and _is_negated(found[0]) and not _is_negated(found[1]):
        found.reverse()
    return Apply("add", found)


def _is_negated(node: Node) -> bool:
    if isinstance(node, Apply) and node.operator == "div":
        node = node.args[0]
    return (isinstance(node, Apply) and node.operator == "neg") or (isinstance(node, Number) and node.value < 0)


def _fraction(product: Expression) -> tuple[list[Expression], list[Expression]]:
    """The ordered factors above and below the bar, the rational coefficient excluded."""
    above: list[Expression] = []
    below: list[Expression] = []
    for factor in sorted(product.as_coeff_Mul()[1].as_ordered_factors(), key=_place):
        if factor.is_Pow and factor.args[1].is_Rational and factor.args[1] < 0:
            below.append(sympy.Pow(factor.args[0], -factor.args[1]))
        else:
            above.append(factor)
    return above, below


def _place(factor: Expression) -> int:
    """Constants stand first, then powers of names, plain brackets, functions, brackets with functions."""
    if not factor.free_symbols and not factor.is_Function:
        return 0
    base, exponent = factor.as_base_exp()
    if base.is_Symbol:
        return 1 if exponent.is_Rational else 3
    if base.is_Add:
        return 2 if all(part.is_Rational or part.is_Symbol or part.is_Pow or part.is_Mul for part in base.args) else 4
    return 3


def _product(expression: Expression, made: dict[Expression, Node], decimals: bool) -> Node:
    coefficient = expression.as_coeff_Mul()[0]
    above, below = _fraction(expression)
    over, under = abs(coefficient.p), coefficient.q
    if decimals and under != 1 and _is_short_decimal(over, under):
        leading: list[Node] = [Number(over / under)]
        under = 1
    else:
        leading = [] if over == 1 else [_rational(over, 1, decimals)]
    numerator = _times([*leading, *(made[factor] for factor in above)])
    denominators = ([_rational(under, 1, decimals)] if under != 1 else []) + [made[factor] for factor in below]
    result = Apply("div", (numerator, _times(denominators))) if denominators else numerator
    return -result if coefficient < 0 else result


def _times(found: list[Node]) -> Node:
    if not found:
        return Number(1)
    return found[0] if len(found) == 1 else Apply("mul", found)


def _power(expression: Expression, made: dict[Expression, Node]) -> Node:
    base, exponent = expression.args
    if exponent.is_Rational and exponent < 0:
        return Apply("div", (Number(1), made[sympy.Pow(base, -exponent)]))
    if exponent == sympy.Rational(1, 2):
        return Apply("sqrt", (made[base],))
    return Apply("pow", (made[base], made[exponent]))


def _function(expression: Expression, made: dict[Expression, Node]) -> Node:
    operands = tuple(made[arg] for arg in expression.args)
    if isinstance(expression, Opaque):
        return Apply(expression.operator, operands)
    if isinstance(expression, sympy.Abs):
        return Apply("abs", operands)
    if isinstance(expression, sympy.sign):
        return Apply("sign", operands)
    name = NATIVE_NAMES.get(expression.func)
    if name is None:
        raise CannotConvert(f"the tree has no {expression.func}")
    return Apply(name, operands)
