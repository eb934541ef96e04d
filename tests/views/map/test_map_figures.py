"""Figures of studies on the map: where their colours stand, what hides them, and what a click on a mark tells."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from explorer.controller.figures import Boxes, Mark, Sheet, Stroke, Vector
from explorer.model.document import Layers
from explorer.views.map import MapView
from explorer.views.theme import theme
from tests.views.pictures import near, pixels, results_of

BARE = Layers(map_arrows=False, map_contours=False, map_labels=False, map_fill=False, probe_gradient=False)
LIGHT = theme("light")


@pytest.fixture
def view(qtbot):
    widget = MapView()
    qtbot.addWidget(widget)
    widget.resize(640, 560)
    widget.set_layers(BARE)
    widget.set_picture(results_of("x^2 + y^2").picture)
    widget.show()
    return widget


def place(view, x, y):
    return QPointF(*view.geometry_shown.pixel(x, y)).toPoint()


def around(view, colour, x, y, reach=3):
    at = place(view, x, y)
    window = near(pixels(view), colour)[at.y() - reach : at.y() + reach + 1, at.x() - reach : at.x() + reach + 1]
    return int(window.sum())


def inked(view, colour):
    return int(near(pixels(view), colour).sum())


def test_a_stroke_goes_through_its_points(view):
    view.set_figures((Stroke(np.array([[-2.0, -2.0], [2.0, 0.0], [0.0, 2.5]]), "loss"),))
    assert all(around(view, LIGHT.loss, x, y) > 4 for x, y in ((0.0, -1.0), (1.0, 1.25), (-1.9, -1.95)))
    assert around(view, LIGHT.loss, -1.0, 1.0) == 0


def test_a_stroke_is_broken_by_nan_and_cut_at_the_plot(view):
    view.set_figures((Stroke(np.array([[-2.0, 0.0], [-1.0, 0.0], [np.nan, 0.0], [1.0, 0.0], [1e9, 0.0]]), "loss"),))
    assert around(view, LIGHT.loss, -1.5, 0.0) > 4 and around(view, LIGHT.loss, 2.5, 0.0) > 4
    assert around(view, LIGHT.loss, 0.0, 0.0) == 0
    shown = view.geometry_shown
    assert near(pixels(view), LIGHT.loss)[:, round(shown.left + shown.width) + 3 :].sum() == 0


def test_dashes_leave_gaps(view):
    points = np.array([[-2.5, 1.0], [2.5, 1.0]])
    counts = []
    for style in ("solid", "dashed", "dotted"):
        view.set_figures((Stroke(points, "loss", style=style),))
        counts.append(inked(view, LIGHT.loss))
    assert counts[0] > 1.3 * counts[1] > 1.3 * 1.2 * counts[2] > 0


def test_a_stroke_in_space_shows_its_plan_and_what_is_not_for_the_map_is_left_out(view):
    points = np.array([[-2.0, 1.0, 5.0], [2.0, 1.0, -5.0]])
    view.set_figures((Stroke(points, "loss"),))
    assert around(view, LIGHT.loss, 0.0, 1.0) > 4
    view.set_figures(
        (Stroke(points, "loss", on=frozenset(("surface",))), Sheet(*[np.zeros(2)] * 2, np.zeros((2, 2)), "loss"))
    )
    assert inked(view, LIGHT.loss) == 0


def test_vectors_by_their_ends_and_by_their_length_on_the_screen(view):
    view.set_figures((Vector(-1.0, -1.0, 2.0, 0.0, "loss"),))
    assert all(around(view, LIGHT.loss, x, -1.0) > 0 for x in (-0.9, 0.0, 0.9))
    view.set_figures((Vector(-1.0, -1.0, 200.0, 0.0, "loss", pixels=60.0),))
    columns = np.flatnonzero(near(pixels(view), LIGHT.loss).any(axis=0))
    assert np.ptp(columns) == pytest.approx(60, abs=4)


@pytest.mark.parametrize("vector", [(0.0, 0.0), (np.nan, 1.0), (1e300, 1e300), (np.inf, 0.0)])
def test_vectors_without_a_picture_are_left_out(view, vector):
    view.set_figures((Vector(0.0, 0.0, *vector, "loss", label="v"),))
    assert inked(view, LIGHT.loss) == 0


def test_boxes_are_outlined_and_hatched_and_never_too_small_to_see(view):
    view.set_figures((Boxes(np.array([[-2.0, -1.0, -2.0, -1.0]]), "loss"),))
    assert around(view, LIGHT.loss, -2.0, -1.5) > 4 and around(view, LIGHT.loss, 0.0, 0.0) == 0
    alone = pixels(view)
    view.set_figures(())
    inside = place(view, -1.5, -1.5)
    changed = np.abs(alone - pixels(view)).sum(axis=-1) > 30
    assert 0.05 < changed[inside.y() - 20 : inside.y() + 20, inside.x() - 20 : inside.x() + 20].mean() < 0.6
    view.set_figures((Boxes(np.array([[1.0, 1.0 + 1e-12, 1.0, 1.0 + 1e-12]]), "loss"), Boxes(np.empty((0, 4)))))
    assert around(view, LIGHT.loss, 1.0, 1.0, 6) > 5


def test_a_click_on_a_mark_tells_its_key_and_moves_no_probe(view):
    told, moved = [], []
    view.mark_clicked.connect(told.append)
    view.probe_moved.connect(lambda *place: moved.append(place))
    view.set_figures(
        (Mark(1.0, 1.0, "minimum", key="one"), Mark(-1.0, 1.0, "saddle"), Mark(9.0, 9.0, "point", key="no"))
    )
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(view, 1.0, 1.0) + QPoint(3, 2))
    assert told == ["one"] and not moved
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place(view, -1.0, 1.0))
    assert told == ["one"] and len(moved) == 1


def test_dragging_over_a_mark_pans_or_moves_the_probe(view, qtbot):
    results = results_of("x^2 + y^2", probe=(1.0, 1.0))
    view.set_probe(results.reading)
    told, moved = [], []
    view.mark_clicked.connect(told.append)
    view.probe_moved.connect(lambda *place: moved.append(place))
    view.set_figures((Mark(1.0, 1.0, "minimum", key="one"),))
    start = place(view, 1.0, 1.0)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(20, 0))
    QTest.mouseMove(view, start + QPoint(40, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    assert not told and moved


def test_labels_keep_clear_of_each_other_and_of_p(view):
    results = results_of("x^2 + y^2", probe=(0.1, 0.1))
    view.set_probe(results.reading)
    marks = tuple(Mark(0.02 * k, 0.02 * k, "point", label=f"point {k}") for k in range(8))
    view.set_figures(marks)
    view.grab()
    areas = [word.area for word in view._scene._words]
    assert len(areas) >= 2
    assert not any(a.intersects(b) for i, a in enumerate(areas) for b in areas[:i])
    x, y = view.geometry_shown.pixel(0.1, 0.1)
    assert not any(area.contains(QPointF(x, y)) for area in areas)


def test_level_numbers_give_way_to_labels(view):
    view.set_layers(Layers(map_arrows=False))
    view.grab()
    number = view._scene._ground.shown_labels[0]
    shown = view.geometry_shown
    x, y = shown.point(number.x + shown.left, number.y + shown.top)
    view.set_figures((Mark(x, y, "point", label="here"),))
    view.grab()
    assert all(np.hypot(label.x - number.x, label.y - number.y) > 8 for label in view._scene._ground.shown_labels)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_everything_at_once_in_both_themes(view, name):
    view.set_theme(theme(name))
    view.set_text_scale(1.5)
    view.set_layers(Layers())
    view.set_probe(results_of("x^2 + y^2").reading)
    shapes = ("minimum", "maximum", "saddle", "degenerate", "kink", "point", "ring")
    view.set_figures(
        (
            *(Mark(k - 3.0, 0.5, shape, label=shape, key=shape) for k, shape in enumerate(shapes)),
            Stroke(np.array([[-3.0, -2.0], [3.0, 2.0]]), "run3", label="∇f ∥ ∇g", style="dashed"),
            Vector(0.0, 0.0, 1.0, 1.0, "gradient", label="∇g"),
            Boxes(np.array([[-2.0, -1.0, -2.0, -1.0]]), label="undecided"),
        )
    )
    assert len(np.unique(pixels(view).reshape(-1, 3), axis=0)) > 200


def test_an_arrow_with_a_key_tells_that_the_pointer_is_on_it(view, qtbot):
    view.set_figures(
        (Vector(-2.0, 0.0, 2.0, 0.0, "run1", key="step"), Vector(0.0, -2.0, 0.0, 2.0, "gradient", key="slope"))
    )
    view.set_probe(None)
    heard = []
    view.vector_hovered.connect(heard.append)
    for x, y in ((-1.0, 0.0), (-1.2, 0.0), (2.0, 2.0), (0.0, -1.0)):
        QTest.mouseMove(view, place(view, x, y))
    view.leaveEvent(QEvent(QEvent.Type.Leave))
    assert heard == ["step", "", "slope", ""]


def test_an_arrow_that_stands_out_is_wider(view):
    arrow = Vector(-2.0, 0.0, 2.0, 0.0, "loss", key="step")
    view.set_figures((arrow,))
    plain = inked(view, LIGHT.loss)
    view.set_emphasis("step")
    assert inked(view, LIGHT.loss) > 1.5 * plain
    view.set_emphasis("another")
    assert inked(view, LIGHT.loss) == plain
