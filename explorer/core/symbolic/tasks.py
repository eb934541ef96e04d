"""What the worker can be asked: a table from the kind of request to the function that answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from explorer.core.expression.nodes import Node

__all__ = ["TASKS", "Answer"]

Answer = tuple[list[Node], list[str]]
"""The resulting trees, and sentences on what could not be simplified."""


def _partials(roots: Sequence[Node], names: Sequence[str]) -> Answer:
    """∂root/∂name for each root, for each name, in that order."""
    from explorer.core.symbolic.differentiate import partial_or_unsimplified

    found: list[Node] = []
    notes: list[str] = []
    for root in roots:
        for name in names:
            slope, simplified = partial_or_unsimplified(root, name)
            found.append(slope)
            if not simplified:
                notes.append(f"SymPy could not simplify the derivative by {name}; it is shown unsimplified.")
    return found, notes


def _simplify(roots: Sequence[Node], names: Sequence[str]) -> Answer:
    """Each root in the form that reads most easily."""
    from explorer.core.symbolic.differentiate import simplify

    return [simplify(root) for root in roots], []


TASKS: Final[dict[str, Callable[[Sequence[Node], Sequence[str]], Answer]]] = {
    "partials": _partials,
    "simplify": _simplify,
}
