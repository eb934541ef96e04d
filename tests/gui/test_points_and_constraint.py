"""Critical points and constraints in the real window: marks, rows, real keys, a long search that is cancelled."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from explorer.controller.figures import Mark
from explorer.controller.studies.sliding_plot import HANDLE
from explorer.views.theme import theme
from tests.views.pictures import near, pixels

pytestmark = pytest.mark.gl

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


@pytest.fixture
def points(driver):
    driver.program.run_action("view.panel_points")
    driver.program.intents.enter_window(-6.0, 6.0, -6.0, 6.0)
    driver.type_formula(HIMMELBLAU)
    return driver.program.views.panels["points"].page


@pytest.fixture
def constraint(driver):
    driver.program.run_action("view.panel_constraint")
    driver.program.intents.enter_window(-2.0, 2.0, -2.0, 2.0)
    driver.type_formula("x + 2y")
    return driver.program.views.panels["constraint"]


def marks(driver):
    return [figure for figure in driver.results.figures if isinstance(figure, Mark)]


def write(driver, panel, text, index=0):
    line = panel.page.fields[index].editor.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    driver.rest()


def test_himmelblau_has_nine_rows_and_nine_marks_on_both_views(driver, points):
    assert points.table.model().rowCount() == 9 and len(marks(driver)) == 9
    assert points.state.sentence.text() == "9 critical points in this window: all found"
    assert driver.program.views.panel_title().subtitle_text() == "9 found"
    area = driver.program.views.map
    picture = pixels(area)
    ratio = area.devicePixelRatioF()
    for mark in marks(driver):
        x, y = (round(part * ratio) for part in area.geometry_shown.pixel(mark.x, mark.y))
        ink = near(picture[y - 5 : y + 6, x - 5 : x + 6], theme("light").text)
        assert ink.sum() > 20, mark


def test_a_row_and_a_mark_take_the_probe_there_and_undo_brings_it_back(driver, points):
    table = points.table
    place = table.visualRect(table.model().index(4, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    driver.rest()
    assert driver.document.probe == pytest.approx((-0.270845, -0.923039), abs=1e-6)
    assert driver.results.reading.norm == pytest.approx(0.0, abs=1e-9) and "a maximum" in points.sentence.text()
    driver.program.run_action("edit.undo")
    driver.rest()
    assert driver.document.probe == (1.0, 2.0) and table.selected == ""
    area = driver.program.views.map
    mark = next(mark for mark in marks(driver) if mark.shape == "maximum")
    place = QPointF(*area.geometry_shown.pixel(mark.x, mark.y)).toPoint()
    QTest.mouseClick(area, Qt.MouseButton.LeftButton, pos=place)
    driver.rest()
    assert driver.document.probe == (mark.x, mark.y) and points.table.selected == mark.key
    driver.program.intents.enter_window(0.0, 6.0, 0.0, 6.0)
    assert points.table.model().rowCount() == 9
    driver.rest()
    assert points.table.model().rowCount() == 3


def test_a_long_search_is_cancelled_and_begun_again(driver, points, monkeypatch):
    from explorer.controller.studies import points as study

    real, waiting = study.find_critical_points, [True]

    def endless(*given):
        while waiting[0]:
            given[-1]()
            QTest.qSleep(2)
        return real(*given)

    monkeypatch.setattr(study, "find_critical_points", endless)
    driver.program.views.window.header.editor.line.setFocus()
    QTest.keyClicks(driver.program.views.window.header.editor.line, "+0x")
    driver.qtbot.waitUntil(lambda: not points.state.bar.isHidden(), timeout=5000)
    status = driver.program.views.window.status
    assert points.state.button.text() == "Cancel" and points.table.model().rowCount() == 9
    assert not status._cancel.isHidden() and not status._progress.isHidden()
    QTest.mouseClick(points.state.button, Qt.MouseButton.LeftButton)
    driver.rest()
    assert "stopped" in points.state.sentence.text() and points.table.isHidden() and not marks(driver)
    driver.program.intents.place_probe(0.5, 0.5)
    driver.rest()
    assert "stopped" in points.state.sentence.text()
    waiting[0] = False
    QTest.mouseClick(points.state.button, Qt.MouseButton.LeftButton)
    driver.rest()
    assert points.table.model().rowCount() == 9 and points.state.button.isHidden()


def test_a_constraint_typed_with_real_keys_gives_table_and_curve_which_an_error_leaves(driver, constraint):
    write(driver, constraint, "x^2+y^2=1")
    root = math.sqrt(5)
    rows = constraint.page.table.rows
    assert [row.cells[0] for row in rows] == ["Minimum", "Maximum"]
    assert [mark.value for mark in driver.results.answers["constraint"].rows] == pytest.approx([-root, root])
    area = driver.program.views.map
    picture = pixels(area)
    ratio, hits = area.devicePixelRatioF(), 0
    turns = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    for turn in turns:
        x, y = (round(part * ratio) for part in area.geometry_shown.pixel(math.cos(turn), math.sin(turn)))
        hits += bool(near(picture[y - 1 : y + 2, x - 1 : x + 2], theme("light").held).any())
    assert hits > 30
    assert not constraint.chart.plot.message and constraint.chart.isVisible()
    before = len(marks(driver))
    line = constraint.page.fields[0].editor.line
    QTest.keyClicks(line, "+")
    driver.rest()
    assert constraint.page.fields[0].problem.isVisible() and len(line.extraSelections()) == 1
    assert len(marks(driver)) == before == 2 and constraint.page.table.model().rowCount() == 2
    assert driver.document.studies.constraints == ("x^2+y^2=1+",)


def test_the_probe_slides_along_the_constraint_by_the_chart_and_on_the_map(driver, constraint):
    write(driver, constraint, "x^2+y^2=1")
    QTest.mouseClick(constraint.page.move_button, Qt.MouseButton.LeftButton)
    driver.rest()
    chart = constraint.chart
    best = next(mark for mark in chart.plot.marks if mark.shape == "maximum")
    handle = next(mark for mark in chart.plot.marks if mark.handle == HANDLE)
    chart.grab()
    start, end = (chart._layout.place(mark).toPoint() for mark in (handle, best))
    driver.drag(chart, start, end)
    assert math.hypot(*driver.document.probe) == pytest.approx(1.0)
    assert driver.document.probe == pytest.approx((1 / math.sqrt(5), 2 / math.sqrt(5)), abs=0.03)
    QTest.mouseClick(
        constraint.page.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=constraint.page.table.visualRect(constraint.page.table.model().index(1, 0)).center(),
    )
    driver.rest()
    assert constraint.page.relation.text() == "∇f ∥ ∇g" and constraint.page.multiplier.text() == "λ = 1.118"
    constraint.page.follow.click()
    driver.rest()
    area = driver.program.views.map
    start = QPointF(*area.geometry_shown.pixel(*driver.document.probe)).toPoint()
    end = QPointF(*area.geometry_shown.pixel(-1.5, 0.4)).toPoint()
    driver.drag(area, start, end)
    assert math.hypot(*driver.document.probe) == pytest.approx(1.0) and driver.document.probe[0] < -0.9
