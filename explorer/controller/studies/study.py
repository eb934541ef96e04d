"""The row of the table of studies and what a study is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from explorer.controller.executor import CancelToken
from explorer.controller.learning.learned import Learned
from explorer.controller.pictures import RunPicture
from explorer.controller.problem import Problem
from explorer.controller.results import Answer, ExploredFunction, Partial
from explorer.core.sampling.field import FloatArray
from explorer.model.document import Studies, Window
from explorer.model.view_state import ViewState

__all__ = ["Answer", "Study", "StudyInput"]


@dataclass(frozen=True, slots=True, eq=False)
class StudyInput:
    """All that a study may depend on.

    ``partials`` are the symbolic ones and ``runs`` the descents, as far as they are known; ``playhead``
    is the step shown, fractional between two, and ``chosen`` the place of the run chosen in the table. ``view`` is how
    one looks: of it, a study may depend on the sample, the step and the edge shown.
    """

    problem: Problem
    partials: tuple[Partial, ...] = ()
    runs: tuple[RunPicture, ...] = ()
    playhead: float = 0.0
    chosen: int = 0
    view: ViewState = field(default_factory=ViewState)

    @property
    def function(self) -> ExploredFunction:
        """The function; studies are asked only where there is one."""
        assert self.problem.function is not None
        return self.problem.function

    @property
    def whole(self) -> ExploredFunction:
        """What runs descend on: the function, or a network's loss among all its weights."""
        assert self.problem.whole is not None
        return self.problem.whole

    @property
    def learned(self) -> Learned:
        """What is learned from and with."""
        return self.problem.learned

    @property
    def axes(self) -> tuple[str, ...]:
        """The variables drawn: none, one or two."""
        return self.problem.names.axes

    @property
    def axis_indices(self) -> tuple[int, ...]:
        """Where the axes stand among the function's variables."""
        return tuple(self.function.variables.index(name) for name in self.axes)

    @property
    def position(self) -> FloatArray:
        """The probe as a point (n,) over all variables."""
        return self.problem.position(*self.problem.probe)

    @property
    def window(self) -> Window:
        """The ranges of the axes."""
        return self.problem.window

    @property
    def choices(self) -> Studies:
        """What the user chose in the panels."""
        return self.problem.studies

    @property
    def probe_key(self) -> tuple[object, ...]:
        """Function, axes, held values and probe: what is told at the probe depends on."""
        return self.problem.reading_key


@dataclass(frozen=True, slots=True)
class Study:
    """One row: computed while one of ``panels`` is open, anew whenever ``key`` changes.

    A ``live`` study takes a few milliseconds for a light function, or where it ``is_quick`` for any, and is answered
    in the same frame; any other goes through the executor, with progress and cancel, and may publish what it knows
    so far through its token. One that is not ``wanted`` as the panel is set is as one of another panel.
    """

    name: str
    panels: frozenset[str]
    key: Callable[[StudyInput], tuple[object, ...]]
    compute: Callable[[StudyInput, CancelToken], Answer]
    live: bool = True
    wanted: Callable[[StudyInput], bool] = lambda _given: True
    is_quick: Callable[[StudyInput], bool] = lambda _given: False
