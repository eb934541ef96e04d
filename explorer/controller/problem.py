"""What there is to compute for a document: the formula resolved, the names in their roles.

:class:`Resolver` turns a Document into a frozen :class:`Problem`; two problems are compared to
decide what work is due. A text that does not parse keeps the last good function, so that typing
never loses the picture.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from msgspec.structs import replace

from explorer.controller.constraints import Constraint, ConstraintReader
from explorer.controller.edits import axes_of, new_slider
from explorer.controller.results import ExploredFunction, FormulaProblem, Suggestion
from explorer.core.sampling.field import FloatArray
from explorer.model.document import Document, Pin, RunSpec, Slider, Studies, Window

__all__ = ["Names", "Parse", "Problem", "Reading", "Resolver", "with_roles"]

MEMORY = 64
DEFAULT_HELD = 0.0
DEFAULT_PARAMETER = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was read: a function, or the reason why it is none."""

    function: ExploredFunction | None
    problem: FormulaProblem | None = None
    suggestions: tuple[Suggestion, ...] = ()


Parse: TypeAlias = Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class Names:
    """The sliders to show for a function, made from the document's where it has them."""

    axes: tuple[str, ...] = ()
    parameters: tuple[Slider, ...] = ()
    held: tuple[Slider, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """All inputs of everything that is computed; equal problems have equal results.

    ``function`` is at the document's parameter values. ``held`` are (name, value) pairs of the
    variables that are not drawn. ``next_run`` are the settings of a run to come, without its start.
    """

    reading: Reading
    function: ExploredFunction | None
    names: Names
    window: Window
    probe: tuple[float, float]
    runs: tuple[RunSpec, ...]
    colour_map: str
    studies: Studies
    locked: tuple[str, ...]
    constraints: tuple[Constraint, ...] = ()
    pins: tuple[Pin, ...] = ()
    next_run: RunSpec = field(default_factory=lambda: RunSpec(()))

    @property
    def held(self) -> tuple[tuple[str, float], ...]:
        """Where the variables that are not drawn are held."""
        return tuple((slider.name, slider.value) for slider in self.names.held)

    @property
    def picture_key(self) -> tuple[object, ...]:
        """What the field depends on."""
        return self.function, self.names.axes, self.held, self.window

    @property
    def reading_key(self) -> tuple[object, ...]:
        """What is told at the probe depends on."""
        return self.function, self.names.axes, self.held, self.probe

    def run_key(self, index: int) -> tuple[object, ...]:
        """What one run depends on: a fork on all that the run depends on which it leaves."""
        line = [replace(self.runs[index], shown=True)]
        while (parent := line[-1].parent) is not None and 0 <= parent < index:
            line.append(replace(self.runs[parent], shown=True))
            index = parent
        return self.function, self.names.axes, self.held, *line

    @property
    def partials_key(self) -> tuple[object, ...]:
        """What the symbolic partials depend on: no number at all."""
        function = self.function
        return (None, ()) if function is None else (getattr(function, "root", function), function.variables)

    def position(self, x: float, y: float) -> FloatArray:
        """The point (n,) in the order of the function's variables that is drawn at (x, y)."""
        values = {**dict(self.held), **dict(zip(self.names.axes, (x, y), strict=False))}
        return self.position_of(values)

    def position_of(self, values: Mapping[str, float]) -> FloatArray:
        """The point (n,) with those values; a name left out is at the probe, or where it is held."""
        if self.function is None:
            return np.empty(0)
        defaults = {**dict(self.held), **dict(zip(self.names.axes, self.probe, strict=False))}
        return np.array(
            [values.get(name, defaults.get(name, DEFAULT_HELD)) for name in self.function.variables], dtype=np.float64
        )


class Resolver:
    """Documents to problems; remembers recent texts and the last good function."""

    def __init__(self, parse: Parse) -> None:
        self._parse = parse
        self._readings: OrderedDict[str, Reading] = OrderedDict()
        self._last_good: ExploredFunction | None = None
        self._constraints = ConstraintReader()

    def read(self, text: str) -> Reading:
        """How a text reads, parsed once."""
        reading = self._readings.get(text)
        if reading is None:
            reading = self._readings[text] = self._parse(text)
            if len(self._readings) > MEMORY:
                self._readings.popitem(last=False)
        else:
            self._readings.move_to_end(text)
        return reading

    def resolve(self, document: Document) -> Problem:
        """The problem that a document states."""
        reading = self.read(document.formula)
        function = self._last_good
        if reading.function is not None:
            function = self._last_good = with_roles(reading.function, document.variables)
        names = _names(document, function)
        if function is not None:
            values = {slider.name: slider.value for slider in names.parameters}
            function = function.with_parameters(**values) if values else function
        return Problem(
            reading,
            function,
            names,
            document.window,
            document.probe,
            document.runs,
            document.layers.colour_map,
            document.studies,
            document.locked,
            self._constraints.read(document.studies.constraints, function),
            document.pins,
            _next_run(document),
        )


def _next_run(document: Document) -> RunSpec:
    chosen = document.optimiser, document.steps, document.seed
    return RunSpec((), *chosen, schedule=document.schedule, noise=document.noise)


def with_roles(function: ExploredFunction, variables: tuple[str, ...] | None) -> ExploredFunction:
    """The function of the variables that the user chose, where it can be one of them."""
    if variables is None:
        return function
    try:
        return function.with_variables(variables)
    except ValueError:
        return function  # names that this formula cannot have: the notation's own rule stands


def _names(document: Document, function: ExploredFunction | None) -> Names:
    if function is None:
        return Names(parameters=document.parameters, held=document.held)
    axes = axes_of(document, function.variables)
    parameters = {slider.name: slider for slider in document.parameters}
    held = {slider.name: slider for slider in document.held}
    return Names(
        axes,
        tuple(parameters.get(name) or new_slider(name, value) for name, value in function.parameters.items()),
        tuple(held.get(name) or new_slider(name, DEFAULT_HELD) for name in function.variables if name not in axes),
    )
