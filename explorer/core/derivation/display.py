"""A step's line as MathML: the piece at work marked, what is far from it folded, numbers put in on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from explorer.core.derivation.steps import Place, Step
from explorer.core.expression.mathml import LONGEST_MATHML, mathml_with_nodes
from explorer.core.expression.nodes import Apply, Node
from explorer.core.expression.placeholders import FOLDED, marked

__all__ = ["FOLDED_FROM", "line_mathml", "line_tree"]

FOLDED_FROM: Final = 50
"""Lines of at least this many nodes, every occurrence counted, are folded."""

_READ_AT_A_GLANCE: Final = 7
_ELLIPSIS: Final = Apply(FOLDED, ())

Which = Literal["before", "after"]


def line_mathml(
    step: Step,
    which: Which = "after",
    substitute: Mapping[str, str] | None = None,
    fold: bool = True,
    limit: int = LONGEST_MATHML,
) -> tuple[str, tuple[Node, ...]]:
    """The line before or after a step as an ``<mrow>``, with the nodes that its ``data-node`` indices stand for.

    What the step works on, or has made, is in an ``mrow`` with ``data-role="touched"``; an ellipsis for
    what is folded has ``data-role="folded"``; names carry ``data-name``. ``substitute`` puts numbers in
    for names, save for the name of a derivative that is still to be done. The nodes are those of
    :func:`line_tree`: to be pointed at, not evaluated.
    Raises :class:`~explorer.core.expression.printing.ExpressionTooLong` beyond ``limit`` characters.
    """
    return mathml_with_nodes(line_tree(step, which, fold), substitute, limit)


def line_tree(step: Step, which: Which = "after", fold: bool = True) -> Node:
    """The line as it is to be printed: the touched node marked, all far from it folded if the line is long."""
    line, place = (step.line_before, step.place_before) if which == "before" else (step.line, step.place)
    folds = fold and not _has_fewer_nodes(line, FOLDED_FROM)
    if place is None:
        # Nothing is left of the piece: what to keep is where it was.
        return _rebuilt(line, step.place_before[:1], folds, False) if folds else line
    return _rebuilt(line, place, folds, True)


def _rebuilt(line: Node, place: Place, folds: bool, marks: bool) -> Node:
    """``line`` with the node at ``place`` marked, and the operands beside the way there folded if they are long."""
    way: list[tuple[Apply, int]] = []
    node = line
    for index in place:
        if not isinstance(node, Apply) or index >= len(node.args):
            break
        way.append((node, index))
        node = node.args[index]
    node = marked(node) if marks else node
    for parent, index in reversed(way):
        beside = _beside(parent, index) if folds else list(parent.args)
        node = _joined(parent, beside, index, node)
    return node


def _beside(parent: Apply, index: int) -> list[Node]:
    """The operands of ``parent`` with the long ones, but not the one at ``index``, as an ellipsis."""
    # Cases keep their conditions: a case without one cannot be told from the next.
    if parent.operator == "piecewise":
        return list(parent.args)
    return [
        arg if place == index or _has_fewer_nodes(arg, _READ_AT_A_GLANCE + 1) else _ELLIPSIS
        for place, arg in enumerate(parent.args)
    ]


def _joined(parent: Apply, beside: list[Node], index: int, node: Node) -> Node:
    """The parent with ``node`` at ``index``; ellipses side by side in a sum or product become one."""
    kept: list[Node] = []
    for place, arg in enumerate(beside):
        part = node if place == index else arg
        if parent.operator in ("add", "mul") and part is _ELLIPSIS and kept and kept[-1] is _ELLIPSIS:
            continue
        kept.append(part)
    return Apply(parent.operator, kept)


def _has_fewer_nodes(root: Node, limit: int) -> bool:
    """Whether there are fewer than ``limit`` nodes, every occurrence counted and no more of them looked at."""
    count = 0
    stack = [root]
    while stack and count < limit:
        count += 1
        stack.extend(stack.pop().children)
    return count < limit
