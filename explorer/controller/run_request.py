"""The request for one descent: all its inputs, and the pure function that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.learning.validation import validation_along, validation_of
from explorer.controller.pictures import RunPicture
from explorer.controller.problem import Problem
from explorer.controller.results import ExploredFunction
from explorer.core.optim import OPTIMIZERS, Run
from explorer.core.sampling.field import FloatArray
from explorer.model.document import RunSpec

__all__ = ["COLOURS", "NOT_STARTED", "Descend", "FinishedRun", "RunRequest", "compute_run"]

COLOURS = 8
NOT_STARTED = "not started"


class FinishedRun(Protocol):
    """What a descent hands back; arrays over its k+1 points."""

    @property
    def points(self) -> FloatArray:
        """Positions, (k+1, n)."""
        ...

    @property
    def losses(self) -> FloatArray:
        """f at each, (k+1,)."""
        ...

    @property
    def gradient_norms(self) -> FloatArray:
        """‖∇f‖ at each, (k+1,)."""
        ...

    @property
    def step_lengths(self) -> FloatArray:
        """How far each step went, (k,)."""
        ...

    @property
    def outcome(self) -> str:
        """The word of its end."""
        ...

    @property
    def reason(self) -> str:
        """The sentence of its end."""
        ...


Descend: TypeAlias = Callable[
    [ExploredFunction, FloatArray, RunSpec, Run | None, CancelToken], tuple[FinishedRun, float | None]
]


@dataclass(frozen=True, slots=True, eq=False)
class RunRequest:
    """A function, a start over all its variables, how to descend from it, and the run that a fork leaves.

    ``project`` puts positions (k, n) onto the axes, (k, 2); ``validation`` is the loss over rows that no step sees.
    """

    function: ExploredFunction
    project: Callable[[FloatArray], FloatArray]
    start: FloatArray
    spec: RunSpec
    index: int
    parent: RunPicture | None = None
    validation: ExploredFunction | None = None

    @classmethod
    def of(cls, problem: Problem, index: int, parent: RunPicture | None = None) -> RunRequest | None:
        """The request of a problem's run, None while there is no function of a variable."""
        if problem.whole is None or not problem.whole.variables:
            return None
        spec = problem.runs[index]
        start = problem.position_of(dict(spec.start))
        return cls(problem.whole, problem.on_axes, start, spec, index, parent, validation_of(problem))


def compute_run(request: RunRequest, descend: Descend, token: CancelToken) -> RunPicture:
    """Descend, and keep of each point what is drawn; settings that make no sense are told as the run's end."""
    token.check()
    try:
        before = _parent_run(request)
        run, learning_rate = descend(request.function, request.start, request.spec, before, token)
    except (ValueError, TypeError) as error:
        return _not_started(request, str(error))
    aside = request.validation
    return RunPicture(
        request.project(run.points),
        run.losses,
        run.gradient_norms,
        request.index % COLOURS,
        request.spec.optimiser.name,
        run.outcome,
        run.reason,
        request.function.variables,
        run.points,
        run.step_lengths,
        learning_rate,
        run if isinstance(run, Run) else None,
        request.index,
        (request.spec.fork_step or 0) if request.parent is not None else 0,
        request.spec.parent if request.parent is not None else None,
        run.learning_rates if isinstance(run, Run) else None,
        None if aside is None else validation_along(aside, run.points, token),
    )


def _parent_run(request: RunRequest) -> Run | None:
    """The run that a fork leaves. Raises ValueError where it has not got that step."""
    parent, step = request.parent, request.spec.fork_step or 0
    if parent is None:
        return None
    if parent.run is None or parent.outcome == NOT_STARTED:
        raise ValueError(f"It continues run {parent.index + 1}, which could not begin.")
    if step > parent.last_step:
        raise ValueError(
            f"It leaves run {parent.index + 1} at step {step}, but that run ends at step {parent.last_step}; "
            "give that one more steps, or fork earlier."
        )
    return parent.run


def _not_started(request: RunRequest, reason: str) -> RunPicture:
    """A run of no steps at its start, whose end is why it has none."""
    position, parent = request.start, request.parent
    if parent is not None and parent.positions is not None:
        position = np.asarray(parent.positions[-1])
    value, gradient = request.function.value_and_gradient(position)
    norm = float(np.sqrt(np.sum(np.square(gradient))))
    return RunPicture(
        request.project(position[None, :]),
        np.array([value]),
        np.array([norm]),
        request.index % COLOURS,
        request.spec.optimiser.name,
        NOT_STARTED,
        _in_words(request, reason),
        request.function.variables,
        position[None, :],
        np.empty(0),
        None,
        None,
        request.index,
        0 if parent is None else parent.last_step,
        request.spec.parent if parent is not None else None,
    )


def _in_words(request: RunRequest, reason: str) -> str:
    """A sentence about a keyword as one about the setting as the panel calls it."""
    kind = OPTIMIZERS.get(request.spec.optimiser.name)
    for setting in () if kind is None else kind.settings:
        if reason.startswith(f"{setting.name} must"):
            reason = setting.label + reason.removeprefix(setting.name)
    return reason[:1].upper() + reason[1:]
