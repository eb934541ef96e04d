"""Running an array program: one-dimensional parts once, the rest in blocks that stay in cache.

A block's buffers are reused from step to step (``out=``) and from block to block; an output's last
step writes into the result itself. Buffers hold about 256 KiB each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from explorer.core.kernels.instructions import ALONG_Y, EVERYWHERE, SEPARABLE, Program

__all__ = ["BLOCK_BYTES", "BoundPlan", "Plan"]

BLOCK_BYTES: Final = 1 << 18
_TERMS_AT_A_TIME: Final = 256
_RESULT: Final = -1

Array = Any


@dataclass(frozen=True, slots=True)
class _BlockStep:
    """One full-size operation; ``target`` is a buffer's index, or ``_RESULT − k`` for output k."""

    function: Any
    operands: tuple[int, ...]
    value: int
    target: int
    separable: bool


class Plan:
    """Which steps run once and which in every block, and where each of the latter writes."""

    def __init__(self, program: Program, outputs: Sequence[int], domain: int | None) -> None:
        self.program = program
        self.outputs = tuple(outputs)
        self.domain = domain
        needed = _needed(program, self.outputs if domain is None else (*self.outputs, domain))
        self.axis_values = [index for index in needed if program.extents[index] != EVERYWHERE]
        self.inputs = [index for index in needed if _is_input(program, index)]
        full = [index for index in needed if program.extents[index] == EVERYWHERE and program.steps[index].operation]
        self.kinds: list[bool] = []
        self.block_steps = self._allocated(full)

    def _allocated(self, full: list[int]) -> list[_BlockStep]:
        steps = self.program.steps
        last_use = {operand: position for position, index in enumerate(full) for operand in steps[index].operands}
        pinned = {index: _RESULT - position for position, index in reversed(list(enumerate(self.outputs)))}
        kept = set(pinned) | {self.domain}
        free: dict[bool, list[int]] = {False: [], True: []}
        places: dict[int, int] = {}
        planned = []
        for position, index in enumerate(full):
            operation, operands = steps[index].operation, steps[index].operands
            assert operation is not None
            dying = {o for o in operands if o in places and last_use[o] == position and o not in kept}
            if operation.overwrites:
                self._release(dying, places, free)
            target = pinned.get(index)
            if target is None or operation.boolean:
                target = self._taken(free, operation.boolean)
            if not operation.overwrites:
                self._release(dying, places, free)
            places[index] = target
            planned.append(_BlockStep(operation.function, operands, index, target, operation is SEPARABLE))
        return planned

    def _release(self, values: set[int], places: Mapping[int, int], free: dict[bool, list[int]]) -> None:
        for value in values:
            place = places[value]
            if place >= 0:
                free[self.kinds[place]].append(place)

    def _taken(self, free: dict[bool, list[int]], boolean: bool) -> int:
        if free[boolean]:
            return free[boolean].pop()
        self.kinds.append(boolean)
        return len(self.kinds) - 1


