"""Cases, least and greatest values, remainders, and functions of two lengths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from explorer.core.autodiff.algebra import ZERO
from explorer.core.derivation.context import Applied, Context, Rule
from explorer.core.derivation.wording import sentence, shown
from explorer.core.expression.nodes import Apply, Node, Number

__all__ = ["CHOICE_RULES"]


def _piecewise(node: Apply, context: Context) -> Applied:
    last = len(node.args) - 1
    is_value = [bool(index % 2) or index == last for index in range(len(node.args))]
    if not any(context.varies(arg) for arg, value in zip(node.args, is_value, strict=True) if value):
        note = f"No case contains {context.letter}, only the conditions do: between their borders the derivative is 0."
        return Applied("Cases", ZERO, note)
    parts = [context.pending(arg) if value else arg for arg, value in zip(node.args, is_value, strict=True)]
    note = f"The conditions stay as they are and {context.sign} acts on the value of each case."
    return Applied("Cases", Apply("piecewise", parts), note)


def _extreme(title: str, comparison: str, word: str) -> Rule:
    def rule(node: Apply, context: Context) -> Applied:
        args = node.args
        if len(args) == 1:
            note = f"Of a single value it is that value: {context.sign} acts on {shown(args[0])}."
            return Applied(title, context.pending(args[0]), note)
        note = f"Whichever operand is the {word} decides: {context.sign} acts on that one."
        if len(args) == 2:
            cases: list[Node] = [Apply(comparison, args), *map(context.pending, args)]
        else:
            cases = [part for arg in args for part in (Apply("eq", (arg, node)), context.pending(arg))]
            del cases[-2]
        return Applied(title, Apply("piecewise", cases), note)

    return rule


def _mod(node: Apply, context: Context) -> Applied:
    dividend, divisor = node.args
    whole = Apply("floor", (Apply("div", (dividend, divisor)),))
    note = (
        f"A remainder is {shown(dividend)} less a whole number times {shown(divisor)}, and between its jumps that "
        f"number stays the same while {context.letter} changes."
    )
    if not context.varies(divisor):
        return Applied("Remainder", context.pending(dividend), note)
    taken = Apply("neg", (Apply("mul", (whole, context.pending(divisor))),))
    outcome = Apply("add", (context.pending(dividend), taken)) if context.varies(dividend) else taken
    return Applied("Remainder", outcome, note)


def _atan2(node: Apply, context: Context) -> Applied:
    y, x = node.args
    parts: list[Node] = []
    if context.varies(y):
        parts.append(Apply("mul", (x, context.pending(y))))
    if context.varies(x):
        parts.append(Apply("neg", (Apply("mul", (y, context.pending(x))),)))
    below = _square(x) + _square(y)
    note = (
        f"This is the angle of the point with first coordinate {shown(x)} and second {shown(y)}: the first times "
        f"{context.sign} of the second, minus the second times {context.sign} of the first, over the sum of squares."
    )
    return Applied("Inverse tangent of two", Apply("div", (_total(parts), below)), note)


def _hypot(node: Apply, context: Context) -> Applied:
    parts = [Apply("mul", (arg, context.pending(arg))) for arg in node.args if context.varies(arg)]
    note = (
        f"{shown(node)} is the root of a sum of squares: each operand that changes with {context.letter} times "
        f"{context.sign} of it, added, over the root itself."
    )
    return Applied("Hypotenuse", Apply("div", (_total(parts), node)), sentence(note))


def _square(node: Node) -> Node:
    return Apply("pow", (node, Number(2.0)))


def _total(parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Apply("add", parts)


CHOICE_RULES: Final[dict[str, Rule]] = {
    "piecewise": _piecewise,
    "min": _extreme("Minimum", "le", "least"),
    "max": _extreme("Maximum", "ge", "greatest"),
    "mod": _mod,
    "atan2": _atan2,
    "hypot": _hypot,
}
