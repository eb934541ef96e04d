"""The Direction panel in the real window: the dial turns u, and everything that is told follows."""

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

pytestmark = pytest.mark.gl


@pytest.fixture
def page(driver):
    driver.program.intents.choose_panel("direction")
    driver.program.intents.enter_window(-1.5, 1.5, -1.5, 1.5)
    driver.program.intents.place_probe(0.8, 0.6)
    driver.rest()
    return driver.program.views.panels["direction"].page


def answer(driver):
    return driver.results.answers["direction"]


def test_dragging_the_needle_changes_the_slope(driver, page):
    assert page.slope.result.text() == "3.009"
    dial = page.dial
    centre = QPointF(dial.rect().center())
    target = centre + QPointF(-60.0, -60.0)
    driver.drag(dial, dial.needle_end().toPoint(), target.toPoint())
    assert driver.document.studies.direction == pytest.approx(135.0, abs=2.0)
    turn = math.radians(driver.document.studies.direction)
    slope = 1.608 * math.cos(turn) + 3.232 * math.sin(turn)
    assert answer(driver).slope == pytest.approx(slope)
    assert float(page.slope.result.text()) == pytest.approx(slope, abs=6e-4)
    driver.program.run_action("edit.undo")
    driver.rest()
    assert driver.document.studies.direction == 30.0


def test_steepest_up_meets_the_length_of_the_gradient(driver, page):
    QTest.mouseClick(page.buttons["up"], Qt.MouseButton.LeftButton)
    driver.rest()
    told = answer(driver)
    assert told.slope == pytest.approx(math.hypot(1.608, 3.232), rel=1e-12) == pytest.approx(told.norm)
    assert "as steep as it gets" in page.slope.sentence.text()
    QTest.mouseClick(page.buttons["level"], Qt.MouseButton.LeftButton)
    driver.rest()
    assert abs(answer(driver).slope) < 1e-12 and "level" in page.slope.sentence.text()


def test_the_handle_on_the_cosine_curve_turns_u(driver, page):
    chart = driver.program.views.panels["direction"].strip[0]
    start = chart.handle_place("angle").toPoint()
    driver.drag(chart, start, start + QPoint(-40, 0))
    assert driver.document.studies.direction < 10.0
    assert page.dial.angle == driver.document.studies.direction
    before = driver.document.studies.direction
    dial = page.dial
    dial.setFocus()
    QTest.keyClick(dial, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    driver.rest()
    assert driver.document.studies.direction == pytest.approx(before + 15.0)


def test_it_follows_the_probe_and_says_where_there_is_no_slope(driver, page):
    driver.program.intents.place_probe(0.0, 0.0)
    driver.rest()
    assert "gradient is zero" in page.sentence.text() and not page.buttons["up"].isEnabled()
    driver.type_formula("sqrt(x - 1) + y")
    assert "undefined at P" in page.sentence.text() and page.slope.isHidden()
    driver.type_formula("5")
    assert "no variable" in page.sentence.text() and not page.dial.isVisible()
    driver.type_formula("x y + x")
    assert page.dial.isVisible() and page.slope.isVisible()
