"""The Constraint panel on a program without a window: fields, sentences, the slide, the table."""

import math
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.figures import Stroke
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.controller.studies.sliding_plot import HANDLE
from explorer.model.store import Store
from explorer.views.panels.constraint_panel import ConstraintPanel
from explorer.views.panels.panel import Shown
from explorer.views.theme import theme


@pytest.fixture
def shown(qtbot):
    """The panel beside a store and an engine that answer within each call."""
    store, executor = Store(), Executor(lambda work: work(), synchronous=True)
    engine = Engine(store, executor, core_mathematics())
    intents = Intents(store, engine, Playback(store, lambda: None))
    panel = ConstraintPanel()
    for widget in (panel.page, panel.chart):
        qtbot.addWidget(widget)
        widget.resize(424, 600)
        widget.show()
    panel.set_theme(theme("light"), 1.0)
    panel.wire(intents, lambda _identity: None)

    def refresh(*_changed):
        panel.show(Shown(store.document, store.view, engine.results))

    for signal in (engine.status_changed, engine.answers_changed):
        signal.connect(refresh)
    intents.choose_panel("constraint")
    engine.start()
    intents.enter_formula("x + y")
    yield SimpleNamespace(store=store, engine=engine, intents=intents, panel=panel, page=panel.page, chart=panel.chart)
    executor.close()


def write(shown, text, index=0):
    line = shown.page.fields[index].editor.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def press(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def texts(shown):
    return shown.store.document.studies.constraints


def test_one_empty_field_says_what_to_type(shown):
    page = shown.page
    assert not page.fields[0].isHidden() and page.fields[1].isHidden()
    assert "Type a constraint" in page.message.text() and "Type a constraint" in shown.chart.plot.message
    assert page.card.isHidden() and page.table.isHidden() and not page.follow.isEnabled() and not page.add.isEnabled()


def test_typing_a_constraint_gives_its_equation_its_table_and_its_chart(shown, qtbot):
    write(shown, "x^2+y^2=1")
    page = shown.page
    assert texts(shown) == ("x^2+y^2=1",) and page.message.text() == ""
    qtbot.waitUntil(lambda: page.fields[0].formula.is_settled)
    assert page.fields[0].formula.text == "g(x, y) = x² + y² − 1 = 0"
    assert [row.cells for row in page.table.rows] == [
        ("Minimum", "(−0.71, −0.71)", "−1.41", "−0.71"),
        ("Maximum", "(0.71, 0.71)", "1.41", "0.71"),
    ]
    assert {mark.shape for mark in shown.chart.plot.marks} == {"minimum", "maximum", "open"}
    QTest.keyClick(page.fields[0].editor.line, Qt.Key.Key_Return)
    shown.store.undo()
    assert texts(shown) == ()


def test_an_unreadable_constraint_is_underlined_told_and_leaves_the_last_curve(shown):
    write(shown, "x^2+y^")
    field = shown.page.fields[0]
    assert "missing after ^" in field.problem.text() and "stays drawn" in field.problem.text()
    assert len(field.editor.line.extraSelections()) == 1 and field.formula.isHidden()
    curve = next(figure for figure in shown.engine.results.figures if isinstance(figure, Stroke))
    x, y = curve.points.T
    assert y == pytest.approx(-(x**2), abs=1e-6), "that of x^2+y, the last text that could be read"
    assert texts(shown) == ("x^2+y^",) and len(shown.page.table.rows) == 1


def test_escape_takes_the_typing_back(shown):
    write(shown, "x=y")
    QTest.keyClick(shown.page.fields[0].editor.line, Qt.Key.Key_Escape)
    assert texts(shown) == () and shown.page.fields[0].editor.text == ""


def test_examples_and_a_second_constraint(shown):
    page = shown.page
    assert [button.text() for button in page.examples] == ["x² + y² = 1", "x + y = 1", "xy = 1"]
    press(page.examples[0])
    assert texts(shown) == ("x² + y² = 1",)
    press(page.add)
    assert texts(shown) == ("x² + y² = 1", "") and not page.fields[1].isHidden() and not page.add.isEnabled()
    write(shown, "y=x", 1)
    assert [row.cells[0] for row in page.table.rows] == ["Crossing", "Crossing"]
    assert "single points" in page.meaning.text()
    press(page.fields[0].remove)
    assert texts(shown) == ("y=x",) and page.fields[0].editor.text == "y=x" and page.fields[1].isHidden()


def test_off_the_curve_a_button_takes_the_probe_onto_it(shown):
    press(shown.page.examples[0])
    assert "P is not on the constraint" in shown.page.place.text()
    press(shown.page.move_button)
    assert math.hypot(*shown.store.document.probe) == pytest.approx(1.0)
    assert shown.page.place.isHidden() and shown.page.move_button.isHidden()


def test_dragging_the_handle_slides_the_probe_along_the_constraint_in_one_step(shown):
    press(shown.page.examples[0])
    start = shown.store.document.probe
    best = next(mark for mark in shown.chart.plot.marks if mark.shape == "maximum")
    for s in (best.x + 0.5, best.x + 0.2, best.x):
        shown.chart.handle_moved.emit(HANDLE, s, 0.0)
        assert math.hypot(*shown.store.document.probe) == pytest.approx(1.0)
    shown.chart.handle_released.emit(HANDLE)
    assert shown.store.document.probe == pytest.approx((math.sqrt(0.5),) * 2, abs=1e-3)
    assert shown.chart.plot.marks[-1].handle == HANDLE
    shown.store.undo()
    assert shown.store.document.probe == start


def test_choosing_a_row_shows_the_gradients_parallel(shown):
    press(shown.page.examples[0])
    table = shown.page.table
    place = table.visualRect(table.model().index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown.page.relation.text() == "∇f ∥ ∇g" and shown.page.multiplier.text() == "λ = 0.707"
    assert table.selected == table.rows[1].key and "greatest" in shown.page.sentence.text()


def test_keeping_the_probe_on_the_constraint(shown):
    press(shown.page.examples[0])
    shown.page.follow.click()
    assert shown.store.document.studies.follow_constraint
    shown.intents.place_probe(2.0, -2.0)
    assert shown.store.document.probe == pytest.approx((math.sqrt(0.5), -math.sqrt(0.5)))


@pytest.mark.parametrize(
    ("formula", "constraint", "words"),
    [
        ("x + y", "x² + y² = −1", "The constraint x² + y² = −1 is never met in this window."),
        ("x²", "x = 1", "A constraint needs two variables; f has only x."),
    ],
)
def test_what_cannot_be_is_told_in_its_place(shown, formula, constraint, words):
    shown.intents.enter_formula(formula)
    shown.intents.change_study("Type constraint", constraints=(constraint,))
    assert shown.page.message.text().startswith(words) and shown.chart.plot.message.startswith(words)
    assert shown.page.table.isHidden() and shown.page.card.isHidden() and shown.page.state.isHidden()
