"""The special functions against mpmath at 50 digits."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from explorer.core import special

CASES = [
    ("erf", special.erf, special.erf_scalar, mpmath.erf, 2e-15, (-7, 7)),
    ("erf near 0", special.erf, special.erf_scalar, mpmath.erf, 2e-15, (-1e-3, 1e-3)),
    ("gamma", special.gamma, special.gamma_scalar, mpmath.gamma, 2e-15, (1e-6, 20)),
    ("gamma, wide", special.gamma, special.gamma_scalar, mpmath.gamma, 1e-13, (-169, 170)),
    ("digamma", special.digamma, special.digamma_scalar, mpmath.digamma, 1e-13, (2, 60)),
    ("digamma, left", special.digamma, special.digamma_scalar, mpmath.digamma, 1e-13, (-0.4, 1.2)),
    ("trigamma", special.trigamma, special.trigamma_scalar, lambda x: mpmath.polygamma(1, x), 1e-13, (-20, 60)),
]


@pytest.mark.parametrize(
    ("array", "scalar", "reference", "tolerance", "window"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_agrees_with_fifty_digits(array, scalar, reference, tolerance, window):
    x = np.random.default_rng(7).uniform(*window, 120)
    values = array(x)
    with mpmath.workdps(50):
        for operand, value in zip(x.tolist(), values.tolist(), strict=True):
            exact = reference(mpmath.mpf(operand))
            assert abs(value - exact) <= tolerance * abs(exact), operand
            assert abs(scalar(operand) - exact) <= tolerance * abs(exact), operand


@pytest.mark.parametrize("name", ["gamma", "digamma", "trigamma"])
@pytest.mark.parametrize("x", [0.0, -0.0, -1.0, -2.0, -170.0, -1e300, math.nan, -math.inf])
def test_poles_and_undefined_places_are_nan(name, x):
    assert np.isnan(getattr(special, name)(x))
    assert math.isnan(getattr(special, f"{name}_scalar")(x))


def test_far_ends():
    assert special.erf([-math.inf, -30.0, 30.0, math.inf]).tolist() == [-1, -1, 1, 1]
    assert np.isnan(special.erf(math.nan))
    assert special.gamma([171.7, 1e9, math.inf]).tolist() == [math.inf] * 3
    assert special.gamma_scalar(200.0) == math.inf
    for function in (special.digamma, special.digamma_scalar):
        assert function(math.inf) == math.inf
    for function in (special.trigamma, special.trigamma_scalar):
        assert function(math.inf) == 0.0


def test_gamma_is_exact_at_positive_integers():
    assert special.gamma(np.arange(1, 172)).tolist() == [float(math.factorial(n)) for n in range(171)]


def test_erf_is_odd_and_monotone():
    x = np.linspace(0, 8, 4001)
    assert np.array_equal(special.erf(-x), -special.erf(x))
    assert (np.diff(special.erf(x)) >= -1e-15).all()


@pytest.mark.parametrize("name", ["erf", "gamma", "digamma", "trigamma"])
def test_shape_and_type_follow_the_operand(name):
    function = getattr(special, name)
    assert function(np.ones((2, 3), dtype=np.float32)).dtype == np.float32
    assert function(np.ones((2, 3), dtype=np.int64)).dtype == np.float64
    assert function(np.ones((2, 3))).shape == (2, 3)
    assert function(2.5).shape == ()


@pytest.mark.parametrize("x", [0.3, 1.7, -0.6, -3.2])
def test_digamma_and_trigamma_are_the_derivatives(x):
    with mpmath.workdps(50):

        def log_gamma(t):
            return mpmath.log(abs(mpmath.gamma(t)))

        assert float(mpmath.diff(log_gamma, x)) == pytest.approx(special.digamma_scalar(x), rel=1e-12)
        assert float(mpmath.diff(log_gamma, x, 2)) == pytest.approx(special.trigamma_scalar(x), rel=1e-12)
