"""Cells over the map: colours by class, paler by shade, hatched, clicked."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.controller.figures import Raster
from explorer.views.map.raster_image import raster_image
from explorer.views.map.view import MapView
from explorer.views.theme import rgb, theme
from tests.views.pictures import pixels, results_of

LIGHT = theme("light")
WINDOW = (-3.0, 3.0, -3.0, 3.0)


def raster(classes, shades=None, hatched=frozenset()):
    classes = np.asarray(classes, dtype=np.int16)
    shades = np.zeros(classes.shape) if shades is None else np.asarray(shades, dtype=float)
    return Raster(WINDOW, classes, shades, ("run2", "run5", "error"), hatched)


def distance(colour, other):
    return float(np.linalg.norm(np.asarray(colour, dtype=float) - np.asarray(other, dtype=float)))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_each_class_has_its_colour_and_rows_go_upwards(name):
    look = theme(name)
    picture = pixels(raster_image(raster([[0, 0], [1, 1]]), look))
    for row, meaning in ((1, "run2"), (0, "run5")):
        own, canvas = rgb(look.meaning(meaning)), rgb(look.canvas)
        assert distance(picture[row, 0], own) < distance(picture[row, 0], canvas)


def test_more_steps_are_paler_and_cells_without_a_class_are_not_drawn():
    image = raster_image(raster([[0, 0, -1]], [[0.0, 1.0, 0.0]]), LIGHT)
    picture = pixels(image)
    assert distance(picture[0, 1], rgb(LIGHT.canvas)) < distance(picture[0, 0], rgb(LIGHT.canvas))
    assert image.pixelColor(2, 0).alpha() == 0 and image.pixelColor(0, 0).alpha() == 255


def test_hatched_cells_have_stripes():
    picture = pixels(raster_image(raster(np.full((40, 40), 2), hatched=frozenset((2,))), LIGHT))
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) == 2
    plain = pixels(raster_image(raster(np.full((40, 40), 2)), LIGHT))
    assert len(np.unique(plain.reshape(-1, 3), axis=0)) == 1


@pytest.fixture
def view(qtbot):
    results = results_of("x² + y²", window=WINDOW)
    widget = MapView()
    qtbot.addWidget(widget)
    widget.resize(500, 480)
    widget.set_picture(results.picture)
    widget.set_probe(results.reading)
    widget.show()
    return widget


def halves():
    return raster(np.repeat([[0, 1]], 2, axis=0))


def test_the_map_shows_the_cells_where_they_belong_instead_of_its_arrows(view):
    before = pixels(view)
    view.set_figures((halves(),))
    after, geometry = pixels(view), view.geometry_shown
    for x, meaning in ((-2.6, "run2"), (2.6, "run5")):
        column, row = (round(value) for value in geometry.pixel(x, -2.3))
        box = after[row - 4 : row + 5, column - 4 : column + 5].reshape(-1, 3)
        assert np.median([distance(one, rgb(LIGHT.meaning(meaning))) for one in box]) < 90
        assert (before[row - 4 : row + 5, column - 4 : column + 5].reshape(-1, 3) != box).any()


def test_a_click_on_cells_is_told_and_one_without_moves_the_probe(view):
    told, moved = [], []
    view.cell_clicked.connect(lambda x, y: told.append((x, y)))
    view.probe_moved.connect(lambda x, y: moved.append((x, y)))
    place = QPoint(*(round(value) for value in view.geometry_shown.pixel(-1.5, 1.0)))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert len(moved) == 1 and not told
    view.set_figures((halves(),))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert len(moved) == 1 and told[0] == pytest.approx((-1.5, 1.0), abs=0.02)


def test_dragging_still_pans_and_the_probe_can_still_be_dragged(view):
    told, windows = [], []
    view.set_figures((halves(),))
    view.cell_clicked.connect(lambda x, y: told.append((x, y)))
    view.window_changed.connect(lambda *window: windows.append(window))
    start = QPoint(*(round(value) for value in view.geometry_shown.pixel(-2.0, -2.0)))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(40, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    assert windows and not told
