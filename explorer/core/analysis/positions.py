"""Points by name as positions by order, and arrays that nobody can change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.expression.names import canonical_name
from explorer.core.function import Function
from explorer.core.objective import Objective

__all__ = ["Floats", "placed", "read_only", "told_point"]

Floats = NDArray[np.float64]


def read_only(values: Any) -> Floats:
    """``values`` as a float array that cannot be written to (a copy, so that the caller's stays writable)."""
    array = np.array(values, dtype=np.float64)
    array.setflags(write=False)
    return array


def placed(f: Objective, point: Mapping[str, float]) -> tuple[Objective, Floats]:
    """f, with the parameters that ``point`` sets, and the position (n,) of ``point`` in the order of ``f.variables``.

    Names may be spelled in any way; those that f does not have are ignored. Raises ValueError where a
    variable has no value, or one that is not a number.
    """
    given: dict[str, float] = {}
    for spelling, value in point.items():
        name = canonical_name(spelling)
        try:
            given[name] = float(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name} must be a real number, not {str(value)[:40]!r}.") from None
    missing = [name for name in f.variables if name not in given]
    if missing:
        raise ValueError(f"The point needs a value for {', '.join(missing)}.")
    if isinstance(f, Function):
        settings = {name: value for name, value in given.items() if name in f.parameters}
        f = f.with_parameters(settings) if settings else f
    return f, np.array([given[name] for name in f.variables], dtype=np.float64)


def told_point(names: Sequence[str], position: Floats) -> str:
    """``x = 1, y = 2``: a position in words."""
    return ", ".join(f"{name} = {value:.6g}" for name, value in zip(names, position.tolist(), strict=True))
