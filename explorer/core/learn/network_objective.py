"""A network's loss over given samples as an :class:`~explorer.core.objective.Objective` of its weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.core.expression.names import canonical_mapping
from explorer.core.interruption import checkpoint
from explorer.core.learn.fixed_names import FixedNames
from explorer.core.learn.network_batch import values_of_many
from explorer.core.learn.network_plane import plane_rows
from explorer.core.learn.passes import Passes, with_ones
from explorer.core.learn.plane_field import plane_field
from explorer.core.learn.second_order import hessian
from explorer.core.objective import PlaneRows
from explorer.core.sampling.field import Field, FloatArray

if TYPE_CHECKING:
    from explorer.core.learn.network import Network

__all__ = ["NetworkObjective"]

_QUICK_WORK: Final = 1 << 20  # samples times weights: some 2 ms for a gradient
_DRAWN_WORK: Final = 1000  # samples times neurons
_LIGHT_WORK: Final = 2_000_000  # some 20 ms


_CALLS: Final = 12_000  # what the calls of a pass cost, in simple operations


class NetworkObjective(FixedNames):
    """The loss of ``network`` over samples ``X`` (m, in) with targets ``T`` (m, out), by its weights and biases.

    ``variables`` are the network's names. It keeps the network's shape alone: its weights may change meanwhile.
    Raises ValueError or TypeError for samples that do not fit, with row and column.
    """

    called: Final = "A network’s loss"
    gradient_way: Final = "reverse pass"
    notes: Final = ("Its partials come from one reverse pass, exact but for rounding.",)

    def __init__(self, network: Network, X: object, T: object) -> None:
        inputs, targets = network.checked(X, T)
        self.structure = network.structure
        self.variables = network.names
        self._inputs, self._targets = with_ones(inputs), np.ascontiguousarray(targets.T)
        self._idle: list[Passes] = []
        self._gathered: dict[int, Passes] = {}

    @property
    def parameters(self) -> dict[str, float]:
        """None: every number of a network is a variable."""
        return {}

    @property
    def names(self) -> tuple[str, ...]:
        """The variables."""
        return self.variables

    @property
    def samples(self) -> int:
        """How many rows there are."""
        return int(self._inputs.shape[1])

    @property
    def work_a_gradient(self) -> int:
        """About how many simple operations one gradient takes, the calls themselves included."""
        return self.samples * len(self.variables) + _CALLS

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.samples

    def batch_gradient(self, rows: NDArray[np.intp], position: FloatArray) -> FloatArray:
        """The slope (n,) of the loss over these rows alone, as ``batch(rows)`` has it, without making that."""
        passes = self._gathered.pop(len(rows), None)  # no other thread may use it meanwhile
        if passes is None:
            count = len(rows)
            inputs, targets = np.empty((len(self._inputs), count)), np.empty((len(self._targets), count))
            passes = Passes(self.structure, inputs, targets)
        np.take(self._inputs, rows, axis=1, out=passes.inputs, mode="clip")
        np.take(self._targets, rows, axis=1, out=passes.targets, mode="clip")
        passes.parameters[:] = position
        with np.errstate(all="ignore"):
            passes.value_and_gradient()
        gradient = passes.gradient.copy()
        self._gathered[len(rows)] = passes
        return gradient

    @property
    def is_quick(self) -> bool:
        """Whether one gradient takes a few milliseconds at most: the numbers at a place may follow a drag."""
        return self.samples * len(self.variables) <= _QUICK_WORK

    @property
    def is_light(self) -> bool:
        """Whether second partials at a place and some gradients for each weight take a frame at most."""
        return self.work_a_gradient * len(self.variables) <= _LIGHT_WORK

    @property
    def draws_at_once(self) -> bool:
        """Whether a coarse landscape takes that little."""
        return self.samples * sum(self.structure.layout.sizes[1:]) <= _DRAWN_WORK

    def batch(self, rows: ArrayLike) -> NetworkObjective:
        """The same over some of the rows."""
        other = NetworkObjective.__new__(NetworkObjective)
        other.structure, other.variables, other._idle = self.structure, self.variables, []
        other._gathered = {}
        chosen = np.atleast_1d(np.asarray(rows))
        if not chosen.size:
            raise ValueError("a batch needs at least one row.")
        other._inputs = np.ascontiguousarray(self._inputs[:, chosen])
        other._targets = np.ascontiguousarray(self._targets[:, chosen])
        return other

    def __call__(self, values: Mapping[str, float] | None = None, /, **named: float) -> float:
        """The loss at weights given by name."""
        return self.value_at(self.position_of({**(values or {}), **named}))

    def position_of(self, values: Mapping[str, float]) -> FloatArray:
        """Weights given by name, in order. Raises ValueError where one is missing."""
        given = canonical_mapping(values)
        missing = [name for name in self.variables if name not in given]
        if missing:
            raise ValueError(f"a value is missing for {', '.join(missing[:5])}{' …' if missing[5:] else ''}.")
        return np.array([given[name] for name in self.variables], dtype=np.float64)

    def workspace(self) -> Passes:
        """Arrays in which the loss is evaluated without allocating any, for one user alone."""
        return Passes(self.structure, self._inputs, self._targets)

    def value_at(self, position: FloatArray) -> float:
        """The loss at one position of shape (n,)."""
        passes = self._taken(position)
        with np.errstate(all="ignore"):
            value = passes.value()
        self._idle.append(passes)
        return value if np.isfinite(value) else float("nan")

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """The loss and its gradient, shape (n,), at one position."""
        passes = self._taken(position)
        with np.errstate(all="ignore"):
            value = passes.value_and_gradient()
        gradient = passes.gradient.copy()
        self._idle.append(passes)
        return value, gradient

    def gradient(self, values: Mapping[str, float] | None = None, /, **named: float) -> FloatArray:
        """The gradient at weights given by name, shape (n,)."""
        return self.value_and_gradient(self.position_of({**(values or {}), **named}))[1]

    def hessian(self, values: Mapping[str, float] | None = None, /, **named: float) -> FloatArray:
        """Second partials at weights given by name, shape (n, n)."""
        return self.hessian_at(self.position_of({**(values or {}), **named}))

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """Second partials at one position, shape (n, n), exact."""
        with np.errstate(all="ignore"):
            return hessian(self.structure, self._inputs, self._targets, np.asarray(position, dtype=np.float64))

    def values_at(self, positions: FloatArray) -> FloatArray:
        """The loss at m positions of shape (m, n), shape (m,)."""
        with np.errstate(all="ignore"):
            return values_of_many(self.structure, self._inputs, self._targets, np.asarray(positions, dtype=np.float64))

    def gradients_at(self, positions: FloatArray) -> FloatArray:
        """Gradients at m positions of shape (m, n), shape (m, n)."""
        at = np.asarray(positions, dtype=np.float64)
        found = np.empty_like(at)
        passes = self._taken(None)
        with np.errstate(all="ignore"):
            for row, position in enumerate(at):
                checkpoint()
                passes.parameters[:] = position
                passes.value_and_gradient()
                found[row] = passes.gradient
        self._idle.append(passes)
        return found

    def sample(
        self,
        axes: tuple[str, str],
        x: tuple[float, float],
        y: tuple[float, float],
        shape: tuple[int, int],
        at: Mapping[str, float],
        dtype: str = "float64",
    ) -> Field:
        """The loss and its partials along two weights on a window; ``at`` holds the others (0 by default).

        See :func:`~explorer.core.learn.plane_field.plane_field` for how exact the partials are.
        """
        rows, columns = shape
        lines = np.linspace(x[0], x[1], columns), np.linspace(y[0], y[1], rows)
        origin = np.array([at.get(name, 0.0) for name in self.variables], dtype=np.float64)
        places = [self.variables.index(name) for name in axes]
        origin[places] = 0.0
        first, second = np.eye(len(self.variables))[places]
        return plane_field(self, origin, (first, second), axes, lines, dtype)

    def plane(
        self,
        origin: FloatArray,
        directions: Sequence[FloatArray],
        u: FloatArray,
        v: FloatArray,
        dtype: str = "float64",
    ) -> Iterator[PlaneRows]:
        """The loss over ``origin + u·directions[0] + v·directions[1]`` in blocks of rows of constant v.

        With ``dtype`` float32 it is made in single precision, good to six digits, in half the time.
        """
        first, second = (np.asarray(direction, dtype=np.float64) for direction in directions)
        lines = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
        return plane_rows(self.structure, (self._inputs, self._targets), origin, (first, second), lines, dtype)

    def __repr__(self) -> str:
        return f"<NetworkObjective of {len(self.variables)} weights over {self.samples:,} samples>"

    def _taken(self, position: FloatArray | None) -> Passes:
        """Buffers that no other thread uses; give them back when done."""
        try:
            passes = self._idle.pop()
        except IndexError:
            passes = Passes(self.structure, self._inputs, self._targets)
        if position is not None:
            passes.parameters[:] = position
        return passes
