"""Critical points: all of them, of the right kind, none invented; and what is told where there is no such point."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer.core.analysis.critical import critical_points, find_critical_points
from tests.core.analysis.critical_cases import CASES, CURVES, reference

REFERENCE = reference()
EXACT, NEAR = 1e-9, 1e-3


def expected_points(case):
    """(position, kind, tolerance) of every point that must be found."""
    size = 1 if case.y is None else 2
    yield from ((row[:-1], row[-1], EXACT) for row in REFERENCE[case.name])
    yield from ((list(position), "degenerate", NEAR) for position in case.degenerate)
    yield from ((list(kink[:size]), kink[2], EXACT) for kink in case.kinks)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_point_is_found_and_none_invented(case):
    found = critical_points(explorer.parse(case.text), case.x, case.y or (-6, 6))
    told = [(list(point.position.values()), point.kind) for point in found]
    for position, kind, tolerance in expected_points(case):
        match = [row for row in told if row[1] == kind and row[0] == pytest.approx(position, abs=tolerance)]
        assert len(match) == 1, (position, kind, told)
        told.remove(match[0])
    assert told == []


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_reference_is_right(case):
    """By finite differences of f alone: slopes vanish at the committed points, and curvatures match their kinds."""
    f = explorer.parse(case.text)
    names = ("x",) if case.y is None else ("x", "y")
    for *position, kind in REFERENCE[case.name][:3]:
        step = 1e-4
        centre = f(dict(zip(names, position, strict=True)))
        second = []
        for index, name in enumerate(names):
            ahead, behind = list(position), list(position)
            ahead[index] += step
            behind[index] -= step
            values = [f(dict(zip(names, place, strict=True))) for place in (ahead, behind)]
            if not all(map(math.isfinite, values)):
                continue
            curvature = (values[0] - 2 * centre + values[1]) / step**2
            slope = (values[0] - values[1]) / (2 * step)
            assert abs(slope) <= 1e-3 * (1e-3 + abs(curvature) + abs(centre)), (position, name)
            second.append(curvature)
        noise = 1e-7 * (1 + abs(centre))
        if kind == "minimum":
            assert all(curvature > -noise for curvature in second)
        elif kind == "maximum":
            assert all(curvature < noise for curvature in second)


@pytest.mark.parametrize("case", CURVES, ids=[case.name for case in CURVES])
def test_curves_of_critical_points_are_told_as_curves(case):
    f = explorer.parse(case.text)
    search = find_critical_points(f, None, (case.x, case.y))
    assert "curve" in search.note
    assert search.complete
    positions = np.concatenate(search.curves)
    assert len(positions) > 50
    gradients = f.gradients_at(positions) if f.variables == ("x", "y") else f.gradients_at(positions[:, :1])
    assert np.abs(gradients).max() < 1e-6


@pytest.mark.parametrize(
    ("text", "behaviour"),
    [
        ("x^4 + y^4", "minimum"),
        ("-x^4 - y^2", "maximum"),
        ("x^4 - y^4", "saddle"),
        ("x^2 + y^3", "saddle"),
        ("x^3 - 3x y^2", "saddle"),
        ("(y - x^2)(y - 3x^2)", "saddle"),
        ("x^2 y + y^4", "saddle"),
        ("(x - y)^4 + (x + y)^2", "minimum"),
        ("cos(x^2 + y^4) ", "maximum"),
    ],
)
def test_a_degenerate_point_tells_what_f_does_around_it(text, behaviour):
    (point,) = critical_points(explorer.parse(text), (-1.2, 1), (-1, 1.2))
    assert (point.kind, point.behaviour) == ("degenerate", behaviour)
    assert "singular" in point.note


def test_values_eigenvalues_and_notes():
    point = critical_points(explorer.parse("3x^2 + 4x y"), (-1, 1), (-1, 1))[0]
    assert dict(point.position) == {"x": 0.0, "y": 0.0}
    assert point.eigenvalues == pytest.approx([-2.0, 8.0])
    assert point.value == 0.0
    assert point.note.endswith("a saddle.")
    with pytest.raises(ValueError, match="read-only"):
        point.eigenvalues[0] = 1.0
    with pytest.raises(TypeError):
        point.position["x"] = 1.0


def test_a_kink_has_no_gradient_and_says_so():
    search = find_critical_points(explorer.parse("|x| - |y|"), None, ((-1, 1), (-1, 1)))
    (kink,) = search.kinks
    assert kink.kind == "saddle" and kink.at_kink and "kink" in kink.note
    assert np.isnan(kink.eigenvalues).all()
    assert search.points == () and "kink" in search.note
    assert critical_points(explorer.parse("|x| - |y|"), (-1, 1), (-1, 1)) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x + y", "f has no critical point in this window: the gradient is nowhere zero."),
        ("f(x, y) = 5", "f is flat everywhere: every point is critical."),
        ("relu(x) relu(y)", "f is flat in a part of the window"),
        ("f(x, y) = |x|", "line of kinks"),
        ("f(x, y) = floor(x) + x", "nowhere zero"),
        ("sqrt(x - 10)", "nowhere zero"),
        ("log(x^2 + y^2)", "nowhere zero"),
        ("1/x + 1/y", "nowhere zero"),
    ],
)
def test_what_is_told_where_there_is_no_point(text, sentence):
    search = find_critical_points(explorer.parse(text), None, ((-3, 3), (-3, 3)))
    assert sentence in search.note
    assert search.points == () and search.complete


def test_further_variables_are_held():
    f = explorer.parse("f(x, y, z) = x^2 + y^2 + x z + a y")
    (point,) = critical_points(f, (-3, 3), (-3, 3), at={"z": 2, "a": 4})
    assert dict(point.position) == pytest.approx({"x": -1.0, "y": -2.0, "z": 2.0})
    (standard,) = critical_points(f, (-3, 3), (-3, 3))
    assert dict(standard.position) == pytest.approx({"x": -0.5, "y": -0.5, "z": 1.0})
    (other,) = critical_points(explorer.parse("x^2 + (z - 1)^2 + y"), axes=("x", "z"), at={"y": 0})
    assert dict(other.position) == pytest.approx({"x": 0.0, "y": 0.0, "z": 1.0})


def test_parameters_are_those_of_the_function():
    f = explorer.parse("(x - a)^2 + b y^2").with_parameters(a=2.5, b=-1)
    (point,) = critical_points(f)
    assert point.position["x"] == pytest.approx(2.5, abs=1e-12)
    assert point.kind == "saddle"


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ((1, -1), (0, 1), "from a smaller to a larger"),
        ((1, 1), (0, 1), "from a smaller to a larger"),
        ((0, 1), (0, math.inf), "finite"),
        ((math.nan, 1), (0, 1), "finite"),
        ((0, 1, 2), (0, 1), "two numbers"),
    ],
)
def test_a_window_that_makes_no_sense_is_refused(x, y, message):
    with pytest.raises(ValueError, match=message):
        critical_points(explorer.parse("x^2 + y^2"), x, y)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"axes": ("x", "x")}, "must differ"),
        ({"axes": ("x", "q")}, "no variable q"),
        ({"axes": "xy"}, "two names"),
        ({"at": {"z": math.nan}}, "finite"),
    ],
)
def test_names_and_numbers_that_make_no_sense_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        critical_points(explorer.parse("x^2 + y^2 + z^2"), **arguments)


def test_a_search_can_be_cancelled():
    calls = []

    def check():
        calls.append(None)
        if len(calls) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        find_critical_points(explorer.parse("sin(x y) cos(x + y^2)"), None, ((-6, 6), (-6, 6)), None, check)
    assert len(calls) == 3


def test_what_cannot_be_decided_is_told_as_undecided():
    search = find_critical_points(explorer.parse("sin(1/x) + sin(1/y)"), None, ((-1, 1), (-1, 1)))
    assert not search.complete
    assert search.undecided.shape[1] == 4 and len(search.undecided) <= 2000
    assert "undecided" in search.note
    assert (search.undecided[:, 0] < search.undecided[:, 1]).all()


numbers = st.integers(-20, 20).map(lambda k: k / 4)


@settings(max_examples=25, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=3, unique=True), st.lists(numbers, min_size=1, max_size=3, unique=True))
def test_separable_polynomials_have_the_products_of_their_roots(first, second):
    """∂f/∂x = Π (x − a) and ∂f/∂y = Π (y − b): the points are all pairs, their kinds by the signs of the slopes."""
    f = explorer.parse(f"{_antiderivative('x', first)} + {_antiderivative('y', second)}")
    found = critical_points(f)
    places = {(round(p.position["x"], 6), round(p.position["y"], 6)): p.kind for p in found}
    assert len(found) == len(first) * len(second)
    for a in first:
        for b in second:
            signs = (_slope(first, a) > 0, _slope(second, b) > 0)
            kind = {(True, True): "minimum", (False, False): "maximum"}.get(signs, "saddle")
            assert places[round(a, 6), round(b, 6)] == kind


def _antiderivative(name, roots):
    coefficients = np.polyint(np.poly(roots))
    degree = len(coefficients) - 1
    return " + ".join(f"({c:.17f}) {name}^{degree - k}" for k, c in enumerate(coefficients[:-1]))


def _slope(roots, at):
    return math.prod(at - root for root in roots if root != at)


@settings(max_examples=15, deadline=None)
@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0.2, 3), st.floats(-3, 3))
def test_a_bell_under_a_slope_agrees_with_a_50_digit_solution(a, b, c, tilt):
    f = explorer.parse("exp(-(x - a)^2 - c (y - b)^2) + k x").with_parameters(a=a, b=b, c=c, k=tilt / 4)
    found = critical_points(f)
    # On y = b the equation is −2u·exp(−u²) + t = 0 with u = x − a; it has two solutions for |t| < √(2/e).
    count = 2 if 0 < abs(tilt / 4) < math.sqrt(2 / math.e) * (1 - 1e-6) else 1 if tilt == 0 else 0
    inside = [p for p in found if abs(p.position["x"] - a) < 3.5]
    if 1e-4 < abs(tilt / 4) < math.sqrt(2 / math.e) * (1 - 1e-3):
        assert len(inside) == count
    for point in inside:
        with mpmath.workdps(50):
            equation = lambda u: -2 * u * mpmath.exp(-u * u) + mpmath.mpf(tilt / 4)  # noqa: E731
            exact = mpmath.findroot(equation, mpmath.mpf(point.position["x"] - a))
        assert point.position["x"] == pytest.approx(float(exact) + a, abs=1e-9)
        assert point.position["y"] == pytest.approx(b, abs=1e-9)
