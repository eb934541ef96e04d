"""Plain text: products without a sign, precedence, numbers, brackets, left sides."""

import math

import pytest

import explorer

X, Y, Z, A, B, N = 0.7, 1.3, 0.4, 2.0, 3.0, 2.0
POINT = {"x": X, "y": Y, "z": Z, "a": A, "b": B, "n": N, "α": 0.6, "θ": 0.5, "x_1": 1.1, "x_2": 1.9}

PRODUCTS = {
    "10x": 7.0,
    "xyz": X * Y * Z,
    "x y z": X * Y * Z,
    "3 x^2 y": 3 * X**2 * Y,
    "3xy^3": 3 * X * Y**3,
    "2(x+1)(y-1)": 2 * (X + 1) * (Y - 1),
    "(x+1)2": 2 * (X + 1),
    "x(y)z": X * Y * Z,
    "x2 y": 1.9 * Y,
    "x sin y": X * math.sin(Y),
    "xsin(y)z": X * math.sin(Y) * Z,
    "alphax": 0.6 * X,
    "xalpha": 0.6 * X,
    "theta x": 0.5 * X,
    "pi x": math.pi * X,
    "2pix": 2 * math.pi * X,
    "xe": X * math.e,
    "2e": 2 * math.e,
    "ex": math.e * X,
    "abxy": A * B * X * Y,
    "x(y+1)^2": X * (Y + 1) ** 2,
    "x_1x_2": 1.1 * 1.9,
    "2x_1^2x_2": 2 * 1.1**2 * 1.9,
    "tau": math.tau,
    "e": math.e,
}
PRECEDENCE = {
    "1/2x": X / 2,
    "x/2y": X / 2 * Y,
    "x/y/z": X / Y / Z,
    "x/yz": X / Y * Z,
    "x/y*z": X / Y * Z,
    "x*y/z*a": X * Y / Z * A,
    "6/2(1+2)": 9.0,
    "1/x^2": 1 / X**2,
    "1/-x": -1 / X,
    "x - y - z": X - Y - Z,
    "x - (y - z)": X - (Y - Z),
    "-x^2": -(X**2),
    "-x**2": -(X**2),
    "(-x)^2": X**2,
    "-2^2": -4.0,
    "2x^-1": 2 / X,
    "x^-2y": X**-2 * Y,
    "2^-x^2": 2 ** -(X**2),
    "2^2x": 4 * X,
    "2^(2x)": 2 ** (2 * X),
    "e^xy": math.exp(X) * Y,
    "e^(xy)": math.exp(X * Y),
    "x^y^z": X ** (Y**Z),
    "(x^y)^z": (X**Y) ** Z,
    "2**3**2": 512.0,
    "x**-2": X**-2,
    "x^2/2": X**2 / 2,
    "x^1/2": X / 2,
    "x - -y": X + Y,
    "2*-x": -2 * X,
    "x*-y^2": -X * Y**2,
    "+-+x": -X,
    "--x": X,
    "x+-y": X - Y,
    "x!": math.gamma(1 + X),
    "5!": 120.0,
    "2^3!": 64.0,
    "-3!": -6.0,
    "2x!": 2 * math.gamma(1 + X),
    "x//0.3": 2.0,
    "x % 0.3": X % 0.3,
    "x mod 0.3": X % 0.3,
    "-x mod 0.3": -(X % 0.3),
    "2x mod 0.3": 2 * X % 0.3,
}
NUMBERS = {
    "5.x": 5 * X,
    ".5x": X / 2,
    "0.50": 0.5,
    "007": 7.0,
    "2e-3": 0.002,
    "2E3": 2000.0,
    "1e3x": 700.0,
    "1.5e+2": 150.0,
    "2e x": 2 * math.e * X,
    "2e^x": 2 * math.exp(X),
    "2e-x": 2 * math.e - X,
    "1e-400": 0.0,
    "0.1+0.2": 0.1 + 0.2,
    "9007199254740993": float(2**53),
    "1.7976931348623157e308": 1.7976931348623157e308,
}
BRACKETS = {
    "[x+{y-1}]": X + Y - 1,
    "((x))": X,
    "[x](y){z}": X * Y * Z,
    "  x +\ty\n": X + Y,
    "2[x+y]^2": 2 * (X + Y) ** 2,
    "sin[x]": math.sin(X),
    "max{x, y}": Y,
}
LEFT_SIDES = {
    "z = x + y": X + Y,
    "f(x,y) = x y": X * Y,
    "f(x, y) := x y": X * Y,
    "z = f(x, y) = x - y": X - Y,
    "y = 2x": 2 * X,
    "f = x": X,
    "(x, y) -> x y": X * Y,
    "f: (x, y) ↦ x/y": X / Y,
    "x_1 + x_2.": 3.0,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [pair for table in (PRODUCTS, PRECEDENCE, NUMBERS, BRACKETS, LEFT_SIDES) for pair in table.items()],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_value(text, value):
    assert explorer.parse(text)(POINT) == pytest.approx(value, rel=1e-13, abs=1e-14)


# Both columns are the same tree: how the text was read, written out.
READINGS = [
    ("x²y + 3xy³", "x^2*y + 3*x*y^3"),
    ("1/2x", "(1/2)*x"),
    ("x/2y", "(x/2)*y"),
    ("xy/2z", "((x*y)/2)*z"),
    ("2^2x", "(2^2)*x"),
    ("x^y^2", "x^(y^2)"),
    ("-x^2", "-(x^2)"),
    ("sin x cos y", "sin(x)*cos(y)"),
    ("sin xy", "sin(x*y)"),
    ("sin x/2", "sin(x)/2"),
    ("sin x + y", "sin(x) + y"),
    ("sin x^2", "sin(x^2)"),
    ("sin²x", "(sin(x))^2"),
    ("sin 2πx", "sin(2*π*x)"),
    ("x**2*y", "x^2*y"),
    ("{x < 1: x, y}", "if(x < 1, x, y)"),
    ("x if x < 1 else y", "if(x < 1, x, y)"),
    ("x < 1 ? x : y", "if(x < 1, x, y)"),
    ("√x", "sqrt(x)"),
    ("|x|", "abs(x)"),
]


@pytest.mark.parametrize(("short", "written_out"), READINGS, ids=[short for short, _ in READINGS])
def test_how_it_is_read(short, written_out):
    assert explorer.parse(short).root is explorer.parse(written_out).root
