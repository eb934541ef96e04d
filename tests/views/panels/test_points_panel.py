"""The Points panel on a program without a window: table, sentences, what its controls ask for."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.controller.core_mathematics import core_mathematics
from explorer.controller.engine import Engine
from explorer.controller.executor import Executor
from explorer.controller.intents import Intents
from explorer.controller.playback import Playback
from explorer.model.store import Store
from explorer.views.panels.panel import Shown
from explorer.views.panels.points_panel import EMPTY, HINT, PointsPanel, table_number
from explorer.views.theme import theme

HIMMELBLAU = "(x² + y − 11)² + (x + y² − 7)²"


@pytest.fixture
def shown(qtbot):
    """The panel beside a store and an engine that answer within each call."""
    store, executor = Store(), Executor(lambda work: work(), synchronous=True)
    engine = Engine(store, executor, core_mathematics())
    intents = Intents(store, engine, Playback(store, lambda: None))
    panel = PointsPanel()
    qtbot.addWidget(panel.page)
    panel.set_theme(theme("light"), 1.0)
    panel.wire(intents, lambda _identity: None)
    panel.page.resize(424, 900)
    panel.page.show()

    def refresh(*_changed):
        panel.show(Shown(store.document, store.view, engine.results))

    for signal in (engine.status_changed, engine.answers_changed):
        signal.connect(refresh)
    intents.choose_panel("points")
    engine.start()
    yield SimpleNamespace(store=store, engine=engine, intents=intents, panel=panel, page=panel.page)
    executor.close()


def enter(shown, formula, reach=6.0):
    shown.intents.enter_window(-reach, reach, -reach, reach)
    shown.intents.enter_formula(formula)


def cells(shown):
    return [row.cells for row in shown.page.table.rows]


def click(shown, row):
    table = shown.page.table
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(row, 1)).center()
    )


def test_himmelblau_has_nine_rows_and_a_click_moves_the_probe_in_one_step(shown):
    enter(shown, HIMMELBLAU)
    assert len(cells(shown)) == 9 and shown.page.state.sentence.text().startswith("9 critical points")
    assert cells(shown)[0][0] == "Minimum" and cells(shown)[4] == (
        "Maximum",
        "(−0.27, −0.92)",
        "181.6",
        "−45.61",
        "−16.07",
    )
    assert shown.page.sentence.text() == HINT and shown.page.table.selected == ""
    click(shown, 4)
    assert shown.store.document.probe == pytest.approx((-0.270845, -0.923039), abs=1e-6)
    assert shown.page.table.selected == shown.page.table.rows[4].key and "a maximum" in shown.page.sentence.text()
    assert shown.page.hessian.aside.text().startswith("P is a critical point")
    shown.store.undo()
    assert shown.store.document.probe == (1.0, 2.0) and shown.page.table.selected == ""


def test_one_variable_has_its_own_columns(shown):
    enter(shown, "x³ − 3x", 3.0)
    assert cells(shown) == [("Minimum", "1.00", "−2.00", "6.00"), ("Maximum", "−1.00", "2.00", "−6.00")]
    assert shown.page.hessian.title.text() == "Second derivative at P"
    click(shown, 1)
    assert shown.store.document.probe == (-1.0, 2.0)


@pytest.mark.parametrize(
    ("formula", "words"),
    [("x + y", "nowhere zero"), ("√(x − 10) + y²", "undefined in this whole window"), ("0x + 0y", "flat everywhere")],
)
def test_an_empty_table_is_a_sentence(shown, formula, words):
    enter(shown, formula)
    page = shown.page
    assert words in page.notes.text() and page.table.isHidden() and page.state.isHidden() and page.sentence.isHidden()


def test_the_switch_of_the_eigenvectors_is_undone_with_the_rest(shown):
    enter(shown, "x² − y²")
    box = shown.page.hessian.eigenvectors
    assert box.isChecked()
    box.click()
    assert not shown.store.document.studies.eigenvectors and not box.isChecked()
    shown.store.undo()
    assert box.isChecked()


def test_before_there_is_a_function_it_says_what_to_do(qtbot):
    panel = PointsPanel()
    qtbot.addWidget(panel.page)
    panel.set_theme(theme("dark"), 1.0)
    store = Store()
    engine = Engine(store, Executor(lambda work: work(), synchronous=True), core_mathematics())
    panel.show(Shown(store.document, store.view, engine.results))
    assert panel.page.message.text() == EMPTY and not panel.page.message.isHidden()


def test_numbers_keep_to_their_columns():
    assert [table_number(value) for value in (0.0, -3.14159, 105.418, 1234.5, 2.5e6)] == [
        "0.00",
        "−3.14",
        "105.4",
        "1234.5",
        "2.500·10⁶",
    ]
