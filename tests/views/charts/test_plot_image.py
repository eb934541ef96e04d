"""Cells under a plot: where they belong, hatched where there is nothing, with a bar, and clicked."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.controller.plots import Plot, PlotAxis, PlotImage
from explorer.views.charts.plot_layout import laid_out
from explorer.views.charts.plot_view import PlotView
from explorer.views.theme import colour_map, theme
from tests.views.pictures import pixels

LIGHT = theme("light")
SHARES = np.array([[0.0, 0.5, 1.0], [1.0, np.nan, 0.0]])


def heat_map(**changes):
    image = PlotImage(SHARES, 10.0, 200.0, "steps", hatched="never")
    parts = {"image": image, "clickable": True}
    return Plot("Steps", PlotAxis("a", 0.0, 3.0), PlotAxis("b", 0.0, 2.0), **{**parts, **changes})


@pytest.fixture
def view(qtbot):
    widget = PlotView()
    qtbot.addWidget(widget)
    widget.resize(560, 260)
    widget.set_plot(heat_map())
    widget.show()
    return widget


def centre(view, column, row):
    layout = laid_out(view.plot, view.width(), view.height(), 1.0)
    x, y = layout.pixels(np.array([[column + 0.5, row + 0.5]]))[0]
    return round(x), round(y)


def test_every_cell_has_its_colour_rows_upwards(view):
    picture = pixels(view)
    for row, column in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2)):
        x, y = centre(view, column, row)
        assert np.abs(picture[y, x] - colour_map("strata")[round(255 * SHARES[row, column])].astype(int)).max() <= 2


def test_a_cell_without_a_number_is_hatched(view):
    x, y = centre(view, 1, 1)
    patch = pixels(view)[y - 8 : y + 9, x - 8 : x + 9].reshape(-1, 3)
    assert len(np.unique(patch, axis=0)) > 1
    x, y = centre(view, 2, 1)
    patch = pixels(view)[y - 8 : y + 9, x - 8 : x + 9].reshape(-1, 3)
    assert len(np.unique(patch, axis=0)) == 1


def test_the_bar_leads_from_low_to_high_beside_the_plot(view):
    layout = laid_out(view.plot, view.width(), view.height(), 1.0)
    box, picture = layout.rectangle, pixels(view)
    assert view.width() - box.right() > 70
    x = round(box.right() + 22)
    top, bottom = picture[round(box.top()) + 4, x], picture[round(box.bottom()) - 4, x]
    assert np.abs(top - colour_map("strata")[-1].astype(int)).sum() < 40
    assert np.abs(bottom - colour_map("strata")[0].astype(int)).sum() < 40


def test_on_a_widened_axis_the_cells_stay_in_their_range():
    plot = Plot("Steps", PlotAxis("a", 2.0, 30.0, True), PlotAxis("b", 0.0, 2.0), image=heat_map().image)
    layout = laid_out(plot, 560, 260, 1.0)
    box, inner = layout.rectangle, layout.range_box
    assert box.left() < inner.left() and inner.right() < box.right()
    place = layout.pixels(np.array([[2.0, 0.0], [30.0, 2.0]]))
    assert place[0] == pytest.approx([inner.left(), inner.bottom()]) and place[1, 0] == pytest.approx(inner.right())


def test_a_click_tells_its_place_a_drag_and_a_plot_that_does_not_ask_do_not(view):
    told = []
    view.place_clicked.connect(lambda x, y: told.append((x, y)))
    place = QPoint(*centre(view, 2, 1))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert told == [pytest.approx((2.5, 1.5), abs=0.02)]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=place - QPoint(60, 0))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    view.set_plot(heat_map(clickable=False))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert len(told) == 1


@pytest.mark.parametrize("shares", [np.full((3, 3), np.nan), np.zeros((2, 2))])
def test_a_map_of_nothing_or_of_one_value_is_drawn(view, shares):
    view.set_plot(heat_map(image=PlotImage(shares, 1.0, 1.0, "f", True)))
    assert pixels(view).std() > 0
