"""Puts documents, results and the view's state into the views: the way down.

One method for each kind of change; none decides anything, none computes. What goes up again is
wired in :mod:`explorer.views.wiring`.
"""

from __future__ import annotations

from collections.abc import Callable

from explorer.controller.callables import tree_of
from explorer.controller.engine import Engine
from explorer.controller.files import SessionFiles
from explorer.controller.learning.landscape_words import plane_title
from explorer.controller.learning.words import letter_of, network_words, rows_words, subject_text, subject_title
from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.controller.playback import Playback
from explorer.controller.results import Results
from explorer.controller.step_series import QUANTITIES, VALUE
from explorer.controller.studies.landscape import LandscapeAnswer
from explorer.controller.studies.network_decision import NetworkDecisionAnswer
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.model.document import Document
from explorer.model.learn_settings import FORMULA, MODEL, NETWORK
from explorer.model.store import Store
from explorer.model.view_state import ViewState
from explorer.views.formula_presenter import FormulaPresenter
from explorer.views.panels.panel import Shown
from explorer.views.status_row import position
from explorer.views.theme import Theme, theme
from explorer.views.workspace import Workspace

__all__ = ["Presenter"]

_BAD = ("diverged", "left the domain", "not started")
FROM_PYTHON = "A Python function: its text is not edited here"


