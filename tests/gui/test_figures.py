"""Padlocks, layers and marks from the panels to both views, in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.views.surface.curves_layer import shown_slices
from explorer.views.theme import theme
from tests.views.pictures import near, pixels

pytestmark = pytest.mark.gl


def test_a_padlock_leaves_the_slice_along_the_other_axis(driver):
    surface = driver.program.views.surface
    assert shown_slices(surface.stage()) == (True, True)
    driver.program.intents.hold("y", True)
    driver.rest()
    assert shown_slices(surface.stage()) == (True, False)
    driver.program.intents.hold("x", True)
    driver.rest()
    assert shown_slices(surface.stage()) == (True, True)
    driver.program.intents.toggle_layer("slices")
    driver.rest()
    assert shown_slices(surface.stage()) == (False, False)


def test_swapping_the_axes_takes_the_padlock_along(driver):
    driver.program.intents.hold("y", True)
    driver.program.intents.swap_axes()
    driver.rest()
    assert driver.results.axes == ("y", "x")
    assert shown_slices(driver.program.views.surface.stage()) == (False, True)


def test_the_status_bar_is_one_row(make_driver):
    for scale in (1.0, 1.5):
        window = make_driver(text_scale=scale).program.views.window
        assert window.statusBar().height() == window.status.height() == round(32 * scale)


def test_the_points_of_the_panel_are_marked_on_both_views(driver):
    driver.program.intents.choose_panel("points")
    driver.type_formula("x^2 + y^2 + x")
    driver.rest()
    views = driver.program.views
    ink = theme("light").text
    for view, at in (
        (views.map, views.map.geometry_shown.pixel(-0.5, 0.0)),
        (
            views.surface,
            views.surface.stage().pixel(views.surface.stage().lifted(np.array([[-0.5, 0.0]]))[0]).toTuple(),
        ),
    ):
        x, y = (round(value) for value in at)
        assert near(pixels(view), ink)[y - 6 : y + 7, x - 6 : x + 7].sum() > 15
    x, y = views.map.geometry_shown.pixel(-0.5, 0.0)
    start = views.map.rect().topLeft()
    start.setX(round(x))
    start.setY(round(y))
    QTest.mouseClick(views.map, Qt.MouseButton.LeftButton, pos=start)
    driver.rest()
    assert driver.document.probe == pytest.approx((-0.5, 0.0), abs=1e-9)
