"""Dual numbers against 50-digit derivatives, reverse mode and the rules of calculus."""

import math

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.core.autodiff import reverse_gradient
from explorer.core.autodiff.dual import dual_number, forward_gradient
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.expression.operators import OPERATORS
from tests.core.operator_cases import BINARY, UNARY

X, Y = Symbol("x"), Symbol("y")


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in UNARY.items() for at in places])
def test_every_function_of_one_operand(name, at):
    meaning, _ = UNARY[name]
    with mpmath.workdps(50):
        exact = float(mpmath.diff(meaning, mpmath.mpf(at)))
    found = dual_number(Apply(name, (X,)), {"x": at}, {"x": 1.0})
    assert found.rate == pytest.approx(exact, rel=1e-11, abs=1e-13)
    assert found.value == pytest.approx(float(meaning(mpmath.mpf(at))), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in BINARY.items() for at in places])
@pytest.mark.parametrize("which", [0, 1])
def test_every_operator_of_two_operands(name, at, which):
    meaning, _ = BINARY[name]
    if (name, which) == ("root", 1):
        at = (at[0], at[1] + 0.5)
    with mpmath.workdps(50):
        exact = float(mpmath.diff(meaning, tuple(map(mpmath.mpf, at)), (1 - which, which)))
    _, found = forward_gradient(Apply(name, (X, Y)), {"x": at[0], "y": at[1]}, ["x", "y"])
    assert found["xy"[which]] == pytest.approx(exact, rel=1e-11, abs=1e-13)


def test_every_operator_has_a_dual():
    for operator in OPERATORS.values():
        count = max(operator.least, 3 if operator.name == "piecewise" else 0)
        node = Apply(operator.name, [X + Number(0.1 * k) for k in range(count)])
        assert isinstance(dual_number(node, {"x": 0.37}, {"x": 1.0}).rate, float)


TREES = [
    explorer.parse(text).root
    for text in (
        "x²y + 3xy³",
        "e^(-x²-y²) cos(3x) / (1 + y²)",
        "ln(x² + y² + 1) atan2(y, x)",
        "max(x, y, 2 - x) + |x - y|",
        "hypot(x, y, 3) + σ(xy)",
        "{x < y: x³, y²}",
        "x^y + y^x",
        "mod(7y, x + 3) log_2(x + 5)",
    )
]


@pytest.mark.parametrize("root", TREES, ids=range(len(TREES)))
@given(st.floats(0.1, 3), st.floats(0.1, 3))
def test_forward_and_reverse_agree(root, x, y):
    point = {"x": x, "y": y}
    value, partials = forward_gradient(root, point, ["x", "y"])
    expected, gradient, _ = reverse_gradient(root, point, ["x", "y"])
    assert value == pytest.approx(expected, rel=1e-14, abs=1e-14)
    assert partials == pytest.approx(gradient, rel=1e-11, abs=1e-11)


def test_a_seed_may_be_any_direction():
    root = explorer.parse("x²y + 3xy³").root
    assert dual_number(root, {"x": 1, "y": 2}, {"x": 3.0, "y": 4.0}).rate == 3 * 28 + 4 * 37
    assert dual_number(root, {"x": 1, "y": 2}, {}).rate == 0


def test_where_f_is_undefined_so_are_its_partials():
    value, partials = forward_gradient(explorer.parse("ln x + y").root, {"x": -1.0, "y": 0.0}, ["x", "y"])
    assert math.isnan(value) and all(map(math.isnan, partials.values()))


def test_a_branch_that_is_not_taken_does_not_matter():
    root = explorer.parse("{x < 0: ln(x), x²}").root
    assert forward_gradient(root, {"x": 3.0}, ["x"]) == (9.0, {"x": 6.0})


def test_a_long_product_and_a_deep_tree():
    tree = Apply("mul", [X + Number(k) for k in range(1, 60)])
    value, partials = forward_gradient(tree, {"x": 0.0}, ["x"])
    harmonic = sum(1 / k for k in range(1, 60))
    assert partials["x"] == pytest.approx(value * harmonic, rel=1e-13)
    deep = X
    for _ in range(5000):
        deep = Apply("sin", (deep,))
    assert 0 < dual_number(deep, {"x": 0.5}, {"x": 1.0}).rate < 1


def test_a_missing_name_is_an_error():
    with pytest.raises(KeyError):
        dual_number(X + Y, {"x": 1.0}, {})
