"""The charts over the steps: axes, scrubbing, hard values, the choice of axis."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest

from explorer.views.charts import LossChart, loss_labels
from explorer.views.charts.polylines import with_peaks
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
        chart.header.axis.choice("log").click()
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


def hover(widget, x, y):
    place = QPointF(x, y)
    none = Qt.KeyboardModifier.NoModifier
    widget.mouseMoveEvent(
        QMouseEvent(QEvent.Type.MouseMove, place, place, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, none)
    )


def test_the_pointer_reads_the_step_under_it(chart):
    before = pixels(chart)
    hover(chart, 200, 120)
    changed = (np.abs(pixels(chart) - before).sum(axis=-1) > 60).any(axis=0)
    assert changed[200:330].sum() > 40  # the box beside the pointer
    chart.leaveEvent(QEvent(QEvent.Type.Leave))
    np.testing.assert_array_equal(pixels(chart), before)


def test_pinned_lines_are_dashed_and_grey(chart):
    grey = theme("light").text2
    before = near(pixels(chart), grey)[60:225, 60:400].sum()
    chart.set_pins((replace(RUNS[0], values=RUNS[0].values + 6.0, label="before"),))
    drawn = near(pixels(chart), grey)[60:225, 60:400]
    assert drawn.sum() > before + 60
    columns = drawn.any(axis=0)
    assert 0.2 < columns[40:320].mean() < 0.95  # gaps between the dashes


def test_smoothing_leaves_the_raw_line_faint(chart):
    jagged = replace(RUNS[0], values=2.0 + np.resize([1.0, -1.0], len(RUNS[0].values)))
    chart.set_runs((jagged,))
    raw = line(chart)[60:225, 60:500]
    chart.set_smoothing(20)
    smooth = line(chart)[60:225, 150:480]
    assert smooth.any(axis=1).sum() < raw.any(axis=1).sum() / 3
    assert (near(pixels(chart), theme("light").canvas, 10)[60:225, 150:480]).mean() < 0.9


def test_a_fork_begins_at_its_step(chart):
    fork = replace(RUNS[0], first_step=RUNS[0].steps // 2, colour_index=1, label="fork")
    chart.set_runs((replace(RUNS[0], points=RUNS[0].points, label=""), fork))
    ink = near(pixels(chart), theme("light").runs[1])[50:230, 52:514].any(axis=0)
    assert np.flatnonzero(ink)[0] == pytest.approx((514 - 52) / 3, abs=8)
    assert chart._layout_plot().marker(fork, fork.first_step - 1) is None


def test_quantities_are_chosen_above_the_chart(chart, qtbot):
    with qtbot.waitSignal(chart.quantity_chosen) as chosen:
        chart.header.quantity.activated.emit(2)
    assert chosen.args == ["step length"]
    for quantity in ("step length", "learning rate", "‖∇f‖", "f"):
        chart.set_quantity(quantity)
        assert chart.header.quantity.currentText() == quantity
        assert line(chart).sum() > 100


def test_a_quantity_that_is_not_there_says_why(chart):
    chart.set_runs((replace(RUNS[0], learning_rates=None, label="Newton"),))
    chart.set_quantity("learning rate")
    assert chart._layout_plot() is None
    assert near(pixels(chart), theme("light").text2, 120)[60:].sum() > 100
    asked = []
    chart.scrubbed.connect(asked.append)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(100, 150))
    assert asked == []


def test_thinning_keeps_every_extreme():
    rng = np.random.default_rng(5)
    values = rng.normal(size=30_011)
    values[[77, 12_345, 29_999]] = [50.0, -60.0, np.nan]
    points = np.column_stack([np.arange(len(values), dtype=float), values])
    kept = with_peaks(points, 300)
    assert len(kept) <= 5 * 301 and (np.diff(kept[:, 0]) > 0).all()
    assert np.nanmax(kept[:, 1]) == 50.0 and np.nanmin(kept[:, 1]) == -60.0 and np.isnan(kept[:, 1]).any()
    assert kept[0, 0] == 0.0 and kept[-1, 0] == len(values) - 1
    size = -(-len(values) // 300)
    for start in range(0, len(values), size):
        inside = (kept[:, 0] >= start) & (kept[:, 0] < start + size)
        assert np.nanmax(kept[inside, 1]) == np.nanmax(values[start : start + size])
        assert np.nanmin(kept[inside, 1]) == np.nanmin(values[start : start + size])


LOSS = replace(RUNS[0], validation=RUNS[0].values + 4.0)


def test_validation_is_dashed_beside_training_and_both_are_told(chart):
    chart.set_runs((LOSS,))
    before = pixels(chart)
    green = near(before, theme("light").loss)
    top = chart._layout_plot().lines[0].aside[0]
    dashes = green[int(top[-1, 1]) - 2 : int(top[-1, 1]) + 3, 300:500].any(axis=0)
    assert 0.3 < dashes.mean() < 0.9  # the flat end of the dashed line has gaps
    chart.set_playhead(20.0)
    words = near(pixels(chart), theme("light").loss, 150)
    rows = words[60:225, 190:290].any(axis=1)  # beside the cursor: both lines, and what both are
    assert rows.sum() > near(before, theme("light").loss, 150)[60:225, 190:290].any(axis=1).sum() + 10
    chart.set_quantity("‖∇f‖")
    assert not near(pixels(chart), theme("light").loss, 10)[50:230, 60:500].any()


@pytest.mark.parametrize("playhead", [0.0, 3.0, 30.0, 1e9])
def test_labels_keep_in_the_plot_and_off_each_other(chart, playhead, monkeypatch):
    placed = []
    box = loss_labels._box
    monkeypatch.setattr(loss_labels, "_box", lambda *args: placed.append(box(*args)) or placed[-1])
    chart.set_runs((LOSS,))
    chart.set_playhead(playhead)
    pixels(chart)
    upper, lower = placed[-2:]
    assert chart._layout_plot().rectangle.contains(upper) and chart._layout_plot().rectangle.contains(lower)
    assert not upper.intersects(lower) and upper.center().y() < lower.center().y()


def test_several_runs_keep_their_colours_and_the_dashes_are_explained(chart):
    other = replace(LOSS, values=LOSS.values + 1.0, colour_index=1, label="other")
    chart.set_runs((LOSS, replace(other, validation=None)))
    picture = pixels(chart)
    assert not near(picture, theme("light").loss, 6)[60:225, 60:500].any()
    chart.set_runs((replace(LOSS, validation=None), replace(other, validation=None)))
    key = (np.abs(pixels(chart) - picture).sum(axis=-1) > 60)[44:68, 400:510]
    assert key.any(axis=0).sum() > 60  # a dashed stroke and its word, gone where no line is dashed


def test_a_loss_is_called_so(chart, qtbot):
    chart.set_letter("L")
    assert chart.header.quantity.currentText() == "Loss" and "Loss" in chart.accessibleName()
    with qtbot.waitSignal(chart.quantity_chosen) as chosen:
        chart.header.quantity.activated.emit(1)
    assert chosen.args == ["‖∇f‖"] and chart.header.quantity.itemText(1) == "‖∇L‖"
