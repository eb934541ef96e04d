"""Trials on the Sweep panel without a window: form, table, chart, and what a click on each of them asks for."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.controller.plots import PlotMark
from explorer.controller.studies.tuning import NO_ASIDE, NOT_LEARNED
from explorer.model.store import Store
from explorer.views.panels.panel import Shown
from explorer.views.panels.sweep_panel import SweepPanel
from explorer.views.panels.tuning_part import SET_ASIDE, TAKE_BEST
from explorer.views.theme import theme
from explorer.views.widgets.numbers_edit import parse_numbers


@pytest.fixture
def shown(qtbot):
    """The panel beside a store and an engine that answer within each call, set to trials of a line's fit."""
    store, executor = Store(), Executor(lambda work: work(), synchronous=True)
    engine = Engine(store, executor, core_mathematics())
    intents = Intents(store, engine, Playback(store, lambda: None))
    panel = SweepPanel()
    for widget in (panel.page, panel.chart):
        qtbot.addWidget(widget)
    panel.set_theme(theme("light"), 1.0)
    panel.wire(intents, lambda _identity: None)
    panel.page.resize(424, 900)
    panel.chart.resize(900, 260)

    def refresh(*_changed):
        panel.show(Shown(store.document, store.view, engine.results))

    for signal in (engine.status_changed, engine.answers_changed, engine.runs_changed):
        signal.connect(refresh)
    store.document_changed.connect(refresh)
    intents.choose_panel("sweep")
    engine.start()
    panel.page.show()
    panel.chart.show()
    intents.sweeps.change("Trials", kind="tuning")
    yield SimpleNamespace(
        store=store,
        engine=engine,
        intents=intents,
        panel=panel,
        page=panel.page,
        chart=panel.chart,
        form=panel.page.tuning,
    )
    executor.close()


@pytest.fixture
def fitted(shown):
    shown.intents.learning.choose_subject("model")
    shown.intents.learning.change_tuning("Few", rates=(0.001, 0.01), penalties=(0.0, 0.1), steps=25)
    shown.intents.learning.change_data("Aside", validation=0.25)
    return shown


