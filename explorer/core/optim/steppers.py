"""One optimiser under way on one objective: the compiled loop for a formula, arrays for everything else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal, Protocol, runtime_checkable

import numpy as np

from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Node
from explorer.core.kernels import compile_points, compile_scalar
from explorer.core.objective import Objective
from explorer.core.optim.fused import NOT_FINITE, UPDATE_FAILED, WITHIN_TOLERANCE, fuse
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.rule import close
from explorer.core.sampling.field import FloatArray

__all__ = ["Chunk", "HasTree", "Stepper", "Stop", "stepper_for"]


@runtime_checkable
class HasTree(Protocol):
    """An objective that is an expression tree."""

    @property
    def root(self) -> Node:
        """The tree of f."""
        ...

    @property
    def gradient_nodes(self) -> tuple[Node, ...]:
        """The trees of its partials, in the order of the variables."""
        ...

    @property
    def variables(self) -> tuple[str, ...]:
        """Names to differentiate by."""
        ...

    @property
    def parameters(self) -> dict[str, float]:
        """Values of the other names."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """Why the stepping ended early, and where.

    ``kind`` "tolerance": the last step lies within it. "not finite": f or its slope at ``position``
    is not, so the step was not recorded. "update": the rule itself has no finite result.
    """

    kind: Literal["tolerance", "not finite", "update"]
    position: FloatArray
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Steps just made: ``points`` (k, n), ``losses`` (k,), ``gradient_norms`` (k,)."""

    points: FloatArray
    losses: FloatArray
    gradient_norms: FloatArray
    stop: Stop | None


class Stepper(Protocol):
    """A descent that can be continued."""

    def advance(self, count: int) -> Chunk:
        """Make ``count`` steps, or fewer where one cannot be recorded or lies within the tolerance."""
        ...


def stepper_for(
    objective: Objective, optimiser: Optimizer, start: FloatArray, gradient: FloatArray, tolerance: float
) -> Stepper:
    """The fastest stepper for this objective; ``gradient`` is the one at ``start``."""
    limit = tolerance if tolerance > 0 else -1.0
    kind = _FusedStepper if isinstance(objective, HasTree) else _ArrayStepper
    return kind(objective, optimiser, start, gradient, limit)


_KINDS: Final[dict[int, Literal["tolerance", "not finite", "update"]]] = {
    UPDATE_FAILED: "update",
    NOT_FINITE: "not finite",
    WITHIN_TOLERANCE: "tolerance",
}


class _FusedStepper:
    def __init__(
        self, objective: Objective, optimiser: Optimizer, start: FloatArray, gradient: FloatArray, limit: float
    ) -> None:
        assert isinstance(objective, HasTree)
        rule = optimiser.rule()
        numbers = optimiser.numbers
        closed = close(rule, tuple(numbers))
        parameters = objective.parameters
        self._loop = fuse(
            objective.root, objective.gradient_nodes, objective.variables, tuple(parameters), tuple(numbers), closed
        )
        constants = [evaluate(tree, numbers) for _, tree in closed.constants]
        self._fixed = (limit, *numbers.values(), *constants, *parameters.values())
        memory = [value for _, value in rule.memory] * len(start)
        self._state: list[float] = [*(v for _, v in rule.schedule), *memory, *start.tolist(), *gradient.tolist()]
        self._done = 0
        self._n = len(start)

    def advance(self, count: int) -> Chunk:
        records: list[list[float]] = [[] for _ in range(self._n + 2)]
        ticks = range(self._done + 1, self._done + count + 1)
        status, *state, value, _ = self._loop.run(
            ticks, *self._fixed, *self._state, *(record.append for record in records)
        )
        self._state = state
        self._done += len(records[0])
        points = np.array(records[: self._n], dtype=np.float64).T
        position = np.array(state[len(state) - 2 * self._n : len(state) - self._n], dtype=np.float64)
        stop = Stop(_KINDS[status], position, value) if status else None
        return Chunk(points, np.array(records[-2]), np.array(records[-1]), stop)


class _ArrayStepper:
    def __init__(
        self, objective: Objective, optimiser: Optimizer, start: FloatArray, gradient: FloatArray, limit: float
    ) -> None:
        rule = optimiser.rule()
        numbers = optimiser.numbers
        closed = close(rule, tuple(numbers))
        constants = {name: evaluate(tree, numbers) for name, tree in closed.constants}
        self._objective = objective
        self._limit = limit
        self._values = {**numbers, **constants, **dict(rule.schedule), "t": 0.0}
        self._shared = [
            (name, compile_scalar((tree,), tuple(sorted(tree.symbols))), sorted(tree.symbols))
            for name, tree in closed.shared
        ]
        self._each = compile_points(closed.each, ("g", "x", *closed.memory))
        columns = [gradient, start, *(np.full(len(start), value) for _, value in rule.memory)]
        self._table = np.array(columns, dtype=np.float64).T.copy()

    def advance(self, count: int) -> Chunk:
        points, losses, norms = [], [], []
        stop = None
        for _ in range(count):
            position = self._update()
            value, gradient = self._objective.value_and_gradient(position)
            norm = math.hypot(*gradient.tolist())
            if not (math.isfinite(value) and math.isfinite(norm)):
                stop = Stop("not finite", position, value)
                break
            self._table[:, 0] = gradient
            points.append(position)
            losses.append(value)
            norms.append(norm)
            if norm <= self._limit:
                stop = Stop("tolerance", position, value)
                break
        shape = (len(points), len(self._table))
        return Chunk(np.array(points).reshape(shape), np.array(losses), np.array(norms), stop)

    def _update(self) -> FloatArray:
        self._values["t"] += 1.0
        for name, compiled, arguments in self._shared:
            self._values[name] = compiled(*(self._values[argument] for argument in arguments))[0]
        *memory, position = self._each(self._table, self._values)
        for column, values in enumerate(memory, 2):
            self._table[:, column] = values
        self._table[:, 1] = position
        return np.array(position)
