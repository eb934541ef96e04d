"""The surface by pixels, drawn with OpenGL and without."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from explorer.core.camera import Camera
from explorer.model.document import Layers
from explorer.views.surface import PainterSurfaceView, SurfaceView
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


@pytest.fixture(params=KINDS)
def view(request, qtbot):
    widget = request.param()
    qtbot.addWidget(widget)
    widget.resize(640, 520)
    results = results_of("x^2 - y^2")
    widget.set_picture(results.picture)
    widget.set_probe(results.reading)
    widget.show()
    widget.settle()
    yield widget
    widget.release()


def painted(view):
    picture = pixels(view)
    return np.abs(picture - picture[260, 2]).sum(axis=-1) > 24


def test_a_good_part_is_painted(view):
    assert 0.15 < painted(view).mean() < 0.8 and view.failure is None


def test_colours_follow_height(view):
    view.set_layers(BARE)
    view.set_probe(None)
    view.set_camera(Camera(azimuth=-90, elevation=89))
    view.settle()
    picture = pixels(view)
    stage = view.stage()
    low = stage.pixel(stage.lifted(np.array([[0.3, -2.5]]))[0]).toPoint()
    high = stage.pixel(stage.lifted(np.array([[2.5, 0.3]]))[0]).toPoint()
    assert picture[high.y(), high.x()].sum() > picture[low.y(), low.x()].sum() + 60


@pytest.mark.parametrize(
    "layer", ["surface_contours", "surface_arrows", "floor", "floor_arrows", "slices", "tangents", "tangent_plane"]
)
def test_every_layer_changes_the_picture(view, layer):
    base = Layers(tangent_plane=False)
    view.set_layers(base)
    view.settle()
    before = pixels(view)
    changes = {layer: not getattr(base, layer)}
    from msgspec.structs import replace

    view.set_layers(replace(base, **changes))
    view.settle()
    assert (np.abs(pixels(view) - before).sum(axis=-1) > 30).sum() > 150


@pytest.mark.parametrize("azimuth", [-135, -45, 45, 135])
def test_translucent_sheets_from_four_sides(view, azimuth):
    view.set_camera(Camera(azimuth=azimuth, elevation=25))
    view.settle()
    with_sheets = pixels(view)
    view.set_layers(Layers(slices=False))
    view.settle()
    without = pixels(view)
    difference = np.abs(with_sheets - without).sum(axis=-1)
    tinted = (difference > 6) & (difference < 250)
    assert tinted.sum() > 2000
    # What is seen through a sheet keeps its detail: the picture behind is tinted, not covered.
    behind = without[tinted].std(axis=0)
    assert (with_sheets[tinted].std(axis=0) > 0.5 * behind).all()


def test_a_pole_is_cut_and_the_rest_keeps_its_shape(view):
    results = results_of("1/(x^2+y^2)")
    view.set_picture(results.picture)
    view.settle()
    assert results.picture.cut and painted(view).mean() > 0.15


@pytest.mark.parametrize(
    "text", ["√x + √y", "√(x-10) + y", "7 + 0x + 0y", "floor(x) + y", "1e200 x y", "1e-200 (x + y)"]
)
def test_hard_fields(view, text):
    view.set_picture(results_of(text).picture)
    view.settle()
    assert len(np.unique(pixels(view).reshape(-1, 3), axis=0)) > 5 and view.failure is None


def test_dragging_the_probe_moves_along_the_surface(view):
    moved = []
    view.probe_moved.connect(lambda x, y: moved.append((x, y)))
    view.set_camera(Camera(azimuth=-60, elevation=70))
    stage = view.stage()
    start = stage.pixel(stage.lifted(np.array([[1.0, 2.0]]))[0]).toPoint()
    end = stage.pixel(stage.lifted(np.array([[0.0, 1.0]]))[0]).toPoint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert moved and moved[-1] == pytest.approx((0.0, 1.0), abs=0.15)


def test_orbit_and_keys_ask_for_another_camera(view):
    cameras = []
    view.camera_changed.connect(cameras.append)
    corner = QPoint(30, 480)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=corner)
    QTest.mouseMove(view, corner + QPoint(40, 0))
    QTest.mouseMove(view, corner + QPoint(80, -20))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=corner + QPoint(80, -20))
    assert cameras and cameras[-1].azimuth != Camera().azimuth
    count = len(cameras)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert len(cameras) > count


def test_the_run_is_drawn(view):
    results = results_of("x^2 + 3y^2", run=True, probe=(-2.5, 2.0))
    view.set_layers(BARE)
    view.set_picture(results.picture)
    view.set_probe(None)
    view.settle()
    before = pixels(view)
    view.set_runs(results.runs)
    view.set_playhead(10.0)
    difference = np.abs(pixels(view) - before).sum(axis=-1) > 60
    assert difference.sum() > 200
    stage = view.stage()
    ball = stage.pixel(stage.lifted(results.runs[0].points[10][None])[0])
    assert isinstance(ball, QPointF) and difference[round(ball.y()), round(ball.x())]


def test_dark(view):
    view.set_theme(theme("dark"))
    view.settle()
    assert near(pixels(view), theme("dark").canvas, 12).mean() > 0.2


def test_without_a_picture(view):
    view.set_picture(None)
    assert near(pixels(view), theme("light").canvas, 12).mean() > 0.9
