"""Symbolic partials: as textbooks write them, and with the values of 50-digit derivatives."""

import mpmath
import pytest

import explorer
from explorer.core.expression.nodes import Apply, Symbol
from tests.core.operator_cases import UNARY

WRITTEN = [
    ("x²y + 3xy³", "x", "2xy + 3y³"),
    ("x²y + 3xy³", "y", "x² + 9xy²"),
    ("x² + y²", "x", "2x"),
    ("sin(xy)", "x", "y cos(xy)"),
    ("e^(x y)", "y", "xe^(xy)"),
    ("ln(x² + y²)", "x", "2x/(x² + y²)"),
    ("x/y", "y", "−x/y²"),
    ("a x² + b", "x", "2ax"),
    ("√(x² + y²)", "x", "x/√(x² + y²)"),
    ("7", "x", "0"),
]


@pytest.mark.parametrize(("text", "name", "expected"), WRITTEN, ids=[f"{row[0]} by {row[1]}" for row in WRITTEN])
def test_as_a_textbook_writes_it(text, name, expected):
    function = explorer.parse("f(x, y) = " + text)
    assert function.partial(name).text.replace("·", "") == expected


FORMULAS = {
    "x²y + 3xy³": lambda x, y: x**2 * y + 3 * x * y**3,
    "(1-x)^2 + 100(y-x^2)^2": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "(x²+y-11)² + (x+y²-7)²": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "20 + x² - 10cos(2πx) + y² - 10cos(2πy)": lambda x, y: (
        20 + x**2 - 10 * mpmath.cos(2 * mpmath.pi * x) + y**2 - 10 * mpmath.cos(2 * mpmath.pi * y)
    ),
    "sin(√(x²+y²))/√(x²+y²)": lambda x, y: mpmath.sin(mpmath.sqrt(x**2 + y**2)) / mpmath.sqrt(x**2 + y**2),
    "x^y": lambda x, y: x**y,
    "atan2(y, x)": mpmath.atan2,
    "x y e^(-x²-y²)": lambda x, y: x * y * mpmath.exp(-(x**2) - y**2),
    "(x - y)/(x + y)": lambda x, y: (x - y) / (x + y),
    "ln(x + √(x² + y²))": lambda x, y: mpmath.log(x + mpmath.sqrt(x**2 + y**2)),
    "sin(x)^2 cos(y)^3": lambda x, y: mpmath.sin(x) ** 2 * mpmath.cos(y) ** 3,
    "1/(1 + e^(-(x + 2y)))": lambda x, y: 1 / (1 + mpmath.exp(-(x + 2 * y))),
    "hypot(x, y)": mpmath.hypot,
    "log(x, y + 1)": lambda x, y: mpmath.log(x) / mpmath.log(y + 1),
    "∛(x y)": lambda x, y: mpmath.cbrt(x * y),
    "|x - 2y|": lambda x, y: abs(x - 2 * y),
    "max(x, y)²": lambda x, y: max(x, y) ** 2,
    "{x < 1: x² y, y}": lambda x, y: x**2 * y,
    "mod(x, 0.3) + y": lambda x, y: x - mpmath.mpf("0.3") * mpmath.floor(x / mpmath.mpf("0.3")) + y,
}


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize("text", FORMULAS)
def test_values(text, name):
    meaning = FORMULAS[text]
    at = {"x": 0.7, "y": 1.3}
    order = (1, 0) if name == "x" else (0, 1)
    arguments = (mpmath.mpf("0.7"), mpmath.mpf("1.3"))
    if text == "atan2(y, x)":
        arguments, order = arguments[::-1], order[::-1]
    with mpmath.workdps(50):
        expected = float(mpmath.diff(meaning, arguments, order))
    partial = explorer.parse("f(x, y) = " + text).partial(name)
    assert partial(at) == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("name", UNARY)
def test_every_operator(name):
    function = explorer.Function(Apply(name, (Symbol("x"),)), ("x",))
    partial = function.partial("x")
    for at in UNARY[name][1]:
        with mpmath.workdps(50):
            expected = float(mpmath.diff(UNARY[name][0], mpmath.mpf(at)))
        assert partial(x=at) == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("text", [*FORMULAS, "gamma(x) + erf(y)", "σ(x) relu(y)", "softplus(x)", "sinc(x y)"])
def test_both_routes_agree(text):
    function = explorer.parse("f(x, y) = " + text)
    at = {"x": 0.7, "y": 1.3}
    assert [function.partial(name)(at) for name in "xy"] == pytest.approx(function.gradient(at), rel=1e-10, abs=1e-12)
