"""A model's loss over data: an objective of its parameters, mean over the rows plus a penalty on the parameters.

Goal: descent, race, sweeps and landscapes take it as they take a formula. The mean is one reduction over arrays:
the number of rows never enters a tree. The Hessian is exact: Σ ℓ″ ∇η ∇ηᵀ + Σ ℓ′ ∇²η, not its first part alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, final

import numpy as np
from numpy.typing import NDArray

from explorer.core.expression.names import canonical_name
from explorer.core.expression.nodes import number_of_nodes
from explorer.core.learn.dataset import DataSet, Floats
from explorer.core.learn.errors import DataError, told_number
from explorer.core.learn.landscape import lattice, plane_blocks
from explorer.core.learn.linear_landscape import Bowl, Logistic, bowl_of, logistic_of
from explorer.core.learn.model_trees import ModelTrees
from explorer.core.learn.pointwise import KINDS, Pointwise, pointwise
from explorer.core.learn.row_program import BoundRows, RowTrees
from explorer.core.learn.scaling import condition_number
from explorer.core.objective import PlaneRows
from explorer.core.sampling.field import Field, FloatArray

__all__ = ["Loss", "loss"]

_POSITIONS: Final = 1 << 12  # for which partials are held at a time
_QUICK_WORK = 400_000  # rows times parts of the model whose gradient takes some 3 ms
_LIGHT_WORK, _LIGHT_ROWS = 4_000, 20_000  # rows times parts of the model; rows where a landscape needs them once only


def loss(
    model: str,
    data: DataSet,
    target: str,
    kind: str = "squared",
    l1: float = 0.0,
    l2: float = 0.0,
    *,
    delta: float = 1.0,
) -> Loss:
    """The loss of ``model`` on ``data``, as an objective of the model's parameters in natural order.

    ``model`` is a text in the notation, in which column names are the columns and every other name is a parameter:
    ``"w*size + b"``. With η its output and t the ``target`` column, it is the mean over rows of (η − t)²
    (``kind`` "squared"), |η − t| ("absolute"), ½(η − t)² up to |η − t| = ``delta`` and delta·(|η − t| − ½delta)
    beyond ("huber"), or −log of the probability η gives to the label t, 0 or 1 ("cross-entropy"); to that
    l1·Σ|p| + l2·Σp² over all parameters p is added.

    Raises NotationError for the text, ValueError for settings and :class:`~.errors.DataError`, with row and column,
    for labels that are not 0 or 1 and a target that is no column.
    """
    for name, number in (("l1", l1), ("l2", l2)):
        if not (math.isfinite(number) and number >= 0):
            raise ValueError(f"{name} must be a number from 0 on, not {number:g}.")
    if not (math.isfinite(delta) and delta > 0):
        raise ValueError(f"delta must be a number above 0, not {delta:g}.")
    if kind not in KINDS:
        raise ValueError(f"There is no loss {kind!r}; there are {', '.join(KINDS)}.")
    if target not in data:
        raise DataError(f"There is no column {target} to predict; there are {', '.join(data.names)}.", None, target)
    by_name = canonical_name(target) if canonical_name(target) in data.names else _name_of(data, target)
    trees = ModelTrees(model, data.names, by_name, kind == "cross-entropy")
    return Loss(trees, data, kind, float(l1), float(l2), float(delta))


def _name_of(data: DataSet, title: str) -> str:
    return next(name for name, known in data.titles.items() if known == title)


@final
class Loss:
    """A loss over data. Implements :class:`~explorer.core.objective.Objective`; made by :func:`loss`.

    ``variables`` are the model's parameters. Called with a point it is a number, like a Function. Immutable.
    """

    called: Final = "A mean over rows"
    gradient_way: Final = "mean over rows"
    notes: Final = ("Its partials are means over the rows, exact but for rounding.",)

    def __init__(self, trees: ModelTrees, data: DataSet, kind: str, l1: float, l2: float, delta: float) -> None:
        """Bind a model to data. Raises :class:`DataError` where there is no row or a label is not 0 or 1."""
        if not len(data):
            raise DataError("There is no row to take the mean over.")
        self.trees, self.data, self.kind = trees, data, kind
        self.l1, self.l2, self.delta = l1, l2, delta
        self.variables = trees.parameters
        self.target: Floats = data[trees.target]
        if kind == "cross-entropy":
            _check_labels(self.target, data.titles.get(trees.target, trees.target))
        self.pointwise: Pointwise = pointwise(kind, trees.is_logit, delta)
        self._bound: dict[int, BoundRows] = {}
        self._shortcut: tuple[Bowl | None, Logistic | None] | None = None

    # What it is

    @property
    def text(self) -> str:
        """The model as it was typed."""
        return self.trees.text

    @property
    def names(self) -> tuple[str, ...]:
        """The variables; a loss has no further parameters."""
        return self.variables

    @property
    def parameters(self) -> dict[str, float]:
        """None: all that can be set is a variable."""
        return {}

    @property
    def is_linear(self) -> bool:
        """Whether the model is a sum of parameters times columns."""
        return self.trees.is_linear

    @property
    def is_light(self) -> bool:
        """Whether numbers at a place and a coarse landscape take some milliseconds: they may follow a drag."""
        rows = len(self)
        if self.is_linear and rows <= _LIGHT_ROWS and self.shortcut()[0] is not None:
            return True
        return rows * number_of_nodes(self.trees.output) <= _LIGHT_WORK

    @property
    def work_a_gradient(self) -> int:
        """About how many simple operations one gradient takes."""
        return len(self) * number_of_nodes(self.trees.output) * (1 + len(self.variables))

    @property
    def is_quick(self) -> bool:
        """Whether one gradient takes a few milliseconds at most."""
        return self.is_light or len(self) * number_of_nodes(self.trees.output) <= _QUICK_WORK

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.target)

    def with_parameters(self, values: Mapping[str, float] | None = None, /, **named: float) -> Loss:
        """Itself. Raises ValueError for any name: there are no parameters besides the variables."""
        given = {**(values or {}), **named}
        if given:
            raise ValueError(f"The loss has no parameter {next(iter(given))} besides its variables.")
        return self

    def with_variables(self, variables: Sequence[str]) -> Loss:
        """Itself for its own variables. Raises ValueError for others."""
        if tuple(canonical_name(name) for name in variables) != self.variables:
            raise ValueError(f"The loss is a function of {', '.join(self.variables)}.")
        return self

    def on(self, data: DataSet) -> Loss:
        """The same loss on other rows, such as those set aside for validation."""
        missing = [name for name in (*self.trees.columns, self.trees.target) if name not in data.names]
        if missing:
            raise DataError(f"There is no column {missing[0]}, which the model uses.", None, missing[0])
        return Loss(self.trees, data, self.kind, self.l1, self.l2, self.delta)

    def batch(self, indices: Sequence[int] | NDArray[Any]) -> Loss:
        """The same loss over some rows alone; its gradient is an estimate of this one's."""
        chosen = np.asarray(indices)
        made = Loss.__new__(Loss)
        made.__dict__.update(self.__dict__)
        made.data = self.data.rows(chosen)
        made.target = made.data[self.trees.target]
        if not len(made.target):
            raise DataError("There is no row to take the mean over.")
        made._shortcut = None
        made._bound = {key: bound.chosen(chosen) for key, bound in self._bound.items()}
        return made

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.target)

    def batch_gradient(self, rows: NDArray[np.intp], position: FloatArray) -> FloatArray:
        """The slope (n,) of the loss over these rows alone, as ``batch(rows)`` has it, without making that."""
        values = self._values(position)
        target = self.target[rows]
        gradient = np.zeros(len(self.variables))
        for part, (output, *slopes) in self._rows(self.trees.gradient_rows).chosen(rows).at(values):
            with np.errstate(all="ignore"):
                gradient += _weighted(self.pointwise.slope(output, target[part]), slopes)
        gradient /= max(len(rows), 1)
        gradient += self._penalty_gradient(np.array(values))
        return gradient

    # Numbers, by names

    def __call__(self, point: Mapping[str, float] | None = None, /, **named: float) -> float:
        """The loss at a point given by parameter names, in any spelling."""
        return self.value_at(self.position({**(point or {}), **named}))

    def gradient(self, point: Mapping[str, float] | None = None, /, **named: float) -> FloatArray:
        """∇L at a point, shape (n,), in the order of ``variables``."""
        return self.value_and_gradient(self.position({**(point or {}), **named}))[1]

    def hessian(self, point: Mapping[str, float] | None = None, /, **named: float) -> FloatArray:
        """Second partials at a point, shape (n, n)."""
        return self.hessian_at(self.position({**(point or {}), **named}))

    def position(self, point: Mapping[str, float]) -> Floats:
        """A point by names as a position (n,). Raises ValueError where a parameter has no value."""
        given = {canonical_name(name): value for name, value in point.items()}
        missing = [name for name in self.variables if name not in given]
        if missing:
            raise ValueError(f"The model needs a value for {', '.join(missing)}.")
        return np.array([float(given[name]) for name in self.variables], dtype=np.float64)

    # Rows

    def predict(self, position: FloatArray | Mapping[str, float]) -> Floats:
        """What the model gives for each row, shape (rows,)."""
        return self._by_row(self.trees.prediction_rows, position)

    def row_losses(self, position: FloatArray | Mapping[str, float]) -> Floats:
        """Each row's loss, shape (rows,); their mean is the loss without its penalty."""
        output = self._by_row(self.trees.value_rows, position)
        with np.errstate(all="ignore"):
            losses: Floats = self.pointwise.each(output, self.target)
        return losses

    def contributions(self, position: FloatArray | Mapping[str, float]) -> Floats:
        """What each row adds to the gradient, shape (rows, n): they add up to ∇L, the penalty's share included."""
        values = self._values(position)
        made = np.empty((len(self), len(self.variables)))
        for rows, (output, *slopes) in self._rows(self.trees.gradient_rows).at(values):
            with np.errstate(all="ignore"):
                weight = self.pointwise.slope(output, self.target[rows])
                for index, slope in enumerate(slopes):
                    made[rows, index] = weight * slope
        made += self._penalty_gradient(np.array(values))
        made /= len(self)
        return made

    def output_and_slopes(self, position: FloatArray) -> tuple[Floats, Floats]:
        """The output of each row, (rows,), and its partials by the parameters, (rows, n)."""
        output, jacobian = np.empty(len(self)), np.empty((len(self), len(self.variables)))
        for rows, (value, *slopes) in self._rows(self.trees.gradient_rows).at(self._values(position)):
            output[rows] = value
            for index, slope in enumerate(slopes):
                jacobian[rows, index] = slope
        return output, jacobian

    # Numbers, by position (the Objective)

    def value_at(self, position: FloatArray) -> float:
        """L at one position of shape (n,)."""
        values, total = self._values(position), 0.0
        for rows, (output,) in self._rows(self.trees.value_rows).at(values):
            with np.errstate(all="ignore"):
                total += float(self.pointwise.total(output, self.target[rows]))
        return total / len(self) + self._penalty(values)

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """L and ∇L, shape (n,), at one position."""
        values, total = self._values(position), 0.0
        gradient = np.zeros(len(self.variables))
        for rows, (output, *slopes) in self._rows(self.trees.gradient_rows).at(values):
            with np.errstate(all="ignore"):
                target = self.target[rows]
                total += float(self.pointwise.total(output, target))
                gradient += _weighted(self.pointwise.slope(output, target), slopes)
        gradient /= len(self)
        gradient += self._penalty_gradient(np.array(values))
        value = total / len(self) + self._penalty(values)
        return value, gradient if value == value else np.full_like(gradient, np.nan)

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """Second partials at one position, shape (n, n)."""
        values, n = self._values(position), len(self.variables)
        matrix, total = np.zeros((n, n)), 0.0
        pairs = list(self.trees.bends)
        for rows, (output, *rest) in self._rows(self.trees.hessian_rows).at(values):
            with np.errstate(all="ignore"):
                target = self.target[rows]
                total += float(self.pointwise.total(output, target))
                jacobian = np.stack([np.broadcast_to(slope, target.shape) for slope in rest[:n]]) if n else matrix
                matrix += (jacobian * self.pointwise.curvature(output, target)) @ jacobian.T if n else 0.0
                for (i, j), bend in zip(pairs, _weighted(self.pointwise.slope(output, target), rest[n:]), strict=True):
                    matrix[i, j] += bend
                    matrix[j, i] += bend if i != j else 0.0
        matrix /= len(self)
        matrix[np.diag_indices(n)] += 2.0 * self.l2
        return matrix if total == total else np.full((n, n), np.nan)

    def values_at(self, positions: FloatArray) -> FloatArray:
        """L at m positions of shape (m, n), shape (m,)."""
        values: Floats = self._lattice(np.asarray(positions, dtype=np.float64), ())[0]
        return values

    def gradients_at(self, positions: FloatArray) -> FloatArray:
        """∇L at m positions of shape (m, n), shape (m, n)."""
        at = np.asarray(positions, dtype=np.float64)
        every = tuple(range(len(self.variables)))
        parts = [self._lattice(at[start : start + _POSITIONS], every)[1:].T for start in range(0, len(at), _POSITIONS)]
        return np.concatenate(parts) if parts else np.empty_like(at)

    def _lattice(self, positions: Floats, slopes: tuple[int, ...]) -> Floats:
        if positions.ndim != 2 or positions.shape[1] != len(self.variables):
            raise ValueError(f"Positions need the shape (m, {len(self.variables)}), not {positions.shape}.")
        return lattice(self, positions, slopes)

    def sample(
        self,
        axes: tuple[str, str],
        x: tuple[float, float],
        y: tuple[float, float],
        shape: tuple[int, int],
        at: Mapping[str, float],
        dtype: str = "float64",
    ) -> Field:
        """L and its partials along ``axes`` on a window; use :func:`explorer.sample`, which checks its inputs."""
        rows, columns = shape
        xs, ys = np.linspace(x[0], x[1], columns), np.linspace(y[0], y[1], rows)
        origin = np.array([0.0 if name in axes else float(at.get(name, 0.0)) for name in self.variables])
        directions = [np.array([float(name == axis) for name in self.variables]) for axis in axes]
        wanted = tuple(self.variables.index(axis) for axis in axes if axis in self.variables)
        made = np.concatenate([part for _, part in plane_blocks(self, origin, directions, xs, ys, wanted)], axis=1)
        slopes = dict(zip(wanted, made[1:], strict=True))
        flat = np.where(np.isnan(made[0]), np.nan, 0.0)
        fx, fy = (slopes[self.variables.index(axis)] if axis in self.variables else flat for axis in axes)
        with np.errstate(over="ignore"):
            return Field(axes, xs, ys, *(np.ascontiguousarray(part.astype(dtype)) for part in (made[0], fx, fy)))

    def plane(
        self, origin: FloatArray, directions: Sequence[FloatArray], u: FloatArray, v: FloatArray
    ) -> Iterator[PlaneRows]:
        """L over ``origin + u·directions[0] + v·directions[1]``, block by block (stop iterating to cancel)."""
        for first, part in plane_blocks(self, np.asarray(origin), directions, np.asarray(u), np.asarray(v), ()):
            yield PlaneRows(first, part[0])

    def condition_number(self, position: FloatArray | Mapping[str, float]) -> float:
        """Largest over smallest curvature at a position: how long and narrow the bowl is."""
        return condition_number(self.hessian_at(np.array(self._values(position))))

    def __repr__(self) -> str:
        return f"<Loss {self.kind} of {self.text} on {len(self):,} rows>"

    # Details

    def rows_bound(self, trees: RowTrees) -> BoundRows:
        """``trees`` on this loss's rows, made once."""
        return self._rows(trees)

    def shortcut(self) -> tuple[Bowl | None, Logistic | None]:
        """What spares most of a landscape's work where the model is linear, made once."""
        if self._shortcut is None:
            self._shortcut = (bowl_of(self), logistic_of(self))
        return self._shortcut

    def _rows(self, trees: RowTrees) -> BoundRows:
        known = self._bound.get(id(trees))
        if known is None:
            known = self._bound[id(trees)] = trees.bound({name: self.data[name] for name in trees.columns})
        return known

    def _values(self, position: FloatArray | Mapping[str, float]) -> list[float]:
        if isinstance(position, Mapping):
            position = self.position(position)
        values: list[float] = np.asarray(position, dtype=np.float64).tolist()
        if len(values) != len(self.variables):
            raise ValueError(f"The loss needs {len(self.variables)} numbers, not {len(values)}.")
        return values

    def _by_row(self, trees: RowTrees, position: FloatArray | Mapping[str, float]) -> Floats:
        made = np.empty(len(self))
        for rows, (output,) in self._rows(trees).at(self._values(position)):
            made[rows] = output
        return made

    def _penalty(self, values: Sequence[float]) -> float:
        if not (self.l1 or self.l2):
            return 0.0
        return self.l1 * math.fsum(map(abs, values)) + self.l2 * math.fsum(value * value for value in values)

    def _penalty_gradient(self, position: Floats) -> Floats:
        slopes: Floats = self.l1 * np.sign(position) + 2.0 * self.l2 * position
        return slopes


def _weighted(weights: Floats, slopes: Sequence[Any]) -> Floats:
    """Σ over the rows of weight times each slope; a slope may be one number for all rows."""
    made = np.empty(len(slopes))
    for index, slope in enumerate(slopes):
        made[index] = np.dot(weights, slope) if np.ndim(slope) else np.sum(weights) * slope
    return made


def _check_labels(target: Floats, title: str) -> None:
    wrong = np.flatnonzero((target != 0.0) & (target != 1.0))
    if len(wrong):
        row = int(wrong[0]) + 1
        value = told_number(float(target[wrong[0]]))
        raise DataError(
            f"Row {row:,} of column {title} is {value}; cross-entropy needs class labels 0 or 1 there.", row, title
        )
