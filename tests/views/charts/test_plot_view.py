"""A plot as a widget: lines where they belong, handles that are dragged, labels apart, words where there is nothing."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest

from explorer.controller.plots import Plot, PlotAxis, PlotLine, PlotMark, PlotRule
from explorer.views.charts.plot_layout import laid_out
from explorer.views.charts.plot_painter import labels_of
from explorer.views.charts.plot_view import PlotView
from explorer.views.charts.polylines import straightened
from explorer.views.theme import theme
from tests.views.pictures import near, pixels

LIGHT = theme("light")
X = np.linspace(-2.0, 2.0, 201)


def parabola(**changes):
    parts = {
        "lines": (PlotLine(np.column_stack([X, X**2]), "x"),),
        "marks": (PlotMark(0.5, 0.25, "probe", "ring"), PlotMark(1.0, 1.0, "text2", "open", handle="end")),
    }
    bottom, left = PlotAxis("x", -2.0, 2.0, meaning="x"), PlotAxis("", 0.0, 4.0)
    return Plot("Slice", bottom, left, **{**parts, **changes})


@pytest.fixture
def view(qtbot):
    widget = PlotView()
    qtbot.addWidget(widget)
    widget.resize(520, 260)
    widget.set_plot(parabola())
    widget.show()
    return widget


def test_the_curve_is_drawn_where_it_belongs(view):
    ink = near(pixels(view), LIGHT.x)
    layout = laid_out(view.plot, view.width(), view.height(), 1.0)
    for x in (-1.8, -1.0, 0.0, 1.6):
        px, py = layout.pixels(np.array([[x, x * x]]))[0]
        assert ink[int(py) - 2 : int(py) + 3, int(px) - 1 : int(px) + 2].any()
        assert not ink[int(py) - 40 : int(py) - 12, int(px)].any()


def test_a_line_leaves_at_the_edge_and_does_not_run_along_it(view):
    view.set_plot(parabola(lines=(PlotLine(np.column_stack([X, 1e6 * X**2]), "y"),), marks=()))
    layout = laid_out(view.plot, view.width(), view.height(), 1.0)
    box = layout.rectangle
    for part in layout.parts[0]:
        assert part[:, 1].min() >= box.top() - 1e-6 and part[:, 0].min() >= box.left() - 1e-6
        assert np.ptp(part[:, 0]) < 0.05 * box.width()
    assert near(pixels(view), LIGHT.y)[int(box.top()) + 3].sum() < 20


def test_holes_break_a_line(view):
    height = np.where(np.abs(X) < 0.5, np.nan, X**2)
    layout = laid_out(parabola(lines=(PlotLine(np.column_stack([X, height]), "x"),)), 520, 260, 1.0)
    assert len(layout.parts[0]) == 2


def test_the_handle_follows_the_mouse(view, qtbot):
    moved, released = [], []
    view.handle_moved.connect(lambda *told: moved.append(told))
    view.handle_released.connect(released.append)
    start = view.handle_place("end").toPoint()
    grip = start + QPoint(6, -5)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=grip)
    assert view.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    box = laid_out(view.plot, view.width(), view.height(), 1.0).rectangle
    QTest.mouseMove(view, grip + QPoint(round(box.width() / 8), 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=grip)
    name, x, y = moved[0]
    assert name == "end" and released == ["end"]
    assert x == pytest.approx(1.5, abs=0.02) and y == pytest.approx(1.0, abs=0.05)


def test_a_press_beside_every_handle_moves_nothing(view):
    moved = []
    view.handle_moved.connect(lambda *told: moved.append(told))
    away = view.handle_place("end").toPoint() + QPoint(40, 30)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=away)
    QTest.mouseMove(view, away + QPoint(20, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=away)
    assert not moved


def test_arrow_keys_move_the_handle_and_end_the_move(view):
    told = []
    view.handle_moved.connect(lambda name, x, y: told.append((name, round(x, 6), round(y, 6))))
    view.handle_released.connect(told.append)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert told == [("end", 1.04, 1.0), "end", ("end", 0.6, 1.0), "end", ("end", 1.0, 1.04), "end"]


def test_page_down_chooses_another_handle(view):
    second = PlotMark(-1.0, 2.0, "y", "open", handle="other")
    view.set_plot(parabola(marks=(*parabola().marks, second)))
    told = []
    view.handle_moved.connect(lambda name, *_rest: told.append(name))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_PageDown, Qt.Key.Key_Left):
        QTest.keyClick(view, key)
    assert told == ["end", "other"]


def test_a_handle_out_of_sight_stays_within_reach(view):
    view.set_plot(parabola(marks=(PlotMark(1.0, 900.0, "text2", "open", handle="end"),)))
    place = view.handle_place("end")
    box = laid_out(view.plot, view.width(), view.height(), 1.0).rectangle
    assert place.y() == pytest.approx(box.top()) and box.left() < place.x() < box.right()
    marks = (PlotMark(1.0, 900.0), PlotMark(np.nan, 1.0, handle="lost"))
    layout = laid_out(parabola(marks=marks), 520, 260, 1.0)
    assert layout.place(marks[0]) is None and layout.place(marks[1]) is None


def test_the_same_plot_again_costs_nothing(view):
    plot = view.plot
    view.grab()
    before = view._layout
    view.set_plot(plot)
    assert view._layout is before
    view.set_plot(parabola())
    assert view._layout is None


def test_a_message_stands_instead_of_axes(view):
    before = pixels(view)
    view.set_plot(parabola(message="f is undefined here."))
    shown = pixels(view)
    assert not near(shown, LIGHT.x).any() and view.accessibleDescription() == "f is undefined here."
    assert near(shown, LIGHT.text2)[100:160].any()
    box = laid_out(parabola(), 520, 260, 1.0).rectangle
    column = int(box.left())
    assert near(before, LIGHT.border, 20)[80:200, column : column + 1].any(axis=1).all()
    assert not near(shown, LIGHT.border, 20)[80:120, column : column + 1].any()
    view.set_plot(None)
    assert len(np.unique(pixels(view).reshape(-1, 3), axis=0)) == 1


def test_logarithmic_axes_read_as_powers():
    h = np.logspace(-8, 0, 50)
    plot = Plot(
        "Error",
        PlotAxis("step", 1e-8, 1.0, True),
        PlotAxis("error", 1e-10, 1.0, True),
        (PlotLine(np.column_stack([h, h]), "run1"),),
    )
    layout = laid_out(plot, 600, 300, 1.0)
    assert "10⁻⁸" in layout.bottom.labels and layout.values_at(QPointF(layout.rectangle.left(), 0))[0] == pytest.approx(
        1e-8
    )
    middle = layout.pixels(np.array([[1e-4, 1e-5]]))[0]
    assert middle == pytest.approx([layout.rectangle.center().x(), layout.rectangle.center().y()])


def test_given_ticks_replace_round_ones():
    ticks = ((-180.0, "−180°"), (0.0, "0°"), (180.0, "180°"))
    plot = Plot("Angles", PlotAxis("θ", -180.0, 180.0, ticks=ticks), PlotAxis("", -1.0, 1.0))
    assert laid_out(plot, 500, 200, 1.0).bottom.labels == ("−180°", "0°", "180°")


@pytest.mark.parametrize("scale", [1.0, 1.5, 1.9])
@pytest.mark.parametrize("at", [-1.4, -0.3, 0.5, 1.2])
def test_labels_touch_neither_each_other_nor_the_edge(qapp, at, scale):
    def straight(slope):
        return np.column_stack([X[[0, -1]], at**2 + slope * (X[[0, -1]] - at)])

    lines = (
        PlotLine(straight(2 * at), "text", 2.0, label="tangent, slope −0.600"),
        PlotLine(np.column_stack([X, X**2]), "x"),
        PlotLine(straight(2 * at + 0.5), "text2", 1.5, "dashed", "secant, slope −0.100"),
    )
    marks = (PlotMark(at, at * at, "probe", "ring", "P"), PlotMark(at + 0.5, (at + 0.5) ** 2, shape="open"))
    layout = laid_out(parabola(lines=lines, marks=marks, rules=(PlotRule(at, until=at * at),)), 640, 300, scale)
    boxes = []
    for label in labels_of(layout, scale):
        box = QFontMetricsF(label.font).tightBoundingRect(label.text)
        box.moveCenter(label.centre)
        boxes.append(box)
    assert len(boxes) == 3
    for index, box in enumerate(boxes):
        assert layout.rectangle.contains(box)
        assert not any(box.intersects(other) for other in boxes[:index])


def test_a_rule_ends_where_it_is_told(view):
    layout = laid_out(parabola(), 520, 260, 1.0)
    foot, top = layout.rule_ends(PlotRule(1.0, until=1.0))
    assert foot.y() == layout.rectangle.bottom() and top.y() == pytest.approx(
        layout.pixels(np.array([[1.0, 1.0]]))[0, 1]
    )
    assert layout.rule_ends(PlotRule(9.0)) is None
    assert layout.rule_ends(PlotRule(1.0, vertical=False))[1].x() == layout.rectangle.right()


def test_a_straightened_curve_is_the_same_curve_with_fewer_points():
    t = np.linspace(0.0, 1.0, 241)
    curve = np.column_stack([450 * t, 100 + 80 * np.sin(9 * t)])
    thin = straightened(curve)
    assert len(thin) < 100 and (thin[0] == curve[0]).all() and (thin[-1] == curve[-1]).all()
    assert np.abs(np.interp(curve[:, 0], thin[:, 0], thin[:, 1]) - curve[:, 1]).max() < 0.3
    spike = np.column_stack([450 * t, np.where(np.arange(241) == 120, 0.0, 100.0)])
    assert straightened(spike)[:, 1].min() == 0.0
    back = np.array([[0.0, 0.0], [5.0, 0.0], [9.0, 0.0], [4.0, 0.0], [0.0, 0.0]])
    assert straightened(back)[:, 0].max() == 9.0


def test_a_label_as_wide_as_the_plot_is_not_cut(qapp):
    mark = PlotMark(1.9, 0.1, label="steepest down −46.400 at −127.1° and more")
    layout = laid_out(parabola(marks=(mark,)), 330, 200, 1.0)
    (label,) = labels_of(layout, 1.0)
    half = QFontMetricsF(label.font).horizontalAdvance(label.text) / 2
    assert half > 0.4 * layout.rectangle.width()
    assert label.centre.x() - half > 20 and label.centre.x() + half < 330
