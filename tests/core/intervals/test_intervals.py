"""Interval ranges contain every value, are tight where they claim to be, and tell where f breaks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer.core.autodiff import partials
from explorer.core.expression.evaluate import apply_operator, evaluate
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.expression.operators import OPERATORS
from explorer.core.intervals import INTERVAL_OPERATORS, compile_intervals

X, Y = Symbol("x"), Symbol("y")
CONDITIONS = {name for name, operator in OPERATORS.items() if operator.kind == "logic"}
NUMERIC = [name for name in OPERATORS if name not in CONDITIONS | {"piecewise"}]


def ranges_of(text, x, y=(0.0, 1.0)):
    return compile_intervals((explorer.parse(text).root,), ("x", "y"))([[x[0], y[0]]], [[x[1], y[1]]])


def test_every_operator_has_an_enclosure():
    assert set(INTERVAL_OPERATORS) == set(OPERATORS)


@pytest.mark.parametrize("name", NUMERIC)
def test_values_lie_within_the_range_of_their_box(name):
    generator = np.random.default_rng(sorted(OPERATORS).index(name))
    count = OPERATORS[name].least
    names = ["x", "y", "z"][:count]
    kernel = compile_intervals((Apply(name, [Symbol(n) for n in names]),), names)
    for scale in (0.3, 2.0, 9.0):
        low = generator.uniform(-scale, scale, (60, count)).round(2)
        high = low + np.round(generator.choice([0.0, 0.1, 1.0, 5.0], (60, count)) * generator.random((60, count)), 2)
        ranges = kernel(low, high)
        for t in (0.0, 1.0, *generator.random((9, 1))):
            for index, point in enumerate(low + (high - low) * t):
                value = apply_operator(name, [float(c) for c in point])
                if math.isnan(value):
                    assert not ranges.defined[0, index]
                elif math.isfinite(value) or ranges.defined[0, index]:
                    assert ranges.low[0, index] <= value <= ranges.high[0, index], (name, point)


@pytest.mark.parametrize(
    ("text", "x", "low", "high"),
    [
        ("x x", (-1.0, 2.0), 0.0, 4.0),
        ("x^2", (-3.0, 2.0), 0.0, 9.0),
        ("x^3", (-2.0, 1.0), -8.0, 1.0),
        ("x - x", (-2.0, 1.0), 0.0, 0.0),
        ("x/x^0", (1.0, 2.0), 1.0, 2.0),
        ("sin x", (0.0, 3.0), 0.0, 1.0),
        ("cos x", (-1.0, 4.0), -1.0, 1.0),
        ("cos x", (1.0, 2.0), math.cos(2), math.cos(1)),
        ("gauss x", (-1.0, 2.0), math.exp(-4), 1.0),
        ("1/x", (0.5, 2.0), 0.5, 2.0),
        ("1/x^2", (-1.0, 1.0), 1.0, math.inf),
        ("|x|", (-3.0, 1.0), 0.0, 3.0),
        ("cosh x", (-1.0, 0.5), 1.0, math.cosh(1)),
        ("sqrt(1 - x^2)", (-2.0, 0.5), 0.0, 1.0),
        ("gamma(x)", (1.0, 2.0), 0.8856031944108887, 1.0),
        ("mod(x, 1)", (2.25, 2.5), 0.25, 0.5),
        ("{x < 1: x^2, 5}", (2.0, 3.0), 5.0, 5.0),
        ("min(x, 1)", (2.0, 3.0), 1.0, 1.0),
    ],
)
def test_ranges_are_tight(text, x, low, high):
    ranges = ranges_of(text, x)
    assert ranges.low[0, 0] == pytest.approx(low, abs=1e-14, rel=1e-13)
    assert ranges.high[0, 0] == pytest.approx(high, abs=1e-14, rel=1e-13)


@pytest.mark.parametrize(
    ("text", "x", "what"),
    [
        ("log x", (-2.0, -1.0), "nowhere"),
        ("log x", (-2.0, 1.0), "partly"),
        ("log x", (0.5, 1.0), "smooth"),
        ("sqrt x", (-2.0, -1.0), "nowhere"),
        ("1/x", (-1.0, 1.0), "partly"),
        ("tan x", (1.0, 2.0), "partly"),
        ("arcsin x", (2.0, 3.0), "nowhere"),
        ("|x|", (-1.0, 1.0), "kink"),
        ("|x|", (0.1, 1.0), "smooth"),
        ("max(x, y)", (0.5, 2.0), "kink"),
        ("max(x, y)", (1.5, 2.0), "smooth"),
        ("relu x", (-1.0, 1.0), "kink"),
        ("sqrt(x^2)", (-1.0, 1.0), "kink"),
        ("floor x", (0.5, 1.5), "jump"),
        ("floor x", (0.5, 0.9), "smooth"),
        ("sign x", (-1.0, 1.0), "jump"),
        ("mod(x, 1)", (0.5, 1.5), "jump"),
        ("{x < 1: log x, sqrt(x)}", (2.0, 3.0), "smooth"),
        ("{x < 1: log x, sqrt(x)}", (0.5, 3.0), "jump"),
        ("{x < 1: x}", (2.0, 3.0), "nowhere"),
        ("atan2(y, x)", (0.5, 2.0), "smooth"),
        ("x^x", (0.5, 2.0), "smooth"),
        ("x^0.5", (-2.0, -1.0), "nowhere"),
    ],
)
def test_a_box_tells_what_is_amiss_in_it(text, x, what):
    ranges = ranges_of(text, x)
    found = {
        "nowhere": ranges.nowhere[0, 0],
        "partly": not ranges.nowhere[0, 0] and not ranges.defined[0, 0],
        "smooth": ranges.smooth[0, 0],
        "kink": ranges.continuous[0, 0] and not ranges.smooth[0, 0],
        "jump": ranges.defined[0, 0] and not ranges.continuous[0, 0],
    }
    assert [name for name, holds in found.items() if holds] == [what]


def test_slopes_on_both_sides_of_a_kink_belong_to_its_box():
    root = explorer.parse("|x| + max(x, y)").root
    slope = partials(root, ("x",))[0]
    ranges = compile_intervals((slope,), ("x", "y"))([[0.0, 5.0], [-1.0, 0.0]], [[1.0, 6.0], [1.0, 0.5]])
    assert ranges.low[0] == pytest.approx([-1.0, -1.0])
    assert ranges.high[0] == pytest.approx([1.0, 2.0])


def test_parameters_are_numbers_and_a_missing_one_is_named():
    kernel = compile_intervals((explorer.parse("a x^n").root,), ("x",))
    assert kernel([[-2.0]], [[1.0]], {"a": 3.0, "n": 2.0}).high[0, 0] == pytest.approx(12.0)
    with pytest.raises(ValueError, match="uses a"):
        kernel([[0.0]], [[1.0]], {"n": 2.0})
    with pytest.raises(ValueError, match="shape"):
        kernel([[0.0, 1.0]], [[1.0, 2.0]])


UNARY = ["sin", "cos", "exp", "arctan", "tanh", "sqrt", "log", "abs", "gauss", "sigmoid", "relu", "sinc", "floor"]
trees = st.recursive(
    st.one_of(st.just(X), st.just(Y), st.integers(-3, 3).map(Number)),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["add", "mul", "div", "min", "max", "hypot"]), inner, inner).map(
            lambda parts: Apply(parts[0], parts[1:])
        ),
        st.tuples(st.sampled_from(UNARY), inner).map(lambda parts: Apply(parts[0], parts[1:])),
        st.tuples(inner, st.integers(-2, 5)).map(lambda parts: parts[0] ** parts[1]),
    ),
    max_leaves=10,
)


@settings(max_examples=150)
@given(trees, st.floats(-3, 3), st.floats(-3, 3), st.floats(0, 2), st.floats(0, 1))
def test_ranges_of_random_trees_and_their_slopes_contain_their_values(tree, x, y, width, t):
    outputs = (tree, *partials(tree, ("x", "y")))
    ranges = compile_intervals(outputs, ("x", "y"))([[x, y]], [[x + width, y + width / 2]])
    point = {"x": min(x + t * width, x + width), "y": min(y + (1 - t) * width / 2, y + width / 2)}
    if math.isnan(evaluate(tree, point)):
        assert not ranges.defined[0, 0]
        return
    for index, output in enumerate(outputs):
        value = evaluate(output, point)
        # x/(x/0) is 0 to the evaluator, by way of an infinity that is no real number.
        if math.isfinite(value) and not ranges.nowhere[index, 0]:
            slack = 1e-12 * abs(value)
            assert ranges.low[index, 0] - slack <= value <= ranges.high[index, 0] + slack
