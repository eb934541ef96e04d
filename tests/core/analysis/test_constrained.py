"""Constrained extrema against closed forms, polynomial references and what the conditions themselves demand."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import explorer
from explorer.core.analysis.constrained import constrained_extrema, find_constrained
from explorer.core.analysis.constrained_search import search_stationary
from explorer.core.analysis.lagrange_points import bordered_hessian
from explorer.core.analysis.lagrange_system import lagrange_system
from explorer.core.notation.errors import NotationError
from tests.core.analysis.lagrange_cases import CASES

SQUARE = {"x": (-2, 2), "y": (-2, 2)}
WINDOW = (-2.0, 2.0, -2.0, 2.0)
UNIT_CIRCLE = "x^2+y^2=1"
QUADRATIC = explorer.Function(explorer.parse("a x² + b x y + c y² + d x + k y").root, ("x", "y"))
LINEAR = explorer.Function(explorer.parse("a x + b y + c z").root, ("x", "y", "z"))


def read(text):
    left, _, right = text.partition("=")
    return explorer.parse(f"({left}) - ({right or 0})")


@pytest.mark.parametrize(("text", "constraints", "box", "expected"), CASES, ids=range(len(CASES)))
def test_textbook_problems(text, constraints, box, expected):
    f = explorer.parse(text)
    found = constrained_extrema(f, constraints, box)
    assert len(found) == len(expected)
    degenerate = any(kind == "degenerate" for _, _, kind in expected) and len(constraints) < len(box)
    for position, multipliers, kind in expected:
        place = dict(zip(box, position, strict=True))
        point = min(found, key=lambda point: max(abs(point.position[name] - place[name]) for name in box))
        assert dict(point.position) == pytest.approx(place, abs=1e-4 if degenerate else 1e-12)
        assert point.kind == kind
        assert point.value == pytest.approx(f({**dict.fromkeys(f.variables, 0.0), **place}), rel=1e-12, abs=1e-12)
        if multipliers is not None:
            assert point.multipliers == pytest.approx(multipliers, abs=1e-10)
    assert [point.value for point in found] == sorted(point.value for point in found)


@pytest.mark.parametrize(("text", "constraints", "box", "expected"), CASES, ids=range(len(CASES)))
def test_every_point_fulfils_lagranges_conditions_and_the_bordered_test(text, constraints, box, expected):
    names = tuple(box)
    f, gs = (explorer.parse(text).with_variables(names), [read(g).with_variables(names) for g in constraints])
    for point in constrained_extrema(f, constraints, box):
        normals = np.array([g.gradient(point.position) for g in gs])
        assert f.gradient(point.position) == pytest.approx(point.multipliers @ normals, rel=1e-9, abs=1e-9)
        assert [g(point.position) for g in gs] == pytest.approx([0] * len(gs), abs=1e-10)
        assert kind_by_bordered_minors(f, gs, point) in (point.kind, None)


def kind_by_bordered_minors(f, gs, point):
    """The textbook's rule: signs of the last n − k leading minors of the bordered Hessian; None where one is 0."""
    position = np.array([point.position[name] for name in f.variables])
    matrix = bordered_hessian(f, gs, position, point.multipliers)
    k, n = len(gs), len(position)
    minors = [np.linalg.det(matrix[:size, :size]) for size in range(2 * k + 1, k + n + 1)]
    if point.kind == "degenerate" or not minors or min(map(abs, minors)) < 1e-9:
        return None
    if all(minor * (-1) ** k > 0 for minor in minors):
        return "minimum"
    if all(minor * (-1) ** (k + 1 + index) > 0 for index, minor in enumerate(minors)):
        return "maximum"
    return "saddle"


numbers = st.integers(-40, 40).map(lambda value: value / 8)


