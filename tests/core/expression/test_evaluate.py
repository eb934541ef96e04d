"""The reference meaning of every operator, against mpmath at 50 digits."""

import math

import mpmath
import pytest

from explorer.core.expression.evaluate import apply_operator, evaluate
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.expression.operators import OPERATORS, UNARY_FUNCTIONS
from tests.core.operator_cases import BINARY, UNARY

NAN, INF = math.nan, math.inf


def test_the_table_of_cases_is_complete():
    assert set(UNARY) == set(UNARY_FUNCTIONS)


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in UNARY.items() for at in places])
def test_unary(name, at):
    with mpmath.workdps(50):
        expected = float(UNARY[name][0](mpmath.mpf(at)))
    assert evaluate(Apply(name, (Symbol("x"),)), {"x": at}) == pytest.approx(expected, rel=2e-14, abs=1e-15)


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in BINARY.items() for at in places])
def test_binary(name, at):
    with mpmath.workdps(50):
        expected = float(BINARY[name][0](*map(mpmath.mpf, at)))
    tree = Apply(name, (Symbol("x"), Symbol("y")))
    assert evaluate(tree, dict(zip("xy", at, strict=True))) == pytest.approx(expected, rel=2e-14)


SPECIAL = [
    ("div", (1.0, 0.0), INF),
    ("div", (-1.0, 0.0), -INF),
    ("div", (0.0, 0.0), NAN),
    ("pow", (0.0, 0.0), 1.0),
    ("pow", (-2.0, 3.0), -8.0),
    ("pow", (-2.0, 0.5), NAN),
    ("pow", (0.0, -1.0), INF),
    ("pow", (0.0, -2.0), INF),
    ("root", (-8.0, 3.0), -2.0),
    ("root", (-8.0, 2.0), NAN),
    ("root", (1.0, 0.0), NAN),
    ("sqrt", (-1.0,), NAN),
    ("log", (0.0,), -INF),
    ("log", (-1.0,), NAN),
    ("log_base", (8.0, 2.0), 3.0),
    ("log_base", (2.0, 1.0), NAN),
    ("arcsin", (1.5,), NAN),
    ("arcosh", (0.5,), NAN),
    ("artanh", (2.0,), NAN),
    ("sinc", (0.0,), 1.0),
    ("step", (0.0,), 0.0),
    ("sign", (0.0,), 0.0),
    ("exp", (1000.0,), INF),
    ("sinh", (-1000.0,), -INF),
    ("sech", (1000.0,), 0.0),
    ("sigmoid", (-1000.0,), 0.0),
    ("sigmoid", (1000.0,), 1.0),
    ("softplus", (1000.0,), 1000.0),
    ("mod", (1.0, 0.0), NAN),
    ("mod", (-1.0, 3.0), 2.0),
    ("gamma", (5.0,), 24.0),
    ("factorial", (5.0,), 120.0),
    ("atan2", (0.0, -1.0), math.pi),
    ("and", (1.0, 0.0), 0.0),
    ("or", (1.0, 0.0), 1.0),
    ("not", (0.0,), 1.0),
    ("piecewise", (0.0, 1.0, 1.0, 2.0), 2.0),
    ("piecewise", (0.0, 1.0), NAN),
    ("piecewise", (1.0, 5.0, NAN, 7.0), 5.0),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), SPECIAL)
def test_edges(name, arguments, expected):
    assert apply_operator(name, arguments) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("name", [name for name, operator in OPERATORS.items() if operator.kind == "function"])
def test_undefined_stays_undefined(name):
    count = OPERATORS[name].least
    assert math.isnan(apply_operator(name, [NAN] + [1.0] * (count - 1)))


def test_nothing_raises_for_a_missing_branch():
    tree = Apply("piecewise", (Apply("lt", (Symbol("x"), Number(0))), Number(1)))
    assert math.isnan(evaluate(tree, {"x": 1.0}))
    with pytest.raises(KeyError):
        evaluate(tree, {})
