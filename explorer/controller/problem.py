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
from explorer.controller.learning.learned import Learned
from explorer.controller.learning.resolver import LearningResolver, landscape_window
from explorer.controller.results import ExploredFunction, FormulaProblem, Suggestion
from explorer.core.learn.planes import PLANE_AXES, Plane, PlaneObjective
from explorer.core.sampling.field import FloatArray
from explorer.model.data_store import DataStore
from explorer.model.document import Document, Pin, RunSpec, Slider, Studies, Window
from explorer.model.learn_settings import FORMULA, NETWORK

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

    ``whole`` is what runs descend on: the function, but for a network the loss among all its weights, which are
    ``first`` where a run does not say otherwise. Where the axes are no variables of it, they are coordinates of
    ``plane``. ``learned`` is what the document learns from and with.
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
    whole: ExploredFunction | None = None
    plane: Plane | None = None
    first: FloatArray | None = field(default=None, compare=False)
    learned: Learned = field(default_factory=Learned)
    heights: str = "linear"

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
        if self.first is not None:
            return self.whole, *line  # wherever its weights are looked at from
        return self.whole, self.names.axes, self.held, *line

    @property
    def projection(self) -> tuple[object, ...]:
        """What the places of runs on the axes depend on."""
        return self.plane, self.names.axes

    def on_axes(self, positions: FloatArray) -> FloatArray:
        """Places (k, 2) on the axes of positions (k, n) over the variables of ``whole``."""
        if self.plane is not None:
            return self.plane.coordinates(positions)
        variables = () if self.whole is None else self.whole.variables
        if self.names.axes == variables and len(variables) == 2:
            return positions  # kept once: of a long run it is a third of all
        points = np.zeros((len(positions), 2))
        for column, name in enumerate(self.names.axes):
            points[:, column] = positions[:, variables.index(name)]
        return points

    @property
    def partials_key(self) -> tuple[object, ...]:
        """What the symbolic partials depend on: no number at all."""
        function = self.function
        return (None, ()) if function is None else (getattr(function, "root", function), function.variables)

    def position(self, x: float, y: float) -> FloatArray:
        """The point (n,) in the order of the function's variables that is drawn at (x, y)."""
        if self.function is None:
            return np.empty(0)
        values = {**dict(self.held), **dict(zip(self.names.axes, (x, y), strict=False))}
        return np.array([values.get(name, DEFAULT_HELD) for name in self.function.variables], dtype=np.float64)

    def start_at(self, x: float, y: float) -> dict[str, float]:
        """All variables of ``whole`` by name at a point of the axes."""
        if self.whole is None:
            return {}
        place = self.position(x, y) if self.plane is None else self.plane.at(np.array([x, y]))
        return dict(zip(self.whole.variables, place.tolist(), strict=True))

    def position_of(self, values: Mapping[str, float]) -> FloatArray:
        """The point (n,) of ``whole`` with those values; a name left out is at the probe, or where it is held.

        Of a network it is among the first weights.
        """
        if self.whole is None:
            return np.empty(0)
        if self.first is not None:
            named = zip(self.whole.variables, self.first.tolist(), strict=True)
            return np.array([values.get(name, first) for name, first in named], dtype=np.float64)
        defaults = {**dict(self.held), **dict(zip(self.names.axes, self.probe, strict=False))}
        return np.array(
            [values.get(name, defaults.get(name, DEFAULT_HELD)) for name in self.whole.variables], dtype=np.float64
        )