@given(numbers, numbers, numbers, numbers, numbers, st.integers(4, 16), st.integers(4, 16))
def test_a_quadratic_on_an_ellipse_against_the_roots_of_its_polynomial(a, b, c, d, e, p, q):
    """With x = p(1−t²)/(1+t²), y = 2qt/(1+t²) the slope along the ellipse is a quartic over (1+t²)²."""
    p, q = p / 8, q / 8
    one, cosine, sine = np.polynomial.Polynomial([1, 0, 1]), *map(np.polynomial.Polynomial, ([1, 0, -1], [0, 2]))
    x, y = p * cosine, q * sine  # over 1 + t²
    # d/dθ of a x² + b x y + c y² + d x + e y with dx = −(p/q) y, dy = (q/p) x
    slope = (2 * a * x + b * y + d * one) * (-(p / q) * y) + (b * x + 2 * c * y + e * one) * ((q / p) * x)
    roots = slope.roots()
    assume(len(slope.trim(1e-9).coef) == 5 and abs(slope.coef[-1]) > 1e-3)  # none at t = ∞
    spread = [abs(r - s) for i, r in enumerate(roots) for s in roots[:i]]
    assume(min(spread) > 0.02 and all(abs(r.imag) < 1e-9 or abs(r.imag) > 0.02 for r in roots))
    f = QUADRATIC.with_parameters(a=a, b=b, c=c, d=d, k=e)
    found = constrained_extrema(f, [f"x^2/{p * p!r} + y^2/{q * q!r} = 1"], {"x": (-3, 3), "y": (-3, 3)})
    real = [r.real for r in roots if abs(r.imag) < 1e-9]
    expected = [(float(x(t) / one(t)), float(y(t) / one(t))) for t in real]
    assert len(found) == len(expected)
    for place in expected:
        assert min(math.dist(place, point.position.values()) for point in found) < 1e-8
    kinds = [point.kind for point in found]
    assert kinds.count("minimum") == kinds.count("maximum") == len(found) / 2  # they alternate around the ellipse


@given(st.tuples(numbers, numbers, numbers), st.integers(1, 12))
def test_a_linear_function_on_a_sphere(slopes, radius):
    assume(any(slopes))
    f = LINEAR.with_parameters(a=slopes[0], b=slopes[1], c=slopes[2])
    size, r = math.hypot(*slopes), radius / 4
    low, high = constrained_extrema(f, [f"x^2+y^2+z^2={r * r!r}"], dict.fromkeys("xyz", (-4, 4)))
    for point, sign, kind in ((low, -1, "minimum"), (high, 1, "maximum")):
        assert point.kind == kind
        assert list(point.position.values()) == pytest.approx([sign * r * s / size for s in slopes], abs=1e-12)
        assert point.multipliers[0] == pytest.approx(sign * size / (2 * r), rel=1e-12)


# Input


@pytest.mark.parametrize(
    "text", ["x^2+y^2-1", "x^2+y^2=1", "x² + y² = 1", "g(x, y) = x^2+y^2-1", "g = x²+y²-1", "1 == x^2+y^2"]
)
def test_a_constraint_may_be_written_in_many_ways(text):
    found = constrained_extrema(explorer.parse("x"), [text], SQUARE)
    assert [point.position["x"] for point in found] == pytest.approx([-1, 1])


def test_a_constraint_may_be_a_function_or_a_lone_text():
    f = explorer.parse("x y")
    circle = explorer.parse("x²+y²-1")
    assert len(constrained_extrema(f, [circle], SQUARE)) == len(constrained_extrema(f, "x²+y²-1", SQUARE)) == 4


def test_parameters_keep_their_values_and_their_owners():
    f = explorer.parse("a x + y").with_parameters(a=3)
    g = explorer.parse("a x² + y² - 10").with_parameters(a=1)
    found = constrained_extrema(f, [g], {"x": (-5, 5), "y": (-5, 5)})
    assert found[-1].position == pytest.approx({"x": 3, "y": 1})
    found = constrained_extrema(f, ["x²+y²=a²+1"], {"x": (-5, 5), "y": (-5, 5)})
    assert found[-1].position == pytest.approx({"x": 3, "y": 1})


def test_names_in_any_spelling():
    found = constrained_extrema(explorer.parse("x_1 + x_2"), ["x₁² + x2² = 2"], {"x1": (-2, 2), "x_{2}": (-2, 2)})
    assert found[1].position == pytest.approx({"x_1": 1, "x_2": 1})


