"""The Graph panel: the computation graph in the place of surface and map, its steps at the right."""

from __future__ import annotations

import math
from collections.abc import Callable

from explorer.controller.intents import Intents
from explorer.controller.studies.graph import GraphAnswer, GraphPicture, NoGraph
from explorer.core.expression.text import name_text
from explorer.core.graph import GraphState, GraphStep, state_at
from explorer.core.graph.writing import adjoint_text, number_text
from explorer.views.graph import GraphView
from explorer.views.panels.graph_page import EMPTY, GraphPage, PartialLine, StepWords
from explorer.views.panels.panel import Panel, Shown
from explorer.views.theme import Theme
from explorer.views.widgets.step_bar import StepPlayer, wire_steps

__all__ = ["GraphPanel"]

BEGIN = "The inputs have their values at P. Step forward to compute node after node."
_TITLES = {"seed": "The way back begins", "gradient": "The gradient"}


class GraphPanel(Panel):
    """Page and stage; the step shown is part of the view, the open folds part of the document."""

    def __init__(self) -> None:
        self.page: GraphPage = GraphPage()
        self.view = GraphView()
        self.stage = self.view
        self._player = StepPlayer(parent=self.page)
        self._answer: GraphAnswer | None = None
        self._shown: tuple[object, ...] = ()
        self._opened: tuple[int, ...] = ()
        self._step = 0

    @property
    def _count(self) -> int:
        return len(self._answer.steps) if self._answer is not None else 0

    # Up

    def wire(self, intents: Intents, run_action: Callable[[str], None]) -> None:
        """Connect the signals."""

        go = wire_steps(
            self.page.bar,
            self._player,
            lambda: (self._step, self._count),
            lambda step: intents.show_step(graph_step=step),
        )

        def toggle_fold(identity: int) -> None:
            opened = set(self._opened)
            opened ^= {identity}
            intents.change_study("Open or close a part of the graph", graph_opened=tuple(sorted(opened)))

        self.page.pass_chosen.connect(lambda name: go(self._first_of(name)))
        self.page.probe_entered.connect(intents.place_probe)
        self.view.node_clicked.connect(lambda node: go(self._step_of(node)))
        self.view.fold_toggled.connect(toggle_fold)
        self.view.step_asked.connect(lambda by: go(self._step + by))

    def _first_of(self, name: str) -> int:
        """The step at which a pass begins."""
        steps = self._answer.steps if self._answer is not None else ()
        wanted = "forward" if name == "forward" else "seed"
        return next((index + 1 for index, step in enumerate(steps) if step.kind == wanted), self._step)

    def _step_of(self, node: int) -> int:
        """The step that computes a node in the present pass: its value, or the last share of its adjoint."""
        steps = self._answer.steps if self._answer is not None else ()
        backward = 0 < self._step <= len(steps) and steps[self._step - 1].kind != "forward"
        found = self._step
        for index, step in enumerate(steps):
            reaches = backward and step.kind == "backward" and step.edges[0][0] == node
            if reaches or (step.node == node and step.kind == ("seed" if backward else "forward")):
                found = index + 1
        return found

    # Down

    def show(self, shown: Shown) -> None:
        """The graph with the steps taken so far."""
        answer = shown.answer("graph")
        if not isinstance(answer, GraphAnswer):
            told = answer.message if isinstance(answer, NoGraph) else shown.failure("graph")
            self._show_nothing(told or EMPTY)
            return
        self._opened = shown.document.studies.graph_opened
        self._answer = answer
        self._step = min(shown.view.graph_step, self._count)
        state = (answer, self._step)
        if state == self._shown:
            return
        self._shown = state
        picture = answer.picture
        reached = state_at(picture.graph, answer.evaluation, answer.steps, self._step)
        tokens = dict(zip(answer.axes, ("x", "y"), strict=False))
        self.view.set_graph(picture.graph, picture.layout, picture.labels, tokens)
        self.view.set_state(reached, answer.evaluation.slopes)
        self.page.set_message("")
        self.page.set_position(answer.axes, shown.document.probe)
        self.page.bar.set_steps(self._count, self._step)
        self.page.set_words(_words(answer.steps[self._step - 1] if self._step else None, picture))
        self.page.set_partials(_partials(answer, reached, tokens, self._step == self._count, shown.letter))
        self.page.set_note(_size(picture))

    def subtitle(self, shown: Shown) -> str:
        """Where the graph is evaluated and how large it is."""
        answer = shown.answer("graph")
        if not isinstance(answer, GraphAnswer):
            return ""
        count = sum(1 for node in answer.picture.graph.nodes if node.is_computed)
        return "one operation" if count == 1 else f"{count} operations"

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour page and stage."""
        self.page.set_theme(theme, text_scale)
        self.view.set_theme(theme, text_scale)

    def _show_nothing(self, sentence: str) -> None:
        self._answer, self._shown = None, ()
        self._player.play(False)
        self.page.set_message(sentence)
        self.page.bar.set_steps(0, 0)
        self.view.set_graph(None, None, {}, {})
        self.view.set_message(sentence)


def _words(step: GraphStep | None, picture: GraphPicture) -> StepWords:
    if step is None:
        return StepWords("The inputs", sentence=BEGIN)
    names = {node.identity: name_text(node.name) for node in picture.graph.nodes}
    title = _TITLES.get(step.kind, "")
    if step.kind == "forward":
        title = "One node forward"
    elif step.kind == "backward":
        operand, node = step.edges[0]
        title = f"One edge back: {names[node]} → {names[operand]}"
    return StepWords(title, step.formula, step.local, step.numbers, step.sentence, step.kind != "forward")


def _partials(
    answer: GraphAnswer, reached: GraphState, tokens: dict[str, str], done: bool, letter: str = "f"
) -> tuple[PartialLine, ...]:
    nodes = {node.name: node for node in answer.picture.graph.nodes if node.kind == "variable"}
    lines = []
    for name, slope in answer.evaluation.gradient.items():
        node = nodes.get(name)
        formula = f"∂{letter}/∂{name_text(name)}" + (f" = {adjoint_text(name)}" if node is not None else "")
        so_far = reached.adjoints.get(node.identity) if node is not None else None
        reached_all = node is not None and _is_complete(answer.picture, node.identity, reached)
        if done or reached_all:
            value = number_text(slope)
        else:
            value = "not reached yet" if so_far is None else f"{number_text(so_far)} so far"
        complete = (done or reached_all) and not math.isnan(slope)
        lines.append(PartialLine(formula, value, tokens.get(name, "held"), complete))
    return tuple(lines)


def _is_complete(picture: GraphPicture, identity: int, reached: GraphState) -> bool:
    """Whether all shares of an adjoint have come."""
    graph = picture.graph
    users = [user for user in graph.users[identity] if graph.by_identity[user].active]
    return bool(users) and all((identity, user) in reached.travelled for user in users)


def _size(picture: GraphPicture) -> str:
    if not picture.folded and not any(node.opened for node in picture.graph.nodes):
        return "Click a node to go to its step. Repeated parts of the formula are one node."
    shown = len(picture.graph.nodes)
    return f"{picture.total} nodes, shown as {shown}: click a node with + to open it, − to close it again."
