"""The engine under the printers: an explicit stack instead of recursion, and a limit on what is written.

A shared node is printed as often as it occurs, so a small graph may be an astronomically long
text: output is bounded while it is written, not after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from explorer.core.expression.nodes import Node
from explorer.core.expression.precedence import Binding

__all__ = ["LONGEST_TEXT", "ExpressionTooLong", "Part", "Task", "write"]

LONGEST_TEXT: Final = 200_000


class ExpressionTooLong(ValueError):
    """The printed form would exceed the limit of characters."""


class Task(NamedTuple):
    """A node still to be printed where at least ``level`` is needed to go without brackets.

    ``depth`` counts the brackets, fractions and scripts around it.
    """

    node: Node
    level: Binding = Binding.CONDITION
    depth: int = 0
    fractions: int = 0


Part = str | Task


def write(task: Task, expand: Callable[[Task], list[Part]], limit: int = LONGEST_TEXT) -> str:
    """Expand tasks into text until none is left; raises :class:`ExpressionTooLong` beyond ``limit`` characters."""
    written: list[str] = []
    length = 0
    stack: list[Part] = [task]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            written.append(part)
            length += len(part)
            if length > limit:
                raise ExpressionTooLong(f"the expression is longer than {limit} characters when written out")
        else:
            stack.extend(reversed(expand(part)))
            if len(stack) > limit:
                raise ExpressionTooLong(f"the expression is longer than {limit} characters when written out")
    return "".join(written)
