"""Keeps Results in step with the Document: resolves it, compares, asks for what is due.

Goal: what a person drags follows in the same frame, what takes longer comes when it is ready,
and nothing outdated is ever shown. Reading a text and the numbers at the probe happen at once;
a field is sampled coarsely while a gesture lasts and finely when it is over; runs and anything of
a heavy formula go through the executor.

Only the UI thread calls the engine. It knows no Qt and no view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from psygnal import Signal

from explorer.controller import edits
from explorer.controller.callables import tree_of
from explorer.controller.constraints import nearest_on, on_axes
from explorer.controller.executor import CancelToken, Executor, Failure
from explorer.controller.height_scale import on_scale
from explorer.controller.learning.data_desk import DataDesk, DataReport
from explorer.controller.learning.fit_edits import with_fit
from explorer.controller.learning.resolver import LearningResolver
from explorer.controller.mathematics import Mathematics, SymbolicClient
from explorer.controller.partials import PartialsDesk
from explorer.controller.picture_desk import PictureDesk
from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.controller.pins import PinDesk
from explorer.controller.probe import ProbeNumbers, compute_reading
from explorer.controller.problem import Problem, Resolver, with_roles
from explorer.controller.results import Answer, Partial, Results
from explorer.controller.runs import RunDesk
from explorer.controller.status import advice, status_sentence
from explorer.controller.studies.desk import StudyDesk
from explorer.controller.studies.study import Study, StudyInput
from explorer.controller.studies.table import STUDIES
from explorer.core.expression.nodes import number_of_nodes
from explorer.core.sampling.field import FloatArray
from explorer.model.data_store import DataStore
from explorer.model.document import Document, Window
from explorer.model.learn_settings import FORMULA, MODEL
from explorer.model.store import Store
from explorer.model.view_state import ViewState

__all__ = ["Engine"]

# Up to so many distinct nodes, a reading and a coarse field take a few milliseconds at most.
LIGHT_NODES = 150
TYPING = "formula"


class Engine:
    """Results of the store's current document, and signals that tell which part of them is new.

    Every signal carries the new :class:`~explorer.controller.results.Results`.
    ``function_changed``: function, problem, suggestions, axes, parameters, held. ``status_changed``:
    status, advice, failures, busy, progress, computing, stopped. ``answers_changed``: answers, figures. The others are
    called like the field they tell of.
    """

    function_changed: ClassVar[Signal] = Signal(Results)
    picture_changed: ClassVar[Signal] = Signal(Results)
    reading_changed: ClassVar[Signal] = Signal(Results)
    partials_changed: ClassVar[Signal] = Signal(Results)
    runs_changed: ClassVar[Signal] = Signal(Results)
    answers_changed: ClassVar[Signal] = Signal(Results)
    status_changed: ClassVar[Signal] = Signal(Results)

    def __init__(
        self,
        store: Store,
        executor: Executor,
        mathematics: Mathematics,
        symbolic: SymbolicClient | None = None,
        studies: Sequence[Study] = STUDIES,
        tables: DataStore | None = None,
    ) -> None:
        self._store = store
        self._executor = executor
        self._mathematics = mathematics
        self._resolver = Resolver(mathematics.parse, LearningResolver(tables))
        self._path: FloatArray | None = None
        self.data = DataDesk(executor, self._resolver.store, self._show_data)
        self._problem: Problem | None = None
        self._updating = self._path_is_due = False
        self._results = Results()
        self._fine_due = False
        self._picture: FieldPicture | None = None
        self._pictures = PictureDesk(executor, mathematics.verdict, self._show_picture, self._fail, self._show_progress)
        self._runs = RunDesk(executor, mathematics.descend, self._show_runs, self._fail, self._show_progress)
        self._pins = PinDesk(executor, mathematics.descend, self._show_pins, self._fail)
        self._partials = PartialsDesk(executor, symbolic, mathematics.derivative, self._show_partials)
        self._studies = StudyDesk(executor, studies, self._show_answers, self._fail, self._show_progress)
        store.document_changed.connect(self._document_changed)
        store.view_changed.connect(self._view_changed)
        store.settled.connect(self._settled)

    # What is known

    @property
    def results(self) -> Results:
        """All that is known about the current document."""
        return self._results

    @property
    def updating(self) -> bool:
        """Whether a new document is being taken up: more results follow before the store tells its other listeners."""
        return self._updating

    @property
    def variables(self) -> tuple[str, ...]:
        """The current function's variables."""
        return self._results.function.variables if self._results.function is not None else ()

    @property
    def axes(self) -> tuple[str, ...]:
        """The variables drawn: none, one or two."""
        return self._results.axes

    @property
    def window(self) -> Window:
        """The ranges of the axes that are shown."""
        return self._results.window

    @property
    def tables(self) -> DataStore:
        """The tables of numbers that documents name."""
        return self._resolver.store

    def position(self, x: float, y: float) -> dict[str, float]:
        """The values at a point of the axes of all variables that a run descends among."""
        return {} if self._problem is None else self._problem.start_at(x, y)

    def problem_of(self, document: Document) -> Problem:
        """What another document would state, without showing it."""
        return self._resolver.fresh().resolve(document)

    def followed(self, x: float, y: float) -> tuple[float, float]:
        """The place on the constraint nearest to a place of the axes; that place where there is none."""
        problem = self._problem
        if problem is None or len(problem.names.axes) < 2:
            return x, y
        g = next((constraint.function for constraint in problem.constraints if constraint.function is not None), None)
        found = None if g is None else nearest_on(on_axes(g, problem.names.axes, problem.held), (x, y))
        return (x, y) if found is None else found

    def at_rest(self) -> bool:
        """Whether everything due has been computed and told (a picture of the window can be taken)."""
        return self._executor.idle and not self._partials.awaited

    # What may be asked

    def start(self) -> None:
        """Compute everything for the document that the store opened with."""
        self._document_changed(self._store.document, self._store.document)

    def with_formula(self, text: str, document: Document | None = None) -> Document:
        """``document`` (default: the current one) with another text, its sliders following the names."""
        document = self._store.document if document is None else document
        if document.subject != FORMULA:
            return self._with_model(text, document)
        function = self._resolver.read(text).function
        if function is None:
            return edits.set_formula(document, text)
        function = with_roles(function, document.variables)
        return edits.set_formula(document, text, function.variables, function.parameters)

    def _with_model(self, text: str, document: Document) -> Document:
        """The model's text, for a document that is about a model; a network has none."""
        if document.subject != MODEL:
            return document
        return with_fit(document, lambda other: self._resolver.fresh().resolve(other).learned, model=text)

    def synchronised(self, document: Document) -> Document:
        """A document from a file or the gallery with a slider for every parameter and held variable."""
        problem = self.problem_of(document)
        if problem.function is None or problem.first is not None:
            return document
        return edits.synchronise(document, problem.function.variables, problem.function.parameters)

    def find_window(self, on_found: Callable[[tuple[float, float, float, float]], None]) -> None:
        """Look for a window that shows something; ``on_found`` gets its ranges, on the UI thread."""
        problem = self._problem
        if problem is None or problem.function is None or len(problem.names.axes) < 2:
            self._fail("find window", "There is no plane to find a window in; type a formula with two variables.")
            return
        function, (first, second), held = problem.function, problem.names.axes, dict(problem.held)

        def done(found: tuple[float, float, float, float] | Failure | None) -> None:
            if isinstance(found, Failure):
                self._fail("find window", found.message)
            elif found is None:
                self._fail("find window", "No window was found on which this function is defined and not flat.")
            else:
                on_found(found)

        self._executor.submit(
            "find window", lambda token: self._mathematics.find_window(function, (first, second), held), done
        )
        self._tell_status()

    def say(self, sentence: str) -> None:
        """Tell why what was asked cannot be done, until the document changes."""
        self._fail("request", sentence)

    def retry(self) -> None:
        """Compute again what was cancelled of the open panel."""
        self._studies.retry()
        self._ask_studies()
        self._tell_status()

    def cancel(self) -> None:
        """Stop all work that is going on."""
        self._partials.cancel()
        self._studies.cancel()
        self._pictures.cancel()
        self._executor.cancel_all()
        self._show_progress(None)

    # A new document

    def _document_changed(self, document: Document, _old: Document) -> None:
        self._updating, self._path_is_due = True, False
        try:
            self._update(document)
        finally:
            self._updating = False
        if self._path_is_due:
            self._follow_path()

    def _update(self, document: Document) -> None:
        old, new = self._problem, self._resolver.resolve(document, self._path)
        self._problem = new
        self._clear_failures(old, new)
        if old is None or _function_key(old) != _function_key(new):
            self._show_function(new)
        if old is None or old.reading_key != new.reading_key:
            self._ask_reading(new)
        if old is None or old.picture_key != new.picture_key:
            self._ask_picture(new)
        elif (old.colour_map, old.heights) != (new.colour_map, new.heights) and self._picture is not None:
            self._show_picture(self._picture)
        if old is None or old.partials_key != new.partials_key:
            self._partials.ask(new)
        self._runs.ask(new)
        self._pins.ask(new)
        self._ask_studies()
        self._tell_status()

    def _view_changed(self, view: ViewState, old: ViewState) -> None:
        if view.run != old.run:
            self._follow_path()
        if view.panel != old.panel:
            self._ask_studies()
            self._tell_status()
        elif _look(view) != _look(old):
            self._ask_studies()

    def _ask_studies(self) -> None:
        problem = self._problem
        if problem is not None:
            results = self._results
            view = self._store.view
            given = StudyInput(problem, results.partials, results.runs, view.playhead, view.run, view)
            self._studies.ask(given, view.panel, _light(problem))

    def _settled(self) -> None:
        if self._fine_due and self._problem is not None:
            self._ask_picture(self._problem)
            self._tell_status()

    def _show_function(self, problem: Problem) -> None:
        self._results = replace(
            self._results,
            function=problem.function,
            problem=problem.reading.problem,
            suggestions=problem.reading.suggestions,
            axes=problem.names.axes,
            parameters=problem.names.parameters,
            held=problem.names.held if problem.first is None else (),
            learned=problem.learned,
            window=problem.window,
        )
        self.function_changed.emit(self._results)

    # The picture

    def _ask_picture(self, problem: Problem) -> None:
        dragging = self._store.merge_key not in (None, TYPING)
        self._fine_due = dragging
        ask = self._pictures.follow if dragging else self._pictures.rest
        ask(problem, _draws_at_once(problem))

    def _show_data(self, report: DataReport) -> None:
        self._results = replace(self._results, data_report=report)
        self._tell_status()

    def _show_picture(self, picture: FieldPicture) -> None:
        self._picture, layers = picture, self._store.document.layers
        drawn = on_scale(replace(picture, colour_map=layers.colour_map), layers.heights)
        self._results = replace(self._results, picture=drawn)
        self.picture_changed.emit(self._results)
        self._tell_status()

    # The probe

    def _ask_reading(self, problem: Problem) -> None:
        if problem.function is None:
            return

        def work(token: CancelToken) -> ProbeNumbers:
            return compute_reading(problem)

        def done(answer: ProbeNumbers | Failure) -> None:
            if isinstance(answer, Failure):
                self._fail("reading", f"The numbers at the probe are not known ({answer.message}).")
                return
            self._results = replace(self._results, reading=answer[0], gradient=answer[1])
            self.reading_changed.emit(self._results)

        self._executor.submit("reading", work, done, at_once=_reads_at_once(problem))

    # Runs, partials, status

    def _show_runs(self, runs: tuple[RunPicture, ...]) -> None:
        self._results = replace(self._results, runs=runs)
        self.runs_changed.emit(self._results)
        self._ask_studies()
        self._tell_status()
        self._follow_path()

    def _follow_path(self) -> None:
        """Look at a network's loss from where its training went, which is known once the run is."""
        problem = self._problem
        if problem is None or self._updating:
            self._path_is_due = self._updating
            return
        path = self._path_of(problem)
        if path is not self._path:
            self._path = path
            self._document_changed(self._store.document, self._store.document)

    def _path_of(self, problem: Problem) -> FloatArray | None:
        """Where the chosen run has been, of a network's."""
        runs = self._results.runs
        if problem.first is None or not runs:
            return None
        return runs[min(self._store.view.run, len(runs) - 1)].positions

    def _show_pins(self, pins: tuple[RunPicture, ...]) -> None:
        self._results = replace(self._results, pins=pins)
        self.runs_changed.emit(self._results)
        self._tell_status()

    def _show_partials(self, partials: tuple[Partial, ...]) -> None:
        self._results = replace(self._results, partials=partials)
        self.partials_changed.emit(self._results)
        self._ask_studies()
        self._tell_status()

    def _show_answers(self, answers: Mapping[str, Answer]) -> None:
        figures = tuple(figure for answer in answers.values() for figure in answer.figures)
        self._results = replace(self._results, answers=answers, figures=figures)
        self.answers_changed.emit(self._results)
        self._tell_status()

    def _fail(self, part: str, sentence: str) -> None:
        others = tuple(failure for failure in self._results.failures if failure[0] != part)
        self._results = replace(self._results, failures=(*others, (part, sentence)))
        self._tell_status()

    def _clear_failures(self, old: Problem | None, new: Problem) -> None:
        """What failed for another problem says nothing about this one."""
        if old != new and self._results.failures:
            self._results = replace(self._results, failures=())

    def _show_progress(self, progress: float | None) -> None:
        self._results = replace(self._results, progress=progress)
        self._tell_status()

    def _tell_status(self) -> None:
        busy = not self._executor.idle
        self._results = replace(
            self._results,
            status=status_sentence(self._results),
            advice=advice(self._results),
            busy=busy,
            progress=self._results.progress if busy else None,
            computing=self._studies.computing,
            stopped=self._studies.stopped,
        )
        self.status_changed.emit(self._results)


def _function_key(problem: Problem) -> tuple[object, ...]:
    """What is told of the function beside its picture."""
    return problem.reading, problem.function, problem.names, problem.learned, problem.window


def _look(view: ViewState) -> tuple[object, ...]:
    """What studies depend on of how one looks."""
    return view.playhead, view.run, view.sample, view.pass_step, view.batch_step, view.edge


def _light(problem: Problem) -> bool:
    root = tree_of(problem.function)
    if root is None:
        return bool(getattr(problem.function, "is_light", False))
    return number_of_nodes(root) <= LIGHT_NODES


def _reads_at_once(problem: Problem) -> bool:
    """Whether the numbers at the probe may be made within a frame."""
    return bool(getattr(problem.function, "is_quick", False)) or _light(problem)


def _draws_at_once(problem: Problem) -> bool:
    """Whether a coarse picture may be made within a frame."""
    return bool(getattr(problem.function, "draws_at_once", _light(problem)))
