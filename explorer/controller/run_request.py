"""The request for one descent: all its inputs, and the pure function that answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.pictures import RunPicture
from explorer.controller.problem import Problem
from explorer.controller.results import ExploredFunction
from explorer.core.optim import Run
from explorer.core.sampling.field import FloatArray
from explorer.model.document import OptimiserSettings

__all__ = ["Descend", "FinishedRun", "RunRequest", "compute_run"]

COLOURS = 8


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
    [ExploredFunction, FloatArray, OptimiserSettings, int, CancelToken], tuple[FinishedRun, float | None]
]


@dataclass(frozen=True, slots=True, eq=False)
class RunRequest:
    """A function, a start over all its variables, and how to descend from it."""

    function: ExploredFunction
    axes: tuple[str, ...]
    start: FloatArray
    optimiser: OptimiserSettings
    steps: int
    index: int

    @classmethod
    def of(cls, problem: Problem, index: int) -> RunRequest | None:
        """The request of a problem's run, None while there is no function of a variable."""
        if problem.function is None or not problem.function.variables:
            return None
        spec = problem.runs[index]
        start = problem.position_of(dict(spec.start))
        return cls(problem.function, problem.names.axes, start, spec.optimiser, spec.steps, index)


def compute_run(request: RunRequest, descend: Descend, token: CancelToken) -> RunPicture:
    """Descend, and keep of each point what is drawn."""
    token.check()
    run, learning_rate = descend(request.function, request.start, request.optimiser, request.steps, token)
    variables = request.function.variables
    points = np.zeros((len(run.points), 2))
    for column, name in enumerate(request.axes):
        points[:, column] = run.points[:, variables.index(name)]
    return RunPicture(
        points,
        run.losses,
        run.gradient_norms,
        request.index % COLOURS,
        request.optimiser.name,
        run.outcome,
        run.reason,
        variables,
        run.points,
        run.step_lengths,
        learning_rate,
        run if isinstance(run, Run) else None,
    )
