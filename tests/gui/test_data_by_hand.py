"""Data points drawn and dragged by hand in the real window: the table, the loss and the model follow."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

pytestmark = pytest.mark.gl


def point(at):
    return QPoint(round(at.x()), round(at.y()))


def made(driver, name, panel, **settings):
    driver.program.intents.choose_panel(panel)
    driver.program.intents.learning.change_generator(f"Make {name}", None, name=name, **settings)
    driver.rest()


def plot_of(driver, panel):
    found = driver.program.views.panels[panel]
    return found.data_stage.plot if panel == "data" else found.plot


def data_of(driver):
    return driver.results.learned.used.data


def empty_place(plot):
    """A place on the ground as far from all points as there is."""
    box = plot.laid_out().rectangle.adjusted(30, 30, -30, -30)
    places = [
        box.topLeft() + QPoint(round(across * box.width()), round(up * box.height()))
        for across in np.linspace(0, 1, 9)
        for up in np.linspace(0, 1, 9)
    ]
    points = [plot.place_of(int(row)) for row in plot.picture.rows]
    return max(places, key=lambda place: min((place - at).manhattanLength() for at in points))


def test_points_of_both_classes_are_drawn_and_taken_away(driver):
    made(driver, "moons", "data", rows=40, noise=0.1)
    stage, plot = driver.program.views.panels["data"].data_stage, plot_of(driver, "data")
    for key in ("1", "0"):
        QTest.mouseClick(stage.classes.choice(key), Qt.MouseButton.LeftButton)
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point(empty_place(plot)))
        driver.rest()
        data = data_of(driver)
        assert data[driver.results.learned.used.target][-1] == float(key)
    assert len(data) == 42
    QTest.mouseClick(plot, Qt.MouseButton.RightButton, pos=point(plot.place_of(40)))
    driver.rest()
    assert len(data_of(driver)) == 41
    driver.program.store.undo()
    driver.rest()
    assert len(data_of(driver)) == 42


@pytest.mark.parametrize("panel", ["data", "fit"])
def test_a_drag_moves_its_row_and_is_one_step_to_undo(driver, panel):
    made(driver, "line", panel, rows=30, noise=0.5)
    plot, row = plot_of(driver, panel), 11
    axes, before = plot.view_range, np.array(data_of(driver)["y"])
    start = plot.place_of(row)
    goal = plot.laid_out().rectangle.center() + QPoint(0, -60)
    driver.drag(plot, point(start), point(goal))
    after = np.array(data_of(driver)["y"])
    assert np.flatnonzero(after != before).tolist() == [row]
    assert (plot.place_of(row) - goal).manhattanLength() < 2.0
    assert plot.view_range == axes
    driver.program.store.undo()
    driver.rest()
    assert np.array_equal(data_of(driver)["y"], before)


def test_the_loss_follows_a_dragged_row_and_the_curve_the_probe(driver):
    made(driver, "line", "fit", rows=30, noise=0.5)
    plot = plot_of(driver, "fit")
    driver.rest()
    before = driver.results.reading.value
    driver.drag(plot, point(plot.place_of(3)), point(plot.laid_out().rectangle.topLeft() + QPoint(20, 10)))
    residual = plot.picture.residuals - plot.picture.y
    assert driver.results.reading.value == pytest.approx(np.mean(residual**2))
    assert driver.results.reading.value != pytest.approx(before)
    painted = plot.points_painted
    for x in (0.5, 1.0, 1.5):
        driver.program.intents.place_probe(x, 0.25)
        driver.rest()
        (curve,) = (curve for curve in plot.picture.curves if curve.role == "probe")
        assert curve.y == pytest.approx(x * curve.x + 0.25)
    assert plot.points_painted == painted
