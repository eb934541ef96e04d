"""The charts below the transport, driven by mouse: quantities, axes, smoothing, pinned runs, the readout."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.model.document import OptimiserSettings, RunSpec
from tests.views.pictures import pixels

pytestmark = pytest.mark.gl
START = (("x", 2.0), ("y", 1.0))


def race(driver, *rates):
    runs = tuple(RunSpec(START, OptimiserSettings("GD", (("lr", rate),)), 60) for rate in rates)
    driver.program.store.update(replace(driver.document, runs=runs), "Race")
    driver.rest()


def test_charts_are_driven_by_mouse(driver):
    driver.type_formula("x^2 + 3y^2")
    driver.program.intents.choose_panel("descent")
    race(driver, 0.05, 0.1)
    first, second = driver.program.views.loss_chart, driver.program.views.norm_chart
    assert second.is_logarithmic and not first.is_logarithmic
    QTest.mouseClick(first.header.axis.choice("log"), Qt.MouseButton.LeftButton)
    assert first.is_logarithmic
    QTest.mouseClick(first.header.pin, Qt.MouseButton.LeftButton)
    driver.rest()
    before = driver.results.pins[0].values.copy()
    race(driver, 0.01)
    np.testing.assert_array_equal(driver.results.pins[0].values, before)
    QTest.mouseClick(first.header.unpin, Qt.MouseButton.LeftButton)
    driver.rest()
    assert driver.results.pins == () and not first.header.unpin.isEnabled()
    first.header.quantity.setFocus()
    QTest.keyClick(first.header.quantity, Qt.Key.Key_Down)
    driver.rest()
    assert driver.program.store.view.quantities[0] == "‖∇f‖"
    plain = pixels(first)
    QTest.mouseMove(first, QPoint(first.width() // 2, first.height() * 2 // 3))
    QTest.qWait(60)
    assert (np.abs(pixels(first) - plain).sum(axis=-1) > 60).sum() > 300
