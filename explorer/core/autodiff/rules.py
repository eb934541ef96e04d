"""The derivative rule of every operator.

A rule takes a node and the derivatives of its operands and gives the derivative of the node. It may
use the node itself (exp′ = exp), which is then computed once. Where a function has a kink the rule
gives one side's value; where it is flat, 0.

Rules do not repeat the domain of the function: 1/x is finite left of log's domain. Whoever evaluates
a derivative next to its function masks it by the function's NaN; the compiled kernels do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from explorer.core.autodiff.algebra import ONE, ZERO, apply, negated, power, product, quotient, scaled, total
from explorer.core.autodiff.polygamma import derivative_of_sinc, tetragamma
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Apply, Node, Number

__all__ = ["RULES"]

Rule = Callable[[Apply, Sequence[Node]], Node]
Slope = Callable[[Node, Apply], Node]

_FEW_FACTORS: Final = 4


def _times(slope: Slope) -> Rule:
    """f′ as a factor: ``slope`` gives it from the operand and from the node."""

    def rule(node: Apply, slopes: Sequence[Node]) -> Node:
        return product((slope(node.args[0], node), slopes[0])) if slopes[0] is not ZERO else ZERO

    return rule


def _over(divisor: Slope, sign: float = 1.0) -> Rule:
    """1/f′ as a divisor."""

    def rule(node: Apply, slopes: Sequence[Node]) -> Node:
        return scaled(sign, quotient(slopes[0], divisor(node.args[0], node))) if slopes[0] is not ZERO else ZERO

    return rule


def _flat(node: Apply, slopes: Sequence[Node]) -> Node:
    return ZERO


def _one_less_square(u: Node) -> Node:
    """1 − u², keeping its digits where u is near ±1."""
    return product((apply("add", ONE, negated(u)), apply("add", ONE, u)))


def _square_less_one(u: Node) -> Node:
    return product((apply("add", u, Number(-1.0)), apply("add", u, ONE)))


def _root_of(radicand: Node) -> Node:
    return apply("sqrt", radicand)


def _add(node: Apply, slopes: Sequence[Node]) -> Node:
    return total(slopes)


def _neg(node: Apply, slopes: Sequence[Node]) -> Node:
    return negated(slopes[0])


def _mul(node: Apply, slopes: Sequence[Node]) -> Node:
    constant = [arg for arg, slope in zip(node.args, slopes, strict=True) if slope is ZERO]
    varying = [(arg, slope) for arg, slope in zip(node.args, slopes, strict=True) if slope is not ZERO]
    if len(varying) <= _FEW_FACTORS:
        return total(
            product((*constant, slope, *(arg for other, (arg, _) in enumerate(varying) if other != index)))
            for index, (_, slope) in enumerate(varying)
        )
    return product((*constant, _long_product(varying)))


def _long_product(factors: Sequence[tuple[Node, Node]]) -> Node:
    """Product rule over many factors in a number of nodes linear in theirs: pairs are merged, level by level."""
    pairs = list(factors)
    while len(pairs) > 1:
        merged = [
            (product((f, g)), total((product((df, g)), product((f, dg)))))
            for (f, df), (g, dg) in zip(pairs[::2], pairs[1::2], strict=False)
        ]
        pairs = merged + (pairs[-1:] if len(pairs) % 2 else [])
    return pairs[0][1]


def _div(node: Apply, slopes: Sequence[Node]) -> Node:
    (_, v), (du, dv) = node.args, slopes
    if dv is ZERO:
        return quotient(du, v)
    return quotient(total((du, negated(product((node, dv))))), v)


def _literal(node: Node) -> float | None:
    """The value of an operand without symbols."""
    if isinstance(node, Number):
        return node.value
    return None if node.symbols else evaluate(node, {})


def _pow(node: Apply, slopes: Sequence[Node]) -> Node:
    (u, v), (du, dv) = node.args, slopes
    by_exponent = product((node, apply("log", u), dv)) if dv is not ZERO else ZERO
    if du is ZERO:
        return by_exponent
    exponent = _literal(v)
    if exponent is not None and math.isfinite(exponent):
        return product((Number(exponent), power(u, exponent - 1), du))
    lowered = apply("pow", u, apply("add", v, Number(-1.0)))
    return total((product((v, lowered, du)), by_exponent))


def _root(node: Apply, slopes: Sequence[Node]) -> Node:
    (u, n), (du, dn) = node.args, slopes
    degree = _literal(n)
    raised = power(node, degree - 1) if degree is not None else apply("pow", node, apply("add", n, Number(-1.0)))
    by_degree = quotient(product((node, apply("log", u), dn)), power(n, 2.0)) if dn is not ZERO else ZERO
    return total((quotient(du, product((n, raised))), negated(by_degree)))


def _log_base(node: Apply, slopes: Sequence[Node]) -> Node:
    (u, base), (du, dbase) = node.args, slopes
    logarithm = apply("log", base)
    change = quotient(product((node, dbase)), base) if dbase is not ZERO else ZERO
    return quotient(total((quotient(du, u), negated(change))), logarithm)


def _mod(node: Apply, slopes: Sequence[Node]) -> Node:
    (u, v), (du, dv) = node.args, slopes
    return total((du, negated(product((apply("floor", apply("div", u, v)), dv)))))


def _atan2(node: Apply, slopes: Sequence[Node]) -> Node:
    (y, x), (dy, dx) = node.args, slopes
    return quotient(total((product((x, dy)), negated(product((y, dx))))), total((power(x, 2.0), power(y, 2.0))))


def _hypot(node: Apply, slopes: Sequence[Node]) -> Node:
    return quotient(total(product((arg, slope)) for arg, slope in zip(node.args, slopes, strict=True)), node)


def _extreme(comparison: str) -> Rule:
    def rule(node: Apply, slopes: Sequence[Node]) -> Node:
        if len(set(slopes)) == 1:
            return slopes[0]
        if len(slopes) == 2:
            return apply("piecewise", apply(comparison, *node.args), *slopes)
        # The extreme equals one operand bit by bit, so this stays linear in their number.
        branches = [
            part for arg, slope in zip(node.args, slopes, strict=True) for part in (apply("eq", arg, node), slope)
        ]
        return apply("piecewise", *branches[:-2], slopes[-1])

    return rule


def _piecewise(node: Apply, slopes: Sequence[Node]) -> Node:
    values = [*slopes[1::2], *(slopes[-1:] if len(slopes) % 2 else ())]
    if all(value is ZERO for value in values):
        return ZERO
    last = len(node.args) - 1
    return apply("piecewise", *(
        slope if index % 2 or index == last else arg
        for index, (arg, slope) in enumerate(zip(node.args, slopes, strict=True))
    ))  # fmt: skip


_FUNCTIONS: Final[dict[str, Rule]] = {
    "sqrt": _over(lambda u, f: scaled(2.0, f)),
    "cbrt": _over(lambda u, f: scaled(3.0, power(f, 2.0))),
    "exp": _times(lambda u, f: f),
    "log": _over(lambda u, f: u),
    "sin": _times(lambda u, f: apply("cos", u)),
    "cos": _times(lambda u, f: negated(apply("sin", u))),
    "tan": _times(lambda u, f: total((ONE, power(f, 2.0)))),
    "cot": _times(lambda u, f: negated(total((ONE, power(f, 2.0))))),
    "sec": _times(lambda u, f: product((f, apply("tan", u)))),
    "csc": _times(lambda u, f: negated(product((f, apply("cot", u))))),
    "arcsin": _over(lambda u, f: _root_of(_one_less_square(u))),
    "arccos": _over(lambda u, f: _root_of(_one_less_square(u)), -1.0),
    "arctan": _over(lambda u, f: total((ONE, power(u, 2.0)))),
    "arccot": _over(lambda u, f: total((ONE, power(u, 2.0))), -1.0),
    "arcsec": _over(lambda u, f: product((apply("abs", u), _root_of(_square_less_one(u))))),
    "arccsc": _over(lambda u, f: product((apply("abs", u), _root_of(_square_less_one(u)))), -1.0),
    "sinh": _times(lambda u, f: apply("cosh", u)),
    "cosh": _times(lambda u, f: apply("sinh", u)),
    "tanh": _times(lambda u, f: total((ONE, negated(power(f, 2.0))))),
    "coth": _over(lambda u, f: power(apply("sinh", u), 2.0), -1.0),
    "sech": _times(lambda u, f: negated(product((f, apply("tanh", u))))),
    "csch": _times(lambda u, f: negated(product((f, apply("coth", u))))),
    "arsinh": _over(lambda u, f: _root_of(total((power(u, 2.0), ONE)))),
    "arcosh": _over(lambda u, f: _root_of(_square_less_one(u))),
    "artanh": _over(lambda u, f: _one_less_square(u)),
    "arcoth": _over(lambda u, f: _one_less_square(u)),
    "arsech": _over(lambda u, f: product((u, _root_of(_one_less_square(u)))), -1.0),
    "arcsch": _over(lambda u, f: product((apply("abs", u), _root_of(total((power(u, 2.0), ONE))))), -1.0),
    "abs": _times(lambda u, f: apply("sign", u)),
    "sigmoid": _times(lambda u, f: product((f, total((ONE, negated(f)))))),
    "relu": _times(lambda u, f: apply("step", u)),
    "leaky_relu": _times(lambda u, f: apply("piecewise", apply("gt", u, ZERO), ONE, Number(0.01))),
    "softplus": _times(lambda u, f: apply("sigmoid", u)),
    "gauss": _times(lambda u, f: product((Number(-2.0), u, f))),
    "erf": _times(lambda u, f: scaled(2.0 / math.sqrt(math.pi), apply("gauss", u))),
    "gamma": _times(lambda u, f: product((f, apply("digamma", u)))),
    "factorial": _times(lambda u, f: product((f, apply("digamma", apply("add", u, ONE))))),
    "digamma": _times(lambda u, f: apply("trigamma", u)),
    "trigamma": _times(lambda u, f: tetragamma(u)),
    "sinc": _times(lambda u, f: derivative_of_sinc(u, f)),
}

_FLAT: Final = (
    *("sign", "floor", "ceil", "step"),
    *("lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "true", "false"),
)

RULES: Final[dict[str, Rule]] = {
    **_FUNCTIONS,
    **dict.fromkeys(_FLAT, _flat),
    "add": _add,
    "neg": _neg,
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "root": _root,
    "log_base": _log_base,
    "mod": _mod,
    "atan2": _atan2,
    "hypot": _hypot,
    "min": _extreme("le"),
    "max": _extreme("ge"),
    "piecewise": _piecewise,
}
"""Operator → rule(node, derivatives of its operands) → derivative."""
