"""A model's trees over columns: parameters stand for numbers, columns for arrays, and nothing is unrolled by row.

Goal: one evaluation costs a few array operations whatever the number of rows; a landscape of m positions is a lattice
of positions × rows that stays in cache. Parts that hold only columns are computed once, as further columns.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from explorer.core.expression.nodes import Apply, Node, Symbol, postorder
from explorer.core.kernels import compile_points
from explorer.core.kernels.execution import Plan
from explorer.core.kernels.folding import is_condition, prepare
from explorer.core.kernels.instructions import ALONG_X, ALONG_Y, EVERYWHERE
from explorer.core.kernels.plain import lower_plainly
from explorer.core.learn.dataset import Floats

__all__ = ["BLOCK", "BoundRows", "RowTrees"]

BLOCK: Final = 1 << 15  # numbers that one operation works on: 256 KiB
_ROWS: Final = 1 << 13  # rows at a time where there is one position
_COSTLY: Final = frozenset((np.exp, np.log, np.sin, np.cos, np.tan, np.tanh, np.power, np.log1p, np.arctan))


class RowTrees:
    """``outputs`` as functions of parameters and columns, ready to be bound to rows.

    ``derived`` lists what holds only columns (each a column of its own once bound), under the names that stand for it
    in ``roots``.
    """

    def __init__(self, outputs: Sequence[Node], parameters: Sequence[str], columns: Sequence[str]) -> None:
        self.parameters = tuple(parameters)
        self.columns = tuple(columns)
        self.roots, self.derived = _hoisted(prepare(tuple(outputs)), frozenset(columns))
        self.row_names = (*self.columns, *self.derived)
        self._single = _Straight(self.roots, self.parameters, self.row_names)
        self.lattice_plan = lru_cache(maxsize=16)(self._lattice_plan)

    def bound(self, columns: Mapping[str, Floats]) -> BoundRows:
        """These trees on rows; ``columns`` may hold derived ones already."""
        return BoundRows(self, columns)

    def straight(self, values: Sequence[float], columns: Mapping[str, Floats]) -> list[Any]:
        """Every output at one position, on these rows: arrays (rows,), or numbers where no column enters."""
        return self._single(values, columns)

    def _lattice_plan(self, along: frozenset[str]) -> tuple[Plan, int]:
        """The plan for rows × positions along which the parameters ``along`` vary, and what a cell of it costs."""
        extents = {**dict.fromkeys(self.row_names, ALONG_X), **dict.fromkeys(along, ALONG_Y)}
        program, results = lower_plainly(self.roots, extents)
        plan = Plan(program, results, None)
        functions = [step.function for step in plan.block_steps]
        return plan, sum(10 if function in _COSTLY else 1 for function in functions)


class BoundRows:
    """Trees with the rows that they are evaluated on."""

    def __init__(self, trees: RowTrees, columns: Mapping[str, Floats]) -> None:
        self.trees = trees
        self.columns = dict(columns)
        needed = [name for name in trees.derived if name not in self.columns]
        self.rows = len(next(iter(columns.values())))
        if needed:
            matrix = np.column_stack([columns[name] for name in trees.columns])
            made = compile_points([trees.derived[name] for name in needed], trees.columns, False)(matrix)
            self.columns.update(zip(needed, made, strict=True))
        self._space: tuple[Any, tuple[list[Any], Floats]] | None = None
        self._parts = [
            {name: column[start : start + _ROWS] for name, column in self.columns.items()}
            for start in range(0, self.rows, _ROWS)
        ]

    def chosen(self, indices: Any) -> BoundRows:
        """The same trees on some of the rows."""
        return BoundRows(self.trees, {name: column[indices] for name, column in self.columns.items()})

    def at(self, values: Sequence[float]) -> Iterator[tuple[slice, list[Any]]]:
        """(rows, outputs on them) at one position, part by part."""
        for number, part in enumerate(self._parts):
            start = number * _ROWS
            with np.errstate(all="ignore"):
                yield slice(start, min(start + _ROWS, self.rows)), self.trees.straight(values, part)

    def lattice(
        self, along: Mapping[str, Floats], held: Mapping[str, float]
    ) -> Iterator[tuple[slice, slice, list[Any]]]:
        """(positions, rows, outputs on them) for positions that are given by arrays of one length.

        ``along`` maps the parameters that vary to their values (m,), ``held`` the others to one value each. The
        first output is an array (positions, rows) that may be written to, the others broadcast to that shape; all are
        overwritten by the next.
        """
        count = len(next(iter(along.values())))
        plan, _ = self.trees.lattice_plan(frozenset(along))
        width = min(self.rows, BLOCK // 4)
        size = max(1, min(count, BLOCK // (width * (1 + len(self.trees.roots) // 3))))
        given: dict[str, Any] = {**held, **{name: values[:, None] for name, values in along.items()}}
        with np.errstate(all="ignore"):
            for start in range(0, self.rows, width):
                rows = slice(start, min(start + width, self.rows))
                given.update((name, self.columns[name][rows]) for name in self.trees.row_names)
                values = _axis_values(plan, given)
                space = self._workspace(plan, size, rows.stop - start)
                for first in range(0, count, size):
                    positions = slice(first, min(first + size, count))
                    yield positions, rows, _block(plan, values, positions, space)

    def _workspace(self, plan: Plan, size: int, width: int) -> tuple[list[Any], Floats]:
        """Buffers and result for blocks of that size, kept for the next line of the same lattice."""
        key = (id(plan), size, width, threading.get_ident())
        space = self._space
        if space is None or space[0] != key:
            buffers = [np.empty((size, width), dtype=bool if boolean else np.float64) for boolean in plan.kinds]
            space = self._space = (key, (buffers, np.empty((len(plan.outputs), size, width))))
        return space[1]

    def cost(self, along: frozenset[str]) -> int:
        """What one cell of a lattice costs along which these parameters vary, in simple operations."""
        return self.trees.lattice_plan(along)[1]


def _axis_values(plan: Plan, given: Mapping[str, Any]) -> dict[int, Any]:
    """What does not vary over the whole lattice: numbers, rows (width,), positions (m, 1)."""
    program = plan.program
    values = {index: given[program.steps[index].name] for index in plan.inputs}
    for index in plan.axis_values:
        step = program.steps[index]
        if index in program.constants:
            values[index] = program.constants[index]
        elif step.operation is not None:
            values[index] = step.operation.function(*[values[operand] for operand in step.operands])
    return values


def _block(plan: Plan, lines: Mapping[int, Any], positions: slice, space: tuple[list[Any], Floats]) -> list[Any]:
    """The outputs at some positions on all rows, as far as they vary; the first in an array of its own."""
    buffers, result = space
    count = positions.stop - positions.start
    extents = plan.program.extents
    values = {i: v[positions] if extents[i] == ALONG_Y and np.ndim(v) else v for i, v in lines.items()}
    for step in plan.block_steps:
        target = buffers[step.target][:count] if step.target >= 0 else result[-1 - step.target, :count]
        step.function(*[values[operand] for operand in step.operands], out=target)
        values[step.value] = target
    made = [values[index] for index in plan.outputs]
    if not _is_own(made[0], result[0]):
        result[0, :count] = made[0]
        made[0] = result[0, :count]
    for number in range(1, len(made)):
        if plan.outputs[number] == plan.outputs[0]:
            result[number, :count] = made[0]
            made[number] = result[number, :count]
    return made


def _is_own(value: Any, place: Floats) -> bool:
    return isinstance(value, np.ndarray) and np.shares_memory(value, place)


class _Straight:
    """A program run once from top to bottom, on numbers and whole arrays."""

    def __init__(self, roots: Sequence[Node], parameters: Sequence[str], columns: Sequence[str]) -> None:
        extents = dict.fromkeys(columns, EVERYWHERE)
        program, self._results = lower_plainly(roots, extents)
        self._template: list[Any] = [program.constants.get(index) for index in range(len(program.steps))]
        self._inputs = [
            (index, step.name)
            for index, step in enumerate(program.steps)
            if step.operation is None and index not in program.constants
        ]
        place = {name: number for number, name in enumerate(parameters)}
        self._places = [(index, place.get(name, -1), name) for index, name in self._inputs]
        self._steps = [
            (index, step.operation.function, step.operands)
            for index, step in enumerate(program.steps)
            if step.operation is not None
        ]

    def __call__(self, values: Sequence[float], columns: Mapping[str, Floats]) -> list[Any]:
        found = self._template.copy()
        for index, place, name in self._places:
            found[index] = values[place] if place >= 0 else columns[name]
        for index, function, operands in self._steps:
            if len(operands) == 2:
                found[index] = function(found[operands[0]], found[operands[1]])
            else:
                found[index] = function(*[found[operand] for operand in operands])
        return [found[index] for index in self._results]


def _hoisted(roots: Sequence[Node], columns: frozenset[str]) -> tuple[tuple[Node, ...], dict[str, Node]]:
    """``roots`` with every largest part that holds columns and no parameter under a name of its own."""
    derived: dict[str, Node] = {}
    names: dict[Node, Node] = {}
    rebuilt: dict[Node, Node] = {}

    def named(node: Node) -> Node:
        if not isinstance(node, Apply) or not node.symbols or not node.symbols <= columns or is_condition(node):
            return rebuilt[node]
        if node not in names:
            name = f"column {len(derived) + 1}"  # the blank keeps it apart from every name of the notation
            derived[name] = node
            names[node] = Symbol(name)
        return names[node]

    for node in postorder(*roots):
        whole = isinstance(node, Apply) and bool(node.symbols) and node.symbols <= columns and not is_condition(node)
        if isinstance(node, Apply) and not whole:
            rebuilt[node] = Apply(node.operator, tuple(named(arg) for arg in node.args))
        else:
            rebuilt[node] = node
    return tuple(named(root) for root in roots), derived
