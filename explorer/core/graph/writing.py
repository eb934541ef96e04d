"""One step of the graph as text: v₄ = 3·x·v₃, the same with numbers, and its local derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from explorer.core.autodiff.forward import derivative
from explorer.core.expression.nodes import Apply, Node, Symbol
from explorer.core.expression.printing import ExpressionTooLong
from explorer.core.expression.text import name_text, to_text
from explorer.core.numbers import format_value

__all__ = ["adjoint_text", "number_text", "slope_text", "step_text", "substituted"]

_FIRST_BLANK: Final = 0xE000  # a private-use letter stands for an operand while the text is made
_MOST_OPERANDS: Final = 6
_LONGEST: Final = 80
_LARGEST_WHOLE: Final = 1000.0
_OPENS: Final = frozenset("(|⌊⌈{,: ")
_CLOSES: Final = frozenset(")|⌋⌉},:·/ ")
_BAR: Final = "\u0304"


def number_text(value: float) -> str:
    """A value on the graph: whole numbers as they are, others with three decimals."""
    whole = abs(value) < _LARGEST_WHOLE and value.is_integer()
    return format_value(value + 0.0, 0 if whole else 3)


def adjoint_text(name: str) -> str:
    """The adjoint's sign: v̄₄ for ``v_4``."""
    written = name_text(name)
    return written[0] + _BAR + written[1:]


def substituted(node: Node, operands: Mapping[Node, Node]) -> Node:
    """The operation with other expressions in place of its operands; what lies between is kept."""
    if node in operands:
        return operands[node]
    if not isinstance(node, Apply) or not node.symbols:
        return node
    args: list[Node] = []
    for arg in node.args:
        if isinstance(arg, Apply) and arg.operator == "neg" and arg not in operands:
            args.append(Apply("neg", (operands.get(arg.args[0], arg.args[0]),)))
        else:
            args.append(operands.get(arg, arg))
    return Apply(node.operator, args)


def step_text(node: Node, operands: Mapping[Node, str]) -> str:
    """The operation with a text for each operand, negative numbers in brackets: ``3·x·v₃``, ``3·1·(−8)``."""
    if len(operands) > _MOST_OPERANDS:
        return _shortened(node, list(operands.values()))
    blanks = _blanks(operands)
    tree = substituted(node, {operand: Symbol(blank) for operand, blank in blanks.items()})
    return _filled(tree, {blank: operands[operand] for operand, blank in blanks.items()})


def slope_text(node: Node, operand: Node, operands: Mapping[Node, str]) -> str:
    """∂node/∂operand in terms of the operands; "" where that is a number or no short formula."""
    if len(operands) > _MOST_OPERANDS:
        return ""
    blanks = _blanks(operands)
    tree = substituted(node, {known: Symbol(blank) for known, blank in blanks.items()})
    slope = derivative(tree, blanks[operand])
    if not slope.symbols:
        return ""
    written = _filled(slope, {blank: operands[known] for known, blank in blanks.items()})
    return "" if "{" in written or "…" in written else written


def _blanks(operands: Mapping[Node, str]) -> dict[Node, str]:
    return {operand: chr(_FIRST_BLANK + index) for index, operand in enumerate(operands)}


def _filled(tree: Node, texts: Mapping[str, str]) -> str:
    try:
        pattern = to_text(tree, _LONGEST, dotted=True)
    except ExpressionTooLong:
        return "…"
    parts = []
    for index, letter in enumerate(pattern):
        text = texts.get(letter)
        if text is None:
            parts.append(letter)
        elif _needs_brackets(text, pattern, index):
            parts.append(f"({text})")
        else:
            parts.append(text)
    return "".join(parts)


def _needs_brackets(text: str, pattern: str, index: int) -> bool:
    if not text.startswith("−") and "·" not in text:
        return False
    before, after = pattern[:index], pattern[index + 1 : index + 2]
    # A space opens only after a comma or a colon: after + or − a negative number needs brackets.
    opens = not before or (before[-1] in _OPENS and (before[-1] != " " or before[-2:-1] in (",", ":")))
    return not (opens and (not after or after in _CLOSES))


def _shortened(node: Node, texts: list[str]) -> str:
    """The first three operands and the last one."""
    sign = {"add": " + ", "mul": "·"}.get(node.operator if isinstance(node, Apply) else "", ", ")
    joined = sign.join([*texts[:3], "…", texts[-1]])
    return joined if sign != ", " else f"{node.operator if isinstance(node, Apply) else ''}({joined})"