class BoundPlan:
    """A plan with its inputs: values along the axes are computed, blocks can be asked for."""

    def __init__(self, plan: Plan, inputs: Mapping[str, Array], width: int, dtype: np.dtype[Any]) -> None:
        """``inputs``: floats, rows (columns,), columns (rows, 1) and, if ``width`` is 0, points (m,)."""
        self._plan = plan
        self._width = width
        self._dtype = dtype
        values: dict[int, Array] = {}
        program = plan.program
        for index in plan.inputs:
            values[index] = inputs[program.steps[index].name]
        for index in plan.axis_values:
            values[index] = _axis_value(program, index, values, inputs)
        self._values = {index: _cast(value, dtype) for index, value in values.items()}
        self._sums = {step.value: self._stacked(step.operands) for step in plan.block_steps if step.separable}

    def factors_are_finite(self, guarded: set[int], bounded: set[int], limit: float) -> bool:
        """Whether no value of ``guarded`` is infinite and none of ``bounded`` exceeds ``limit``."""
        extents, values = self._plan.program.extents, self._values
        factors = [values[index] for index in guarded if index in values and extents[index] != EVERYWHERE]
        if any(np.isinf(factor).any() for factor in factors):
            return False
        return not any(np.any(values[index] > limit) for index in bounded if index in values)

    def blocks(self, count: int, result: Array, first: int = 0) -> None:
        """Fill ``result[:, :count]`` with the rows (or points) ``first`` … ``first + count``."""
        size = max(1, BLOCK_BYTES // self._dtype.itemsize // max(1, self._width))
        if all(step.target < 0 for step in self._plan.block_steps):
            size = count  # each step writes an output: no buffer is to be kept in cache
        shape = (min(size, count), self._width) if self._width else (min(size, count),)
        buffers = [np.empty(shape, dtype=bool if kind else self._dtype) for kind in self._plan.kinds]
        for start in range(0, count, size):
            stop = min(start + size, count)
            rows = slice(first + start, first + stop)
            self._block(rows, [buffer[: stop - start] for buffer in buffers], result[:, start:stop])

    def _block(self, rows: slice, buffers: list[Array], result: Array) -> None:
        plan, extents = self._plan, self._plan.program.extents
        values = {
            index: value[rows] if extents[index] in (ALONG_Y, EVERYWHERE) and np.ndim(value) else value
            for index, value in self._values.items()
        }
        for step in plan.block_steps:
            target = buffers[step.target] if step.target >= 0 else result[_RESULT - step.target]
            if step.separable:
                self._multiplied(step.value, rows, target)
            else:
                step.function(*[values[operand] for operand in step.operands], out=target)
            values[step.value] = target
        for position, index in enumerate(plan.outputs):
            if values[index] is not result[position] and not _is_view(values[index], result[position]):
                result[position] = values[index]
        if plan.domain is not None:
            _spread_holes(values[plan.domain], result)

    def _stacked(self, operands: Sequence[int]) -> list[tuple[Array, Array]]:
        """The factors along y, (rows, r), and along x, (r, columns), at most 256 terms together."""
        stacks = []
        for start in range(0, len(operands), 2 * _TERMS_AT_A_TIME):
            part = operands[start : start + 2 * _TERMS_AT_A_TIME]
            along_x = [self._values[index] for index in part[::2]]
            along_y = [self._values[index] for index in part[1::2]]
            height = max((len(value) for value in along_y if np.ndim(value)), default=1)
            left = np.empty((height, len(along_y)), dtype=self._dtype)
            right = np.empty((len(along_x), self._width), dtype=self._dtype)
            for column, (a, b) in enumerate(zip(along_x, along_y, strict=True)):
                right[column] = a
                left[:, column] = b[:, 0] if np.ndim(b) else b
            stacks.append((left, right))
        return stacks

    def _multiplied(self, index: int, rows: slice, target: Array) -> None:
        for position, (left, right) in enumerate(self._sums[index]):
            factor = left[rows] if len(left) > 1 else left
            if position:
                target += factor @ right
            elif len(factor) == len(target):
                np.matmul(factor, right, out=target)
            else:
                target[...] = factor @ right


def _is_input(program: Program, index: int) -> bool:
    return program.steps[index].operation is None and index not in program.constants


def _needed(program: Program, outputs: Sequence[int]) -> list[int]:
    """All values at or below the outputs, in the order in which they are to be computed."""
    seen = set(outputs)
    stack = list(outputs)
    while stack:
        for operand in program.steps[stack.pop()].operands:
            if operand not in seen:
                seen.add(operand)
                stack.append(operand)
    return sorted(seen)


def _axis_value(program: Program, index: int, values: Mapping[int, Array], inputs: Mapping[str, Array]) -> Array:
    step = program.steps[index]
    if index in program.constants:
        return program.constants[index]
    if step.operation is None:
        return inputs[step.name]
    return step.operation.function(*[values[operand] for operand in step.operands])


def _cast(value: Array, dtype: np.dtype[Any]) -> Array:
    """As the block's type; a number stays a Python float, which adapts to any type."""
    if np.ndim(value) == 0:
        return bool(value) if isinstance(value, (bool, np.bool_)) else float(value)
    return value if value.dtype == np.bool_ else value.astype(dtype, copy=False)


def _is_view(value: Array, target: Array) -> bool:
    return isinstance(value, np.ndarray) and value.base is not None and np.shares_memory(value, target)


def _spread_holes(domain: Array, result: Array) -> None:
    if np.ndim(domain) == 0:
        if np.isnan(domain):
            result[...] = np.nan
        return
    flat = domain.reshape(-1) if domain.flags.c_contiguous else np.ravel(domain)
    # A sum of squares is NaN exactly if a value is: infinities of one sign cannot cancel.
    if np.isnan(np.dot(flat, flat)):
        result[:, np.broadcast_to(np.isnan(domain), result.shape[1:])] = np.nan
