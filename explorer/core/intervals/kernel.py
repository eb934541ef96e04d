"""Trees compiled to functions of boxes: what range does each output take over each of many boxes?

One pass over the hash-consed trees of all outputs, so their common parts are evaluated once; every
step works on all boxes with a handful of NumPy calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.intervals.arithmetic import add, divide, hypot, multiply, negate, power, real_root
from explorer.core.intervals.choices import CHOICES
from explorer.core.intervals.enclosure import (
    JUMP,
    NOWHERE,
    PARTLY,
    SMOOTH,
    Enclosure,
    Flags,
    FloatArray,
    constant,
)
from explorer.core.intervals.functions import FUNCTIONS
from explorer.core.intervals.tidy import tidied

Mask: TypeAlias = NDArray[np.bool_]

__all__ = ["INTERVAL_OPERATORS", "IntervalKernel", "Ranges", "compile_intervals"]


def _log_base(u: Enclosure, base: Enclosure) -> Enclosure:
    return divide(FUNCTIONS["log"](u), FUNCTIONS["log"](base))


INTERVAL_OPERATORS: Final[dict[str, Callable[..., Enclosure]]] = {
    **FUNCTIONS,
    **CHOICES,
    "add": add,
    "mul": multiply,
    "neg": negate,
    "div": divide,
    "pow": power,
    "root": real_root,
    "log_base": _log_base,
    "hypot": hypot,
}
"""Operator → its enclosure from those of its operands."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of k outputs over m boxes; all arrays have the shape (k, m).

    ``low`` and ``high`` bound the values that the output takes where it is defined, and are NaN where
    it is defined nowhere in the box. ``flags`` tells what may be amiss (see the properties).
    """

    low: FloatArray
    high: FloatArray
    flags: Flags

    @property
    def defined(self) -> Mask:
        """Certainly defined in the whole box."""
        result: Mask = (self.flags & (PARTLY | NOWHERE)) == 0
        return result

    @property
    def nowhere(self) -> Mask:
        """Certainly defined nowhere in the box."""
        result: Mask = (self.flags & NOWHERE) != 0
        return result

    @property
    def continuous(self) -> Mask:
        """Certainly defined and continuous in the whole box."""
        result: Mask = (self.flags & (PARTLY | NOWHERE | JUMP)) == 0
        return result

    @property
    def smooth(self) -> Mask:
        """Certainly defined, continuous and without a kink in the whole box."""
        result: Mask = self.flags == 0
        return result

    @property
    def with_zero(self) -> Mask:
        """Whether 0 lies within the bounds."""
        result: Mask = (self.low <= 0) & (self.high >= 0)
        return result


def compile_intervals(outputs: Sequence[Node], names: Sequence[str]) -> IntervalKernel:
    """Compile ``outputs`` as functions of boxes whose sides are the symbols ``names``. Kernels are remembered."""
    return _compiled(tuple(outputs), tuple(names))


@lru_cache(maxsize=64)
def _compiled(outputs: tuple[Node, ...], names: tuple[str, ...]) -> IntervalKernel:
    return IntervalKernel(outputs, names)


class IntervalKernel:
    """``kernel(low, high, values)``: the ranges of all outputs over m boxes with sides ``names``.

    An output's flags are its own: a derivative does not repeat the domain or the kinks of its
    function, so make the function an output too where these matter. ``size`` is the number of nodes.
    """

    def __init__(self, outputs: Sequence[Node], names: Sequence[str]) -> None:
        self.outputs = tuple(outputs)
        self.names = tuple(names)
        roots = tidied(self.outputs)
        order = postorder(*roots)
        position = {node: index for index, node in enumerate(order)}
        self._roots = [position[root] for root in roots]
        self._constants: list[tuple[int, Enclosure]] = []
        self._symbols: list[tuple[int, str]] = []
        self._steps: list[tuple[int, Callable[..., Enclosure], tuple[int, ...]]] = []
        for index, node in enumerate(order):
            if isinstance(node, (Number, Constant)):
                self._constants.append((index, constant(node.value)))
            elif isinstance(node, Symbol):
                self._symbols.append((index, node.name))
            else:
                assert isinstance(node, Apply)
                operands = tuple(position[arg] for arg in node.args)
                self._steps.append((index, INTERVAL_OPERATORS[node.operator], operands))
        self.size = len(order)

    def __call__(self, low: ArrayLike, high: ArrayLike, values: Mapping[str, float] | None = None) -> Ranges:
        """Ranges over the boxes from ``low`` to ``high``, both of shape (m, n).

        ``values`` gives all symbols that are no sides (further names are ignored). Raises ValueError
        for boxes of another shape or a symbol without a value.
        """
        corners = np.stack((np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)))
        if corners.ndim != 3 or corners.shape[2] != len(self.names):
            raise ValueError(f"Boxes need corners of the shape (m, {len(self.names)}), not {corners.shape[1:]}.")
        known: list[Enclosure] = [constant(0.0)] * self.size
        for index, held in self._constants:
            known[index] = held
        for index, name in self._symbols:
            known[index] = self._symbol(name, corners, values or {})
        with np.errstate(all="ignore"):
            for index, operator, operands in self._steps:
                known[index] = operator(*[known[operand] for operand in operands])
        return self._collected([known[root] for root in self._roots], corners.shape[1])

    def _symbol(self, name: str, corners: FloatArray, values: Mapping[str, float]) -> Enclosure:
        if name in self.names:
            return Enclosure(np.ascontiguousarray(corners[:, :, self.names.index(name)]), SMOOTH)
        if name not in values:
            raise ValueError(f"The expression uses {name}, which has no value.")
        return constant(float(values[name]))

    def _collected(self, results: Sequence[Enclosure], count: int) -> Ranges:
        bounds = np.empty((2, len(results), count))
        flags = np.empty((len(results), count), dtype=np.uint8)
        for row, result in enumerate(results):
            bounds[:, row] = result.bounds
            flags[row] = result.flags
        bounds[:, (flags & NOWHERE) != 0] = np.nan
        return Ranges(bounds[0], bounds[1], flags)
