"""Forward mode, reverse mode and 50-digit derivatives agree, operator by operator and on random trees."""

import math

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import explorer
from explorer.core.autodiff import derivative, hessian, reverse_gradient
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Apply, Number, Symbol
from tests.core.operator_cases import BINARY, UNARY

X, Y = Symbol("x"), Symbol("y")


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in UNARY.items() for at in places])
def test_unary(name, at):
    with mpmath.workdps(50):
        expected = float(mpmath.diff(UNARY[name][0], mpmath.mpf(at)))
    tree = Apply(name, (X,))
    assert evaluate(derivative(tree, "x"), {"x": at}) == pytest.approx(expected, rel=1e-12, abs=1e-13)
    value, gradient, _ = reverse_gradient(tree, {"x": at}, ["x"])
    assert gradient["x"] == pytest.approx(expected, rel=1e-12, abs=1e-13)
    assert value == pytest.approx(evaluate(tree, {"x": at}))


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in BINARY.items() for at in places])
def test_binary(name, at, which):
    if (name, which) == ("root", 1):
        at = (at[0], at[1] + 0.5)
    order = (1, 0) if which == 0 else (0, 1)
    with mpmath.workdps(50):
        expected = float(mpmath.diff(BINARY[name][0], tuple(map(mpmath.mpf, at)), order))
    tree = Apply(name, (X, Y))
    point = {"x": at[0], "y": at[1]}
    assert evaluate(derivative(tree, "xy"[which]), point) == pytest.approx(expected, rel=1e-12, abs=1e-13)
    assert reverse_gradient(tree, point, ["x", "y"])[1]["xy"[which]] == pytest.approx(expected, rel=1e-12, abs=1e-13)


TEXTBOOK = [
    ("x²y + 3xy³", lambda x, y: (2 * x * y + 3 * y**3, x**2 + 9 * x * y**2)),
    ("x y / (x² + y²)", lambda x, y: (y * (y**2 - x**2) / (x**2 + y**2) ** 2, x * (x**2 - y**2) / (x**2 + y**2) ** 2)),
    ("e^(xy)", lambda x, y: (y * math.exp(x * y), x * math.exp(x * y))),
    ("x^y", lambda x, y: (y * x ** (y - 1), x**y * math.log(x))),
    ("ln(x² + y²)", lambda x, y: (2 * x / (x**2 + y**2), 2 * y / (x**2 + y**2))),
    ("atan(y/x)", lambda x, y: (-y / (x**2 + y**2), x / (x**2 + y**2))),
    ("sin(x²y)", lambda x, y: (2 * x * y * math.cos(x**2 * y), x**2 * math.cos(x**2 * y))),
    ("|x - y|", lambda x, y: (-1.0, 1.0)),
    ("{x < 1: x², y}", lambda x, y: (2 * x, 0.0)),
    ("max(x, y)", lambda x, y: (0.0, 1.0)),
]


@pytest.mark.parametrize(("text", "closed"), TEXTBOOK, ids=[row[0] for row in TEXTBOOK])
def test_textbook_gradients(text, closed):
    gradient = explorer.parse(text).gradient(x=0.7, y=1.3)
    assert gradient == pytest.approx(closed(0.7, 1.3), rel=1e-13)


@pytest.mark.parametrize(("text", "slope"), [("|x|", 0.0), ("floor(x)", 0.0), ("sign(x)", 0.0), ("step(x)", 0.0)])
def test_flat_parts_and_kinks_have_a_finite_slope(text, slope):
    function = explorer.parse(text)
    assert function.gradient(x=0.5)[0] == (1.0 if text == "|x|" else slope)
    assert math.isfinite(function.gradient(x=0.0)[0])


def test_where_f_is_undefined_so_is_its_gradient():
    assert all(map(math.isnan, explorer.parse("x^(3/2) + y").gradient(x=-1, y=2)))


def test_a_hessian_is_symmetric_and_right():
    second = explorer.parse("x²y + 3xy³").hessian(x=1, y=2)
    assert second.tolist() == [[4.0, 38.0], [38.0, 36.0]]
    rows = hessian(X * X * Y, ("x", "y"))
    assert rows[0][1] is rows[1][0]


def test_a_product_of_a_thousand_factors_stays_small():
    tree = Apply("mul", [X + Number(k) for k in range(1000)])
    value, gradient, _ = reverse_gradient(tree, {"x": 1e-3 - 500.5}, ["x"])
    assert math.isinf(value) or math.isfinite(gradient["x"])


SMOOTH = ["sin", "cos", "exp", "arctan", "tanh", "sigmoid", "gauss", "erf", "arsinh", "softplus"]
leaves = st.one_of(st.just(X), st.just(Y), st.integers(-3, 3).map(Number))
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(st.sampled_from(SMOOTH), inner).map(lambda pair: Apply(pair[0], (pair[1],))),
        inner.map(lambda node: node**2),
        inner.map(lambda node: -node),
        st.tuples(inner, inner).map(lambda pair: pair[0] / (pair[1] ** 2 + 1)),
    ),
    max_leaves=8,
)


@given(trees, st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_forward_and_reverse_agree_on_random_trees(tree, x, y):
    point = {"x": x, "y": y}
    value, gradient, _ = reverse_gradient(tree, point, ["x", "y"])
    assume(math.isfinite(value) and abs(value) < 1e8)
    for name in "xy":
        forward = evaluate(derivative(tree, name), point)
        assume(math.isfinite(forward) and abs(forward) < 1e12)
        assert gradient[name] == pytest.approx(forward, rel=1e-9, abs=1e-9)


@given(trees, st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_forward_agrees_with_a_fine_difference(tree, x, y):
    step = 1e-5
    ahead, behind = (evaluate(tree, {"x": x + s, "y": y}) for s in (step, -step))
    slope = evaluate(derivative(tree, "x"), {"x": x, "y": y})
    third = abs(evaluate(derivative(derivative(derivative(tree, "x"), "x"), "x"), {"x": x, "y": y}))
    assume(all(map(math.isfinite, (ahead, behind, slope, third))) and max(abs(ahead), abs(slope), third) < 1e4)
    assert (ahead - behind) / (2 * step) == pytest.approx(slope, rel=1e-3, abs=1e-3)
