"""Eigenvalues and kinds against constructed matrices."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.core.analysis.curvature import classify, principal_axes

angles = st.floats(-math.pi, math.pi)
values = st.floats(-1e3, 1e3)


def turned(first, second, angle):
    rotation = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return rotation @ np.diag([first, second]) @ rotation.T


@given(values, values, angles)
def test_the_axes_of_a_turned_diagonal_matrix(first, second, angle):
    hessian = turned(first, second, angle)
    found, vectors = principal_axes(hessian)
    assert found == pytest.approx(sorted((first, second)), abs=1e-10)
    assert vectors.T @ vectors == pytest.approx(np.eye(2), abs=1e-12)
    assert hessian @ vectors == pytest.approx(vectors * found, abs=1e-9)
    for column in vectors.T:
        assert column[np.flatnonzero(column)[0]] > 0


def test_a_diagonal_matrix_keeps_its_axes():
    found, vectors = principal_axes([[5.0, 0.0], [0.0, -2.0]])
    assert found.tolist() == [-2, 5] and vectors.tolist() == [[0, 1], [1, 0]]
    assert principal_axes(np.zeros((2, 2)))[1].tolist() == [[1, 0], [0, 1]]
    assert not found.flags.writeable and not vectors.flags.writeable


def test_an_undefined_hessian_has_undefined_axes():
    found, vectors = principal_axes([[math.nan, 0], [0, 1]])
    assert np.isnan(found).all() and np.isnan(vectors).all()


@pytest.mark.parametrize("unit", [1e-250, 1e-12, 1.0, 1e12, 1e250])
@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (1, 2, "minimum"),
        (-1, -1e-3, "maximum"),
        (1, -1, "saddle"),
        (1, 0, "degenerate"),
        (-3, 0, "degenerate"),
        (0, 0, "degenerate"),
        (1, 1e-12, "degenerate"),
        (1e-6, 1, "minimum"),
    ],
)
def test_kinds_do_not_depend_on_the_unit(first, second, kind, unit):
    assert classify(turned(first, second, 0.4) * unit) == kind


def test_lengths_take_out_the_units_of_the_variables():
    hessian = np.diag([1.0, 1e-14])
    assert classify(hessian) == "degenerate"
    assert classify(hessian, lengths=(1.0, 1e7)) == "minimum"


def test_more_variables():
    assert classify(np.diag([1.0, 2.0, 3.0])) == "minimum"
    assert classify(np.diag([1.0, 0.0, -3.0])) == "saddle"
    assert classify(np.diag([1.0, 0.0, 3.0])) == "degenerate"
    assert classify([[math.inf]]) == "degenerate"
    assert classify([[2.0]]) == "minimum"
