"""Trees to SymPy expressions and back. No text is ever handed to SymPy to be read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import sympy

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.symbolic.functions import opaque, power

__all__ = ["CannotConvert", "has_decimals", "symbol", "to_sympy"]

Expression = Any


class CannotConvert(ValueError):
    """A SymPy expression is outside what our tree can say (complex, infinite, unevaluated)."""


_CONSTANTS: Final[dict[str, Expression]] = {"e": sympy.E, "pi": sympy.pi, "tau": 2 * sympy.pi}
_NATIVE: Final[dict[str, Callable[..., Expression]]] = {
    "add": sympy.Add,
    "mul": sympy.Mul,
    "neg": lambda u: -u,
    "div": lambda u, v: u / v,
    "pow": power,
    "sqrt": sympy.sqrt,
    "exp": sympy.exp,
    "log": sympy.log,
    "log_base": lambda u, base: sympy.log(u) / sympy.log(base),
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "cot": sympy.cot,
    "sec": sympy.sec,
    "csc": sympy.csc,
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "arcsec": sympy.asec,
    "arccsc": sympy.acsc,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "coth": sympy.coth,
    "sech": sympy.sech,
    "csch": sympy.csch,
    "arsinh": sympy.asinh,
    "arcosh": sympy.acosh,
    "artanh": sympy.atanh,
    "arcoth": sympy.acoth,
    "arsech": sympy.asech,
    "arcsch": sympy.acsch,
}
NATIVE_NAMES: Final = {
    function: name for name, function in _NATIVE.items() if isinstance(function, type) and name not in ("add", "mul")
}


def symbol(name: str) -> Expression:
    """The real SymPy symbol of a canonical name."""
    return sympy.Symbol(name, real=True)


def exact(value: float) -> Expression:
    """The double as the rational number that its shortest decimal writing says: 0.1 is 1/10."""
    fraction = Fraction(Decimal(repr(value)))
    return sympy.Rational(fraction.numerator, fraction.denominator)


def has_decimals(root: Node) -> bool:
    """Whether a number with a decimal point occurs in the tree."""
    return any(isinstance(node, Number) and not node.value.is_integer() for node in postorder(root))


def to_sympy(root: Node) -> Expression:
    """``root`` as a SymPy expression over real symbols, decimals as exact rationals.

    Operators that SymPy lacks, or evaluates otherwise than we do, become opaque functions.
    """
    made: dict[Node, Expression] = {}
    for node in postorder(root):
        if isinstance(node, Number):
            made[node] = exact(node.value)
        elif isinstance(node, Constant):
            made[node] = _CONSTANTS[node.name]
        elif isinstance(node, Symbol):
            made[node] = symbol(node.name)
        else:
            assert isinstance(node, Apply)
            make = _NATIVE.get(node.operator) or opaque(node.operator)
            made[node] = make(*(made[arg] for arg in node.args))
    return made[root]
