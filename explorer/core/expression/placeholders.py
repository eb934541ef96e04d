"""Three nodes that stand only in trees made to be read: ∂/∂x[…] still to be done, a mark, an ellipsis.

They are operators that the table of operators does not have: no notation reads them, no kernel,
derivative rule or message takes them, but the printers write them. A worked derivation makes them.
"""

from __future__ import annotations

from typing import Final

from explorer.core.expression.nodes import Apply, Node, Symbol

__all__ = ["FOLDED", "MARK", "PENDING", "PLACEHOLDERS", "has_unfinished", "marked", "pending_name", "unfinished"]

PENDING: Final = "derivative"
MARK: Final = "mark"
FOLDED: Final = "folded"
PLACEHOLDERS: Final = frozenset((PENDING, MARK, FOLDED))
_SIGN: Final = "∂"


def unfinished(node: Node, name: str) -> Apply:
    """∂/∂name[node], not worked out yet."""
    # ∂x can be no name of the notation: its presence among a node's symbols tells at once, without
    # a walk, that something below is unfinished.
    return Apply(PENDING, (node, Symbol(_SIGN + name)))


def has_unfinished(node: Node, name: str) -> bool:
    """Whether a derivative by ``name`` is still to be done at or below ``node``."""
    return _SIGN + name in node.symbols


def pending_name(node: Apply) -> str:
    """The name that an unfinished derivative is taken by."""
    symbol = node.args[1]
    assert isinstance(symbol, Symbol)
    return symbol.name.removeprefix(_SIGN)


def marked(node: Node) -> Apply:
    """``node`` with a mark around it; it is printed where and as ``node`` would be."""
    return Apply(MARK, (node,))
