"""Figures of studies over the surface, sheets around it, and slices that follow padlocks and layers."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.controller.figures import Boxes, Mark, Sheet, Stroke, Vector
from explorer.core.camera import Camera
from explorer.core.projection import Z_HALF, Projection
from explorer.model.document import Layers
from explorer.views.surface import PainterSurfaceView, SurfaceView
from explorer.views.surface.curves_layer import shown_slices
from explorer.views.surface.scene import Sheet as BodySheet
from explorer.views.surface.scene import covered_by
from explorer.views.surface.stage import cut_to_box
from explorer.views.theme import theme
from tests.views.pictures import near, pixels, results_of

BARE = Layers(
    surface_contours=False,
    surface_arrows=False,
    floor=False,
    floor_arrows=False,
    slices=False,
    tangents=False,
    probe_gradient=False,
)
KINDS = [pytest.param(SurfaceView, marks=pytest.mark.gl, id="OpenGL"), pytest.param(PainterSurfaceView, id="painter")]
LIGHT = theme("light")


@pytest.fixture(params=KINDS)
def view(request, qtbot):
    widget = request.param()
    qtbot.addWidget(widget)
    widget.resize(640, 520)
    results = results_of("x^2 - y^2")
    widget.set_layers(BARE)
    widget.set_picture(results.picture)
    widget.show()
    widget.settle()
    yield widget
    widget.release()


def shot(view):
    view.settle()
    return pixels(view)


def around(view, colour, point, reach=4):
    at = view.stage().pixel(point).toPoint()
    return int(near(shot(view), colour)[at.y() - reach : at.y() + reach + 1, at.x() - reach : at.x() + reach + 1].sum())


def lifted(view, x, y):
    return view.stage().lifted(np.array([[x, y]]))[0]


def on_floor(view, x, y):
    return view.stage().box.on_floor(np.array([[x, y]]))[0]


def test_a_stroke_lies_on_the_surface_in_space_and_on_the_floor(view):
    view.set_camera(Camera(azimuth=-60, elevation=60))
    line = np.array([[-2.5, -2.0], [2.5, -2.0]])
    view.set_figures((Stroke(line, "run5"),))
    assert around(view, LIGHT.runs[4], lifted(view, 0.5, -2.0)) > 4
    high = np.column_stack([line, [8.0, 8.0]])
    view.set_figures((Stroke(high, "run5"),))
    assert around(view, LIGHT.runs[4], view.stage().box.to_box([0.5, -2.0, 8.0])) > 4
    assert around(view, LIGHT.runs[4], lifted(view, 0.5, -2.0)) == 0
    view.set_figures((Stroke(np.array([[-2.9, -2.9], [2.9, -2.9]]), "run5", on=frozenset(("floor",))),))
    assert around(view, LIGHT.runs[4], on_floor(view, 2.0, -2.9)) > 3
    view.set_figures((Stroke(line, "run5", on=frozenset(("map",))),))
    assert near(shot(view), LIGHT.runs[4]).sum() == 0


def test_what_the_surface_hides_is_faint(view):
    view.set_picture(results_of("5 - x^2 - y^2").picture)
    view.set_camera(Camera(azimuth=-90, elevation=12))
    front, back = np.array([[-1.0, -1.5], [1.0, -1.5]]), np.array([[-1.0, 2.0], [1.0, 2.0]])
    counts = []
    for line in (front, back):
        view.set_figures((Stroke(line, "run5"),))
        counts.append(near(shot(view), LIGHT.runs[4]).sum())
    assert counts[0] > 150 and counts[1] < 0.2 * counts[0]


def test_a_line_in_space_ends_at_the_range_shown():
    points = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 2 * Z_HALF], [0.0, 0.0, 3 * Z_HALF], [np.nan, 0.0, 0.0]])
    cut = cut_to_box(points)
    assert cut[1] == pytest.approx([0.0, 0.0, Z_HALF], abs=1e-5)
    assert np.isnan(cut[2]).all() and np.isnan(cut[3]).all() and np.isfinite(cut[0]).all()


def test_vectors_on_the_floor_and_in_the_tangent_plane(view):
    view.set_layers(replace(BARE, floor=True))
    view.set_camera(Camera(azimuth=-60, elevation=50))
    view.set_figures((Vector(1.5, -2.5, 1.0, 0.0, "run5"),))
    assert around(view, LIGHT.runs[4], on_floor(view, 1.9, -2.5)) > 2
    view.set_figures((Vector(0.0, -1.5, 0.0, 1.0, "run5", on=frozenset(("surface",))),))
    scale = view.stage().box.scale
    along = np.array([0.0, scale[1], 3.0 * scale[2]])  # ∂f/∂y = −2y is 3 there
    assert around(view, LIGHT.runs[4], lifted(view, 0.0, -1.5) + 0.8 * along) > 2
    view.set_figures(tuple(Vector(0.0, 0.0, *step, "run5") for step in ((0.0, 0.0), (np.nan, 1.0), (1e300, 1e300))))
    assert view.failure is None and len(shot(view))


def test_boxes_lie_on_the_floor(view):
    view.set_camera(Camera(azimuth=-60, elevation=50))
    view.set_figures(
        (Boxes(np.array([[1.0, 2.9, -2.9, -2.0], [0.5, 0.5, -2.5, -2.5]]), "run5"), Boxes(np.empty((0, 4))))
    )
    assert around(view, LIGHT.runs[4], on_floor(view, 2.0, -2.9)) > 2


def test_marks_stand_on_the_surface_or_at_their_height_and_tell_their_key(view):
    told, cameras = [], []
    view.mark_clicked.connect(told.append)
    view.camera_changed.connect(cameras.append)
    view.set_camera(Camera(azimuth=-60, elevation=50))
    view.set_figures((Mark(0.0, 0.0, "saddle", "run5", key="origin"), Mark(0.0, -2.0, "point", "run5", z=5.0)))
    assert around(view, LIGHT.runs[4], lifted(view, 0.0, 0.0)) > 8
    assert around(view, LIGHT.runs[4], view.stage().box.to_box([0.0, -2.0, 5.0])) > 8
    at = view.stage().pixel(lifted(view, 0.0, 0.0)).toPoint()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at + QPoint(2, 2))
    assert told == ["origin"]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(view, at + QPoint(30, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at + QPoint(30, 0))
    assert told == ["origin"] and cameras


def flat_sheet(height, meaning="run5", opacity=0.5):
    lattice = np.linspace(-3, 3, 21)
    return Sheet(lattice, lattice, np.full((21, 21), height), meaning, opacity)


def test_a_sheet_is_seen_over_the_surface_and_hidden_under_it(view):
    view.set_camera(Camera(azimuth=-60, elevation=60))
    before = shot(view)
    changed = []
    for height in (8.0, -8.0):
        view.set_figures((flat_sheet(height),))
        difference = np.abs(shot(view) - before).sum(axis=-1) > 24
        middle = view.stage().pixel(view.stage().box.to_box([0.3, 0.2, height])).toPoint()
        changed.append(difference[middle.y() - 6 : middle.y() + 7, middle.x() - 6 : middle.x() + 7].mean())
    assert changed[0] > 0.9 and changed[1] < 0.1


def test_a_sheet_is_cut_at_the_range_shown_and_left_out_where_undefined(view):
    view.set_camera(Camera(azimuth=-60, elevation=30))
    before = shot(view)
    view.set_figures((flat_sheet(1e6), flat_sheet(-1e12), flat_sheet(np.nan)))
    assert (np.abs(shot(view) - before).sum(axis=-1) > 24).mean() < 0.001
    lattice = np.linspace(-3, 3, 21)
    steep = Sheet(lattice, lattice, np.tile(60.0 * lattice, (21, 1)), "run5", 0.5)
    view.set_figures((steep,))
    difference = np.abs(shot(view) - before).sum(axis=-1) > 24
    rows = np.flatnonzero(difference.any(axis=1))
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-Z_HALF, Z_HALF)])
    edges = view.stage().projection.project(corners)[:, 1]
    assert len(rows) and rows.min() >= edges.min() - 3 and rows.max() <= edges.max() + 3


def test_two_sheets_keep_their_colours_apart(view):
    view.set_camera(Camera(azimuth=-60, elevation=60))
    lattice = np.linspace(-3, 3, 21)
    bowl = 6 + (lattice[:, None] ** 2 + lattice**2) / 20
    hues = []
    for sheet in (flat_sheet(8.0, "y"), Sheet(lattice, lattice, bowl, "x", 0.5)):
        view.set_figures((sheet,))
        at = view.stage().pixel(view.stage().box.to_box([0.4, 0.6, 7.0])).toPoint()
        hues.append(shot(view)[at.y() - 5 : at.y() + 5, at.x() - 5 : at.x() + 5].mean(axis=(0, 1)))
    assert hues[1][0] - hues[1][2] > hues[0][0] - hues[0][2] + 40


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ((False, False), (True, True)),
        ((True, True), (True, True)),
        ((False, True), (True, False)),
        ((True, False), (False, True)),
    ],
)
def test_padlocks_choose_the_slices(view, held, expected):
    view.set_layers(replace(BARE, slices=True))
    view.set_probe(results_of("x^2 - y^2", probe=(0.7, 1.1)).reading)
    view.set_held(held)
    assert shown_slices(view.stage()) == expected
    picture = shot(view)
    assert ((near(picture, LIGHT.x).sum() > 60), (near(picture, LIGHT.y).sum() > 60)) == expected


def test_gradient_arrows_on_floor_and_lifted_are_layers_of_their_own(view):
    view.set_probe(results_of("x^2 - y^2", probe=(0.7, -1.1)).reading)
    counts = {}
    for floor, lifted_on in ((False, False), (True, False), (False, True), (True, True)):
        layers = replace(BARE, floor=True, probe_gradient=True, gradient_floor=floor, gradient_lifted=lifted_on)
        view.set_layers(layers)
        counts[floor, lifted_on] = int(near(shot(view), LIGHT.gradient)[60:].sum())
    assert counts[False, False] < counts[True, False] and counts[False, False] < counts[False, True]
    assert counts[True, True] > max(counts[True, False], counts[False, True])


def test_tangents_without_slices(view):
    view.set_probe(results_of("x^2 - y^2", probe=(0.7, 1.1)).reading)
    before = shot(view)
    view.set_layers(replace(BARE, tangents=True))
    assert (np.abs(shot(view) - before).sum(axis=-1) > 60).sum() > 100


def test_moving_the_probe_draws_the_body_once(view, monkeypatch):
    view.set_layers(replace(BARE, slices=True, tangent_plane=True))
    view.set_probe(results_of("x^2 - y^2", probe=(0.7, 1.1)).reading)
    shot(view)
    renderer, drawn = view._images.renderer, []
    render = renderer.render
    monkeypatch.setattr(renderer, "render", lambda *given: drawn.append(given) or render(*given))
    for step in range(4):
        view.set_probe(results_of("x^2 - y^2", probe=(0.1 * step, 0.3)).reading)
        pixels(view)
    view.settle()
    pixels(view)
    assert not drawn
    view.set_camera(Camera(azimuth=10, elevation=40))
    pixels(view)
    assert drawn


def test_a_drag_is_a_little_coarser_and_leaves_nothing_of_that_behind(view):
    """The picture at rest is the same whether the probe was dragged there or put there."""
    view.set_layers(replace(BARE, slices=True, tangents=True, tangent_plane=True))
    readings = [results_of("x^2 - y^2", probe=(0.2 * step, 0.9)).reading for step in range(4)]
    for reading in readings:
        view.set_probe(reading)
        dragged = pixels(view).astype(int)
    at_rest = shot(view).astype(int)
    view.set_probe(readings[0])
    shot(view)
    view.set_probe(readings[-1])
    assert np.array_equal(at_rest, shot(view).astype(int))
    assert np.abs(dragged - at_rest).mean() < 4.0
    assert (np.abs(dragged - at_rest).max(axis=-1) > 60).mean() < 0.02


def test_a_sheet_in_motion_stands_where_it_stands_at_rest(view):
    bare = shot(view).astype(int)
    view.set_figures((flat_sheet(8.0),))
    moving = np.abs(pixels(view).astype(int) - bare).max(axis=-1) > 40
    at_rest = np.abs(shot(view).astype(int) - bare).max(axis=-1) > 40
    assert at_rest.sum() > 1000
    assert (moving != at_rest).sum() < 0.05 * at_rest.sum()


def test_the_part_covered_by_sheets():
    projection = Projection(Camera(), 600, 500)
    small = BodySheet(np.array([[[0.0, 0.0, 0.0], [0.1, 0.0, 0.0]], [[0.0, 0.1, 0.0], [0.1, 0.1, 0.0]]]), "#000000")
    part = covered_by((small,), projection)
    pixel = projection.project(small.points)[..., :2]
    assert part.left() <= pixel[..., 0].min() and part.right() >= pixel[..., 0].max() - 1 and part.width() < 120
    nowhere = BodySheet(np.full((2, 2, 3), np.nan), "#000000")
    assert not covered_by((nowhere,), projection).isEmpty()
    huge = BodySheet(1e30 * np.array([[[-1.0, -1, -1], [1, -1, -1]], [[-1, 1, 1], [1, 1, 1]]]), "#000000")
    assert covered_by((huge,), projection).width() <= 600
