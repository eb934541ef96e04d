"""Sums, products, quotients, powers, roots and logarithms of any base."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from explorer.core.autodiff.algebra import ONE, ZERO
from explorer.core.derivation.arrange import exact_sum
from explorer.core.derivation.context import Applied, Context, Rule
from explorer.core.derivation.wording import are_held, listed, sentence, shown
from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol
from explorer.core.expression.precedence import factors, split_sign, terms

__all__ = ["ARITHMETIC_RULES"]

_MOST_FACTORS: Final = 6
_MINUS_ONE: Final = Number(-1.0)
_TWO: Final = Number(2.0)
CHAIN: Final = " with chain rule"


def _sum(node: Apply, context: Context) -> Applied:
    found = terms(node)
    signed = [split_sign(term) for term in found]
    parts = [_negated(context.pending(size)) if negative else context.pending(size) for negative, size in signed]
    note = (
        f"The derivative of a sum is the sum of the derivatives: {context.sign} acts on each of the "
        f"{len(found)} terms on its own."
    )
    return Applied("Sum rule", Apply("add", parts), note)


def _negative(node: Apply, context: Context) -> Applied:
    inner = node.args[0]
    note = f"The minus sign is the constant factor −1: it stays in front and {context.sign} acts on {shown(inner)}."
    return Applied("Constant multiple", _negated(context.pending(inner)), note)


def _product(node: Apply, context: Context) -> Applied:
    found = factors(node)
    constant = [factor for factor in found if not context.varies(factor)]
    varying = [factor for factor in found if context.varies(factor)]
    if constant:
        return _constant_multiple(constant, times(varying), context)
    if len(varying) > _MOST_FACTORS:
        middle = len(varying) // 2
        varying = [times(varying[:middle]), times(varying[middle:])]
    parts = [
        Apply("mul", (*varying[:index], context.pending(factor), *varying[index + 1 :]))
        for index, factor in enumerate(varying)
    ]
    note = (
        f"{listed([shown(factor) for factor in varying])} all change with {context.letter}: {context.sign} acts on "
        "one factor at a time while the others stay, and the results are added."
    )
    return Applied("Product rule", Apply("add", parts), note.replace(" all ", " both ") if len(varying) == 2 else note)


def _constant_multiple(constant: Sequence[Node], rest: Node, context: Context) -> Applied:
    factor = times(constant)
    is_constant = f"{shown(factor)} is a constant factor"
    if isinstance(factor, Symbol):
        reason = f"{are_held(factor.symbols)}, a constant factor"
    else:
        reason = f"{are_held(factor.symbols)}, so {is_constant}" if factor.symbols else sentence(is_constant)
    note = f"{reason}: it stays in front and {context.sign} acts on {shown(rest)} alone."
    return Applied("Constant multiple", Apply("mul", (*constant, context.pending(rest))), note)


def _quotient(node: Apply, context: Context) -> Applied:
    above, below = node.args
    if not context.varies(below):
        reason = f"{are_held(below.symbols)}, so dividing" if below.symbols else "Dividing"
        note = f"{reason} by {shown(below)} is a constant factor: {context.sign} acts on {shown(above)} alone."
        return Applied("Constant multiple", Apply("div", (context.pending(above), below)), note)
    square = _squared(below)
    if not context.varies(above):
        outcome = _negated(Apply("div", (times([above, context.pending(below)]), square)))
        note = (
            f"Only the denominator {shown(below)} changes with {context.letter}: the quotient's derivative is minus "
            f"the numerator times {context.sign} of the denominator, over the denominator squared."
        )
        return Applied("Quotient rule", outcome, note)
    first = Apply("mul", (context.pending(above), below))
    second = Apply("mul", (above, context.pending(below)))
    note = (
        f"Numerator {shown(above)} and denominator {shown(below)} both change with {context.letter}: {context.sign} of "
        f"the numerator times the denominator, minus the numerator times {context.sign} of the denominator, over the "
        "denominator squared."
    )
    return Applied("Quotient rule", Apply("div", (first - second, square)), note)


def _power(node: Apply, context: Context) -> Applied:
    base, exponent = node.args
    if not context.varies(exponent):
        return _constant_exponent(base, exponent, context)
    if not context.varies(base):
        return _constant_base(node, context)
    lowered = Apply("pow", (base, _lowered(exponent)))
    by_base = Apply("mul", (exponent, lowered, context.pending(base)))
    by_exponent = Apply("mul", (node, Apply("log", (base,)), context.pending(exponent)))
    note = (
        f"Base {shown(base)} and exponent {shown(exponent)} both change with {context.letter}: one term as if only the "
        f"base did (power rule), one as if only the exponent did (exponential with ln), added."
    )
    return Applied("General power", Apply("add", (by_base, by_exponent)), note)


def _constant_exponent(base: Node, exponent: Node, context: Context) -> Applied:
    lowered = _lowered(exponent)
    if exponent is ONE:
        note = f"To the power 1 the base is itself: {context.sign} acts on {shown(base)}."
        return Applied("Power rule", context.pending(base), note)
    if exponent is ZERO:
        note = f"To the power 0 everything is 1, which does not change with {context.letter}: its derivative is 0."
        return Applied("Power rule", ZERO, note)
    power = base if lowered is ONE else ONE if lowered is ZERO else Apply("pow", (base, lowered))
    front = _plain_sign(exponent)
    moved = f"the exponent {shown(exponent)} comes to the front as a factor, and one less, {shown(lowered)}, stays"
    if isinstance(base, Symbol):
        reason = f"{are_held(exponent.symbols)}, so the exponent is constant. " if exponent.symbols else ""
        note = f"{reason}In a power of {context.letter} {moved}."
        return Applied("Power rule", times([front, power]), note)
    note = (
        f"In a power {moved}; the base {shown(base)} changes with {context.letter} too, so {context.sign} of it is a "
        "further factor."
    )
    return Applied("Power rule" + CHAIN, times([front, power, context.pending(base)]), note)


def _constant_base(node: Apply, context: Context) -> Applied:
    base, exponent = node.args
    natural = base is Constant("e")
    slope = [node] if natural else [node, Apply("log", (base,))]
    reason = "A power of e is its own derivative" if natural else f"A power of the constant {shown(base)} gives itself"
    reason += "" if natural else f" times ln({shown(base)})"
    if isinstance(exponent, Symbol):
        return Applied("Exponential", times(slope), f"{reason}: {context.letter} is the exponent.")
    note = (
        f"{reason}; the exponent {shown(exponent)} changes with {context.letter}, so {context.sign} of it is a factor."
    )
    return Applied("Exponential" + CHAIN, times([*slope, context.pending(exponent)]), note)


def _root(node: Apply, context: Context) -> Applied:
    base, degree = node.args
    if context.varies(degree):
        as_power = Apply("pow", (base, Apply("div", (ONE, degree))))
        note = f"The degree {shown(degree)} of the root changes with {context.letter}: it is written as a power first."
        return Applied("Root as a power", context.pending(as_power), note)
    below = times([degree, Apply("pow", (node, _lowered(degree)))])
    note = f"A root of degree {shown(degree)} has 1 over {shown(below)} as its derivative"
    return _with_inside("Root", ONE / below, base, note, context)


def _log_base(node: Apply, context: Context) -> Applied:
    inner, base = node.args
    if context.varies(base):
        written = Apply("div", (Apply("log", (inner,)), Apply("log", (base,))))
        note = f"The base {shown(base)} changes with {context.letter}: {shown(node)} is {shown(written)}."
        return Applied("Change of base", context.pending(written), note)
    slope = ONE / times([inner, Apply("log", (base,))])
    note = f"A logarithm of the constant base {shown(base)} has {shown(slope)} as its derivative"
    return _with_inside("Logarithm", slope, inner, note, context)


def _with_inside(rule: str, slope: Node, inner: Node, note: str, context: Context) -> Applied:
    if isinstance(inner, Symbol):
        return Applied(rule, slope, f"{note} by {context.letter}.")
    note += f"; the inside {shown(inner)} changes with {context.letter}, so {context.sign} of it is a factor."
    return Applied(rule + CHAIN, Apply("mul", (slope, context.pending(inner))), note)


def times(found: Sequence[Node]) -> Node:
    """The product of the factors other than 1, in their order; minus one becomes the sign."""
    kept = [factor for factor in found if factor is not ONE]
    if kept and kept[0] is _MINUS_ONE:
        return _negated(times(kept[1:]))
    if not kept:
        return ONE
    return kept[0] if len(kept) == 1 else Apply("mul", kept)


def _negated(node: Node) -> Node:
    return Number(-node.value) if isinstance(node, Number) else Apply("neg", (node,))


def _plain_sign(node: Node) -> Node:
    """A negated number as a negative number."""
    negated = isinstance(node, Apply) and node.operator == "neg" and isinstance(node.args[0], Number)
    return _negated(node.children[0]) if negated else node


def _squared(node: Node) -> Node:
    if isinstance(node, Number):
        return Number(node.value**2) if math.isfinite(node.value**2) else Apply("pow", (node, _TWO))
    if isinstance(node, Apply) and node.operator == "pow" and isinstance(node.args[1], Number):
        doubled = 2.0 * node.args[1].value
        if math.isfinite(doubled) and node.args[1].value.is_integer():
            return Apply("pow", (node.args[0], Number(doubled)))
    if isinstance(node, Apply) and node.operator == "sqrt":
        return node.args[0]
    return Apply("pow", (node, _TWO))


def _lowered(exponent: Node) -> Node:
    """exponent − 1, worked out where the exponent is a number, a fraction or a sum with a number in it."""
    negative, size = split_sign(exponent)
    if isinstance(size, Number):
        less = exact_sum(-size.value if negative else size.value, -1.0)
        return exponent - ONE if less is None else Number(less)
    fraction = _whole_fraction(size)
    if fraction is not None:
        over, under = fraction
        over = (-over if negative else over) - under
        size = Apply("div", (Number(abs(over)), Number(under)))
        return Apply("neg", (size,)) if over < 0 else size if over else ZERO
    if isinstance(exponent, Apply) and exponent.operator == "add":
        *first, last = exponent.args
        less = exact_sum(last.value, -1.0) if isinstance(last, Number) else None
        if less is not None:
            kept = [*first, Number(less)] if less else first
            return kept[0] if len(kept) == 1 else Apply("add", kept)
    return Apply("add", (exponent, _MINUS_ONE))


def _whole_fraction(node: Node) -> tuple[float, float] | None:
    if isinstance(node, Apply) and node.operator == "div":
        over, under = node.args
        if isinstance(over, Number) and isinstance(under, Number) and under.value > 0:
            return (over.value, under.value) if over.value.is_integer() and under.value.is_integer() else None
    return None


ARITHMETIC_RULES: Final[dict[str, Rule]] = {
    "add": _sum,
    "neg": _negative,
    "mul": _product,
    "div": _quotient,
    "pow": _power,
    "root": _root,
    "log_base": _log_base,
}