@pytest.mark.parametrize(
    ("constraints", "box", "said"),
    [
        ([], SQUARE, "not 0"),
        (["x=1", "y=1", "x=y"], SQUARE, "not 3"),
        (["x^2+y^2=r"], SQUARE, "uses r"),
        (["x^2+y^2=1"], {"x": (-1, 1)}, "two to 4"),
        (["x^2+y^2=1"], {"x": (-1, 1), "z": (-1, 1)}, "needs a range|uses y"),
        (["x^2+y^2=1"], {"x": (1, -1), "y": (-1, 1)}, "smaller to a larger"),
        (["x^2+y^2=1"], {"x": (-1, math.inf), "y": (-1, 1)}, "finite"),
        (["3=1"], SQUARE, "does not depend"),
        (["x=y=1"], SQUARE, "one equals sign"),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(constraints, box, said):
    with pytest.raises(ValueError, match=said) as caught:
        constrained_extrema(explorer.parse("x + y"), constraints, box)
    assert str(caught.value).endswith(".")


def test_a_text_that_cannot_be_read_is_pointed_at():
    with pytest.raises(NotationError) as caught:
        constrained_extrema(explorer.parse("x"), ["x^2 + y^2 = 1 +* 2"], SQUARE)
    assert caught.value.start >= 15


# The window


def test_the_window_shows_curve_and_points():
    search = find_constrained(explorer.parse("x y"), [UNIT_CIRCLE], ("x", "y"), WINDOW)
    assert search.complete and not search.note and len(search.points) == 4 and search.undecided.shape == (0, 4)
    (curve,) = search.curves[0]
    assert np.hypot(*curve.T) == pytest.approx(np.ones(len(curve)), abs=1e-12)
    assert len(curve) > 200 and curve[0] == pytest.approx(curve[-1])


def test_other_variables_are_held():
    f = explorer.parse("x y + z x")
    search = find_constrained(f, ["x^2+y^2=z"], ("x", "y"), WINDOW, {"z": 1.0})
    assert len(search.points) == len(constrained_extrema(explorer.parse("x y + x"), [UNIT_CIRCLE], SQUARE)) == 3
    with pytest.raises(ValueError, match="z needs"):
        find_constrained(f, [UNIT_CIRCLE], ("x", "y"), WINDOW)


@pytest.mark.parametrize(
    ("text", "constraint", "note"),
    [
        ("x + y", "x^2+y^2=-1", "The constraint is never met in this window."),
        ("x + y", "x = 7", "The constraint is never met in this window."),
        ("x", "y = x^3", "No point of the constraint is stationary here."),
        ("x^2+y^2", UNIT_CIRCLE, "every point is stationary"),
        ("sin(x^2+y^2)", UNIT_CIRCLE, "every point is stationary"),
        ("x + y", "(x-y)^2", "gradient is zero"),
    ],
)
def test_what_the_lists_do_not_tell_is_told_in_a_sentence(text, constraint, note):
    search = find_constrained(explorer.parse(text), [constraint], ("x", "y"), WINDOW)
    assert note in search.note and search.complete and not search.points
    assert constrained_extrema(explorer.parse(text), [constraint], SQUARE) == []


@pytest.mark.parametrize(
    ("text", "constraint", "place", "kind", "said"),
    [
        ("x", "y^2=x^3", (0, 0), "minimum", "gradient is zero"),
        ("x + y", "x y = 0", (0, 0), "degenerate", "grows on one side"),
        ("x + y", "x^2+y^2=0", (0, 0), "degenerate", "no other point"),
        ("x", "y^2=x^2+x^3", (0, 0), "degenerate", "gradient is zero"),
        ("|x| + 2y", UNIT_CIRCLE, (0, -1), "minimum", "kink"),
        ("x^2+y^2", "|x|+|y|=1", (0, 1), "maximum", "kink"),
    ],
)
def test_points_without_multipliers_are_told_apart(text, constraint, place, kind, said):
    search = find_constrained(explorer.parse(text), [constraint], ("x", "y"), WINDOW)
    near = [p for p in search.special if math.dist(p.position.values(), place) < 1e-8]
    assert len(near) == 1 and near[0].kind == kind and said in near[0].note
    assert np.isnan(near[0].multipliers).all() and search.complete
    listed = constrained_extrema(explorer.parse(text), [constraint], SQUARE)
    assert all(math.dist(p.position.values(), place) > 1e-3 for p in listed)


def test_a_circle_of_points_does_not_hide_the_single_ones():
    sphere = dict.fromkeys("xyz", (-2, 2))
    found = constrained_extrema(explorer.parse("x^2+y^2"), ["x^2+y^2+z^2=1"], sphere)
    assert [list(point.position.values()) for point in found] == [
        pytest.approx([0, 0, -1], abs=1e-12),
        pytest.approx([0, 0, 1], abs=1e-12),
    ]
    two = find_constrained(explorer.parse("x^2+y^2"), ["(x^2+y^2-1)(x-1.5)=0"], ("x", "y"), WINDOW)
    assert [dict(p.position) for p in two.points] == [pytest.approx({"x": 1.5, "y": 0.0}, abs=1e-12)]
    assert "every point is stationary" in two.note


@pytest.mark.parametrize(
    ("text", "constraint", "count"),
    [
        ("x^2 y^2 z^2", "x^2+y^2+z^2=1", 8),
        ("x y + y z + z x", "x^2+y^2+z^2=1", 2),
        ("z", "(√(x^2+y^2)-1)^2+z^2=1/4", 0),
        ("x", "(√(x^2+y^2)-1)^2+z^2=1/4", 4),
        ("cos(√(x^2+y^2)) + z", "z=0", 0),
    ],
)
def test_curves_in_space_are_taken_out(text, constraint, count):
    f, g = explorer.parse(text), read(constraint).with_variables(("x", "y", "z"))
    low, high = np.full(3, -2.0), np.full(3, 2.0)
    found = search_stationary(lagrange_system(f.with_variables(("x", "y", "z")), [g]), low, high, lambda: None)
    assert len(found.points) == count and not found.undecided


@pytest.mark.parametrize("surface", ["x^4+y^4", "x^2+y^4", "x^3-3x y^2", "x^4-y^4", "-(x^2+y^2)^2"])
def test_single_degenerate_points_in_space(surface):
    found = constrained_extrema(explorer.parse("z"), [f"z={surface}"], dict.fromkeys("xyz", (-2, 3)))
    assert len(found) == 1 and found[0].kind == "degenerate"
    assert list(found[0].position.values()) == pytest.approx([0, 0, 0], abs=1e-3)
    assert found[0].multipliers == pytest.approx([1], abs=1e-6)


@pytest.mark.parametrize("size", [1.0, 30.0, 1000.0, 1e5])
def test_small_things_are_found_in_large_windows(size):
    found = constrained_extrema(explorer.parse("x y"), [UNIT_CIRCLE], {"x": (-size, size), "y": (-size, size)})
    assert [point.kind for point in found] == ["minimum", "minimum", "maximum", "maximum"]
    assert all(abs(abs(p.position[name]) - math.sqrt(0.5)) < 1e-12 for p in found for name in "xy")


def test_far_out_an_exponential_does_not_look_flat():
    window = {"x": (-8, 8), "y": (-8, 8)}
    (top,) = constrained_extrema(explorer.parse("e^(-20(x^2+y^2))"), ["x=y^2"], window)
    assert top.kind == "maximum" and top.position == pytest.approx({"x": 0, "y": 0}, abs=1e-12)


def test_poles_of_constraint_and_function_invent_nothing():
    for text, constraint, count in (
        ("x^2+y^2", "y=1/x", 2),
        ("x", "tan(x)=y", 0),
        ("y", "y=tan(x)", 0),
        ("1/x + y", UNIT_CIRCLE, None),
        ("x^2+y^2", "1/x+1/y=1", 1),
    ):
        search = find_constrained(explorer.parse(text), [constraint], ("x", "y"), (-5.0, 5.0, -5.0, 5.0))
        assert search.complete and not search.special
        assert count is None or len(search.points) == count


def test_a_hole_has_no_points():
    found = constrained_extrema(explorer.parse("√x + y"), ["x^2+y^2=1"], SQUARE)
    assert found and all(point.position["x"] > 0 for point in found)


def test_degenerate_points_are_told_by_what_f_does():
    (least,) = constrained_extrema(explorer.parse("y"), ["y=x^4"], SQUARE)
    (through,) = constrained_extrema(explorer.parse("y"), ["y=x^3"], SQUARE)
    assert least.kind == through.kind == "degenerate"
    assert "least" in least.note and "grows on one side" in through.note


def test_the_search_can_be_stopped():
    class Stopped(Exception):
        pass

    calls = []

    def check():
        calls.append(None)
        if len(calls) > 5:
            raise Stopped

    with pytest.raises(Stopped):
        find_constrained(explorer.parse("sin(9x) cos(8y)"), [UNIT_CIRCLE], ("x", "y"), WINDOW, check=check)


def test_many_points_are_all_found():
    # On the unit circle f = sin(12 θ) after Chebyshev: T₁₂'s companion, 24 extrema.
    angle = explorer.parse("sin(12 atan2(y, x))")
    found = constrained_extrema(angle, [UNIT_CIRCLE], {"x": (-1.3, 1.2), "y": (-1.1, 1.4)})
    angles = sorted(math.atan2(p.position["y"], p.position["x"]) for p in found)
    assert angles == pytest.approx([-math.pi + (k + 0.5) * math.pi / 12 for k in range(24)], abs=1e-12)


def test_results_cannot_be_changed():
    point = constrained_extrema(explorer.parse("x y"), [UNIT_CIRCLE], SQUARE)[0]
    with pytest.raises(TypeError):
        point.position["x"] = 0.0
    assert not point.multipliers.flags.writeable and not point.eigenvalues.flags.writeable
