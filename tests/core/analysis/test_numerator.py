"""A numerator has the zeros of its fraction, and no poles."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import explorer
from explorer.core.analysis.numerator import numerator
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Number, Symbol

ROOTS = [
    explorer.parse(text).root
    for text in (
        "1/x - y",
        "x/(1+y²) + y/(1+x²)",
        "1/(1/x + 1/y) - 2",
        "tan x - y",
        "cot(x) sec(y) + csch x + coth y + csc x",
        "(1/x + y)^3 - (x/y)^(-2)",
        "x^(-2) - 3y^(-1)",
        "-(x/y)/2 + e^(1/x)",
        "x²y + 3xy³",
        "(x/3)(y/(2x))",
    )
]
coordinates = st.floats(0.1, 1.4).flatmap(lambda size: st.sampled_from([size, -size]))


@pytest.mark.parametrize("root", ROOTS, ids=range(len(ROOTS)))
@given(coordinates, coordinates)
def test_the_ratio_of_fraction_and_numerator_is_a_denominator(root, x, y):
    """On a zero of f − c, made by shifting f by its own value, the numerator of f − c is zero too."""
    point = {"x": x, "y": y}
    value = evaluate(root, point)
    assume(math.isfinite(value) and abs(value) < 1e6)
    above = numerator(root - Number(value))
    beside = numerator(root - Number(value + 1))
    assert evaluate(above, point) == pytest.approx(0, abs=1e-9 * (1 + abs(evaluate(beside, point))))
    assert abs(evaluate(beside, point)) > 1e-9


@pytest.mark.parametrize(("text", "at"), [("1/x - y", 0), ("tan x", math.pi / 2), ("1/x^3 + 1/x", 0), ("cot x - 1", 0)])
def test_at_a_pole_the_numerator_is_finite_and_not_zero(text, at):
    value = evaluate(numerator(explorer.parse(text).root), {"x": at, "y": 2.0})
    assert math.isfinite(value) and abs(value) > 0.5


def test_what_has_no_fraction_stays_and_what_would_explode_too():
    root = explorer.parse("x²y + 3xy³").root
    assert numerator(root) is root
    x = Symbol("x")
    long = sum((1 / (x + k) for k in range(1, 40)), start=Number(0.0))
    assert numerator(long) is long
