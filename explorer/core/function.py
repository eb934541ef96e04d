"""The user's function: an expression tree with its variables and parameter values.

A :class:`Function` is a value: immutable, hashable, compared by its parts. Its numbers come from
compiled kernels (no SymPy), its symbolic partials from SymPy, imported when first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, final

import numpy as np

from explorer.core.compiled import Compiled
from explorer.core.expression.flat import flatten, unflatten
from explorer.core.expression.names import canonical_name, parameters_of, variables_of
from explorer.core.expression.nodes import Node
from explorer.core.objective import PlaneRows, plane_of_points
from explorer.core.sampling.field import Field, FloatArray

if TYPE_CHECKING:
    from explorer.core.notation import Parsed

__all__ = ["Function", "parse"]

DEFAULT_PARAMETER = 1.0


def parse(text: str, known_names: Iterable[str] = ()) -> Function:
    """Read ``text`` (plain, Unicode or LaTeX notation) as a function; parameters start at 1.

    ``known_names`` are words to keep whole, such as column names. Raises
    :class:`~explorer.core.notation.errors.NotationError`, which says where.
    """
    from explorer.core.notation import parse_text

    return Function.from_parsed(parse_text(text, known_names))


@final
class Function:
    """A real function of named variables, with parameters at given values.

    ``variables`` are the names to differentiate by, in order; ``parameters`` maps every other
    name to its value. Points are mappings name → number in any spelling of a name; names that the
    function does not use are ignored. Where f is undefined its value and gradient are NaN.
    Implements :class:`~explorer.core.objective.Objective`.
    """

    __slots__ = ("_compiled", "_parameters", "parsed", "root", "variables")

    root: Node
    variables: tuple[str, ...]
    parsed: Parsed | None
    _parameters: Mapping[str, float]
    _compiled: Compiled

    def __init__(
        self,
        root: Node,
        variables: Sequence[str] | None = None,
        parameters: Mapping[str, float] | None = None,
        *,
        parsed: Parsed | None = None,
    ) -> None:
        """Take ``root`` as a function of ``variables`` (default: the notation's own rule).

        ``parameters`` sets values of the other names of ``root``, which otherwise are 1.
        """
        names = tuple(variables) if variables is not None else variables_of(root, None)
        given = dict(parameters or {})
        values = {name: float(given.get(name, DEFAULT_PARAMETER)) for name in parameters_of(root, names)}
        self._set(root, names, values, parsed, Compiled(root, names, tuple(values)))

    def _set(
        self,
        root: Node,
        variables: tuple[str, ...],
        parameters: dict[str, float],
        parsed: Parsed | None,
        compiled: Compiled,
    ) -> None:
        for name, value in (
            ("root", root),
            ("variables", variables),
            ("parsed", parsed),
            ("_parameters", MappingProxyType(parameters)),
            ("_compiled", compiled),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def from_parsed(cls, parsed: Parsed) -> Function:
        """The function that a text was read as, with the variables of its header if it has one."""
        return cls(parsed.root, variables_of(parsed.root, parsed.header), parsed=parsed)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Function is immutable; with_parameters(…) makes another one")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a Function is immutable")

    # What it is

    @property
    def parameters(self) -> dict[str, float]:
        """Name → value of every name that is not a variable (a copy)."""
        return dict(self._parameters)

    @property
    def names(self) -> tuple[str, ...]:
        """Variables, then parameters."""
        return (*self.variables, *self._parameters)

    @property
    def text(self) -> str:
        """The formula in plain notation, as it was read."""
        from explorer.core.expression.text import to_text

        return to_text(self.root)

    @property
    def latex(self) -> str:
        """The formula in LaTeX."""
        from explorer.core.expression.latex import to_latex

        return to_latex(self.root)

    @property
    def gradient_nodes(self) -> tuple[Node, ...]:
        """The trees of the partials by the variables, in order, as automatic differentiation gives them."""
        return self._compiled.gradient_nodes

    def with_parameters(self, values: Mapping[str, float] | None = None, /, **named: float) -> Function:
        """The same function with other parameter values. Raises ValueError for a name it does not have."""
        changed = self.parameters
        for name, value in _canonical({**(values or {}), **named}).items():
            if name not in changed:
                raise ValueError(f"{name} is not a parameter of {self._title()}; {self._parameter_list()}.")
            changed[name] = value
        function = object.__new__(Function)
        function._set(self.root, self.variables, changed, self.parsed, self._compiled)
        return function

    def with_variables(self, variables: Sequence[str]) -> Function:
        """The same formula as a function of other ``variables``: roles swapped, values kept."""
        names = tuple(canonical_name(name) for name in variables)
        if len(set(names)) != len(names):
            raise ValueError(f"each variable can be listed once, not {', '.join(names)}.")
        return Function(self.root, names, self._parameters, parsed=self.parsed)

    def partial(self, name: str) -> Function:
        """∂f/∂name, simplified symbolically, as a function of the same variables.

        Raises ValueError where f has no such name.
        """
        from explorer.core.symbolic import partial

        canonical = canonical_name(name)
        if canonical not in self.names:
            raise ValueError(f"{self._title()} has no {canonical} to differentiate by; it has {_listed(self.names)}.")
        return Function(partial(self.root, canonical), self.variables, self._parameters)

    # Numbers, by names

    def __call__(self, point: Mapping[str, float] | None = None, /, **named: float) -> float:
        """f at a point. Parameters named in it take that value for this call only."""
        return self._compiled.value(*self._arguments(point, named))[0]

    def gradient(self, point: Mapping[str, float] | None = None, /, **named: float) -> FloatArray:
        """∇f at a point, shape (n,), in the order of ``variables``; NaN where f is undefined."""
        value, *slopes = self._compiled.value_and_gradient(*self._arguments(point, named))
        return _masked(value, np.array(slopes, dtype=np.float64))

    def hessian(self, point: Mapping[str, float] | None = None, /, **named: float) -> FloatArray:
        """Second partials at a point, shape (n, n)."""
        return self._hessian(self._arguments(point, named))

    # Numbers, by position (the Objective)

    def value_at(self, position: FloatArray) -> float:
        """f at a position of shape (n,)."""
        return self._compiled.value(*self._positional(position))[0]

    def value_and_gradient(self, position: FloatArray) -> tuple[float, FloatArray]:
        """f and ∇f at a position of shape (n,)."""
        value, *slopes = self._compiled.value_and_gradient(*self._positional(position))
        return value, _masked(value, np.array(slopes, dtype=np.float64))

    def hessian_at(self, position: FloatArray) -> FloatArray:
        """Second partials at a position of shape (n,), shape (n, n)."""
        return self._hessian(self._positional(position))

    def values_at(self, positions: FloatArray) -> FloatArray:
        """f at m positions of shape (m, n), shape (m,)."""
        values: FloatArray = self._compiled.value_points(np.asarray(positions, dtype=np.float64), self._parameters)[0]
        return values

    def gradients_at(self, positions: FloatArray) -> FloatArray:
        """∇f at m positions of shape (m, n), shape (m, n)."""
        outputs = self._compiled.gradient_points(np.asarray(positions, dtype=np.float64), self._parameters)
        gradients = np.array(outputs[1:].T, order="C")
        gradients[np.isnan(outputs[0])] = np.nan
        return gradients

    def sample(
        self,
        axes: tuple[str, str],
        x: tuple[float, float],
        y: tuple[float, float],
        shape: tuple[int, int],
        at: Mapping[str, float],
        dtype: str = "float64",
    ) -> Field:
        """f and its partials along ``axes`` on a window; use :func:`explorer.sample`, which checks its inputs."""
        rows, columns = shape
        xs = np.linspace(x[0], x[1], columns)
        ys = np.linspace(y[0], y[1], rows)
        values = {**self._parameters, **{name: value for name, value in at.items() if name not in axes}}
        f, fx, fy = self._compiled.grid(axes)(xs, ys, values, dtype)
        return Field(axes, xs, ys, f, fx, fy)

    def plane(
        self, origin: FloatArray, directions: Sequence[FloatArray], u: FloatArray, v: FloatArray
    ) -> Iterator[PlaneRows]:
        """f over ``origin + u·directions[0] + v·directions[1]`` in blocks of rows of constant v."""
        return plane_of_points(self.values_at, origin, directions, u, v)

    # Being a value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __copy__(self) -> Function:
        return self

    def __deepcopy__(self, memo: object) -> Function:
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, (flatten(self.root), self.variables, self.parameters))

    def __repr__(self) -> str:
        settings = "".join(f", {name}={value:g}" for name, value in self._parameters.items())
        return f"<Function {self._title()} = {_shortened(self.text, 80)}{settings}>"

    def _key(self) -> tuple[object, ...]:
        return (self.root, self.variables, tuple(self._parameters.items()))

    # Details

    def _arguments(self, point: Mapping[str, float] | None, named: Mapping[str, float]) -> list[float]:
        given = _canonical({**(point or {}), **named})
        missing = [name for name in self.variables if name not in given]
        if missing:
            raise ValueError(f"{self._title()} needs a value for {_listed(missing)}.")
        return [given.get(name, self._parameters.get(name, 0.0)) for name in self.names]

    def _positional(self, position: FloatArray) -> list[float]:
        values: list[float] = np.asarray(position, dtype=np.float64).tolist()
        if len(values) != len(self.variables):
            raise ValueError(f"{self._title()} needs {len(self.variables)} numbers, not {len(values)}.")
        return [*values, *self._parameters.values()]

    def _hessian(self, arguments: list[float]) -> FloatArray:
        n = len(self.variables)
        value, *upper = self._compiled.hessian(*arguments)
        matrix = np.empty((n, n))
        rows, columns = np.triu_indices(n)
        matrix[rows, columns] = upper
        matrix[columns, rows] = upper
        return _masked(value, matrix)

    def _title(self) -> str:
        name = self.parsed.name if self.parsed is not None and self.parsed.name else "f"
        return f"{name}({', '.join(self.variables)})"

    def _parameter_list(self) -> str:
        return f"it has {_listed(tuple(self._parameters))}" if self._parameters else "it has none"


def _restored(flat: tuple[tuple[Any, ...], ...], variables: tuple[str, ...], parameters: dict[str, float]) -> Function:
    return Function(unflatten(flat), variables, parameters)


def _canonical(values: Mapping[str, float]) -> dict[str, float]:
    """Values by canonical name; a key that is no name at all belongs to nothing and is ignored."""
    found: dict[str, float] = {}
    for spelling, value in values.items():
        try:
            name = canonical_name(spelling)
        except ValueError:
            continue
        number = _real_number(spelling, value)
        if name in found and found[name] != number:
            raise ValueError(f"{name} is given twice, as {found[name]:g} and as {number:g}.")
        found[name] = number
    return found


def _real_number(name: str, value: object) -> float:
    try:
        if isinstance(value, (str, bytes)):
            raise TypeError
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} must be a real number, not {_shortened(repr(value), 40)}.") from None


def _masked(value: float, derivatives: FloatArray) -> FloatArray:
    if value != value:
        derivatives[...] = np.nan
    return derivatives


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return names[0] if names else "no variables"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
