"""The camera's matrices against each other and against hand-made pinhole geometry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.camera import Camera
from explorer.core.projection import FIELD_OF_VIEW, FLOOR_Z, Z_HALF, Box, Projection

cameras = st.builds(
    Camera,
    azimuth=st.floats(-360, 360),
    elevation=st.floats(-89, 90),
    distance=st.floats(1.5, 20),
    centre=st.tuples(*[st.floats(-1, 1)] * 3),
    perspective=st.booleans(),
)
box_points = st.tuples(*[st.floats(-1, 1)] * 3).map(np.array)
sizes = st.tuples(st.integers(80, 3000), st.integers(80, 3000))


def test_box_maps_the_windows_corners_and_the_range():
    box = Box((-1.0, 3.0, 10.0, 20.0), -5.0, 15.0)
    assert box.to_box([-1, 10, -5]) == pytest.approx([-1, -1, -Z_HALF])
    assert box.to_box([3, 20, 15]) == pytest.approx([1, 1, Z_HALF])
    assert box.on_floor([1, 15]) == pytest.approx([0, 0, FLOOR_Z])


def test_a_flat_range_does_not_divide_by_zero():
    assert np.isfinite(Box((0, 1, 0, 1), 2.0, 2.0).to_box([0.5, 0.5, 2.0])).all()


@given(box_points)
def test_box_goes_back(point):
    box = Box((-2.0, 5.0, 1e-3, 2e-3), 100.0, 101.0)
    assert box.to_box(box.from_box(point)) == pytest.approx(point, abs=1e-9)


@given(cameras)
def test_directions_are_a_right_handed_frame(camera):
    frame = Projection(camera, 100, 100).directions
    assert frame @ frame.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.cross(frame[0], frame[1]) == pytest.approx(-frame[2], abs=1e-12)


@given(cameras, box_points, sizes)
def test_the_ray_through_a_projected_point_meets_it(camera, point, size):
    projection = Projection(camera, *size)
    x, y, depth = projection.project(point)
    if not np.isfinite(x) or depth < 0.1:
        return
    origin, direction = projection.ray(float(x), float(y))
    off = point - origin
    assert np.linalg.norm(off - (off @ direction) * direction) < 1e-6 * (1 + depth)


@given(cameras, box_points, sizes)
def test_the_matrix_agrees_with_the_projection(camera, point, size):
    projection = Projection(camera, *size)
    x, y, _ = projection.project(point)
    clip = projection.matrix @ np.append(point, 1.0)
    if clip[3] < 0.1:
        return
    ndc = clip[:3] / clip[3]
    assert (ndc[0] + 1) / 2 * size[0] == pytest.approx(x, abs=1e-5 * max(size))
    assert (1 - ndc[1]) / 2 * size[1] == pytest.approx(y, abs=1e-5 * max(size))


@given(cameras.filter(lambda camera: camera.distance > 3))
def test_nearer_points_win_the_depth_test_and_nothing_is_clipped(camera):
    projection = Projection(camera, 400, 300)
    corners = np.array([[x, y, z, 1.0] for x in (-1, 1) for y in (-1, 1) for z in (FLOOR_Z, Z_HALF)])
    clip = corners @ projection.matrix.T
    ndc, depth = clip[:, 2] / clip[:, 3], projection.project(corners[:, :3])[:, 2]
    assert (np.abs(ndc) <= 1).all()
    assert (np.diff(ndc[np.argsort(depth)]) >= -1e-9).all()


def test_looking_straight_down_is_the_map():
    projection = Projection(Camera(azimuth=-90, elevation=90, centre=(0, 0, 0)), 500, 400)
    middle, right, up = projection.project([[0, 0, 0], [0.5, 0, 0], [0, 0.5, 0]])
    assert middle[:2] == pytest.approx([250, 200])
    assert right[0] > 250 and right[1] == pytest.approx(200)
    assert up[1] < 200 and up[0] == pytest.approx(250)


def test_the_field_of_view_is_that_of_the_look():
    camera = Camera(azimuth=0, elevation=0, distance=4.0, centre=(0, 0, 0))
    edge = 8.0 * np.tan(np.radians(FIELD_OF_VIEW / 2))
    assert Projection(camera, 900, 600).project([0, 0, edge])[1] == pytest.approx(0, abs=1e-9)


def test_a_point_behind_the_eye_has_no_picture():
    projection = Projection(Camera(azimuth=0, elevation=0, distance=1.0, centre=(0, 0, 0)), 100, 100)
    assert np.isnan(projection.project([5.0, 0, 0])[:2]).all()


def test_without_perspective_size_does_not_depend_on_distance():
    projection = Projection(Camera(azimuth=0, elevation=0, centre=(0, 0, 0), perspective=False), 100, 100)
    near, far = projection.project([[0.9, 0, 0.3], [-0.9, 0, 0.3]])
    assert near[:2] == pytest.approx(far[:2])
    assert projection.towards_eye([[0, 0, 0], [1, 1, 0]]) == pytest.approx(np.array([[1, 0, 0]] * 2), abs=1e-12)
