"""Keeps the runs in step with the document: each is asked for when what it depends on changes."""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.controller.pictures import RunPicture
from explorer.controller.problem import Problem
from explorer.controller.run_request import Descend, RunRequest, compute_run

__all__ = ["RunDesk"]


class RunDesk:
    """Asks for runs through the executor and shows them in the document's order.

    While a run is computed anew, the one before it stays; ``show`` gets all that are known.
    """

    def __init__(
        self,
        executor: Executor,
        descend: Descend,
        show: Callable[[tuple[RunPicture, ...]], None],
        fail: Callable[[str, str], None],
        progress: Callable[[float | None], None],
    ) -> None:
        self._executor = executor
        self._descend = descend
        self._show = show
        self._fail = fail
        self._progress = progress
        self._keys: list[tuple[object, ...]] = []
        self._pictures: dict[int, RunPicture] = {}

    def ask(self, problem: Problem) -> None:
        """Compute what is new or different in ``problem``, forget what is no more there."""
        keys = [problem.run_key(index) for index in range(len(problem.runs))]
        before, self._keys = self._keys, keys
        for index in range(len(keys), len(before)):
            self._executor.cancel(_name(index))
        gone = [index for index in self._pictures if index >= len(keys)]
        for index in gone:
            del self._pictures[index]
        if gone:
            self._tell()
        for index, key in enumerate(keys):
            if index >= len(before) or before[index] != key:
                self._submit(problem, index)

    def _submit(self, problem: Problem, index: int) -> None:
        request = RunRequest.of(problem, index)
        if request is None:
            self._drop(index)
            return
        descend = self._descend

        def work(token: CancelToken) -> RunPicture:
            return compute_run(request, descend, token)

        def done(answer: RunPicture | Failure) -> None:
            if isinstance(answer, Failure):
                self._drop(index)
                self._fail(_name(index), f"The run could not be computed ({answer.message}).")
                return
            self._pictures[index] = answer
            self._tell()

        self._executor.submit(_name(index), work, done, self._progress)

    def _drop(self, index: int) -> None:
        self._executor.cancel(_name(index))
        if self._pictures.pop(index, None) is not None:
            self._tell()

    def _tell(self) -> None:
        self._show(tuple(self._pictures[index] for index in sorted(self._pictures)))


def _name(index: int) -> str:
    return f"run {index}"
