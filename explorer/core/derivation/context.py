"""What a rule is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explorer.core.derivation.wording import derivative_sign
from explorer.core.expression.nodes import Apply, Node
from explorer.core.expression.placeholders import unfinished
from explorer.core.expression.text import name_text

__all__ = ["Applied", "Context", "Rule"]


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule's name, what it makes of ∂/∂x[piece], parts of that still unfinished, and a sentence about it."""

    rule: str
    outcome: Node
    note: str


@dataclass(frozen=True, slots=True)
class Context:
    """The name that is differentiated by, and what rules ask about it."""

    name: str

    def varies(self, node: Node) -> bool:
        """Whether ``node`` contains the name."""
        return self.name in node.symbols

    def pending(self, node: Node) -> Apply:
        """∂/∂x[node], for a later step."""
        return unfinished(node, self.name)

    @property
    def letter(self) -> str:
        """The name as a sentence writes it."""
        return name_text(self.name)

    @property
    def sign(self) -> str:
        """∂/∂x."""
        return derivative_sign(self.name)


Rule = Callable[[Apply, Context], Applied]
"""Takes a node that contains the name."""
