"""The least-squares solution of a model that is linear in its parameters, with more digits than the data have.

Goal: every digit of the solution, whatever the condition of the problem. Small problems are solved by normal
equations in decimal arithmetic of 80 digits, where squaring the condition number does no harm; numbers are taken as
the decimals that they are written as, 0.1 and not the double next to it. Large ones by QR with refinement from
residuals in extended precision (Björck, *Numerical Methods for Least Squares Problems*, §2.9).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow, localcontext
from functools import reduce
from operator import add, mul
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.core.expression.nodes import Apply, Constant, Node, Number, Symbol, postorder
from explorer.core.kernels import compile_points
from explorer.core.learn.dataset import DataSet, Floats

if TYPE_CHECKING:
    from explorer.core.learn.loss import Loss

__all__ = ["linear_optimum"]

_DIGITS: Final = 80
_MOST_PRODUCTS: Final = 400_000
_MOST_CELLS: Final = 60_000
_REFINEMENTS: Final = 6
_SINGULAR: Final = Decimal("1e-45")
_SINGULAR_OF_DOUBLES: Final = Decimal("1e-27")
_LARGEST_POWER: Final = 64

Column = list[Decimal]


def linear_optimum(loss: Loss) -> tuple[Floats, bool]:
    """The parameters (n,) that minimise a squared loss, linear in them, with an l2 penalty; and whether no others do.

    Where others do as well, those of least length are given.
    """
    n, rows = len(loss.variables), len(loss)
    small = rows * n * (n + 3) // 2 <= _MOST_PRODUCTS and rows * (n + 1) <= _MOST_CELLS
    found = _in_decimals(loss) if small else None
    if found is not None:
        return found, True
    return _by_refined_qr(loss)


def _in_decimals(loss: Loss) -> Floats | None:
    """The solution to the last digit, or None where it is not the only one or a cell has no value."""
    trees = loss.trees
    context = Context(prec=_DIGITS, traps=[InvalidOperation, DivisionByZero, Overflow])
    try:
        with localcontext(context):
            *columns, offset = _columns_of((*trees.slopes, trees.offset), loss.data)
            target = [_written(value) for value in loss.target.tolist()]
            wanted = [t - o for t, o in zip(target, offset, strict=True)]
            ridge = Decimal(len(target)) * _written(loss.l2)
            exact = all(_is_rational(node) for node in trees.slopes)
            solution = _solved(columns, wanted, ridge, _SINGULAR if exact else _SINGULAR_OF_DOUBLES)
            return None if solution is None else np.array([float(value) for value in solution])
    except (DecimalException, ValueError, OverflowError):
        return None


def _solved(columns: Sequence[Column], wanted: Column, ridge: Decimal, least: Decimal) -> Column | None:
    """The solution of the normal equations by LDLᵀ, or None where a pivot is as good as zero."""
    n = len(columns)
    zero = Decimal(0)
    matrix = [[sum(map(mul, columns[i], columns[j]), zero) for j in range(i + 1)] for i in range(n)]
    right = [sum(map(mul, column, wanted), zero) for column in columns]
    lower: list[Column] = []
    pivots: Column = []
    for i in range(n):
        size = matrix[i][i] + ridge
        row: Column = []
        for j in range(i):
            inner = sum((row[k] * lower[j][k] * pivots[k] for k in range(j)), zero)
            row.append((matrix[i][j] - inner) / pivots[j])
        pivot = size - sum((row[k] * row[k] * pivots[k] for k in range(i)), zero)
        if pivot <= least * size:
            return None
        lower.append(row)
        pivots.append(pivot)
    for i in range(n):
        right[i] -= sum((lower[i][k] * right[k] for k in range(i)), zero)
    solution = [value / pivot for value, pivot in zip(right, pivots, strict=True)]
    for i in reversed(range(n)):
        solution[i] -= sum((lower[k][i] * solution[k] for k in range(i + 1, n)), zero)
    return solution


def _columns_of(nodes: Sequence[Node], data: DataSet) -> list[Column]:
    """What trees over columns give for each row."""
    rows = len(data)
    made: dict[Node, Column] = {}
    for node in postorder(*nodes):
        if isinstance(node, Symbol):
            made[node] = [_written(value) for value in data[node.name].tolist()]
        elif isinstance(node, Number):
            made[node] = [_written(node.value)] * rows
        elif isinstance(node, Constant) or not _is_arithmetic(node):
            made[node] = _from_doubles(node, data)
        else:
            assert isinstance(node, Apply)
            made[node] = _combined(node, [made[arg] for arg in node.args])
    return [made[node] for node in nodes]


def _combined(node: Apply, operands: list[Column]) -> Column:
    if node.operator == "add":
        return [reduce(add, cells) for cells in zip(*operands, strict=True)]
    if node.operator == "mul":
        return [reduce(mul, cells) for cells in zip(*operands, strict=True)]
    if node.operator == "neg":
        return [-cell for cell in operands[0]]
    if node.operator == "div":
        return [a / b for a, b in zip(*operands, strict=True)]
    power = node.args[1]
    assert isinstance(power, Number)
    return [cell ** int(power.value) for cell in operands[0]]


def _is_arithmetic(node: Node) -> bool:
    if not isinstance(node, Apply):
        return False
    if node.operator == "pow":
        power = node.args[1]
        return isinstance(power, Number) and power.value.is_integer() and 0 < power.value <= _LARGEST_POWER
    return node.operator in ("add", "mul", "neg", "div")


def _is_rational(node: Node) -> bool:
    return all(isinstance(part, (Symbol, Number)) or _is_arithmetic(part) for part in postorder(node))


def _from_doubles(node: Node, data: DataSet) -> Column:
    names = sorted(node.symbols)
    points = data.matrix(names) if names else np.empty((len(data), 0))
    return [Decimal(value) for value in compile_points((node,), names)(points)[0].tolist()]


def _written(value: float) -> Decimal:
    """The shortest decimal that is read as this double: what stood in the file."""
    return Decimal(repr(value))


def _by_refined_qr(loss: Loss) -> tuple[Floats, bool]:
    n = len(loss.variables)
    offset, design = loss.output_and_slopes(np.zeros(n))
    wanted = loss.target - offset
    if not (np.isfinite(design).all() and np.isfinite(wanted).all()):
        return np.zeros(n), False
    if loss.l2:
        design = np.vstack([design, np.sqrt(len(loss) * loss.l2) * np.eye(n)])
        wanted = np.concatenate([wanted, np.zeros(n)])
    scale = np.sqrt(np.vecdot(design.T, design.T))
    scale[scale == 0] = 1.0
    scaled = design / scale
    orthogonal, upper = np.linalg.qr(scaled)
    sizes = np.abs(np.diag(upper))
    if len(scaled) < n or sizes.min(initial=np.inf) <= 1e-14 * sizes.max(initial=0.0):
        shortest = np.asarray(np.linalg.lstsq(design, wanted, rcond=None)[0], dtype=np.float64)
        return shortest, False
    wide = scaled.astype(np.longdouble)
    solution: Floats = np.zeros(n)
    previous = np.inf
    for _ in range(_REFINEMENTS):
        residual = (wanted - wide @ solution.astype(np.longdouble)).astype(np.float64)
        step: Floats = np.linalg.solve(upper, orthogonal.T @ residual)
        size = float(np.linalg.norm(step))
        if not size < 0.5 * previous:
            break
        solution += step
        previous = size
    solution /= scale
    return solution, True
