"""One optimiser under way on one objective: the compiled loop for a formula, arrays for everything else."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final, Literal, Protocol, runtime_checkable

import numpy as np

from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Node
from explorer.core.kernels import compile_points, compile_scalar
from explorer.core.optim.chunks import Chunk, Record, Stepper, Stop
from explorer.core.optim.course import Course, Snapshot
from explorer.core.optim.fused import NOT_FINITE, UPDATE_FAILED, WITHIN_TOLERANCE, fuse
from explorer.core.optim.in_place_stepper import InPlaceStepper, MovesInPlace
from explorer.core.optim.rule import NOISE, UpdateRule, close
from explorer.core.optim.vector_stepper import VectorStepper
from explorer.core.sampling.field import FloatArray

__all__ = ["ArrayStepper", "FusedStepper", "HasTree", "is_fused", "stepper_for"]


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


def is_fused(course: Course) -> bool:
    """Whether its steps are made by one compiled loop, a microsecond or two each."""
    return isinstance(course.objective, HasTree) and isinstance(course.rule, UpdateRule)


def stepper_for(course: Course, begun: Snapshot, tolerance: float) -> Stepper:
    """The fastest stepper for this course, from ``begun`` on."""
    limit = tolerance if tolerance > 0 else -1.0
    if not isinstance(course.rule, UpdateRule):
        return VectorStepper(course, begun, limit)
    if is_fused(course):
        return FusedStepper(course, begun, limit)
    kind = InPlaceStepper if isinstance(course.objective, MovesInPlace) else ArrayStepper
    return kind(course, begun, limit)


_KINDS: Final[dict[int, Literal["tolerance", "not finite", "update"]]] = {
    UPDATE_FAILED: "update",
    NOT_FINITE: "not finite",
    WITHIN_TOLERANCE: "tolerance",
}


class FusedStepper:
    """An elementwise rule on a formula, in one compiled loop."""

    def __init__(self, course: Course, begun: Snapshot, limit: float) -> None:
        objective, rule = course.objective, course.rule
        assert isinstance(objective, HasTree) and isinstance(rule, UpdateRule)
        self._course = course
        self._n = len(begun.position)
        self._step, self._tick = begun.step, begun.tick
        numbers = {name: value for name, value in course.optimizer.numbers.items() if name not in course.varying}
        closed = close(rule, tuple(numbers))
        parameters = objective.parameters
        self._loop = fuse(
            objective.root,
            objective.gradient_nodes,
            objective.variables,
            tuple(parameters),
            tuple(numbers),
            closed,
            course.varying,
            course.noise > 0,
        )
        constants = [evaluate(tree, numbers) for _, tree in closed.constants]
        self._fixed = (limit, *numbers.values(), *constants, *parameters.values())
        self._memory, self._schedule = closed.memory, closed.schedule
        memory = [float(begun.memory[name][i]) for i in range(self._n) for name in closed.memory]
        schedule = [begun.schedule[name] for name in closed.schedule]
        self._state: list[float] = [*schedule, *memory, *begun.position.tolist(), *begun.gradient.tolist()]
        self._value = begun.value

    def advance(self, count: int) -> Chunk:
        """See :class:`Stepper`."""
        records: list[list[float]] = [[] for _ in range(self._n + 2)]
        status, *state, value, _ = self._loop.run(
            self._ticks(count), *self._fixed, *self._state, *(record.append for record in records)
        )
        self._state, self._value = state, value
        self._step += len(records[0])
        self._tick += len(records[0])
        points = np.array(records[: self._n], dtype=np.float64).T
        position = np.array(state[len(state) - 2 * self._n : len(state) - self._n], dtype=np.float64)
        stop = Stop(_KINDS[status], position, value) if status else None
        return Chunk(points, np.array(records[-2]), np.array(records[-1]), stop)

    def _ticks(self, count: int) -> Iterable[Any]:
        ticks = range(self._tick + 1, self._tick + count + 1)
        course = self._course
        if course.schedule is None and not course.noise:
            return ticks
        columns = course.values_at(self._step, count).tolist()
        if course.noise:
            columns += course.noise_at(self._step, count).T.tolist()
        return zip(ticks, *columns, strict=True)

    def snapshot(self) -> Snapshot:
        """See :class:`Stepper`."""
        width, lead, n = len(self._memory), len(self._schedule), self._n
        flat = np.array(self._state, dtype=np.float64)
        memory = flat[lead : lead + width * n].reshape(n, width)
        return Snapshot(
            self._step,
            self._tick,
            flat[-2 * n : -n],
            self._value,
            flat[-n:],
            {name: memory[:, index] for index, name in enumerate(self._memory)},
            dict(zip(self._schedule, self._state[:lead], strict=True)),
        )


class ArrayStepper:
    """An elementwise rule on any objective, all components at once."""

    def __init__(self, course: Course, begun: Snapshot, limit: float) -> None:
        rule = course.rule
        assert isinstance(rule, UpdateRule)
        self._course, self._limit = course, limit
        self._step, self._value = begun.step, begun.value
        numbers = {name: value for name, value in course.optimizer.numbers.items() if name not in course.varying}
        closed = close(rule, tuple(numbers))
        constants = {name: evaluate(tree, numbers) for name, tree in closed.constants}
        self._values = {**numbers, **constants, **begun.schedule, "t": float(begun.tick)}
        self._shared = [
            (name, compile_scalar((tree,), tuple(sorted(tree.symbols))), sorted(tree.symbols))
            for name, tree in closed.shared
        ]
        self._memory, self._schedule = closed.memory, closed.schedule
        noisy = (NOISE,) if course.is_noisy else ()
        self._each = compile_points(closed.each, ("g", "x", *closed.memory, *noisy))
        self._columns = len(closed.memory) + 2
        columns = [begun.gradient, begun.position, *(begun.memory[name] for name in closed.memory)]
        columns += [np.zeros(len(begun.position)) for _ in noisy]
        self._table = np.array(columns, dtype=np.float64).T.copy()

    def advance(self, count: int) -> Chunk:
        """See :class:`Stepper`."""
        record = Record(len(self._table))
        varying = self._course.values_at(self._step, count).T.tolist()
        course = self._course
        noise = course.noise_at(self._step, count) if course.noise and not course.batch else None
        for index in range(count):
            if noise is not None:
                self._table[:, self._columns] = noise[index]
            elif course.batch:
                seen = course.disturbance_at(self._step, self._table[:, 1], self._table[:, 0])
                self._table[:, self._columns] = seen
            self._values.update(zip(self._course.varying, varying[index], strict=True))
            position = self._update()
            if np.isnan(position).any():
                return record.stopped(Stop("update", position, math.nan))
            self._value, self._table[:, 0] = self._course.objective.value_and_gradient(position)
            stop = record.add(position, self._value, self._table[:, 0], self._limit)
            self._step += stop is None or stop.kind == "tolerance"
            if stop is not None:
                return record.stopped(stop)
        return record.stopped(None)

    def _update(self) -> FloatArray:
        self._values["t"] += 1.0
        for name, compiled, arguments in self._shared:
            self._values[name] = compiled(*(self._values[argument] for argument in arguments))[0]
        *memory, position = self._each(self._table, self._values)
        for column, values in enumerate(memory, 2):
            self._table[:, column] = values
        self._table[:, 1] = position
        return np.array(position)

    def snapshot(self) -> Snapshot:
        """See :class:`Stepper`."""
        table = self._table.copy()
        memory = {name: table[:, column] for column, name in enumerate(self._memory, 2)}
        schedule = {name: self._values[name] for name in self._schedule}
        return Snapshot(self._step, int(self._values["t"]), table[:, 1], self._value, table[:, 0], memory, schedule)
