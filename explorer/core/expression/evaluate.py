"""The reference meaning of every operator: scalar evaluation in real double precision.

Slow and plain on purpose: kernels are tested against it, and fall back to it. Undefined in the
reals is NaN, too large is ±inf; nothing raises and nothing becomes complex. Conditions are 1.0
(true) and 0.0 (false), and NaN where a compared value is undefined.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.special import digamma_scalar, gamma_scalar, trigamma_scalar

__all__ = ["evaluate"]

Arguments = Sequence[float]
NAN = math.nan


def evaluate(node: Node, values: Mapping[str, float]) -> float:
    """The value of ``node`` with the names in ``values`` (canonical spellings).

    Raises KeyError for a name without a value, and nothing else.
    """
    known: dict[Node, float] = {}
    for part in postorder(node):
        if isinstance(part, (Number, Constant)):
            known[part] = part.value
        elif isinstance(part, Symbol):
            known[part] = float(values[part.name])
        elif isinstance(part, Apply):
            known[part] = apply_operator(part.operator, [known[child] for child in part.args])
    return known[node]


def apply_operator(operator: str, arguments: Arguments) -> float:
    """One operator on numbers, with the same meaning as :func:`evaluate`."""
    if operator not in _LAZY and any(map(math.isnan, arguments)):
        return NAN
    try:
        result = _MEANINGS[operator](arguments)
    except (ValueError, ZeroDivisionError):
        return NAN
    except OverflowError:
        return _overflowed(operator, arguments)
    return NAN if isinstance(result, complex) else float(result)


def _overflowed(operator: str, arguments: Arguments) -> float:
    if operator == "pow":
        negative = arguments[0] < 0 and arguments[1] % 2 == 1
        return -math.inf if negative else math.inf
    if operator in ("sinh",) and arguments[0] < 0:
        return -math.inf
    if operator in ("csch", "sech"):
        return 0.0
    return math.inf


def _divide(a: Arguments) -> float:
    if a[1] == 0:
        return NAN if a[0] == 0 else math.copysign(math.inf, a[0]) * math.copysign(1.0, a[1])
    return a[0] / a[1]


def _power(a: Arguments) -> float:
    base, exponent = a
    if base == 0 and exponent < 0:
        odd = exponent % 2 == 1
        return math.copysign(math.inf, base) if odd else math.inf
    if base < 0 and not exponent.is_integer() and math.isfinite(exponent):
        return NAN
    return math.pow(base, exponent)


def _root(a: Arguments) -> float:
    value, degree = a
    if degree == 0:
        return NAN
    if value < 0:
        return -math.pow(-value, 1 / degree) if degree % 2 == 1 else NAN
    if value == 0 and degree < 0:
        return math.inf
    return math.pow(value, 1 / degree)


def _log(value: float) -> float:
    if value == 0:
        return -math.inf
    return math.log(value) if value > 0 else NAN


def _log_base(a: Arguments) -> float:
    value, base = a
    if base <= 0 or base == 1 or value < 0:
        return NAN
    if value > 0 and base in (2.0, 10.0):
        return math.log2(value) if base == 2.0 else math.log10(value)
    return _log(value) / math.log(base)


def _reciprocal(function: Callable[[float], float]) -> Callable[[Arguments], float]:
    def meaning(a: Arguments) -> float:
        try:
            below = function(a[0])
        except OverflowError:
            return 0.0
        return _divide((1.0, below))

    return meaning


def _of_reciprocal(function: Callable[[float], float]) -> Callable[[Arguments], float]:
    return lambda a: function(1 / a[0])


def _arccot(a: Arguments) -> float:
    return math.pi / 2 - math.atan(a[0])


def _mod(a: Arguments) -> float:
    return NAN if math.isinf(a[0]) or a[1] == 0 else a[0] % a[1]


def _sigmoid(a: Arguments) -> float:
    if a[0] >= 0:
        return 1 / (1 + math.exp(-a[0]))
    grown = math.exp(a[0])
    return grown / (1 + grown)


def _softplus(a: Arguments) -> float:
    return max(a[0], 0.0) + math.log1p(math.exp(-abs(a[0])))


def _sine_ratio(a: Arguments) -> float:
    return math.sin(a[0]) / a[0] if a[0] != 0 else 1.0


def _sign(a: Arguments) -> float:
    return float((a[0] > 0) - (a[0] < 0))


def _gauss(a: Arguments) -> float:
    return math.exp(-a[0] * a[0])


def _piecewise(a: Arguments) -> float:
    for index in range(0, len(a) - 1, 2):
        if math.isnan(a[index]):
            return NAN
        if a[index] != 0:
            return a[index + 1]
    return a[-1] if len(a) % 2 else NAN


def _and(a: Arguments) -> float:
    return NAN if any(map(math.isnan, a)) else float(all(x != 0 for x in a))


def _or(a: Arguments) -> float:
    return NAN if any(map(math.isnan, a)) else float(any(x != 0 for x in a))


def _unary(function: Callable[[float], float]) -> Callable[[Arguments], float]:
    return lambda a: function(a[0])


def _rounded(function: Callable[[float], int]) -> Callable[[Arguments], float]:
    return lambda a: a[0] if math.isinf(a[0]) else float(function(a[0]))


def _summed(a: Arguments) -> float:
    total = a[0]
    for term in a[1:]:
        total += term
    return total


def _multiplied(a: Arguments) -> float:
    product = a[0]
    for factor in a[1:]:
        product *= factor
    return product


_LAZY: Final = {"piecewise"}
"""Operators to which an undefined operand may not matter: the value of a branch that is not taken."""

_MEANINGS: Final[dict[str, Callable[[Arguments], float]]] = {
    "add": _summed,
    "mul": _multiplied,
    "neg": lambda a: -a[0],
    "div": _divide,
    "pow": _power,
    "root": _root,
    "sqrt": _unary(math.sqrt),
    "cbrt": _unary(math.cbrt),
    "exp": _unary(math.exp),
    "log": _unary(_log),
    "log_base": _log_base,
    "sin": _unary(math.sin),
    "cos": _unary(math.cos),
    "tan": _unary(math.tan),
    "cot": _reciprocal(math.tan),
    "sec": _reciprocal(math.cos),
    "csc": _reciprocal(math.sin),
    "arcsin": _unary(math.asin),
    "arccos": _unary(math.acos),
    "arctan": _unary(math.atan),
    "arccot": _arccot,
    "arcsec": _of_reciprocal(math.acos),
    "arccsc": _of_reciprocal(math.asin),
    "sinh": _unary(math.sinh),
    "cosh": _unary(math.cosh),
    "tanh": _unary(math.tanh),
    "coth": _reciprocal(math.tanh),
    "sech": _reciprocal(math.cosh),
    "csch": _reciprocal(math.sinh),
    "arsinh": _unary(math.asinh),
    "arcosh": _unary(math.acosh),
    "artanh": _unary(math.atanh),
    "arcoth": _of_reciprocal(math.atanh),
    "arsech": _of_reciprocal(math.acosh),
    "arcsch": _of_reciprocal(math.asinh),
    "abs": _unary(abs),
    "sign": _sign,
    "floor": _rounded(math.floor),
    "ceil": _rounded(math.ceil),
    "sigmoid": _sigmoid,
    "relu": lambda a: max(a[0], 0.0),
    "leaky_relu": lambda a: a[0] if a[0] > 0 else 0.01 * a[0],
    "softplus": _softplus,
    "step": lambda a: float(a[0] > 0),
    "gauss": _gauss,
    "erf": _unary(math.erf),
    "gamma": _unary(gamma_scalar),
    "digamma": _unary(digamma_scalar),
    "trigamma": _unary(trigamma_scalar),
    "factorial": lambda a: gamma_scalar(a[0] + 1),
    "sinc": _sine_ratio,
    "mod": _mod,
    "atan2": lambda a: math.atan2(a[0], a[1]),
    "hypot": lambda a: math.hypot(*a),
    "min": min,
    "max": max,
    "lt": lambda a: float(a[0] < a[1]),
    "le": lambda a: float(a[0] <= a[1]),
    "gt": lambda a: float(a[0] > a[1]),
    "ge": lambda a: float(a[0] >= a[1]),
    "eq": lambda a: float(a[0] == a[1]),
    "ne": lambda a: float(a[0] != a[1]),
    "and": _and,
    "or": _or,
    "not": lambda a: float(a[0] == 0),
    "true": lambda a: 1.0,
    "false": lambda a: 0.0,
    "piecewise": _piecewise,
}