def press(widget, place=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


def column(page, place):
    model = page.table.model()
    return [model.index(row, place).data() for row in range(model.rowCount())]


def heads(page):
    model = page.table.model()
    return [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]


def row_place(page, row):
    table = page.table
    return table.visualRect(table.model().index(row, 1)).center()


def test_a_formula_has_no_trials_and_says_where_they_are(shown):
    assert shown.page.state.sentence.text() == NOT_LEARNED
    assert shown.page.table.isHidden() and shown.page.take.isHidden()
    assert shown.chart.plot.message == NOT_LEARNED


def test_rows_are_set_aside_by_the_button_in_one_step(shown):
    shown.intents.learning.choose_subject("model")
    shown.intents.learning.change_tuning("Few", rates=(0.01,), penalties=(), steps=5)
    shown.intents.learning.change_data("None aside", validation=0.0)
    assert shown.page.state.sentence.text() == NO_ASIDE and shown.page.take.text() == SET_ASIDE
    press(shown.page.take)
    assert shown.store.document.learn.data.validation == 0.25
    assert "Least validation loss" in shown.page.state.sentence.text()
    shown.store.undo()
    assert shown.store.document.learn.data.validation == 0.0


def test_trials_are_listed_the_best_first(fitted):
    assert heads(fitted.page)[:5] == ["# \u25b4", "rate", "λ", "valid.", "train."]
    assert column(fitted.page, 0) == ["1", "2", "3", "4"]
    validations = [float(text) for text in column(fitted.page, 3)]
    assert validations == sorted(validations) and fitted.page.table.rows[0].shape == "minimum"
    assert fitted.page.take.text() == TAKE_BEST


def test_a_head_sorts_and_once_more_turns_round(fitted):
    header = fitted.page.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 8, header.height() // 2)
    press(header.viewport(), place)
    assert column(fitted.page, 1) == ["0.001", "0.001", "0.01", "0.01"]
    press(header.viewport(), place)
    assert column(fitted.page, 1) == ["0.01", "0.01", "0.001", "0.001"] and heads(fitted.page)[1] == "rate \u25be"
    assert sorted(column(fitted.page, 0)) == ["1", "2", "3", "4"]


def test_a_row_loads_its_trial_as_one_step_and_stays_marked(fitted):
    before = fitted.store.document
    trial = fitted.engine.results.answers["tuning"].results[2].trial
    press(fitted.page.table.viewport(), row_place(fitted.page, 2))
    document = fitted.store.document
    assert dict(document.runs[0].optimiser.hyperparameters)["lr"] == trial.rate
    assert document.learn.fit.l2 == trial.penalty and document.runs[0].steps == 25
    assert fitted.page.table.selected == fitted.page.table.rows[2].key
    assert fitted.page.notes.text().startswith("Loaded: ") and "training loss" in fitted.page.notes.text()
    assert fitted.engine.results.runs[0].last_step == 25
    fitted.store.undo()
    assert fitted.store.document == before


def test_the_chart_loads_the_trial_under_the_pointer(fitted):
    place = fitted.chart._laid_out().place(PlotMark(1.0, 1.0))
    press(fitted.chart, QPoint(round(place.x()), round(place.y())))
    document = fitted.store.document
    assert dict(document.runs[0].optimiser.hyperparameters)["lr"] == 0.01 and document.learn.fit.l2 == 0.1


def test_a_chart_with_other_cells_on_the_same_axes_shows_them(fitted):
    plot, colours = fitted.chart.plot, []
    for share in (0.0, 1.0):
        fitted.chart.set_plot(replace(plot, marks=(), image=replace(plot.image, shares=np.full((2, 2), share))))
        place = fitted.chart._laid_out().place(PlotMark(0.0, 0.0))
        colours.append(fitted.chart.grab().toImage().pixelColor(round(place.x()), round(place.y())).lightness())
    assert colours[1] > colours[0] + 100


def test_the_form_changes_the_search(fitted):
    form = fitted.form
    assert form.lists["widths"].isHidden() and form.numbers["trials"].isHidden()
    edit = form.lists["rates"]
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "0.1, 0.2; x")
    assert "type numbers" in form.problem.text() and not form.problem.isHidden()
    edit.selectAll()
    QTest.keyClicks(edit, "0,01; 0,02")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert fitted.store.document.learn.tuning.rates == (0.01, 0.02) and form.problem.isHidden()
    form.search.chosen.emit("random")
    assert fitted.store.document.learn.tuning.search == "random" and not form.numbers["trials"].isHidden()
    fitted.intents.learning.choose_subject("network")
    assert not form.lists["widths"].isHidden()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.1, 0.01", (0.1, 0.01)),
        ("0,1; 0,01", (0.1, 0.01)),
        ("1e-3 2", (0.001, 2.0)),
        ("", ()),
        ("1, two", None),
        ("1,5", (1.0, 5.0)),
    ],
)
def test_numbers_are_read_with_commas_or_semicolons(text, values):
    assert parse_numbers(text) == values


def test_every_column_has_room_where_all_settings_vary(shown):
    intents = shown.intents
    intents.learning.choose_subject("network")
    intents.learning.change_tuning(
        "All", rates=(0.00125, 0.1), penalties=(0.0, 0.00125), widths=(2, 16), batches=(0, 64), steps=3
    )
    assert heads(shown.page)[1:] == ["rate", "λ", "width", "rows", "valid."]
    table, header = shown.page.table, shown.page.table.horizontalHeader()
    assert sum(header.sectionSize(place) for place in range(6)) <= table.viewport().width() + 1
    delegate, model = table.itemDelegate(), table.model()
    for row in range(model.rowCount()):
        wanted = delegate.sizeHint(None, model.index(row, 0)).width()
        assert header.sectionSize(0) >= wanted - 2
