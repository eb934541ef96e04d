"""The one rule that applies to a piece, by its operator."""

from __future__ import annotations

from typing import Final

from explorer.core.autodiff.algebra import ONE, ZERO
from explorer.core.derivation.arithmetic_rules import ARITHMETIC_RULES
from explorer.core.derivation.choice_rules import CHOICE_RULES
from explorer.core.derivation.context import Applied, Context, Rule
from explorer.core.derivation.function_rules import FUNCTION_RULES
from explorer.core.derivation.wording import are_held, sentence, shown
from explorer.core.expression.nodes import Apply, Node

__all__ = ["RULES", "applied"]

RULES: Final[dict[str, Rule]] = {**ARITHMETIC_RULES, **FUNCTION_RULES, **CHOICE_RULES}
"""Operator → rule for a node of it that contains the name."""


def applied(node: Node, context: Context) -> Applied:
    """∂/∂name[node] by one rule; what the rule leaves to others is unfinished in its outcome."""
    if not context.varies(node):
        return _constant(node, context)
    if isinstance(node, Apply):
        return RULES[node.operator](node, context)
    note = f"{context.letter} changes exactly as fast as itself: its derivative by {context.letter} is 1."
    return Applied("Variable", ONE, note)


def _constant(node: Node, context: Context) -> Applied:
    piece = shown(node)
    if not node.symbols:
        note = f"{piece} is a number and does not change with {context.letter}: its derivative is 0."
        return Applied("Constant", ZERO, sentence(note))
    reason = are_held(node.symbols)
    if isinstance(node, Apply):
        reason += f" and {piece} does not contain {context.letter}"
    note = f"{reason}: its derivative by {context.letter} is 0."
    return Applied("Held constant", ZERO, note)
