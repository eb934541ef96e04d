"""An elementwise update rule applied in place to a flat position: no allocation, a few calls of NumPy a step.

The rule's assignments are lowered to array operations once, with a buffer for each; a step runs down the list.
What depends on no component (learning rate, bias corrections) lies in arrays of no dimension, written anew at each
step. Results equal those of the array form (:mod:`.steppers`) to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Node
from explorer.core.kernels import compile_scalar
from explorer.core.kernels.folding import prepare
from explorer.core.kernels.instructions import EVERYWHERE, Program
from explorer.core.kernels.plain import lower_plainly
from explorer.core.optim.course import Course
from explorer.core.optim.rule import UpdateRule, close
from explorer.core.sampling.field import FloatArray

__all__ = ["InPlaceUpdate"]

_Array = Any


class InPlaceUpdate:
    """The rule of a ``course``, as it moves ``position`` along ``gradient``; both (n,) and owned by the caller.

    :meth:`step` reads what is in ``gradient`` and changes ``position`` and the rule's own memory. Noise is not
    added: put it into the gradient.
    """

    def __init__(self, course: Course, position: FloatArray, gradient: FloatArray) -> None:
        rule = course.optimizer.rule()
        assert isinstance(rule, UpdateRule)
        self.tick = 0
        self.memory = {name: np.full(len(position), first) for name, first in rule.memory}
        self._varying = course.varying
        fixed = {name: value for name, value in course.optimizer.numbers.items() if name not in course.varying}
        closed = close(rule, tuple(fixed))
        fixed |= {name: evaluate(tree, fixed) for name, tree in closed.constants}
        unknown = dict.fromkeys((*course.varying, *(name for name, _ in closed.shared), "t"), 0.0)
        self._scalars = {**unknown, **fixed, **dict(rule.schedule)}
        self._shared = [
            (name, compile_scalar((tree,), tuple(sorted(tree.symbols))), sorted(tree.symbols))
            for name, tree in closed.shared
        ]
        self._schedule = tuple(name for name, _ in rule.schedule)
        self._cells = {name: np.array(value) for name, value in self._scalars.items()}
        state = {"g": gradient, **self.memory, "x": position}
        moving = {*course.varying, "t", *(name for name, _ in closed.shared)}
        self._calls = _lowered(closed.each, (*closed.memory, "x"), state, self._cells)
        self._moving = [(name, self._cells[name]) for name in sorted(moving)]

    @property
    def schedule(self) -> dict[str, float]:
        """The numbers that the rule keeps for all components together."""
        return {name: self._scalars[name] for name in self._schedule}

    def restore(self, tick: int, memory: Mapping[str, FloatArray], schedule: Mapping[str, float]) -> None:
        """Go on as the rule stood after ``tick`` steps, with what it kept of each component and of all."""
        self.tick = tick
        for name, kept in self.memory.items():
            kept[:] = memory[name]
        self._scalars.update(schedule)
        for name, value in schedule.items():
            self._cells[name][...] = value

    def step(self, varying: Sequence[float] = ()) -> None:
        """Make one step, with the values that a schedule gives the course's ``varying`` symbols."""
        scalars = self._scalars
        self.tick += 1
        scalars["t"] = float(self.tick)
        if varying:
            scalars.update(zip(self._varying, varying, strict=True))
        for name, compiled, arguments in self._shared:
            scalars[name] = compiled(*[scalars[argument] for argument in arguments])[0]
        for name, cell in self._moving:
            cell[...] = scalars[name]
        for call in self._calls:
            call()


def _lowered(
    trees: Sequence[Node], targets: Sequence[str], state: Mapping[str, FloatArray], cells: Mapping[str, _Array]
) -> list[Callable[[], object]]:
    """Calls that compute ``trees`` from ``state`` and ``cells`` and leave each in its target of ``state``."""
    program, results = lower_plainly(prepare(tuple(trees)), dict.fromkeys(state, EVERYWHERE))
    places = _direct(program, dict(zip(targets, results, strict=True)), state)
    size = len(state["x"])
    arrays: list[_Array] = []
    calls: list[Callable[[], object]] = []
    for index, step in enumerate(program.steps):
        if index in program.constants:
            arrays.append(np.array(program.constants[index]))
        elif step.operation is None:
            arrays.append(state[step.name] if step.name in state else cells[step.name])
        elif not step.operands:
            arrays.append(np.array(step.operation.function()))
        else:
            shape = (size,) if program.extents[index] == EVERYWHERE else ()
            kind = np.bool_ if step.operation.boolean else np.float64
            arrays.append(places.get(index, np.empty(shape, dtype=kind)))
            operands = [arrays[operand] for operand in step.operands]
            calls.append(partial(step.operation.function, *operands, out=arrays[index]))
    for name, result in zip(targets, results, strict=True):
        if arrays[result] is not state[name]:
            calls.append(partial(np.copyto, state[name], arrays[result]))
    return calls


def _direct(program: Program, results: Mapping[str, int], state: Mapping[str, FloatArray]) -> dict[int, FloatArray]:
    """The results that may be written where their old values lie: nothing reads those any more."""
    found: dict[int, FloatArray] = {}
    for name, result in results.items():
        step = program.steps[result]
        inputs = [i for i, other in enumerate(program.steps) if other.operation is None and other.name == name]
        readers = [i for i, other in enumerate(program.steps) if any(o in inputs for o in other.operands)]
        is_last = all(reader < result or (reader == result and _overwrites(program, result)) for reader in readers)
        alone = list(results.values()).count(result) == 1 and not any(i in results.values() for i in inputs)
        if step.operation is not None and program.extents[result] == EVERYWHERE and is_last and alone:
            found[result] = state[name]
    return found


def _overwrites(program: Program, index: int) -> bool:
    operation = program.steps[index].operation
    return operation is not None and operation.overwrites
