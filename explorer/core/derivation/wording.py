"""How the sentences of a derivation name a piece: its own text where that is short, else what kind it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from explorer.core.expression.names import natural_key
from explorer.core.expression.nodes import Apply, Node
from explorer.core.expression.precedence import factors, terms
from explorer.core.expression.printing import ExpressionTooLong
from explorer.core.expression.text import name_text, to_text

__all__ = ["are_held", "derivative_sign", "listed", "sentence", "shown", "spare_letter"]

_LONGEST: Final = 40
_MOST_NODES: Final = 30
_KINDS: Final = {
    "div": "this quotient",
    "pow": "this power",
    "exp": "this power of e",
    "neg": "this negative",
    "piecewise": "these cases",
}


def shown(node: Node) -> str:
    """``node`` as text within a sentence, or a description of a long one."""
    if _is_short(node):
        try:
            return to_text(node, _LONGEST)
        except ExpressionTooLong:
            pass
    assert isinstance(node, Apply)
    if node.operator == "add":
        return f"this sum of {len(terms(node))} terms"
    if node.operator == "mul":
        return f"this product of {len(factors(node))} factors"
    return _KINDS.get(node.operator, f"{node.operator.replace('_', ' ')}(…)")


def _is_short(node: Node) -> bool:
    """Whether the nodes, every occurrence counted, are few: a formula of any size is looked at no further."""
    count = 0
    stack = [node]
    while stack and count <= _MOST_NODES:
        count += 1
        stack.extend(stack.pop().children)
    return not stack


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def are_held(names: Iterable[str]) -> str:
    """``y is held constant`` or ``y and z are held constant``."""
    written = [name_text(name) for name in sorted(names, key=natural_key)]
    return f"{listed(written)} {'is' if len(written) == 1 else 'are'} held constant"


def derivative_sign(name: str) -> str:
    """∂/∂x for the name x."""
    return f"∂/∂{name_text(name)}"


def spare_letter(node: Node) -> str:
    """A letter to stand for the inside of a function in a sentence about ``node``, none of its own names."""
    return next((letter for letter in "uwqsrp" if letter not in node.symbols), "u_0")


def sentence(text: str) -> str:
    """``text`` with a capital where it begins with a description; a formula keeps its first letter."""
    return "T" + text[1:] if text.startswith(("this ", "these ")) else text
