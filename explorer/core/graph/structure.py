"""The computation graph of a formula: one node for each distinct operation, edges from operand to operator.

A tree is hash-consed, so a subexpression that the formula repeats is one node already. What a reader
would not call a step is drawn into its operator: constants (3·x·y is one product of x and y), and the
sign of a term (x − y is one difference).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from explorer.core.expression.names import natural_key
from explorer.core.expression.nodes import Apply, Node, Symbol, postorder
from explorer.core.expression.operators import COMPARISONS, LOGIC
from explorer.core.graph.labels import operation_label

__all__ = ["Graph", "GraphNode", "Kind", "computation_graph", "inside", "operands_of"]

Kind = Literal["variable", "held", "number", "operation", "fold"]
Edge = tuple[int, int]
_LETTERS = "vwsqphkmnabcdefgijlortuxyz"


@dataclass(frozen=True, slots=True, eq=False)
class GraphNode:
    """One input, operation or fold.

    ``identity`` is its place in the order of evaluation of the unfolded graph: operands have smaller
    ones, and folding changes none. ``name`` is canonical (``x``, ``v_4``). ``operands`` are distinct:
    a factor that occurs twice has one edge, whose local derivative counts both. ``active`` nodes
    take part in the reverse pass: a variable enters them, and they enter f, not only through a
    condition. A fold stands for ``steps`` operations and its ``label`` says so; a node
    with ``opened`` was a fold that was asked to open.
    """

    identity: int
    kind: Kind
    name: str
    label: str
    expression: Node
    operands: tuple[int, ...] = ()
    active: bool = True
    steps: int = 1
    opened: bool = False

    @property
    def is_computed(self) -> bool:
        """Whether anything is computed here: all nodes but inputs."""
        return self.kind not in ("variable", "held")

    @property
    def is_condition(self) -> bool:
        """Whether the value is true (1) or false (0)."""
        return _is_condition(self.expression)


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes in the order of evaluation; the last one is the function's value."""

    nodes: tuple[GraphNode, ...]
    variables: tuple[str, ...]

    @cached_property
    def by_identity(self) -> Mapping[int, GraphNode]:
        """Each node under its identity."""
        return {node.identity: node for node in self.nodes}

    @property
    def output(self) -> GraphNode:
        """The node of the whole formula."""
        return self.nodes[-1]

    @property
    def root(self) -> Node:
        """The whole formula."""
        return self.output.expression

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """(operand, operator) pairs of identities, in the order of evaluation."""
        return tuple((operand, node.identity) for node in self.nodes for operand in node.operands)

    @cached_property
    def users(self) -> Mapping[int, tuple[int, ...]]:
        """The nodes that each node enters."""
        found: dict[int, list[int]] = {node.identity: [] for node in self.nodes}
        for operand, user in self.edges:
            found[operand].append(user)
        return {identity: tuple(listed) for identity, listed in found.items()}


def computation_graph(root: Node, names: Sequence[str]) -> Graph:
    """The graph of ``root`` as a function of ``names``; its other names are held inputs.

    Inputs come first (variables in the order of ``names``, then the held ones in natural order), then
    the operations, named v₁, v₂ … in order of evaluation (by another letter where the formula has a v).
    """
    needed = _needed(root)
    symbols = sorted((node for node in needed if isinstance(node, Symbol)), key=lambda node: _input_key(node, names))
    operations = [node for node in postorder(root) if isinstance(node, Apply) and node in needed]
    ordered: list[Node] = [*symbols, *operations] or [root]
    places = {node: place for place, node in enumerate(ordered)}
    letter = _free_letter(root.symbols)
    active_nodes = _active(ordered, frozenset(names))
    nodes = []
    for place, node in enumerate(ordered):
        active = node in active_nodes
        if isinstance(node, Symbol):
            nodes.append(
                GraphNode(place, "variable" if node.name in names else "held", node.name, "", node, active=active)
            )
            continue
        operands = tuple(places[operand] for operand in operands_of(node))
        name = f"{letter}_{place - len(symbols) + 1}"
        kind: Kind = "operation" if node.symbols else "number"
        nodes.append(GraphNode(place, kind, name, operation_label(node), node, operands, active))
    return Graph(tuple(nodes), tuple(names))


def operands_of(node: Node) -> tuple[Node, ...]:
    """The distinct expressions that enter ``node`` as a step: no constants, no signs of terms."""
    if not isinstance(node, Apply):
        return ()
    found: dict[Node, None] = {}
    for arg in node.args:
        signed = node.operator == "add" and isinstance(arg, Apply) and arg.operator == "neg"
        operand = arg.children[0] if signed else arg
        if operand.symbols:
            found[operand] = None
    return tuple(found)


def inside(expression: Node, cut: Collection[Node]) -> list[Node]:
    """The nodes of ``expression`` above those of ``cut`` that some name enters, operands first."""
    seen: set[Node] = set(cut)
    return list(_inside(expression, seen))


def _inside(expression: Node, seen: set[Node]) -> Iterator[Node]:
    stack: list[tuple[Node, bool]] = [(expression, False)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            yield node
        elif node not in seen and node.symbols:
            seen.add(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children))


def _needed(root: Node) -> set[Node]:
    needed = {root} if root.symbols else set()
    stack = list(needed)
    while stack:
        for operand in operands_of(stack.pop()):
            if operand not in needed:
                needed.add(operand)
                stack.append(operand)
    return needed


def _is_condition(node: Node) -> bool:
    return isinstance(node, Apply) and node.operator in (*COMPARISONS, *LOGIC)


def _active(ordered: Sequence[Node], wanted: frozenset[str]) -> set[Node]:
    """From the output back, through whatever has a derivative."""
    active: set[Node] = set()
    reached = {ordered[-1]}
    for node in reversed(ordered):
        if node in reached and not _is_condition(node) and not wanted.isdisjoint(node.symbols):
            active.add(node)
            reached.update(operands_of(node))
    return active


def _input_key(symbol: Symbol, names: Sequence[str]) -> tuple[object, ...]:
    if symbol.name in names:
        return (0, names.index(symbol.name))
    return (1, natural_key(symbol.name))


def _free_letter(symbols: Collection[str]) -> str:
    taken = {name.partition("_")[0] for name in symbols}
    return next((letter for letter in _LETTERS if letter not in taken), "node")
