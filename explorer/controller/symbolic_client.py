"""The symbolic worker as the engine wants it: partials by name, one answer each."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.symbolic_process import SymbolicAnswer, SymbolicProcess, SymbolicTask
from explorer.core.expression.nodes import Node

__all__ = ["WorkerClient"]


class WorkerClient:
    """Adapts a :class:`~explorer.controller.symbolic_process.SymbolicProcess`; knows whether it is waited for."""

    def __init__(self, process: SymbolicProcess) -> None:
        self._process = process
        self._asked = 0
        self._answered = 0

    @property
    def busy(self) -> bool:
        """Whether the latest request is still unanswered."""
        return self._answered != self._asked

    def partials(
        self,
        root: Node,
        names: tuple[str, ...],
        on_result: Callable[[str, Node, str], None],
        on_failure: Callable[[str, str], None],
    ) -> None:
        """Ask for ∂root/∂name of each name instead of whatever was asked before."""
        self._asked += 1
        number = self._asked

        def result(answer: SymbolicAnswer) -> None:
            self._answered = max(self._answered, number)
            notes = (*answer.notes, *([""] * len(names)))
            for name, node, note in zip(names, answer.nodes, notes, strict=False):
                on_result(name, node, note)

        def failure(sentence: str) -> None:
            self._answered = max(self._answered, number)
            for name in names:
                on_failure(name, sentence)

        self._process.request("partials", SymbolicTask((root,), names), result, failure)
