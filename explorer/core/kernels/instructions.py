"""The array program that a tree is lowered to: values in order, each an operation on earlier ones.

A value is an index. Its *extent* says along which axes of the lattice it varies: not at all (0),
along x (1), along y (2) or both (3). Only values of extent 3 are ever computed on the whole lattice.
Equal operations on equal values are one value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

__all__ = [
    "ADD",
    "ALONG_X",
    "ALONG_Y",
    "DIVIDE",
    "EVERYWHERE",
    "MULTIPLY",
    "NEGATIVE",
    "RECIPROCAL",
    "SEPARABLE",
    "SQUARE",
    "SUBTRACT",
    "Operation",
    "Program",
    "Step",
]

ALONG_X: Final = 1
ALONG_Y: Final = 2
EVERYWHERE: Final = 3


@dataclass(frozen=True, slots=True)
class Operation:
    """A function of arrays that takes ``out=``.

    ``overwrites`` says that ``out`` may be one of its operands; ``boolean`` that it gives truth
    values; ``commutes`` that its operands may be swapped.
    """

    function: Callable[..., Any]
    overwrites: bool = True
    boolean: bool = False
    commutes: bool = False


ADD: Final = Operation(np.add, commutes=True)
SUBTRACT: Final = Operation(np.subtract)
MULTIPLY: Final = Operation(np.multiply, commutes=True)
DIVIDE: Final = Operation(np.divide)
NEGATIVE: Final = Operation(np.negative)
SQUARE: Final = Operation(np.square)
RECIPROCAL: Final = Operation(np.reciprocal)
SEPARABLE: Final = Operation(np.matmul, overwrites=False)
"""Σ aᵢ·bᵢ over its operands a₁, b₁, a₂, b₂, … with aᵢ along x and bᵢ along y: one matrix product."""


@dataclass(frozen=True, slots=True)
class Step:
    """One value: an operation on values, or (operation None) an input by name."""

    operation: Operation | None
    operands: tuple[int, ...]
    name: str = ""


class Program:
    """Values and how to get them, filled by a lowering and run by :mod:`.execution`."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.extents: list[int] = []
        self.constants: dict[int, float] = {}
        self._known: dict[object, int] = {}

    def input(self, name: str, extent: int) -> int:
        """The value of a symbol."""
        return self._value(Step(None, (), name), extent)

    def constant(self, value: float) -> int:
        """A literal."""
        # repr tells -0.0 from 0.0 and lets NaN equal itself.
        index = self._value(Step(None, (), f"= {value!r}"), 0)
        self.constants[index] = value
        return index

    def apply(self, operation: Operation, *operands: int) -> int:
        """The operation on values; at once if they are all literals."""
        if not operation.boolean and operands and all(operand in self.constants for operand in operands):
            numbers = [np.float64(self.constants[operand]) for operand in operands]
            with np.errstate(all="ignore"):
                return self.constant(float(operation.function(*numbers)))
        if operation.commutes:
            operands = tuple(sorted(operands))
        extent = 0
        for operand in operands:
            extent |= self.extents[operand]
        return self._value(Step(operation, operands), extent)

    def power(self, base: int, exponent: int) -> int:
        """A whole power as products; squares are shared between the powers of one base."""
        if exponent == 0:
            return self.constant(1.0)
        if exponent < 0:
            return self.apply(RECIPROCAL, self.power(base, -exponent))
        if exponent == 1:
            return base
        square = self.apply(SQUARE, self.power(base, exponent // 2))
        return self.apply(MULTIPLY, square, base) if exponent % 2 else square

    def _value(self, step: Step, extent: int) -> int:
        key = (step.operation and id(step.operation), step.operands, step.name)
        index = self._known.get(key)
        if index is None:
            index = self._known[key] = len(self.steps)
            self.steps.append(step)
            self.extents.append(extent)
        return index
