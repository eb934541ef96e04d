"""What a worked derivation is made of, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from explorer.core.expression.latex import name_latex, to_latex
from explorer.core.expression.nodes import Node
from explorer.core.expression.printing import ExpressionTooLong
from explorer.core.function import Function

__all__ = ["Derivation", "Place", "Step", "node_at"]

_LONGEST_LATEX: Final = 40_000

Place = tuple[int, ...]
"""The way from the root of a line to a node: which operand to take at each level."""


@dataclass(frozen=True, slots=True)
class Step:
    """One rule applied to one piece.

    ``rule`` names it and ``note`` says in a sentence what it did. ``before`` is the piece and
    ``after`` its derivative by ``name`` as the rule makes it, with all that the rule leaves to later
    steps worked out, so the two can be compared by value. ``held`` are the other variables.

    ``line_before`` and ``line`` are the whole expression ∂f/∂name before and after the step, with what
    is unfinished as ∂/∂name[…] (see :mod:`explorer.core.expression.placeholders`; such trees are to be
    read and printed, not evaluated). The piece at work is at ``place_before`` in the one; what came of
    it, joined with factors it was multiplied with, is at ``place`` in the other, or nowhere (None)
    where it was a zero that a sum does without.

    The steps form a tree: ``parent`` is the index of the step that left this piece over, None for the
    first and for those that rewrite the whole; ``depth`` counts the way up.
    """

    rule: str
    before: Function
    after: Function
    note: str
    held: tuple[str, ...]
    name: str
    title: str
    line_before: Node
    line: Node
    place_before: Place
    place: Place | None
    parent: int | None
    depth: int

    @property
    def latex(self) -> str:
        r"""The line after this step: ``\frac{\partial f}{\partial x} = …``, written when asked for."""
        head = rf"\frac{{\partial {name_latex(self.title)}}}{{\partial {name_latex(self.name)}}} = "
        try:
            return head + to_latex(self.line, _LONGEST_LATEX)
        except ExpressionTooLong:
            return head + r"\ldots"

    @property
    def touched(self) -> Node:
        """The node of ``line_before`` that the rule replaced."""
        return node_at(self.line_before, self.place_before)

    @property
    def replacement(self) -> Node | None:
        """The node of ``line`` that stands for it now."""
        return None if self.place is None else node_at(self.line, self.place)


@dataclass(frozen=True, slots=True)
class Derivation:
    """∂f/∂name worked out step by step; ``result`` is the simplified partial, ``held`` the other variables."""

    function: Function
    name: str
    result: Function
    steps: tuple[Step, ...]
    held: tuple[str, ...]


def node_at(root: Node, place: Place) -> Node:
    """The node of a tree at a place."""
    for index in place:
        root = root.children[index]
    return root
