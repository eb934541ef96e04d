"""The map as a widget: what is painted where, and what its gestures ask for."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.model.document import Layers
from explorer.views.map import MapView
from explorer.views.theme import theme
from tests.views.pictures import near, pixels, results_of


@pytest.fixture
def view(qtbot):
    widget = MapView()
    qtbot.addWidget(widget)
    widget.resize(640, 560)
    results = results_of("x^2 + y^2")
    widget.set_picture(results.picture)
    widget.set_probe(results.reading)
    widget.show()
    return widget


def place(view, x, y):
    return QPointF(*view.geometry_shown.pixel(x, y)).toPoint()


def plot_of(view, picture):
    shown = view.geometry_shown
    top, left = round(shown.top), round(shown.left)
    return picture[top : top + round(shown.height), left : left + round(shown.width)]


def test_low_is_dark_and_high_is_light(view):
    view.set_layers(Layers(map_arrows=False, map_contours=False, map_labels=False, probe_gradient=False))
    view.set_probe(None)
    picture = pixels(view)
    centre, corner = place(view, 0.1, 0.1), place(view, 2.9, -2.9)
    assert picture[centre.y(), centre.x()].sum() < picture[corner.y(), corner.x()].sum() - 150


def test_arrows_and_contours_are_layers(view):
    full = pixels(view)
    view.set_layers(Layers(map_arrows=False))
    without_arrows = pixels(view)
    view.set_layers(Layers(map_arrows=False, map_contours=False, map_labels=False))
    bare = pixels(view)
    gradient = theme("light").gradient
    assert near(plot_of(view, full), gradient).sum() > near(plot_of(view, without_arrows), gradient).sum() + 500
    assert (np.abs(without_arrows - bare).sum(axis=-1) > 30).mean() > 0.02


def test_the_window_keeps_its_proportions(view):
    shown = view.geometry_shown
    assert shown.width / shown.height == pytest.approx(1, abs=0.02)
    x, y = shown.pixel(0, 0)
    assert shown.left < x < shown.left + shown.width and shown.top < y < shown.top + shown.height


def test_dragging_the_probe(view, qtbot):
    moved = []
    view.probe_moved.connect(lambda x, y: moved.append((x, y)))
    start, end = place(view, 1, 2), place(view, -1, 0.5)
    with qtbot.waitSignal(view.probe_released):
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(view, (start + end) / 2)
        QTest.mouseMove(view, end)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert moved[-1] == pytest.approx((-1, 0.5), abs=0.05)


def test_shift_click_drops_the_ball(view, qtbot):
    moved = []
    view.start_moved.connect(lambda x, y: moved.append((x, y)))
    with qtbot.waitSignal(view.start_released):
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place(view, -2, 1))
    assert moved[-1] == pytest.approx((-2, 1), abs=0.05)


def test_dragging_the_ground_pans(view, qtbot):
    windows = []
    view.window_changed.connect(lambda *window: windows.append(window))
    start = place(view, -1.5, -1.5)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(view, start + QPoint(12 * step, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(60, 0))
    qtbot.waitUntil(lambda: bool(windows) and windows[-1][4], timeout=3000)
    x_min, x_max, y_min, y_max, _ = windows[-1]
    assert x_min < -3.3 and x_max - x_min == pytest.approx(6) and (y_min, y_max) == pytest.approx((-3, 3))


@pytest.mark.parametrize(("notches", "grows"), [(1, False), (-1, True)])
def test_the_wheel_zooms_about_the_pointer(view, qtbot, notches, grows):
    windows = []
    view.window_changed.connect(lambda *window: windows.append(window))
    at = place(view, 1.5, 1.5)
    where = QPointF(at)
    event = QWheelEvent(
        where,
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)
    qtbot.waitUntil(lambda: bool(windows) and windows[-1][4], timeout=3000)
    x_min, x_max, *_ = windows[-1]
    assert (x_max - x_min > 6) is grows
    assert (1.5 - x_min) / (x_max - x_min) == pytest.approx(0.75, abs=0.02)


@pytest.mark.parametrize(
    ("key", "direction"),
    [(Qt.Key.Key_Left, (-1, 0)), (Qt.Key.Key_Right, (1, 0)), (Qt.Key.Key_Up, (0, 1)), (Qt.Key.Key_Down, (0, -1))],
)
def test_arrow_keys_move_the_probe(view, key, direction):
    moved = []
    view.probe_moved.connect(lambda x, y: moved.append((x - 1, y - 2)))
    QTest.keyClick(view, key)
    assert np.sign(np.round(moved[-1], 6)).tolist() == list(direction)


def test_the_run_is_drawn_up_to_the_ball(qtbot):
    results = results_of("x^2 + 3y^2", run=True, probe=(-2.5, 2.0))
    widget = MapView()
    qtbot.addWidget(widget)
    widget.resize(600, 560)
    widget.set_picture(results.picture)
    widget.set_layers(Layers(map_arrows=False))
    widget.show()
    empty = pixels(widget)
    widget.set_runs(results.runs)
    widget.set_playhead(0.0)
    first = pixels(widget)
    widget.set_playhead(float(results.runs[0].steps))
    last = pixels(widget)
    assert (np.abs(first - empty).sum(axis=-1) > 60).sum() > 100
    assert (np.abs(last - first).sum(axis=-1) > 60).sum() > 100
    end = QPointF(*widget.geometry_shown.pixel(*results.runs[0].points[-1])).toPoint()
    assert near(last, theme("light").runs[0])[end.y() - 3 : end.y() + 4, end.x() - 3 : end.x() + 4].mean() > 0.5


@pytest.mark.parametrize("text", ["√(x-10) + y", "1/(x^2+y^2)", "√x + y", "7 + 0x + 0y", "floor(x) y"])
@pytest.mark.parametrize("name", ["light", "dark"])
def test_hard_fields_are_painted(qtbot, text, name):
    results = results_of(text)
    widget = MapView()
    qtbot.addWidget(widget)
    widget.resize(500, 460)
    widget.set_theme(theme(name))
    widget.set_text_scale(1.5)
    widget.set_picture(results.picture)
    widget.set_probe(results.reading)
    assert len(np.unique(pixels(widget).reshape(-1, 3), axis=0)) > 10


def test_without_a_picture_it_says_what_fills_it(qtbot):
    widget = MapView()
    qtbot.addWidget(widget)
    widget.resize(500, 400)
    text = near(pixels(widget), theme("light").text, 200)
    assert 50 < text.sum() < 20_000
    widget.set_picture(None)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