class Presenter:
    """Listens to store, engine and playback; sets the views."""

    def __init__(
        self, workspace: Workspace, store: Store, engine: Engine, playback: Playback, files: SessionFiles
    ) -> None:
        self._views = workspace
        self._store = store
        self._engine = engine
        self._playback = playback
        self._files = files
        self._formulas = FormulaPresenter(workspace)
        self._drawn: tuple[RunPicture, ...] | None = None
        self.surface_note = ""
        self.apply_theme: Callable[[Theme, float], None] = lambda _theme, _scale: None
        store.document_changed.connect(self._show_document)
        store.view_changed.connect(self._show_view)
        store.history_changed.connect(self._show_history)
        files.changed.connect(self._show_title)
        engine.function_changed.connect(self._show_function)
        engine.picture_changed.connect(self._show_picture)
        engine.reading_changed.connect(self._show_reading)
        engine.partials_changed.connect(self._formulas.show_partials)
        engine.answers_changed.connect(self._show_answers)
        engine.runs_changed.connect(self._show_runs)
        engine.status_changed.connect(self._show_status)
        playback.playing_changed.connect(workspace.transport.set_playing)

    def show_all(self) -> None:
        """Show everything there is, for a window that is new."""
        document, view, results = self._store.document, self._store.view, self._engine.results
        self._show_theme(view)
        self._show_document(document, document)
        self._show_view(view, None)
        self._show_history()
        self._show_function(results)
        self._show_picture(results)
        self._show_reading(results)
        self._formulas.show_partials(results)
        self._show_runs(results)
        self._show_answers(results)
        self._show_status(results)

    # Document and view

    def _show_document(self, document: Document, _old: Document) -> None:
        views = self._views
        views.window.header.editor.set_text(subject_text(document, self._engine.results.learned))
        views.window.header.set_subject(document.subject, document.subject != FORMULA or bool(document.left))
        views.window.sliders.set_sliders(document.parameters, document.held)
        for view in (views.surface, views.map, views.curve):
            view.set_layers(document.layers)
        self._show_held()
        views.partials.set_layers(document.layers)
        self._formulas.set_locked(document.locked)
        views.view.set_layers(document.layers)
        views.view.set_window(self._engine.window)
        self._show_drawn_runs()
        self._show_title()
        self._show_open_panel()

    def _show_held(self) -> None:
        """Which of the two axes' padlocks are closed."""
        locked, axes = self._store.document.locked, self._engine.axes
        first, second, *_ = (*(name in locked for name in axes), False, False)
        self._views.surface.set_held((first, second))

    def _show_view(self, view: ViewState, old: ViewState | None) -> None:
        views = self._views
        if old is not None and (view.theme, view.text_scale) != (old.theme, old.text_scale):
            self._show_theme(view)
        if old is None or view.camera != old.camera:
            views.surface.set_camera(view.camera)
        views.show_beside(view.beside)
        if old is None or view.panel != old.panel:
            views.show_panel(view.panel)
        self._show_charts(view)
        if old is None or view.speed != old.speed:
            views.transport.set_speed(view.speed)
        views.map.set_emphasis(view.emphasis)
        self._show_playhead(view.playhead)
        self._show_open_panel()

    def _show_charts(self, view: ViewState) -> None:
        """What the two charts show, and how."""
        choices = ((view.quantities[0], view.loss_logarithmic), (view.quantities[1], view.second_logarithmic))
        charts = (self._views.loss_chart, self._views.norm_chart)
        for chart, (quantity, logarithmic) in zip(charts, choices, strict=True):
            chart.set_quantity(quantity if quantity in QUANTITIES else VALUE)
            chart.set_logarithmic(logarithmic)
            chart.set_smoothing(view.smoothing)

    def _show_theme(self, view: ViewState) -> None:
        chosen = theme(view.theme)
        self.apply_theme(chosen, view.text_scale)
        self._views.set_theme(chosen, view.text_scale)
        self._formulas.set_theme(chosen)

    def _show_title(self) -> None:
        formula = " ".join(subject_title(self._store.document, self._engine.results.learned).split())
        named = self._files.path is not None or bool(self._store.document.title)
        name = self._files.name if named else (formula if len(formula) <= 60 else formula[:59] + "…")
        mark = " •" if self._store.dirty and self._files.path is not None else ""
        title = f"{name}{mark} — Gradient Explorer"
        self._views.window.menu_row.set_title(title)
        self._views.window.setWindowTitle(title)

    def _show_history(self) -> None:
        header, store = self._views.window.header, self._store
        for button, possible, word, what, keys in (
            (header.undo, store.can_undo, "Undo", store.undo_label, "Ctrl+Z"),
            (header.redo, store.can_redo, "Redo", store.redo_label, "Ctrl+Shift+Z"),
        ):
            button.setEnabled(possible)
            button.setToolTip(f"{word}: {what} ({keys})" if what else f"{word} ({keys})")
        self._show_title()

    # Results

    def _show_function(self, results: Results) -> None:
        views = self._views
        header = views.window.header
        if results.problem is not None:
            problem = results.problem
            header.editor.set_read_only(self._store.document.subject == NETWORK)
            header.editor.set_error(problem.start, problem.end)
            header.show_problem(" ".join(part for part in (problem.message, problem.hint) if part), ())
            return
        header.editor.set_good()
        subject = self._store.document.subject
        has_text = subject == MODEL or (subject == FORMULA and tree_of(results.function) is not None)
        header.editor.set_read_only(results.function is not None and not has_text)
        header.show_formula()
        header.set_suggestions(self._mends(results))
        header.set_hint(self._hint(results))
        self._show_held()
        variables = results.function.variables if results.function is not None else ()
        views.view.set_axes(results.axes, variables)
        self._formulas.show_function(results)

    def _mends(self, results: Results) -> tuple[tuple[str, str], ...]:
        text = subject_text(self._store.document)
        return tuple(
            (found.message, text[: found.start] + found.replacement + text[found.end :])
            for found in results.suggestions[-1:]
        )

    def _hint(self, results: Results) -> str:
        if results.function is None or self._store.document.subject != FORMULA:
            return network_words(results.learned)
        if tree_of(results.function) is None:
            return FROM_PYTHON
        if results.parameters or results.held:
            return ""
        return "No parameters — a letter such as a becomes a slider"

    def _show_picture(self, results: Results) -> None:
        views, picture = self._views, results.picture
        if picture is not None:
            views.show_dimension(picture.dimension)
        flat = picture if picture is None or picture.dimension != 1 else None
        views.surface.set_picture(flat)
        views.map.set_picture(flat)
        views.curve.set_picture(picture if picture is not None and picture.dimension == 1 else None)
        if picture is None:
            return
        without = " · drawn without OpenGL" if views.surface.without_opengl else ""
        landscape = results.learned.landscape
        views.surface_dock.title.set_title("Surface" if landscape is None else "Loss landscape")
        told = _range_text(picture) if landscape is None else plane_title(landscape)
        scale = " · logarithmic heights" if picture.logarithmic else ""
        views.surface_dock.title.set_subtitle(told + scale + without)
        views.map_dock.title.set_subtitle(_levels_text(picture))
        views.window.status.set_window(rows_words(results.learned) or _window_text(picture))

    def _show_reading(self, results: Results) -> None:
        views, reading = self._views, results.reading
        two = len(results.axes) == 2
        views.surface.set_probe(reading if two else None)
        views.map.set_probe(reading if two else None)
        views.curve.set_probe(reading)
        axes = (*results.axes, "", "")[:2]
        letter = letter_of(results.learned.subject)
        views.window.status.set_reading(reading if results.axes else None, (axes[0], axes[1]), letter)
        self._formulas.show_reading(results)
        self._show_network(results)

    def _show_network(self, results: Results) -> None:
        """Loss and accuracy of the network as far as it is trained, in place of the numbers at P."""
        answer = results.answers.get("network_decision")
        numbers = None
        if isinstance(answer, NetworkDecisionAnswer) and not answer.message:
            numbers = (answer.loss, answer.norm, answer.told_accuracy, answer.count)
        self._views.window.status.set_network(numbers)

    def _show_runs(self, results: Results) -> None:
        self._playback.set_length(results.run_length)
        self._views.show_charts(bool(results.runs))
        for chart in (self._views.loss_chart, self._views.norm_chart):
            chart.set_letter(letter_of(results.learned.subject))
            chart.set_pins(results.pins)
        self._show_drawn_runs()
        self._show_playhead(self._store.view.playhead)

    def _show_drawn_runs(self) -> None:
        """The runs that are not hidden; views keep what they prepared where these are the same."""
        specs = self._store.document.runs
        runs = tuple(run for run in self._engine.results.runs if run.index >= len(specs) or specs[run.index].shown)
        if runs == self._drawn:
            return
        self._drawn = runs
        views = self._views
        for view in (views.surface, views.map, views.curve, views.loss_chart, views.norm_chart):
            view.set_runs(runs)

    def _show_answers(self, results: Results) -> None:
        self._show_network(results)
        outside = results.answers.get("landscape")
        self._views.tell_foot(outside.sentence if isinstance(outside, LandscapeAnswer) else "")
        self._views.surface.set_figures(results.figures)
        self._views.map.set_figures(results.figures)
        self._views.curve.set_figures(results.figures if len(results.axes) == 1 else ())

    def _show_open_panel(self) -> None:
        """Once for a new document, when all that follows at once from it is known."""
        panel = self._views.open_panel
        if panel is None or self._engine.updating:
            return
        shown = Shown(self._store.document, self._store.view, self._engine.results)
        panel.show(shown)
        self._views.panel_title().set_subtitle(panel.subtitle(shown))
        self._views.stage_dock.title.set_subtitle(panel.stage_subtitle(shown))

    def _show_playhead(self, playhead: float) -> None:
        views = self._views
        for view in (views.surface, views.map, views.curve, views.loss_chart, views.norm_chart):
            view.set_playhead(playhead)
        views.transport.set_steps(self._playback.length, playhead)

    def _show_status(self, results: Results) -> None:
        status, advice = self._views.window.status, results.advice
        bad = results.problem is not None or bool(results.failures)
        bad = bad or bool(results.runs and all(run.outcome in _BAD for run in results.runs))
        status.set_outcome(results.status or self.surface_note, "error" if bad else "")
        status.set_progress(results.progress if results.busy else None, "")
        if advice is None:
            status.set_advice("", "")
        else:
            status.set_advice(advice.action, advice.button)
        self._show_open_panel()


def _range_text(picture: FieldPicture) -> str:
    low, high = format_value(picture.low, 2), format_value(picture.high, 2)
    return f"range {low} to {high}, dashed where cut" if picture.cut else f"range {low} to {high}"


def _levels_text(picture: FieldPicture) -> str:
    if picture.dimension == 1:
        return ""
    if picture.logarithmic:
        return f"level curves, each {position_text(float(f'{10.0**picture.step:.3g}'))} times the one below"
    return f"level curves, step {position_text(picture.step)}" if len(picture.levels) else ""


def position_text(value: float) -> str:
    """A step of levels without needless zeros."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def _window_text(picture: FieldPicture) -> str:
    x_min, x_max, y_min, y_max = (position(number) for number in picture.field.window)
    rows, columns = picture.field.shape
    first, second = map(name_text, picture.axes)
    if picture.dimension == 0:
        return ""
    if picture.dimension == 1:
        return f"{first} ∈ [{x_min}, {x_max}]"
    if (x_min, x_max) == (y_min, y_max):
        return f"{first}, {second} ∈ [{x_min}, {x_max}]   {columns} × {rows}"
    return f"{first} ∈ [{x_min}, {x_max}]   {second} ∈ [{y_min}, {y_max}]   {columns} × {rows}"
