"""What the engine found out about the current document, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from explorer.controller.figures import Figure
from explorer.controller.formula_problem import FormulaProblem
from explorer.controller.learning.data_desk import DataReport
from explorer.controller.learning.learned import Learned
from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.controller.plots import Plot
from explorer.core.expression.nodes import Node
from explorer.core.objective import Objective
from explorer.core.sampling.field import ProbeReading
from explorer.model.document import Slider, Window

__all__ = ["Advice", "Answer", "ExploredFunction", "FormulaProblem", "Partial", "Results", "Suggestion"]


class ExploredFunction(Objective, Protocol):
    """What the engine needs of a function beside its being an Objective.

    A formula has a ``root`` too, a Python function has none: see :func:`explorer.controller.callables.tree_of`.
    """

    @property
    def parameters(self) -> Mapping[str, float]:
        """Parameter names with their current values."""
        ...

    def with_parameters(self, **values: float) -> ExploredFunction:
        """The same formula at other parameter values."""
        ...

    def with_variables(self, variables: Sequence[str]) -> ExploredFunction:
        """The same formula as a function of other variables; ValueError where it cannot be."""
        ...


class Answer(Protocol):
    """What a study (:mod:`explorer.controller.studies`) answers beside its own numbers."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is drawn over surface and map."""
        ...

    @property
    def plots(self) -> tuple[Plot, ...]:
        """The charts below the views, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A one-click mend of the text: replace ``start`` … ``end`` by ``replacement``."""

    message: str
    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """∂f/∂``name``. ``node`` is None while the answer is awaited.

    ``exact`` tells that the symbolic worker has simplified it; otherwise ``note`` says why not.
    """

    name: str
    node: Node | None = None
    exact: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence with the action that mends it in one click."""

    sentence: str
    action: str
    button: str


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """Everything recomputed from the document.

    ``function`` is the last good one, at the current parameter values; ``problem`` tells that the text as it stands
    is another, wrong, one. ``parameters`` and ``held`` are the sliders to show. ``axes`` names the variables
    drawn (none, one or two). ``gradient`` holds all partials at the probe. ``pins`` are the runs kept for
    comparison. ``answers`` are those of the open panel's studies by name, ``figures`` all that they draw.
    ``computing`` names the studies whose answer is awaited, ``stopped`` those that were cancelled. ``failures``
    maps a part ("picture", "reading", "run 0" …) to the sentence that says why it is not there. ``learned`` is what the
    document learns from and with, ``window`` the ranges of the axes that are shown, ``data_report`` what was
    found in the file or text of data that was read last.
    """

    function: ExploredFunction | None = None
    problem: FormulaProblem | None = None
    suggestions: tuple[Suggestion, ...] = ()
    axes: tuple[str, ...] = ()
    parameters: tuple[Slider, ...] = ()
    held: tuple[Slider, ...] = ()
    picture: FieldPicture | None = None
    reading: ProbeReading | None = None
    gradient: tuple[tuple[str, float], ...] = ()
    partials: tuple[Partial, ...] = ()
    runs: tuple[RunPicture, ...] = ()
    pins: tuple[RunPicture, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    figures: tuple[Figure, ...] = ()
    computing: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    failures: tuple[tuple[str, str], ...] = ()
    status: str = ""
    advice: Advice | None = None
    busy: bool = False
    progress: float | None = None
    learned: Learned = field(default_factory=Learned)
    window: Window = field(default_factory=Window)
    data_report: DataReport = field(default_factory=DataReport)

    @property
    def run_length(self) -> int:
        """The last step of the longest run."""
        return max((run.last_step for run in self.runs), default=0)

    def run_at(self, index: int) -> RunPicture | None:
        """The run at a place in the document, None while it is computed for the first time."""
        return next((run for run in self.runs if run.index == index), None)
