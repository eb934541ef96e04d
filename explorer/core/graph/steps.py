"""The two passes told step by step: forward node by node, the seed, then backward edge by edge."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from explorer.core.expression.nodes import Node
from explorer.core.expression.text import name_text
from explorer.core.graph.evaluation import Evaluation, share
from explorer.core.graph.labels import constant_text, operation_sentence
from explorer.core.graph.structure import Edge, Graph, GraphNode
from explorer.core.graph.writing import adjoint_text, number_text, slope_text, step_text

__all__ = ["GraphState", "GraphStep", "StepKind", "state_at", "steps"]

StepKind = Literal["forward", "seed", "backward", "gradient"]


@dataclass(frozen=True, slots=True)
class GraphStep:
    """One step, told.

    ``node`` is worked on; ``edges`` are touched. ``formula`` is the step in names, ``local`` the local
    derivative used ("" forward), ``numbers`` the step in numbers, ``sentence`` what happens and why.
    ``amount`` is the value found, or what is added to the adjoint of the edge's operand.
    """

    kind: StepKind
    node: int
    edges: tuple[Edge, ...]
    formula: str
    local: str
    numbers: str
    sentence: str
    amount: float = math.nan


@dataclass(frozen=True, slots=True)
class GraphState:
    """What is known after some steps, and what the last of them touched (None, () before the first).

    ``travelled`` are the edges over which the way back has gone; ``backward`` whether it has begun.
    ``marked`` are the nodes to look at: the one worked on, at the end the variables.
    """

    values: Mapping[int, float]
    adjoints: Mapping[int, float] = field(default_factory=dict)
    node: int | None = None
    edges: tuple[Edge, ...] = ()
    backward: bool = False
    travelled: frozenset[Edge] = frozenset()
    marked: frozenset[int] = frozenset()


def steps(graph: Graph, evaluation: Evaluation) -> list[GraphStep]:
    """Every step of both passes, ending with the gradient. Meant for a graph that was folded first."""
    return [*_Teller(graph, evaluation).told()]


def state_at(graph: Graph, evaluation: Evaluation, told: Sequence[GraphStep], count: int) -> GraphState:
    """The state after the first ``count`` of the steps; before the first the inputs are known."""
    values = {node.identity: evaluation.values[node.identity] for node in graph.nodes if not node.is_computed}
    adjoints: dict[int, float] = {}
    for step in told[:count]:
        if step.kind == "forward":
            values[step.node] = step.amount
        elif step.kind == "seed":
            adjoints[step.node] = step.amount
        elif step.kind == "backward":
            operand = step.edges[0][0]
            adjoints[operand] = adjoints.get(operand, 0.0) + step.amount
    travelled = frozenset(edge for step in told[:count] if step.kind == "backward" for edge in step.edges)
    last = told[min(count, len(told)) - 1] if count > 0 and told else None
    if last is None:
        return GraphState(values)
    inputs = (node.identity for node in graph.nodes if node.kind == "variable" and node.active)
    marked = frozenset(inputs if last.kind == "gradient" and travelled else (last.node,))
    return GraphState(values, adjoints, last.node, last.edges, last.kind != "forward", travelled, marked)


class _Teller:
    def __init__(self, graph: Graph, evaluation: Evaluation) -> None:
        self.graph = graph
        self.evaluation = evaluation
        self.nodes = graph.by_identity

    def told(self) -> Iterator[GraphStep]:
        for node in self.graph.nodes:
            if node.is_computed:
                yield self._forward(node)
        output = self.graph.output
        if output.active and not math.isnan(self.evaluation.value):
            yield self._seed(output)
            yield from self._backward()
        yield self._ending(output)

    def _forward(self, node: GraphNode) -> GraphStep:
        value = self.evaluation.values[node.identity]
        name, result = name_text(node.name), self._number(node, value)
        edges = tuple((operand, node.identity) for operand in node.operands)
        if node.kind == "fold":
            sources = ", ".join(name_text(self.nodes[operand].name) for operand in node.operands) or "its own inputs"
            sentence = f"{_counted(node.steps)} at once; open the node to see them."
            return GraphStep(
                "forward", node.identity, edges, f"{name} from {sources}", "", f"= {result}", sentence, value
            )
        formula = f"{name} = {step_text(node.expression, self._names(node))}"
        numbers = step_text(node.expression, self._numbers(node))
        shown = f"= {result}" if numbers == result else f"= {numbers} = {result}"
        sentence = operation_sentence(node.expression, self._written)
        if math.isnan(value):
            sentence += " That is undefined here."
        return GraphStep("forward", node.identity, edges, formula, "", shown, sentence, value)

    def _seed(self, node: GraphNode) -> GraphStep:
        name, bar = name_text(node.name), adjoint_text(node.name)
        sentence = f"The way back starts at the output: {name} is f itself, so its adjoint is 1."
        return GraphStep("seed", node.identity, (), f"{bar} = ∂f/∂{name} = 1", "", "", sentence, 1.0)

    def _backward(self) -> Iterator[GraphStep]:
        waiting = {identity: len(self._active_users(identity)) for identity in self.nodes}
        sums: dict[int, float] = {self.graph.output.identity: 1.0}
        for node in reversed(self.graph.nodes):
            for operand in node.operands if node.active else ():
                if self.nodes[operand].active:
                    waiting[operand] -= 1
                    yield self._share(node, self.nodes[operand], sums, waiting[operand])

    def _share(self, node: GraphNode, operand: GraphNode, sums: dict[int, float], waiting: int) -> GraphStep:
        edge = (operand.identity, node.identity)
        slope, adjoint = self.evaluation.slopes[edge], sums.get(node.identity, 0.0)
        amount = share(adjoint, slope)
        before = sums.get(operand.identity)
        sums[operand.identity] = total = (before or 0.0) + amount
        name, bar = name_text(operand.name), adjoint_text(operand.name)
        quotient = f"∂{name_text(node.name)}/∂{name}"
        sign = "=" if before is None else "+="
        formula = f"{bar} {sign} {adjoint_text(node.name)}·{quotient}"
        product = f"{_in_product(adjoint, first=True)}·{_in_product(slope)} = {number_text(amount)}"
        numbers = (
            product if before is None else f"{product}, so {bar} = {_added(before, amount)} = {number_text(total)}"
        )
        local = self._local(node, operand, quotient, slope)
        return GraphStep(
            "backward", node.identity, (edge,), formula, local, numbers, self._why(operand, waiting), amount
        )

    def _local(self, node: GraphNode, operand: GraphNode, quotient: str, slope: float) -> str:
        result = number_text(slope)
        if node.kind == "fold":
            return f"{quotient} = {result} through {_counted(node.steps)}"
        written = slope_text(node.expression, operand.expression, self._names(node))
        return f"{quotient} = {result}" if written in ("", result) else f"{quotient} = {written} = {result}"

    def _why(self, operand: GraphNode, waiting: int) -> str:
        name, bar = name_text(operand.name), adjoint_text(operand.name)
        uses = len(self._active_users(operand.identity))
        if uses == 1:
            return f"{name} enters f only here, so {bar} is complete."
        if waiting:
            return f"{name} enters f in {uses} places; its shares add up, {waiting} more to come."
        return f"The last of {uses} shares: {bar} is complete."

    def _ending(self, output: GraphNode) -> GraphStep:
        gradient = self.evaluation.gradient
        if math.isnan(self.evaluation.value):
            sentence = "f is undefined at this point, so it has no gradient here."
        elif not gradient:
            sentence = "f has no variables, so it has no gradient."
        else:
            sentence = "The adjoints of the inputs are the partial derivatives: the same gradient as in Partials."
        parts = [f"∂f/∂{name_text(name)} = {number_text(value)}" for name, value in gradient.items()]
        shown = parts if len(parts) <= 6 else [*parts[:5], "…", parts[-1]]
        return GraphStep("gradient", output.identity, (), ", ".join(shown), "", "", sentence)

    def _active_users(self, identity: int) -> list[int]:
        return [user for user in self.graph.users[identity] if self.nodes[user].active]

    def _names(self, node: GraphNode) -> dict[Node, str]:
        found = (self.nodes[operand] for operand in node.operands)
        return {operand.expression: name_text(operand.name) for operand in found}

    def _numbers(self, node: GraphNode) -> dict[Node, str]:
        found = (self.nodes[operand] for operand in node.operands)
        return {o.expression: self._number(o, self.evaluation.values[o.identity]) for o in found}

    def _number(self, node: GraphNode, value: float) -> str:
        return ("true" if value else "false") if node.is_condition and value == value else number_text(value)

    def _written(self, part: Node) -> str:
        name = next((node.name for node in self.graph.nodes if node.expression is part), None)
        return name_text(name) if name is not None else constant_text(part)


def _counted(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _in_product(value: float, first: bool = False) -> str:
    text = number_text(value)
    return f"({text})" if (text.startswith("−") and not first) or "·" in text else text


def _added(before: float, amount: float) -> str:
    text = number_text(amount)
    return f"{number_text(before)} − {text[1:]}" if text.startswith("−") else f"{number_text(before)} + {text}"
