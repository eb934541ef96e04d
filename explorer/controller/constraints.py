"""The constraints as typed, read against the current function; where the probe is on one of them.

A text that cannot be read keeps the last good constraint in its place, so that typing never loses
the curve.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.controller.results import ExploredFunction, FormulaProblem
from explorer.core.analysis.constraint_text import read_constraint
from explorer.core.analysis.lagrange_system import with_numbers
from explorer.core.analysis.sliding import project_to_constraint
from explorer.core.function import Function
from explorer.core.notation.errors import NotationError
from explorer.core.restricted import Restricted

__all__ = ["Constraint", "ConstraintReader", "nearest_on", "on_axes", "restricted"]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One text with its g over the function's variables.

    With a ``problem``, ``function`` is the one of the text ``drawn`` before, None where there is none.
    An empty text has neither.
    """

    text: str
    function: Function | None = None
    problem: FormulaProblem | None = None
    drawn: str = ""

    @property
    def drawn_text(self) -> str:
        """The text whose curve is drawn."""
        return self.drawn or self.text


class ConstraintReader:
    """Texts to constraints; remembers the last good text of each place."""

    def __init__(self) -> None:
        self._good: dict[int, str] = {}

    def read(self, texts: Sequence[str], function: ExploredFunction | None) -> tuple[Constraint, ...]:
        """The constraints on ``function``; their parameters are its own, at their values."""
        self._good = {index: text for index, text in self._good.items() if index < len(texts) and texts[index].strip()}
        if function is None:
            return tuple(Constraint(text) for text in texts)
        names, values = function.variables, tuple(function.parameters.items())
        return tuple(self._constraint(index, text, names, values) for index, text in enumerate(texts))

    def _constraint(
        self, index: int, text: str, names: tuple[str, ...], values: tuple[tuple[str, float], ...]
    ) -> Constraint:
        if not text.strip():
            return Constraint(text)
        found = _read(text, names, values)
        if isinstance(found, Function):
            self._good[index] = text
            return Constraint(text, found)
        before = _read(self._good[index], names, values) if index in self._good else None
        return Constraint(text, before if isinstance(before, Function) else None, found, self._good.get(index, ""))


@lru_cache(maxsize=64)
def _read(text: str, names: tuple[str, ...], values: tuple[tuple[str, float], ...]) -> Function | FormulaProblem:
    try:
        g = read_constraint(text, names)
    except NotationError as error:
        return FormulaProblem(error.message, error.start, error.end, error.hint or "")
    known = dict(values)
    strangers = [name for name in g.parameters if name not in known]
    if strangers:
        start = text.find(strangers[0])
        end = start + len(strangers[0]) if start >= 0 else len(text)
        listed = ", ".join((*names, *known))
        return FormulaProblem(
            f"f does not have the name {strangers[0]}.", max(start, 0), end, f"Use numbers and {listed}."
        )
    return g.with_parameters({name: known[name] for name in g.parameters})


@lru_cache(maxsize=32)
def on_axes(function: Function, axes: tuple[str, ...], held: tuple[tuple[str, float], ...]) -> Function:
    """The function of the ``axes`` alone, every other name at its number."""
    values: Mapping[str, float] = {**function.parameters, **dict(held)}
    return Function(with_numbers(function.root, values), axes)


def restricted(
    function: ExploredFunction, axes: tuple[str, ...], held: tuple[tuple[str, float], ...]
) -> Function | Restricted:
    """Any function of the ``axes`` alone; a formula as a formula."""
    if isinstance(function, Function):
        return on_axes(function, axes, held)
    return Restricted(function, axes, held)


def nearest_on(g: Function, place: tuple[float, float]) -> tuple[float, float] | None:
    """The point of g = 0 nearest to a place on the axes; None where none is found."""
    found = project_to_constraint(g, np.array(place, dtype=np.float64))
    if found is None or not np.isfinite(found).all():
        return None
    return float(found[0]), float(found[1])
