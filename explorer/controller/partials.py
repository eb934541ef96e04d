"""Keeps the symbolic partials in step with the formula."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from explorer.controller.callables import no_formula, tree_of
from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.controller.mathematics import SymbolicClient
from explorer.controller.problem import Problem
from explorer.controller.results import ExploredFunction, Partial
from explorer.controller.symbolic_process import SymbolicAnswer, SymbolicTask
from explorer.core.expression.nodes import Node

__all__ = ["PartialsDesk"]

NO_WORKER = "The derivatives are shown unsimplified: the symbolic worker is not used."
CANCELLED = "The derivatives were cancelled."
WORK = "plain partials"


class PartialsDesk:
    """Asks the symbolic worker; where that gives up, differentiates plainly and says so."""

    def __init__(
        self,
        executor: Executor,
        symbolic: SymbolicClient | None,
        derivative: Callable[[Node, str], Node],
        show: Callable[[tuple[Partial, ...]], None],
    ) -> None:
        self._executor = executor
        self._symbolic = symbolic
        self._derivative = derivative
        self._show = show
        self._partials: tuple[Partial, ...] = ()

    @property
    def awaited(self) -> bool:
        """Whether an answer is still to come."""
        return any(partial.node is None and not partial.note for partial in self._partials)

    def ask(self, problem: Problem) -> None:
        """Ask for the partials by each variable, in order; until they come their nodes are None."""
        self._executor.cancel(WORK)
        function = problem.function
        names = () if function is None else function.variables
        if self._symbolic is not None:
            self._symbolic.cancel("partials")
        root = tree_of(function)
        if function is not None and root is None:
            self._put(Partial(name, None, False, _without_formula(function)) for name in names)
            return
        self._put(Partial(name) for name in names)
        if root is None or not names:
            return
        if self._symbolic is None:
            self._differentiate(root, names, NO_WORKER)
            return
        self._symbolic.request(
            "partials",
            SymbolicTask((root,), names),
            lambda answer: self._answered(names, answer),
            lambda sentence: self._differentiate(root, names, sentence),
        )

    def cancel(self) -> None:
        """Wait no longer; ask again when the formula changes."""
        if self.awaited:
            self._executor.cancel(WORK)
            if self._symbolic is not None:
                self._symbolic.cancel("partials")
            self._put(Partial(partial.name, None, False, CANCELLED) for partial in self._partials)

    def _answered(self, names: Sequence[str], answer: SymbolicAnswer) -> None:
        notes = [_note_on(name, answer.notes) for name in names]
        self._put(
            Partial(name, node, not note, note) for name, node, note in zip(names, answer.nodes, notes, strict=True)
        )

    def _differentiate(self, root: Node, names: Sequence[str], note: str) -> None:
        def work(token: CancelToken) -> tuple[Node, ...]:
            found = []
            for name in names:
                token.check()
                found.append(self._derivative(root, name))
            return tuple(found)

        def done(answer: tuple[Node, ...] | Failure) -> None:
            if isinstance(answer, Failure):
                sentence = f"The derivatives cannot be shown ({answer.message})."
                self._put(Partial(name, None, False, sentence) for name in names)
            else:
                self._put(Partial(name, node, False, note) for name, node in zip(names, answer, strict=True))

        self._executor.submit(WORK, work, done)

    def _put(self, partials: Iterable[Partial]) -> None:
        self._partials = tuple(partials)
        self._show(self._partials)


def _without_formula(function: ExploredFunction) -> str:
    """Where the numbers of a function without a formula come from."""
    return " ".join((f"{no_formula(function)}.", *getattr(function, "notes", ())))


def _note_on(name: str, notes: Sequence[str]) -> str:
    """The note that speaks of ``name``."""
    return next((note for note in notes if f"by {name};" in note), "")
