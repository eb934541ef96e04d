"""Long paths made short enough to draw: what is left looks like the whole, and a split joins at the ball."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.controller.pictures import RunPicture
from explorer.core.projection import Box
from explorer.views.charts.polylines import thinned_indices
from explorer.views.map.geometry import MapGeometry
from explorer.views.map.run_figures import MOST_DOTS, MOST_KEPT, RunFigure
from explorer.views.surface.runs_layer import MOST_POINTS, _way, ball_place
from explorer.views.theme import theme

STEPS = 100_000
BOX = Box((-3.0, 3.0, -3.0, 3.0), 0.0, 1.0)


def spiral(steps=STEPS):
    t = np.linspace(0, 12, steps + 1)
    return np.column_stack([np.cos(t), np.sin(t)]) * (3 * np.exp(-t / 6))[:, None]


def tangle(steps=STEPS):
    return np.random.default_rng(1).normal(size=(steps + 1, 2))


def run_of(points, **more):
    zero = np.zeros(len(points))
    return RunPicture(points, zero, zero, 0, "GD", "", **more)


def farthest(points, line):
    """How far the farthest of points is from a polyline's vertices."""
    return max(np.hypot(*(line - point).T).min() for point in points[:: len(points) // 300])


@pytest.mark.parametrize(("path", "most"), [(spiral, 2000), (spiral, 500), (tangle, 500)])
def test_few_points_are_left_and_they_rise(path, most):
    points = path() * 100
    kept = thinned_indices(points, most)
    assert len(kept) <= 1.1 * most + 2 and (np.diff(kept) > 0).all()
    assert kept[0] == 0 and kept[-1] == len(points) - 1


def test_a_smooth_path_keeps_its_shape():
    points = spiral() * 100
    assert farthest(points, points[thinned_indices(points, 2000)]) < 2.0


def test_a_tangle_keeps_whole_steps():
    points = tangle() * 100
    kept = thinned_indices(points, 500)
    assert (np.diff(kept) == 1).mean() > 0.4
    steps = np.hypot(*np.diff(points, axis=0).T)
    assert np.median(steps[kept[:-1][np.diff(kept) == 1]]) == pytest.approx(np.median(steps), rel=0.2)


@pytest.mark.parametrize("length", [1, 2, 3, 50])
def test_short_paths_stay_as_they_are(length):
    points = np.column_stack([np.arange(length) * 20.0, np.zeros(length)])
    assert thinned_indices(points, 100).tolist() == list(range(length))


@pytest.mark.parametrize("path", [spiral, tangle])
def test_a_long_run_is_few_points_on_the_surface(path):
    points, steps = _way(run_of(path()), BOX)
    assert len(steps) == len(points) <= 2 * MOST_POINTS + 2
    assert steps[0] == 0 and steps[-1] == STEPS and (np.diff(steps) > 0).all()
    assert np.abs(points[-1] - path()[-1]).max() == 0.0


def test_a_run_of_one_point_and_one_with_holes():
    points, steps = _way(run_of(np.ones((1, 2))), BOX)
    assert steps.tolist() == [0.0] and points.tolist() == [[1.0, 1.0]]
    broken = spiral(200)
    broken[50:60] = np.nan
    assert np.isnan(_way(run_of(broken), BOX)[0]).any()


def test_the_ball_of_a_fork_waits_until_it_begins():
    fork = run_of(spiral(100), first_step=40)
    assert ball_place(fork, 10.0).tolist() == fork.points[0].tolist()
    assert ball_place(fork, 90.0).tolist() == fork.points[50].tolist()
    assert ball_place(fork, 500.0).tolist() == fork.points[100].tolist()
    np.testing.assert_allclose(ball_place(fork, 60.25), 0.75 * fork.points[20] + 0.25 * fork.points[21])


@pytest.fixture
def geometry():
    return MapGeometry(20.0, 10.0, 400.0, 300.0, (-3.0, 3.0, -3.0, 3.0))


@pytest.mark.parametrize("path", [spiral, tangle])
def test_the_map_walks_a_long_run(geometry, path):
    run = run_of(path())
    figure = RunFigure.of(run, geometry)
    assert len(figure.points) <= 1.1 * MOST_KEPT + 2 and len(figure.dots()) <= MOST_DOTS
    line = figure.line(theme("light"))
    for playhead in (0.0, 33_333.3, float(STEPS)):
        assert line.steps[line.reached(playhead) - 1] <= playhead
        before = run.points[int(line.steps[line.reached(playhead) - 1])]
        np.testing.assert_allclose(line.pixels[line.reached(playhead) - 1], geometry.to_pixels(before[None])[0])


def test_many_runs_share_the_room(geometry):
    alone, among = (RunFigure.of(run_of(tangle()), geometry, count) for count in (1, 8))
    assert len(among.points) < len(alone.points) / 3


def test_the_map_counts_a_forks_steps_from_where_it_leaves(geometry):
    plain = run_of(spiral(100))
    fork = replace(plain, first_step=40)
    first, second = (RunFigure.of(run, geometry) for run in (plain, fork))
    assert second.position(70.0) == first.position(30.0) and second.position(39.0) is None
    looks = theme("light")
    assert second.line(looks).reached(70.0) == first.line(looks).reached(30.0)
