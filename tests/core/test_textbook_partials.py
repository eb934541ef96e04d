"""Both routes to a partial derivative against 50-digit derivatives, on more than two hundred textbook functions."""

import mpmath
import pytest
from mpmath import mpf

import explorer
from tests.core.textbook_functions import AT, FUNCTIONS


def reference(meaning, name):
    order = (1, 0) if name == "x" else (0, 1)
    with mpmath.workdps(50):
        return float(mpmath.diff(meaning, (mpf(AT["x"]), mpf(AT["y"])), order))


def test_there_are_more_than_two_hundred():
    assert len(FUNCTIONS) > 200


@pytest.mark.parametrize("text", FUNCTIONS)
def test_partials_and_gradient(text):
    function = explorer.parse("f(x, y) = " + text)
    expected = [reference(FUNCTIONS[text], name) for name in "xy"]
    with mpmath.workdps(50):
        assert function(AT) == pytest.approx(float(FUNCTIONS[text](mpf(AT["x"]), mpf(AT["y"]))), rel=1e-12)
    assert function.gradient(AT) == pytest.approx(expected, rel=1e-10, abs=0)
    assert [function.partial(name)(AT) for name in "xy"] == pytest.approx(expected, rel=1e-10, abs=0)
