"""The formula as a computation graph: values forward, adjoints backward, step by step, and where to draw it."""

from explorer.core.graph.evaluation import Evaluation, evaluate_graph
from explorer.core.graph.folding import fold
from explorer.core.graph.layout import Layout, layout
from explorer.core.graph.steps import GraphState, GraphStep, state_at, steps
from explorer.core.graph.structure import Graph, GraphNode, computation_graph

__all__ = [
    "Evaluation",
    "Graph",
    "GraphNode",
    "GraphState",
    "GraphStep",
    "Layout",
    "computation_graph",
    "evaluate_graph",
    "fold",
    "layout",
    "state_at",
    "steps",
]
