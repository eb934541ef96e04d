"""Keeps the pinned runs computed: each anew only where the function, the axes or the pin itself changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.controller.pictures import RunPicture
from explorer.controller.problem import Problem
from explorer.controller.run_request import Descend, RunRequest, compute_run
from explorer.model.document import Pin

__all__ = ["PinDesk", "compute_pin"]


def compute_pin(problem: Problem, pin: Pin, descend: Descend, token: CancelToken) -> RunPicture:
    """The last run of a pin, under its label, made after the runs that it forks from."""
    assert problem.whole is not None
    made: RunPicture | None = None
    for place, spec in enumerate(pin.runs):
        start = problem.position_of(dict(spec.start))
        request = RunRequest(problem.whole, problem.on_axes, start, spec, place, made)
        made = compute_run(request, descend, token)
    assert made is not None
    return replace(made, label=pin.label)


class PinDesk:
    """Asks for pinned runs through the executor; ``show`` gets all that are known, in the document's order."""

    def __init__(
        self,
        executor: Executor,
        descend: Descend,
        show: Callable[[tuple[RunPicture, ...]], None],
        fail: Callable[[str, str], None],
    ) -> None:
        self._executor = executor
        self._descend = descend
        self._show = show
        self._fail = fail
        self._pins: tuple[Pin, ...] = ()
        self._pictures: dict[Pin, RunPicture] = {}
        self._key: object = None

    def ask(self, problem: Problem) -> None:
        """Compute what is new, forget what is no longer pinned."""
        if not problem.pins and not self._pins:
            return
        before, self._pins = self._pins, problem.pins
        key = (problem.whole, problem.projection, problem.held)
        anew = key != self._key
        self._key = key
        for pin in before:
            if anew or pin not in self._pins:
                self._executor.cancel(_name(pin))
        kept = {pin: picture for pin, picture in self._pictures.items() if pin in self._pins}
        changed, self._pictures = len(kept) < len(self._pictures), kept
        if changed:
            self._tell()
        if problem.whole is None or not problem.whole.variables:
            return
        for pin in dict.fromkeys(self._pins):
            if anew or pin not in before:
                self._submit(problem, pin)

    def _submit(self, problem: Problem, pin: Pin) -> None:
        descend = self._descend

        def work(token: CancelToken) -> RunPicture:
            return compute_pin(problem, pin, descend, token)

        def done(answer: RunPicture | Failure) -> None:
            if isinstance(answer, Failure):
                self._pictures.pop(pin, None)
                self._fail(_name(pin), f"The pinned run {pin.label} could not be computed ({answer.message}).")
            else:
                self._pictures[pin] = answer
            self._tell()

        self._executor.submit(_name(pin), work, done)

    def _tell(self) -> None:
        self._show(tuple(self._pictures[pin] for pin in self._pins if pin in self._pictures))


def _name(pin: Pin) -> str:
    return f"pinned {pin.label} {hash(pin)}"