class Resolver:
    """Documents to problems; remembers recent texts and the last good function."""

    def __init__(self, parse: Parse, learning: LearningResolver | None = None) -> None:
        self._parse = parse
        self._learning = LearningResolver() if learning is None else learning
        self._readings: OrderedDict[str, Reading] = OrderedDict()
        self._last_good: dict[str, ExploredFunction] = {}
        self._constraints = ConstraintReader()
        self._drawn: tuple[Learned, ExploredFunction] | None = None
        self._last_network = Learned()

    @property
    def store(self) -> DataStore:
        """The tables that documents name."""
        return self._learning.store

    def fresh(self) -> Resolver:
        """One that remembers no function, with the same tables."""
        return Resolver(self._parse, self._learning.fresh())

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

    def resolve(self, document: Document, path: FloatArray | None = None) -> Problem:
        """The problem that a document states; ``path`` (k + 1, n) is where a network's training has been."""
        learned = self._learning.resolve(document, path)
        reading = self._reading(document, learned)
        function = self._last_good.get(document.subject)
        if reading.function is not None:
            function = reading.function
            if document.subject == FORMULA:
                function = with_roles(function, document.variables)
            self._last_good[document.subject] = function
        drawn = learned
        if document.subject == NETWORK:
            self._last_network = drawn = learned if learned.network is not None else self._last_network
        plane = drawn.landscape.plane if drawn.landscape is not None else None
        names = _names(document, function, plane if drawn.network is not None else None)
        if function is not None:
            values = {slider.name: slider.value for slider in names.parameters}
            function = function.with_parameters(**values) if values else function
        on_plane = plane is not None and names.axes == PLANE_AXES
        return Problem(
            reading,
            function,
            names,
            _window(document, drawn, path),
            document.probe,
            document.runs,
            document.layers.colour_map,
            document.studies,
            document.locked,
            self._constraints.read(document.studies.constraints, function),
            document.pins,
            _next_run(document),
            drawn.objective if drawn.objective is not None else function,
            plane if on_plane else None,
            drawn.network.parameters if drawn.network is not None else None,
            learned,
            document.layers.heights,
        )

    def _reading(self, document: Document, learned: Learned) -> Reading:
        """The function that is explored, or why there is none."""
        if document.subject == FORMULA:
            return self.read(document.formula)
        if learned.problem is not None:
            return Reading(None, learned.problem)
        if learned.loss is not None:
            return Reading(learned.loss)
        return Reading(self._on_landscape(learned))

    def _on_landscape(self, learned: Learned) -> ExploredFunction | None:
        """A network's loss over two of its weights, or on a plane among all."""
        objective, landscape = learned.objective, learned.landscape
        if objective is None or landscape is None or landscape.plane.kind == "weights":
            return objective
        if self._drawn is None or self._drawn[0].landscape is not landscape:
            self._drawn = learned, PlaneObjective(objective, landscape.plane)
        return self._drawn[1]


def _next_run(document: Document) -> RunSpec:
    chosen = document.optimiser, document.steps, document.seed
    return RunSpec((), *chosen, schedule=document.schedule, noise=document.noise, batch=document.batch)


def _window(document: Document, learned: Learned, path: FloatArray | None) -> Window:
    """The ranges of the axes; those of a landscape hold the path until the person chooses others."""
    landscape = learned.landscape
    if landscape is None or learned.network is None or not document.learn.landscape.follows:
        return document.window
    plane, first = landscape.plane, learned.network.parameters
    known = path is not None and path.shape[1] == len(first)
    (left, right), (bottom, top) = landscape_window(plane, path if known and path is not None else first[None, :])
    return Window(left, right, bottom, top)


def with_roles(function: ExploredFunction, variables: tuple[str, ...] | None) -> ExploredFunction:
    """The function of the variables that the user chose, where it can be one of them."""
    if variables is None:
        return function
    try:
        return function.with_variables(variables)
    except ValueError:
        return function  # names that this formula cannot have: the notation's own rule stands


def _names(document: Document, function: ExploredFunction | None, plane: Plane | None) -> Names:
    if function is None:
        return Names(parameters=document.parameters, held=document.held)
    if plane is not None:
        return _names_on(plane, function)
    axes = axes_of(document, function.variables)
    parameters = {slider.name: slider for slider in document.parameters}
    held = {slider.name: slider for slider in document.held}
    return Names(
        axes,
        tuple(parameters.get(name) or new_slider(name, value) for name, value in function.parameters.items()),
        tuple(held.get(name) or new_slider(name, DEFAULT_HELD) for name in function.variables if name not in axes),
    )


def _names_on(plane: Plane, function: ExploredFunction) -> Names:
    """The names of a landscape: its coordinates, or two weights, the others held where the plane passes through."""
    if plane.kind != "weights":
        return Names(PLANE_AXES)
    values = zip(function.variables, plane.origin.tolist(), strict=True)
    held = tuple(new_slider(name, value) for name, value in values if name not in plane.titles)
    return Names(plane.titles, (), held)
