"""Numbers on a computation graph: values forward, local derivatives on the edges, adjoints backward.

Reverse accumulation as in Griewank and Walther, *Evaluating Derivatives*, §3.2. A node may stand for
many operations (a fold): the local derivative of an edge is then accumulated through all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from explorer.core.autodiff.reverse import local_slopes, node_value, reverse_gradient
from explorer.core.expression.nodes import Apply, Node, postorder
from explorer.core.graph.structure import Edge, Graph, GraphNode, inside

__all__ = ["Evaluation", "evaluate_graph", "share"]


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """What one point gives.

    ``values`` of all nodes; ``slopes[operand, node]`` = ∂node/∂operand for every edge; ``adjoints`` =
    ∂f/∂node of the active nodes; ``gradient`` by the graph's variables, those inside
    a fold too. Where f is undefined, adjoints and gradient are NaN.
    """

    values: Mapping[int, float]
    slopes: Mapping[Edge, float]
    adjoints: Mapping[int, float]
    gradient: Mapping[str, float]

    @property
    def value(self) -> float:
        """The function's value."""
        return self.values[max(self.values)]


def evaluate_graph(graph: Graph, values: Mapping[str, float]) -> Evaluation:
    """Both passes at the point ``values``; raises KeyError for a name of the formula without a value."""
    known: dict[Node, float] = {}
    local: dict[Node, tuple[float, ...]] = {}
    names = graph.root.symbols
    for part in postorder(graph.root):
        known[part] = node_value(part, known, values)
        if isinstance(part, Apply) and part.symbols:
            local[part] = local_slopes(part, known, names)
    expressions = {node.identity: node.expression for node in graph.nodes}
    slopes: dict[Edge, float] = {}
    for node in graph.nodes:
        cut = [expressions[operand] for operand in node.operands]
        through = _part_slopes(node.expression, cut, local) if cut else {}
        slopes.update({(operand, node.identity): through.get(expressions[operand], 0.0) for operand in node.operands})
    numbers = {identity: known[expression] for identity, expression in expressions.items()}
    undefined = math.isnan(known[graph.root])
    adjoints = _adjoints(graph, slopes, undefined)
    return Evaluation(numbers, slopes, adjoints, _gradient(graph, adjoints, values, undefined))


def _part_slopes(top: Node, cut: list[Node], local: Mapping[Node, tuple[float, ...]]) -> dict[Node, float]:
    """∂top/∂node for the nodes of ``cut``, through all that lies between."""
    found = {top: 1.0}
    for node in reversed(inside(top, cut)):
        adjoint = found.get(node, 0.0)
        if adjoint == 0.0 or not isinstance(node, Apply):
            continue
        for arg, slope in zip(node.args, local[node], strict=True):
            if slope != 0.0:
                found[arg] = found.get(arg, 0.0) + adjoint * slope
    return found


def share(adjoint: float, slope: float) -> float:
    """What an edge passes back; a branch that is not taken passes nothing, even where it is undefined."""
    return 0.0 if adjoint == 0.0 or slope == 0.0 else adjoint * slope


def _adjoints(graph: Graph, slopes: Mapping[Edge, float], undefined: bool) -> dict[int, float]:
    active: list[GraphNode] = [node for node in graph.nodes if node.active]
    adjoints = {node.identity: math.nan if undefined else 0.0 for node in active}
    if undefined or not graph.output.active:
        return adjoints
    adjoints[graph.output.identity] = 1.0
    for node in reversed(active):
        for operand in node.operands:
            if operand in adjoints:
                adjoints[operand] += share(adjoints[node.identity], slopes[operand, node.identity])
    return adjoints


def _gradient(
    graph: Graph, adjoints: Mapping[int, float], values: Mapping[str, float], undefined: bool
) -> dict[str, float]:
    if undefined:
        return dict.fromkeys(graph.variables, math.nan)
    shown = {node.name: adjoints.get(node.identity, 0.0) for node in graph.nodes if node.kind == "variable"}
    folded = [name for name in graph.variables if name in graph.root.symbols and name not in shown]
    hidden = reverse_gradient(graph.root, values, folded)[1] if folded else {}
    return {name: shown.get(name, hidden.get(name, 0.0)) for name in graph.variables}
