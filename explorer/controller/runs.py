"""Keeps the runs in step with the document: each is asked for when what it depends on changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.controller.pictures import RunPicture
from explorer.controller.problem import Problem
from explorer.controller.race_table import run_names
from explorer.controller.run_request import COLOURS, Descend, RunRequest, compute_run

__all__ = ["RunDesk"]


class RunDesk:
    """Asks for runs through the executor and shows them in the document's order.

    While a run is computed anew, the one before it stays; ``show`` gets all that are known. A fork
    waits for the run that it leaves, and is made again whenever that one is.
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
        self._due: set[int] = set()
        self._problem: Problem | None = None

    def ask(self, problem: Problem) -> None:
        """Compute what is new or different in ``problem``, forget what is no more there."""
        keys = [problem.run_key(index) for index in range(len(problem.runs))]
        before, self._keys = self._keys, keys
        projected = self._projected(problem)
        self._problem = problem
        for index in range(len(keys), len(before)):
            self._executor.cancel(_name(index))
            self._due.discard(index)
        moved = self._moved(before, keys)
        gone = [index for index in self._pictures if index >= len(keys)]
        for index in gone:
            del self._pictures[index]
        renamed = self._rename()
        if gone or renamed or moved or projected:
            self._tell()
        changed = [index for index, key in enumerate(keys) if index >= len(before) or before[index] != key]
        for index in changed:
            self._executor.cancel(_name(index))
        self._due.difference_update(moved)
        changed = [index for index in changed if index not in moved]
        self._due.update(changed)
        self._submit_due()

    def _projected(self, problem: Problem) -> bool:
        """Draw the runs of a network on another plane; whether there were any."""
        before = self._problem
        same = before is not None and before.whole is problem.whole and problem.first is not None
        if before is None or not same or before.projection == problem.projection:
            return False
        for index, picture in self._pictures.items():
            if picture.positions is not None:
                self._pictures[index] = replace(picture, points=problem.on_axes(picture.positions))
        return bool(self._pictures)

    def _moved(self, before: list[tuple[object, ...]], keys: list[tuple[object, ...]]) -> set[int]:
        """Give runs that only have another place now their pictures; their places."""
        done = {index: picture for index, picture in self._pictures.items() if self._is_done(index)}
        moved: set[int] = set()
        for index, key in enumerate(keys):
            if index < len(before) and before[index] == key:
                continue
            old = next((place for place, known in enumerate(before) if known == key and place in done), None)
            if old is not None:
                self._pictures[index] = replace(done[old], index=index, colour_index=index % COLOURS)
                moved.add(index)
        return moved

    def _is_done(self, index: int) -> bool:
        """Whether the picture of a run is that of its settings."""
        return index in self._pictures and index not in self._due and _name(index) not in self._executor.busy_keys

    def _rename(self) -> bool:
        """Call every run by its name among the runs there are now; whether one had another."""
        names = () if self._problem is None else run_names(self._problem.runs)
        changed = False
        for index, picture in self._pictures.items():
            if picture.label != names[index]:
                self._pictures[index] = replace(picture, label=names[index])
                changed = True
        return changed

    def _submit_due(self) -> None:
        """Begin every run that waits for nothing: one whose parent is up to date."""
        problem = self._problem
        for index in sorted(self._due):
            if problem is None or index not in self._due:
                continue
            parent = problem.runs[index].parent
            if parent is None:
                self._submit(problem, index, None)
            elif parent not in self._due and _name(parent) not in self._executor.busy_keys:
                self._submit(problem, index, self._pictures.get(parent))

    def _submit(self, problem: Problem, index: int, parent: RunPicture | None) -> None:
        self._due.discard(index)
        request = RunRequest.of(problem, index, parent)
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
            else:
                self._pictures[index] = answer
                self._rename()
                self._tell()
            self._submit_due()

        self._executor.submit(_name(index), work, done, self._progress)

    def _drop(self, index: int) -> None:
        self._executor.cancel(_name(index))
        if self._pictures.pop(index, None) is not None:
            self._tell()

    def _tell(self) -> None:
        self._show(tuple(self._pictures[index] for index in sorted(self._pictures)))


def _name(index: int) -> str:
    return f"run {index}"
