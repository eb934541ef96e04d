"""The picture of data as a widget: what is where, what mouse and keys tell, axes that stay."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.controller.data_picture import DataCurve, DataPicture, Decision
from explorer.controller.learning.data_plane import curve_of, decision_of, range_of
from explorer.views.data.data_plot import DataPlot
from explorer.views.theme import theme
from tests.views.pictures import near, pixels

LIGHT = theme("light")
X = np.array([0.0, 1.0, 2.0, 3.0, 10.0])
Y = np.array([1.0, 3.0, 2.0, 4.0, 5.0])
ROWS = np.array([0, 1, 2, 4, 7])


def line(**changes):
    return replace(DataPicture(X, Y, ROWS, "size", "price"), **changes)


def classes(**changes):
    labels = np.array([0, 1, 0, 1, 1])
    decision = decision_of(lambda rows: 1 / (1 + np.exp(4 * (3 - rows[:, 1]))), (-1, 11), (0, 6))
    return line(classes=labels, is_wrong=np.array([0, 1, 0, 0, 0], bool), decision=decision, **changes)


@pytest.fixture
def plot(qtbot):
    widget = DataPlot()
    qtbot.addWidget(widget)
    widget.resize(420, 320)
    widget.set_picture(line())
    widget.show()
    return widget


def told(signal):
    found = []
    signal.connect(lambda *values: found.append(values))
    return found


def point(at):
    return QPoint(round(at.x()), round(at.y()))


def middle(plot, x, y):
    (left, right), (low, high) = plot.view_range
    box = plot.laid_out().rectangle
    return QPointF(
        box.left() + (x - left) / (right - left) * box.width(), box.bottom() - (y - low) / (high - low) * box.height()
    )


def around(picture, at, reach=5):
    x, y = round(at.x()), round(at.y())
    return picture[y - reach : y + reach + 1, x - reach : x + reach + 1]


# What is where


def test_the_axes_leave_five_per_cent_and_points_stand_at_their_values(plot):
    assert plot.view_range == (pytest.approx((-0.5, 10.5)), pytest.approx((0.8, 5.2)))
    picture = pixels(plot)
    for row, x, y in zip(ROWS, X, Y, strict=True):
        at = plot.place_of(row)
        assert (at - middle(plot, x, y)).manhattanLength() < 1e-6
        assert near(around(picture, at, 2), LIGHT.text2).sum() >= 15
    assert plot.place_of(3) is None and plot.place_of(-1) is None


def test_classes_are_told_by_shape_and_colour_and_wrong_ones_are_ringed(plot):
    plot.set_picture(classes())
    picture = pixels(plot)
    square, disc = (around(picture, plot.place_of(row), 6) for row in (0, 4))
    square, disc = (
        near(square, LIGHT.meaning("negative")).sum(axis=1),
        near(disc, LIGHT.meaning("positive")).sum(axis=1),
    )
    assert square[square > 0].min() == square.max() >= 7
    assert disc[disc > 0].min() < disc.max() - 1 and disc.max() >= 7
    red = [near(around(picture, plot.place_of(row), 11), LIGHT.error, 90).sum() > 20 for row in ROWS]
    assert red == [False, True, False, False, False]


def test_the_ground_is_coloured_by_class_and_the_boundary_is_where_it_is_one_half(plot):
    plot.set_picture(classes())
    picture = pixels(plot)
    low, high = (picture[point(middle(plot, 6.5, y)).y(), point(middle(plot, 6.5, y)).x()] for y in (1.2, 4.9))
    assert low[2] > low[0] + 15 and high[0] > high[2] + 15
    column = near(picture[:, point(middle(plot, 6.5, 3)).x()], LIGHT.text, 60)
    box = plot.laid_out().rectangle
    dark = [y for y in np.flatnonzero(column) if box.top() + 2 < y < box.bottom() - 2]
    assert dark and np.mean(dark) == pytest.approx(middle(plot, 6.5, 3).y(), abs=1.5)


def test_undefined_places_of_a_region_show_the_canvas(plot):
    lattice = np.linspace(-1, 11, 13), np.linspace(0, 6, 13)
    values = np.where(np.arange(13)[None, :] < 6, np.nan, 1.0) * np.ones((13, 1))
    plot.set_picture(classes(chosen=-1))
    plot.set_picture(replace(plot.picture, decision=Decision(*lattice, values)))
    picture = pixels(plot)
    place = point(middle(plot, 0.4, 4.5))
    assert near(picture[place.y(), place.x()], LIGHT.canvas, 6)


@pytest.mark.parametrize(("role", "colour"), [("probe", LIGHT.probe), ("run", LIGHT.runs[2])])
def test_a_curve_runs_through_its_values(plot, role, colour):
    plot.set_picture(line(curves=(curve_of(lambda rows: 2 + rows / 4, (0, 10), role=role, run=2),)))
    picture = pixels(plot)
    for x in (4.0, 6.0, 8.0):
        assert near(around(picture, middle(plot, x, 2 + x / 4), 1), colour, 90).any()


def test_a_curve_breaks_where_it_is_undefined(plot):
    y = np.where(np.abs(np.linspace(0, 10, 101) - 6) < 1, np.nan, 4.5)
    plot.set_picture(line(curves=(DataCurve(np.linspace(0, 10, 101), y),)))
    picture = pixels(plot)
    drawn = [near(around(picture, middle(plot, x, 4.5), 2), LIGHT.probe, 90).any() for x in (4.0, 6.0, 8.0)]
    assert drawn == [True, False, True]


def test_a_residual_goes_from_its_point_to_what_the_model_says(plot):
    plot.set_picture(line(residuals=Y + np.array([0, 0, 0, 0, -3.0])))
    picture, at = pixels(plot), middle(plot, 10.0, 3.5)
    bare = picture[point(at).y(), point(at).x() - 6]
    assert np.abs(around(picture, at, 1) - bare).sum(axis=-1).max() > 100


def test_the_chosen_row_has_a_ring(plot):
    bare = near(around(pixels(plot), plot.place_of(4), 12), LIGHT.text).sum()
    plot.set_picture(line(chosen=4))
    assert near(around(pixels(plot), plot.place_of(4), 12), LIGHT.text).sum() > bare + 40


def test_nothing_and_a_message_are_sentences(plot):
    for picture in (None, line(message="There are no data."), DataPicture(X[:0], Y[:0], ROWS[:0])):
        plot.set_picture(picture)
        assert plot.laid_out() is None and plot.row_at(QPointF(200, 150)) == -1
        assert near(pixels(plot), LIGHT.text2, 120).any()


@pytest.mark.parametrize("values", [np.full(5, 2.0), np.full(5, np.nan), np.array([0, 1e-300, 0, 0, 0]), 1e200 * Y])
def test_odd_columns_have_axes(plot, values):
    plot.set_picture(line(y=values))
    plot.grab()
    low, high = plot.view_range[1]
    assert low < high


# Cost


def test_a_curve_that_moves_leaves_the_points_as_they_are(plot):
    plot.set_picture(classes())
    plot.grab()
    painted = plot.points_painted
    for step in range(3):
        wrong = np.arange(5) == step
        plot.set_picture(replace(classes(), x=X.copy(), y=Y.copy(), is_wrong=wrong, curves=(DataCurve(X, Y + step),)))
        plot.grab()
    assert plot.points_painted == painted
    plot.set_picture(replace(classes(), y=Y[::-1].copy()))
    plot.grab()
    assert plot.points_painted == painted + 1


def test_a_hundred_thousand_rows_are_all_seen_and_found(plot):
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 100_000))
    x[7], y[7] = 9.0, 9.0
    plot.set_picture(DataPicture(x, y, np.arange(100_000)))
    lone = plot.place_of(7)
    assert near(around(pixels(plot), lone, 2), LIGHT.canvas).sum() < 25
    assert plot.row_at(lone) == 7


# Mouse


def drag(plot, start, end):
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=point(start))
    for share in (0.25, 0.5, 1.0):
        QTest.mouseMove(plot, point(start + share * (end - start)))
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=point(end))


def test_a_point_follows_the_pointer_and_is_let_go_once(plot):
    moved, released, chosen = told(plot.point_moved), told(plot.point_released), told(plot.point_chosen)
    drag(plot, plot.place_of(2), middle(plot, 6.0, 3.5))
    assert chosen == [(2,)] and released == [(2,)]
    assert len(moved) == 3 and moved[-1][0] == 2
    assert moved[-1][1:] == pytest.approx((6.0, 3.5), abs=0.05)


def test_a_click_chooses_without_moving(plot):
    moved, chosen = told(plot.point_moved), told(plot.point_chosen)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point(plot.place_of(4)))
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point(middle(plot, 7, 2)))
    assert chosen == [(4,), (-1,)] and not moved


def test_what_cannot_be_dragged_stays(plot):
    plot.set_picture(line(can_drag=False))
    plot.set_draw(1)
    signals = [told(signal) for signal in (plot.point_moved, plot.point_removed, plot.point_added)]
    drag(plot, plot.place_of(2), middle(plot, 6.0, 3.5))
    QTest.mouseClick(plot, Qt.MouseButton.RightButton, pos=point(plot.place_of(2)))
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point(middle(plot, 7, 2)))
    assert signals == [[], [], []]


def test_axes_stay_while_a_point_is_held_then_grow_and_never_shrink(plot):
    home = plot.view_range
    plot.point_moved.connect(
        lambda row, _x, y: plot.set_picture(line(y=np.where(row == ROWS, 2 * y, Y)))  # who listens may go beyond
    )
    start = plot.place_of(7)
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=point(start))
    QTest.mouseMove(plot, point(start + QPointF(0, 20)))
    assert plot.picture.y[-1] > 9 and plot.view_range == home
    QTest.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=point(start))
    grown = plot.view_range
    assert grown[0] == home[0] and grown[1][1] > 9 and grown[1][0] <= home[1][0]
    plot.set_picture(line())
    assert plot.view_range == grown
    plot.go_home()
    assert plot.view_range == home


def test_other_data_have_axes_of_their_own(plot):
    plot.set_picture(line(x=X * 3, y=Y - 9))
    assert plot.view_range == (range_of(X * 3), range_of(Y - 9))


def test_one_row_more_or_less_keeps_the_axes(plot):
    home = plot.view_range
    plot.set_picture(DataPicture(X[:-1], Y[:-1], ROWS[:-1], "size", "price"))
    assert plot.view_range == home
    plot.set_picture(DataPicture(np.append(X, 20.0), np.append(Y, 3.0), np.append(ROWS, 8), "size", "price"))
    plot.set_picture(DataPicture(np.delete(X, 1), np.delete(Y, 1), ROWS[1:], "size", "price"))
    assert plot.view_range[0][0] == home[0][0]


def test_a_click_on_the_ground_draws_a_point_of_the_chosen_class(plot):
    added, chosen = told(plot.point_added), told(plot.point_chosen)
    for draw_class in (0, 1):
        plot.set_draw(draw_class)
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point(middle(plot, 7, 2)))
    assert [values[2] for values in added] == [0, 1] and not chosen
    assert added[0][:2] == pytest.approx((7, 2), abs=0.05)
    plot.set_draw(None)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point(middle(plot, 7, 2)))
    assert len(added) == 2


def test_the_first_point_is_drawn_on_an_empty_plane(plot):
    plot.set_picture(None)
    plot.set_draw(0)
    added = told(plot.point_added)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=point(plot.laid_out().rectangle.center()))
    assert added[0][:2] == pytest.approx(np.mean(plot.view_range, axis=1), abs=0.1)


def test_a_class_over_one_input_stays_a_class(plot):
    plot.set_picture(line(y=np.array([0.0, 1, 0, 1, 1]), snap_y=(0.0, 1.0)))
    moved = told(plot.point_moved)
    drag(plot, plot.place_of(2), middle(plot, 6.0, 0.8))
    assert {values[2] for values in moved} <= {0.0, 1.0} and moved[-1][2] == 1.0


def test_the_right_button_removes_the_point_under_it(plot):
    removed = told(plot.point_removed)
    QTest.mouseClick(plot, Qt.MouseButton.RightButton, pos=point(plot.place_of(4)))
    QTest.mouseClick(plot, Qt.MouseButton.RightButton, pos=point(middle(plot, 7, 2)))
    assert removed == [(4,)]


def wheel(plot, at, delta):
    no_buttons, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    where = QPointF(plot.mapToGlobal(point(at)))
    phase = Qt.ScrollPhase.NoScrollPhase
    QApplication.sendEvent(plot, QWheelEvent(at, where, QPoint(), QPoint(0, delta), no_buttons, no_keys, phase, False))


def test_the_wheel_zooms_around_the_pointer_a_drag_pans_and_a_double_click_shows_all(plot):
    home, views = plot.view_range, told(plot.view_changed)
    at = middle(plot, 7.0, 2.0)
    wheel(plot, at, 240)
    assert np.ptp(plot.view_range[0]) < 0.75 * np.ptp(home[0])
    assert (middle(plot, 7.0, 2.0) - at).manhattanLength() < 3  # the numbers of an axis may take another width
    at = middle(plot, 7.0, 2.0)
    drag(plot, at, at + QPointF(30, 20))
    assert (middle(plot, 7.0, 2.0) - at - QPointF(30, 20)).manhattanLength() < 4
    assert len(views) > 1
    QTest.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=point(middle(plot, 7.0, 2.0)))
    assert plot.view_range == home


def test_zooming_has_its_ends(plot):
    for delta in (12_000, -60_000):
        for _ in range(4):
            wheel(plot, plot.laid_out().rectangle.center(), delta)
            low, high = plot.view_range[0]
            assert np.isfinite((low, high)).all() and 0 < high - low < 1e4
            plot.grab()


# Keys


def test_keys_choose_move_and_remove_a_row(plot):
    plot.setFocus(Qt.FocusReason.TabFocusReason)
    chosen, moved = told(plot.point_chosen), told(plot.point_moved)
    released, removed = told(plot.point_released), told(plot.point_removed)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp):
        QTest.keyClick(plot, key)
    assert chosen == [(0,), (1,), (0,), (7,)]
    QTest.keyClick(plot, Qt.Key.Key_Left)
    QTest.keyClick(plot, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    (across, up) = (np.ptp(shown) for shown in plot.view_range)
    assert moved[0] == (7, pytest.approx(10 - across / 100), pytest.approx(5.0))
    assert moved[1] == (7, pytest.approx(10.0), pytest.approx(5 - up / 10))
    assert released == [(7,), (7,)]
    QTest.keyClick(plot, Qt.Key.Key_Delete)
    assert removed == [(7,)]


def test_the_plot_is_told_to_who_does_not_see_it(plot):
    plot.set_picture(classes())
    assert plot.accessibleName() and "5 rows, price over size" in plot.accessibleDescription()
    assert "wrong: 1 of 5" in plot.accessibleDescription()


def test_the_label_of_a_point_tells_its_row_and_values(plot):
    bare = pixels(plot)
    QTest.mouseMove(plot, point(plot.place_of(4)))
    assert near(pixels(plot), LIGHT.text, 60).sum() > near(bare, LIGHT.text, 60).sum() + 20


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(230, 190), (384, 300), (900, 700)])
def test_axes_and_legend_stay_within_the_widget(plot, scale, size):
    plot.set_text_scale(scale)
    plot.resize(*size)
    plot.set_picture(classes(is_validation=np.array([1, 0, 0, 0, 0], bool), chosen=4))
    layout = plot.laid_out()
    assert layout.rectangle.left() > 0 and layout.rectangle.right() < size[0]
    if size[1] >= 300:
        assert layout.rectangle.bottom() < layout.legend.top() and layout.legend.bottom() <= size[1]
