"""Trees with unfinished derivatives in them: finding the next one, putting something in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from explorer.core.autodiff.algebra import ONE, ZERO
from explorer.core.autodiff.rules import RULES
from explorer.core.derivation.arrange import Arranger
from explorer.core.derivation.context import Context
from explorer.core.derivation.rules import applied
from explorer.core.derivation.steps import Place
from explorer.core.expression.nodes import Apply, Node, Symbol
from explorer.core.expression.placeholders import PENDING, has_unfinished

__all__ = ["Finished", "Slopes", "filled", "first_unfinished", "pieces_of", "put"]

Way = list[tuple[Apply, int]]


def first_unfinished(line: Node, name: str) -> Way | None:
    """The way to the leftmost unfinished derivative: each ancestor with the index of the operand to take."""
    if not has_unfinished(line, name):
        return None
    way: Way = []
    node = line
    while isinstance(node, Apply) and node.operator != PENDING:
        index = next(i for i, child in enumerate(node.args) if has_unfinished(child, name))
        way.append((node, index))
        node = node.args[index]
    return way


def put(way: Way, node: Node, name: str, arranger: Arranger) -> tuple[Node, Place | None]:
    """The line with ``node`` at the end of ``way``, operations that are finished by it arranged; and its place."""
    place: list[int] | None = []
    for parent, index in reversed(way):
        args = (*parent.args[:index], node, *parent.args[index + 1 :])
        rebuilt = Apply(parent.operator, args)
        settled = rebuilt if has_unfinished(rebuilt, name) else arranger.settled(rebuilt)
        if settled is rebuilt:
            place = None if place is None else [index, *place]
        elif rebuilt.operator == "add":
            place = _place_in_sum(settled, args, index, place)
        else:
            place = []
        node = settled
    return node, None if place is None else tuple(place)


def _place_in_sum(settled: Node, args: tuple[Node, ...], index: int, place: list[int] | None) -> list[int] | None:
    """Where a term is after the zeros of its sum were dropped."""
    if place is None or args[index] is ZERO:
        return [] if settled is ZERO else None
    kept = sum(arg is not ZERO for arg in args)
    return place if kept == 1 else [index - sum(arg is ZERO for arg in args[:index]), *place]


def filled(outcome: Node, name: str, put_in: Callable[[Node], Node], arranger: Arranger | None = None) -> Node:
    """``outcome`` with each unfinished ∂/∂name[u] replaced by ``put_in(u)``."""
    made: dict[Node, Node] = {}
    for node in _unfinished_nodes(outcome, name):
        if node.operator == PENDING:
            made[node] = put_in(node.args[0])
            continue
        rebuilt = Apply(node.operator, [made.get(arg, arg) for arg in node.args])
        made[node] = rebuilt if arranger is None else arranger.settled(rebuilt)
    return made.get(outcome, outcome)


def pieces_of(outcome: Node, name: str) -> list[Node]:
    """The pieces that an outcome leaves to be differentiated, each as often as it stands there."""
    found: list[Node] = []
    stack = [outcome]
    while stack:
        node = stack.pop()
        if isinstance(node, Apply) and has_unfinished(node, name):
            if node.operator == PENDING:
                found.append(node.args[0])
            else:
                stack.extend(node.args)
    return found


def _unfinished_nodes(root: Node, name: str) -> list[Apply]:
    """The nodes with something unfinished at or below them, operands first; finished parts are not entered."""
    order: list[Apply] = []
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, expanded = stack.pop()
        if not isinstance(node, Apply) or not has_unfinished(node, name):
            continue
        if expanded:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            if node.operator != PENDING:
                stack.extend((child, False) for child in reversed(node.args))
    return order


class Slopes:
    """Derivatives of many trees that share parts by automatic differentiation, each node looked at once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._known: dict[Node, Node] = {}

    def of(self, root: Node) -> Node:
        """∂root/∂name as a tree without anything unfinished."""
        stack = [root]
        while stack:
            node = stack[-1]
            waiting = [] if node in self._known else [arg for arg in node.children if arg not in self._known]
            if waiting and self._name in node.symbols:
                stack.extend(waiting)
                continue
            stack.pop()
            self._known.setdefault(node, self._slope(node))
        return self._known[root]

    def _slope(self, node: Node) -> Node:
        if self._name not in node.symbols:
            return ZERO
        if isinstance(node, Symbol):
            return ONE
        assert isinstance(node, Apply)
        return RULES[node.operator](node, [self._known[arg] for arg in node.args])


class Finished:
    """What the rules make of a piece in the end; each distinct piece is worked out once."""

    def __init__(self, context: Context, names: Iterable[str]) -> None:
        self._context = context
        self._arranger = Arranger(names)
        self._known: dict[Node, Node] = {}

    def of(self, piece: Node) -> Node:
        """∂piece/∂name as the last line of its own derivation would have it."""
        stack = [piece]
        while stack:
            node = stack[-1]
            if node in self._known:
                stack.pop()
                continue
            outcome = applied(node, self._context).outcome
            waiting = [part for part in pieces_of(outcome, self._context.name) if part not in self._known]
            if waiting:
                stack.extend(waiting)
                continue
            self._known[node] = filled(outcome, self._context.name, self._known.__getitem__, self._arranger)
        return self._known[piece]
