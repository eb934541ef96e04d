"""The study of the computation graph: the formula folded to a readable size, laid out, with the probe's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from explorer.controller.callables import tree_of, without_formula
from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.plots import Plot
from explorer.controller.studies.study import StudyInput
from explorer.core.expression.nodes import Node
from explorer.core.expression.text import name_text
from explorer.core.graph import (
    Evaluation,
    Graph,
    GraphNode,
    GraphStep,
    Layout,
    computation_graph,
    evaluate_graph,
    fold,
    layout,
    steps,
)
from explorer.core.graph.writing import step_text

__all__ = ["GraphAnswer", "GraphPicture", "NoGraph", "compute_graph", "graph_key", "graph_picture"]

LONGEST_LABEL = 20
_LETTER_WIDTH, _NARROWEST, _LABEL_ROOM = 7.6, 68.0, 10.0


@dataclass(frozen=True, slots=True, eq=False)
class GraphPicture:
    """What does not depend on numbers: the folded graph, where it stands, and the words above its nodes.

    ``total`` counts the nodes of the whole formula, ``folded`` tells whether some are hidden.
    """

    graph: Graph
    layout: Layout
    labels: dict[int, str]
    total: int

    @property
    def folded(self) -> bool:
        """Whether some nodes stand for many."""
        return any(node.kind == "fold" for node in self.graph.nodes)


@dataclass(frozen=True, slots=True, eq=False)
class GraphAnswer:
    """The graph at the probe with both passes told; ``axes`` are the drawn variables, for their colours."""

    picture: GraphPicture
    evaluation: Evaluation
    steps: tuple[GraphStep, ...]
    axes: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class NoGraph:
    """Why there is no graph."""

    message: str
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def graph_key(given: StudyInput) -> tuple[object, ...]:
    """The probe's key and the folds that are open."""
    return (*given.probe_key, given.choices.graph_opened)


def compute_graph(given: StudyInput, token: CancelToken) -> GraphAnswer | NoGraph:
    """Graph, layout, both passes and their steps."""
    function = given.function
    root = tree_of(function)
    if root is None:
        return NoGraph(without_formula("to draw as a graph", function))
    picture = graph_picture(root, tuple(function.variables), frozenset(given.choices.graph_opened))
    token.check()
    position = dict(zip(function.variables, given.position.tolist(), strict=True))
    evaluation = evaluate_graph(picture.graph, {**function.parameters, **position})
    token.check()
    return GraphAnswer(picture, evaluation, tuple(steps(picture.graph, evaluation)), tuple(given.axes))


@lru_cache(maxsize=8)
def graph_picture(root: Node, variables: tuple[str, ...], opened: frozenset[int]) -> GraphPicture:
    """The graph folded and laid out; kept, since dragging the probe changes none of it."""
    whole = computation_graph(root, variables)
    graph = fold(whole, opened=opened)
    labels = {node.identity: _label(graph, node) for node in graph.nodes}
    widths = {identity: max(_NARROWEST, len(text) * _LETTER_WIDTH + _LABEL_ROOM) for identity, text in labels.items()}
    return GraphPicture(graph, layout(graph, widths), labels, len(whole.nodes))


def _label(graph: Graph, node: GraphNode) -> str:
    """The name and what is computed: v₄ = 3·x·v₃, with the sign of the operation alone where that is long."""
    name = name_text(node.name)
    if not node.is_computed:
        return name
    if node.kind == "fold":
        return f"{name} {node.label}"
    operands = (graph.by_identity[operand] for operand in node.operands)
    written = step_text(node.expression, {operand.expression: name_text(operand.name) for operand in operands})
    text = f"{name} = {written}"
    return text if len(text) <= LONGEST_LABEL and "…" not in text else f"{name}: {node.label}"
