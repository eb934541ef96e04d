"""The charts over the steps: axes, scrubbing, hard values, the choice of axis."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.views.charts import LossChart
from explorer.views.theme import theme
from tests.views.pictures import near, pixels, results_of

RUNS = results_of("x^2 + 3y^2 + 0.001", run=True, probe=(2.0, 1.0)).runs


@pytest.fixture
def chart(qtbot):
    widget = LossChart()
    qtbot.addWidget(widget)
    widget.resize(560, 260)
    widget.set_runs(RUNS)
    widget.show()
    return widget


def line(widget):
    return near(pixels(widget), theme("light").runs[0])


def test_a_falling_loss_falls(chart):
    ink = line(chart)
    columns = np.flatnonzero(ink[50:230, 60:500].any(axis=0)) + 60
    heights = [np.flatnonzero(ink[50:230, c]).mean() for c in columns]
    assert heights[-1] > heights[0] + 20


def test_a_press_asks_for_the_step_there(chart):
    asked = []
    chart.scrubbed.connect(asked.append)
    middle = QPoint(52 + (chart.width() - 52 - 46) // 2, 150)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    assert asked[-1] == pytest.approx(RUNS[0].steps / 2, rel=0.02)


def test_keys_step(chart):
    asked = []
    chart.scrubbed.connect(asked.append)
    chart.set_playhead(5.0)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(chart, key)
    assert asked == [6.0, 4.0, 0.0, float(RUNS[0].steps)]


def test_the_choice_of_axis(chart, qtbot):
    with qtbot.waitSignal(chart.logarithmic_chosen) as chosen:
        chart.findChild(type(chart._axis_choice)).choice("log").click()
    assert chosen.args == [True]
    before = pixels(chart)
    chart.set_logarithmic(True)
    assert chart.is_logarithmic and (np.abs(pixels(chart) - before).sum(axis=-1) > 60).sum() > 200


def test_a_logarithm_that_is_not_there_says_why(qtbot):
    widget = LossChart()
    qtbot.addWidget(widget)
    widget.resize(560, 260)
    widget.set_runs((replace(RUNS[0], values=RUNS[0].values - 5.0),))
    widget.set_logarithmic(True)
    assert not widget.is_logarithmic and "needs values above 0" in widget.log_available()
    assert line(widget).sum() > 100


@pytest.mark.parametrize("quantity", ["f", "‖∇f‖"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300])
def test_bad_values_leave_the_rest(qtbot, quantity, bad):
    values = RUNS[0].values.copy()
    values[len(values) // 2 :] = bad
    widget = LossChart(quantity)
    qtbot.addWidget(widget)
    widget.resize(560, 260)
    widget.set_runs((replace(RUNS[0], values=values),))
    assert line(widget).sum() > 50


def test_a_hundred_thousand_steps(qtbot):
    steps = 100_000
    values = np.exp(-np.linspace(0, 5, steps + 1)) + 0.01
    values[70_000] = 3.0
    run = replace(RUNS[0], points=np.zeros((steps + 1, 2)), values=values, gradient_norms=values, positions=None)
    widget = LossChart()
    qtbot.addWidget(widget)
    widget.resize(700, 300)
    widget.set_runs((run,))
    widget.set_playhead(100.0)
    ink = line(widget)[50:100, 100:640]
    peak = np.flatnonzero(ink.any(axis=0)) + 100
    assert np.abs(peak - (52 + 0.7 * (700 - 98))).min() < 6


def test_the_empty_chart_says_what_fills_it(qtbot):
    widget = LossChart()
    qtbot.addWidget(widget)
    widget.resize(560, 260)
    widget.show()
    assert near(pixels(widget), theme("light").text2, 120).sum() > 50
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    with pytest.raises(ValueError, match="not 'speed'"):
        widget.set_quantity("speed")
