"""Planes of parameters: filter normalisation, principal directions, shares of the gradient, and the loss on them."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.function import parse
from explorer.core.learn.network import Network
from explorer.core.learn.network_objective import NetworkObjective
from explorer.core.learn.planes import PLANE_AXES, PlaneObjective, principal_plane, random_plane, weights_plane
from explorer.core.objective import Objective
from explorer.core.optim import OPTIMIZERS, descend
from tests.core.learn.network_cases import case


def objective():
    network, samples, targets = case("tanh", "squared", "linear")
    return network, NetworkObjective(network, samples, targets)


def test_filter_normalised_directions_are_as_long_as_each_neurons_weights():
    network, _ = objective()
    plane = random_plane(network.parameters, seed=4, layout=network.layout)
    for direction in plane.directions:
        for part, weights, bias in zip(
            network.layout.blocks(direction.copy()), network.weights, network.biases, strict=True
        ):
            np.testing.assert_allclose(
                np.linalg.norm(part[:, :-1], axis=1), np.linalg.norm(weights, axis=1), rtol=1e-12
            )
            assert part[:, -1].shape == bias.shape
            assert not part[:, -1].any()
    again = random_plane(network.parameters, seed=4, layout=network.layout)
    np.testing.assert_array_equal(plane.directions, again.directions)
    assert not np.array_equal(plane.directions, random_plane(network.parameters, 5, network.layout).directions)


def test_rescaling_layers_that_cancel_leaves_the_filter_normalised_picture_alone():
    network = Network([2, 3, 1], ["relu", "linear"], seed=3, initialisation="he")
    samples = np.random.default_rng(0).normal(size=(20, 2))
    targets = samples[:, :1] ** 2
    other = network.copy()
    other.weights[0], other.weights[1] = 10.0 * network.weights[0], network.weights[1] / 10.0
    pictures = []
    for one in (network, other):
        plane = random_plane(one.parameters, 1, one.layout)
        f = PlaneObjective(NetworkObjective(one, samples, targets), plane)
        pictures.append(f.sample(PLANE_AXES, (-1, 1), (-1, 1), (9, 9), {}).f)
    np.testing.assert_allclose(*pictures, rtol=1e-10)


def test_zero_weights_still_get_a_plane():
    network = Network([2, 3, 1], initialisation="zeros")
    plane = random_plane(network.parameters, 0, network.layout)
    np.testing.assert_allclose(np.linalg.norm(plane.directions, axis=1), 1.0)
    assert np.linalg.matrix_rank(plane.directions) == 2


def test_the_principal_plane_holds_a_path_that_lies_in_one():
    random = np.random.default_rng(2)
    basis = np.linalg.qr(random.normal(size=(6, 2)))[0].T
    angle = np.linspace(0, 5, 3_000)
    flat = np.column_stack((3.0 * np.cos(angle), np.sin(angle)))
    points = random.normal(size=6) + flat @ basis
    plane = principal_plane(points)
    np.testing.assert_allclose(plane.distances(points), 0.0, atol=1e-12)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert sum(plane.explained) == pytest.approx(1.0)
    assert plane.explained[0] > plane.explained[1] > 0
    np.testing.assert_allclose(plane.coordinates(points[-1]), 0.0, atol=1e-12)
    assert (plane.coordinates(points[0]) >= 0).all()
    seen = plane.coordinates(points)
    np.testing.assert_allclose(
        np.linalg.norm(np.diff(seen, axis=0), axis=1), np.linalg.norm(np.diff(flat, axis=0), axis=1), rtol=1e-9
    )
    (left, right), (bottom, top) = plane.window(points)
    assert left < seen[:, 0].min() and seen[:, 0].max() < right
    assert bottom < seen[:, 1].min() and seen[:, 1].max() < top


def test_the_explained_shares_are_those_of_the_covariance():
    points = np.random.default_rng(3).normal(size=(200, 4)) * [4.0, 2.0, 1.0, 0.5]
    plane = principal_plane(points)
    bends = np.sort(np.linalg.eigvalsh(np.cov(points.T)))[::-1]
    np.testing.assert_allclose(plane.explained, bends[:2] / bends.sum(), rtol=1e-10)


def test_a_path_along_a_line_gets_a_second_direction():
    plane = principal_plane(np.outer(np.linspace(0, 1, 9), [1.0, 2.0, 2.0]))
    assert plane.explained == (pytest.approx(1.0), 0.0)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    with pytest.raises(ValueError, match="does not move"):
        principal_plane(np.ones((5, 3)))


def test_the_share_of_the_gradient_outside_the_plane():
    plane = weights_plane(np.zeros(4), ("a", "b", "c", "d"), "a", "c")
    assert plane.share_outside(np.array([3.0, 0.0, 4.0, 0.0])) == pytest.approx(0.0, abs=1e-15)
    assert plane.share_outside(np.array([0.0, 1.0, 0.0, 1.0])) == 1.0
    assert plane.share_outside(np.array([1.0, 1.0, 1.0, 1.0])) == pytest.approx(0.5)
    assert plane.share_outside(np.array([1e300, 1e300, 0.0, 0.0])) == pytest.approx(0.5)
    assert np.isnan(plane.share_outside(np.zeros(4)))


def test_shares_and_coordinates_do_not_need_right_angles():
    plane = random_plane(np.zeros(3), 0)
    inside = plane.at(np.array([0.3, -2.0]))
    np.testing.assert_allclose(plane.coordinates(inside), [0.3, -2.0], rtol=1e-12)
    assert plane.share_outside(inside) == pytest.approx(0.0, abs=1e-14)
    normal = np.cross(*plane.directions)
    assert plane.share_outside(normal) == pytest.approx(1.0)
    np.testing.assert_allclose(plane.distances(inside + 2.0 * normal), 2.0 * np.linalg.norm(normal), rtol=1e-12)


def test_the_loss_on_a_plane_is_an_objective():
    network, whole = objective()
    plane = random_plane(network.parameters, 7, network.layout)
    f = PlaneObjective(whole, plane)
    assert isinstance(f, Objective)
    here = np.array([0.2, -0.4])
    assert f.value_at(here) == whole.value_at(plane.at(here))
    value, slopes = f.value_and_gradient(here)
    steps = 1e-5 * np.eye(2)
    expected = [(f.value_at(here + e) - f.value_at(here - e)) / 2e-5 for e in steps]
    np.testing.assert_allclose(slopes, expected, rtol=1e-7)
    bends = [(f.value_and_gradient(here + e)[1] - f.value_and_gradient(here - e)[1]) / 2e-5 for e in steps]
    np.testing.assert_allclose(f.hessian_at(here), bends, rtol=1e-6)
    field = f.sample(("β", "α"), (-1, 1), (-2, 2), (4, 5), {})
    place = np.array([field.y[2], field.x[3]])
    assert field.f[2, 3] == pytest.approx(f.value_at(place), rel=1e-12)
    np.testing.assert_allclose([field.fy[2, 3], field.fx[2, 3]], f.value_and_gradient(place)[1], rtol=1e-12)
    rows = np.concatenate([b.values for b in f.plane(here, np.eye(2), np.array([0.0, 0.1]), np.array([0.0]))])
    assert rows[0, 0] == pytest.approx(value, rel=1e-12)
    run = descend(f, dict(zip(PLANE_AXES, here, strict=True)), OPTIMIZERS["BFGS"](), steps=20)
    assert run.losses[-1] < value


def test_a_plane_of_two_weights_is_the_window_over_them():
    network, whole = objective()
    plane = weights_plane(network.parameters, network.names, "w_111", "b_21")
    f = PlaneObjective(whole, plane)
    at = dict(zip(network.names, network.parameters.tolist(), strict=True))
    window = whole.sample(
        ("w_111", "b_21"), (at["w_111"] - 1, at["w_111"] + 1), (at["b_21"] - 1, at["b_21"] + 1), (5, 5), at
    )
    field = f.sample(PLANE_AXES, (-1, 1), (-1, 1), (5, 5), {})
    np.testing.assert_allclose(field.f, window.f, rtol=1e-12)
    np.testing.assert_allclose(field.fx, window.fx, rtol=1e-11)


def test_a_formula_has_planes_too():
    f = parse("x^2 + 3y^2 + z^2")
    cut = PlaneObjective(f, weights_plane(np.array([0.0, 1.0, 2.0]), f.variables, "x", "z"))
    assert cut.value_at(np.array([1.0, -2.0])) == 4.0


def test_planes_that_make_no_sense_are_told():
    network, whole = objective()
    with pytest.raises(ValueError, match="no parameter w_999"):
        weights_plane(network.parameters, network.names, "w_999", "w_111")
    with pytest.raises(ValueError, match="two different parameters"):
        weights_plane(network.parameters, network.names, "w_111", "w_111")
    with pytest.raises(ValueError, match="only one"):
        random_plane(np.zeros(1))
    with pytest.raises(ValueError, match="lies among 3 parameters"):
        PlaneObjective(whole, random_plane(np.zeros(3)))


def test_a_large_lattice_of_many_samples_has_slopes_good_for_shading():
    network, samples, targets = case("tanh", "squared", "linear", sizes=(2, 4, 2), rows=300)
    whole = NetworkObjective(network, samples, targets)
    f = PlaneObjective(whole, random_plane(network.parameters, 1, network.layout))
    field = f.sample(PLANE_AXES, (-1, 1), (-2, 2), (120, 130), {})
    assert field.shape == (120, 130)
    for row, column in ((0, 0), (60, 31), (119, 129)):
        place = np.array([field.x[column], field.y[row]])
        value, slopes = f.value_and_gradient(place)
        assert field.f[row, column] == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose((field.fx[row, column], field.fy[row, column]), slopes, atol=1e-5)
