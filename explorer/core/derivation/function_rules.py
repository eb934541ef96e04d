"""Functions of one operand: what each one's derivative is, and the chain rule around it.

Where a function has a kink its derivative is that of one side; where it jumps or is flat it is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from explorer.core.autodiff.algebra import ONE, ZERO
from explorer.core.autodiff.polygamma import tetragamma
from explorer.core.derivation.context import Applied, Context, Rule
from explorer.core.derivation.wording import sentence, shown, spare_letter
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol
from explorer.core.expression.text import to_text

__all__ = ["FUNCTION_RULES"]

Slope = Callable[[Node, Node], Node]


@dataclass(frozen=True, slots=True)
class _Function:
    """A function's title and its derivative, from the operand u and the function's own node f."""

    title: str
    slope: Slope


def _of(operator: str, *args: Node) -> Node:
    return Apply(operator, args)


def _squared(node: Node) -> Node:
    return Apply("pow", (node, Number(2.0)))


def _root(node: Node) -> Node:
    return Apply("sqrt", (node,))


def _over(below: Node) -> Node:
    return Apply("div", (ONE, below))


def _minus_over(below: Node) -> Node:
    return Apply("neg", (_over(below),))


def _tanh_like(first: str, second: str) -> Slope:
    return lambda u, f: -(_of(first, u) * _of(second, u))


def _sinc(u: Node, f: Node) -> Node:
    away = (_of("cos", u) - f) / u
    return _of("piecewise", _of("ne", u, ZERO), away, ZERO)


_FUNCTIONS: Final = {
    "sqrt": _Function("Square root", lambda u, f: _over(2.0 * f)),
    "cbrt": _Function("Cube root", lambda u, f: _over(3.0 * _squared(f))),
    "exp": _Function("Exponential", lambda u, f: f),
    "log": _Function("Logarithm", lambda u, f: _over(u)),
    "sin": _Function("Sine", lambda u, f: _of("cos", u)),
    "cos": _Function("Cosine", lambda u, f: -_of("sin", u)),
    "tan": _Function("Tangent", lambda u, f: _squared(_of("sec", u))),
    "cot": _Function("Cotangent", lambda u, f: -_squared(_of("csc", u))),
    "sec": _Function("Secant", lambda u, f: _of("sec", u) * _of("tan", u)),
    "csc": _Function("Cosecant", _tanh_like("csc", "cot")),
    "arcsin": _Function("Inverse sine", lambda u, f: _over(_root(1.0 - _squared(u)))),
    "arccos": _Function("Inverse cosine", lambda u, f: _minus_over(_root(1.0 - _squared(u)))),
    "arctan": _Function("Inverse tangent", lambda u, f: _over(1.0 + _squared(u))),
    "arccot": _Function("Inverse cotangent", lambda u, f: _minus_over(1.0 + _squared(u))),
    "arcsec": _Function("Inverse secant", lambda u, f: _over(_of("abs", u) * _root(_squared(u) - 1.0))),
    "arccsc": _Function("Inverse cosecant", lambda u, f: _minus_over(_of("abs", u) * _root(_squared(u) - 1.0))),
    "sinh": _Function("Hyperbolic sine", lambda u, f: _of("cosh", u)),
    "cosh": _Function("Hyperbolic cosine", lambda u, f: _of("sinh", u)),
    "tanh": _Function("Hyperbolic tangent", lambda u, f: _squared(_of("sech", u))),
    "coth": _Function("Hyperbolic cotangent", lambda u, f: -_squared(_of("csch", u))),
    "sech": _Function("Hyperbolic secant", _tanh_like("sech", "tanh")),
    "csch": _Function("Hyperbolic cosecant", _tanh_like("csch", "coth")),
    "arsinh": _Function("Inverse hyperbolic sine", lambda u, f: _over(_root(_squared(u) + 1.0))),
    "arcosh": _Function("Inverse hyperbolic cosine", lambda u, f: _over(_root(_squared(u) - 1.0))),
    "artanh": _Function("Inverse hyperbolic tangent", lambda u, f: _over(1.0 - _squared(u))),
    "arcoth": _Function("Inverse hyperbolic cotangent", lambda u, f: _over(1.0 - _squared(u))),
    "arsech": _Function("Inverse hyperbolic secant", lambda u, f: _minus_over(u * _root(1.0 - _squared(u)))),
    "arcsch": _Function(
        "Inverse hyperbolic cosecant", lambda u, f: _minus_over(_of("abs", u) * _root(1.0 + _squared(u)))
    ),
    "abs": _Function("Absolute value", lambda u, f: _of("sign", u)),
    "sigmoid": _Function("Sigmoid", lambda u, f: f * (1.0 - f)),
    "relu": _Function("Rectifier", lambda u, f: _of("step", u)),
    "leaky_relu": _Function("Leaky rectifier", lambda u, f: _of("piecewise", _of("gt", u, ZERO), ONE, Number(0.01))),
    "softplus": _Function("Softplus", lambda u, f: _of("sigmoid", u)),
    "gauss": _Function("Gaussian", lambda u, f: -Apply("mul", (Number(2.0), u, f))),
    "erf": _Function("Error function", lambda u, f: 2.0 / _root(Constant("pi")) * _of("exp", -_squared(u))),
    "gamma": _Function("Gamma function", lambda u, f: f * _of("digamma", u)),
    "factorial": _Function("Factorial", lambda u, f: f * _of("digamma", u + 1.0)),
    "digamma": _Function("Digamma function", lambda u, f: _of("trigamma", u)),
    "trigamma": _Function("Trigamma function", lambda u, f: tetragamma(u)),
    "sinc": _Function("Sinc", _sinc),
}

_FLAT: Final = {
    "sign": "Sign",
    "floor": "Floor",
    "ceil": "Ceiling",
    "step": "Step",
    **dict.fromkeys(("lt", "le", "gt", "ge", "eq", "ne"), "Comparison"),
    **dict.fromkeys(("and", "or", "not", "true", "false"), "Condition"),
}


def _rule_of(function: _Function) -> Rule:
    def rule(node: Apply, context: Context) -> Applied:
        inner = node.args[0]
        slope = function.slope(inner, node)
        if isinstance(inner, Symbol):
            note = f"The derivative of {shown(node)} by {context.letter} is {shown(slope)}."
            return Applied(function.title, slope, note)
        letter = Symbol(spare_letter(node))
        outer = Apply(node.operator, (letter,))
        note = (
            f"Outside is {to_text(outer)} with the derivative {shown(function.slope(letter, outer))} by "
            f"{letter.name}, inside is {letter.name} = {shown(inner)}: the outer derivative there, times "
            f"{context.sign} of the inside."
        )
        return Applied(function.title + " with chain rule", _chained(slope, context.pending(inner)), note)

    return rule


def _chained(slope: Node, inside: Node) -> Node:
    """slope · inside, the sign of the slope in front of all."""
    if isinstance(slope, Apply) and slope.operator == "neg":
        return -_chained(slope.args[0], inside)
    return Apply("mul", (slope, inside))


def _flat_rule(title: str) -> Rule:
    def rule(node: Apply, context: Context) -> Applied:
        note = (
            f"{shown(node)} keeps its value between its jumps, so there its derivative by {context.letter} is 0; "
            "at a jump it has none."
        )
        return Applied(title, ZERO, sentence(note))

    return rule


FUNCTION_RULES: Final[dict[str, Rule]] = {
    **{operator: _rule_of(function) for operator, function in _FUNCTIONS.items()},
    **{operator: _flat_rule(title) for operator, title in _FLAT.items()},
}
