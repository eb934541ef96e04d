"""The scripting interface of a function, as the documentation promises it."""

import copy
import math
import pickle

import numpy as np
import pytest

import explorer

TEXTBOOK = explorer.parse("x²y + 3xy³")


def test_the_names():
    assert TEXTBOOK.variables == ("x", "y") and TEXTBOOK.parameters == {}
    assert explorer.parse("a x + b").parameters == {"a": 1.0, "b": 1.0}


def test_calling():
    assert TEXTBOOK(x=1, y=2) == TEXTBOOK({"x": 1, "y": 2}) == 26.0
    assert TEXTBOOK({"x": 1, "y": 2, "unused": 5}) == 26.0
    with pytest.raises(ValueError, match="needs a value for y"):
        TEXTBOOK(x=1)
    with pytest.raises(ValueError, match="real number"):
        TEXTBOOK(x=1, y="two")


def test_gradient_and_hessian():
    assert TEXTBOOK.gradient({"x": 1, "y": 2}).tolist() == [28.0, 37.0]
    assert TEXTBOOK.hessian(x=1, y=2).tolist() == [[4.0, 38.0], [38.0, 36.0]]


def test_parameters():
    line = explorer.parse("a x + b")
    other = line.with_parameters(a=3.0)
    assert other(x=2) == 7.0 and line(x=2) == 3.0 and line({"x": 2, "a": 10}) == 21.0
    with pytest.raises(ValueError, match="c is not a parameter"):
        line.with_parameters(c=1.0)


def test_swapped_roles():
    swapped = explorer.parse("a x^2").with_variables(["a"])
    assert swapped.variables == ("a",) and swapped.parameters == {"x": 1.0}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("x²y + 3xy³", "x", "2xy + 3y³"),
        ("x²y + 3xy³", "y", "x² + 9xy²"),
        ("sin(x)cos(y)", "x", "cos(x)·cos(y)"),
        ("e^(-x)", "x", "−e^(−x)"),
        ("y", "x", "0"),
    ],
)
def test_symbolic_partials(text, name, expected):
    function = explorer.parse("f(x, y) = " + text)
    partial = function.partial(name)
    assert partial.text.replace(" ", "").replace("·", "") == expected.replace(" ", "").replace("·", "")
    assert partial.variables == ("x", "y") and partial.latex


def test_a_partial_by_a_name_that_is_not_there():
    with pytest.raises(ValueError, match="no z to differentiate by"):
        TEXTBOOK.partial("z")


def test_it_is_a_value():
    same = explorer.parse("x^2 y + 3 x y^3")
    assert same == TEXTBOOK and hash(same) == hash(TEXTBOOK) and same != same.with_variables(["y", "x"])
    assert copy.deepcopy(TEXTBOOK) is TEXTBOOK and pickle.loads(pickle.dumps(TEXTBOOK)) == TEXTBOOK
    with pytest.raises(AttributeError):
        TEXTBOOK.variables = ("y",)


def test_many_positions_at_once():
    positions = np.random.default_rng(1).normal(size=(40, 2))
    values, gradients = TEXTBOOK.values_at(positions), TEXTBOOK.gradients_at(positions)
    for position, value, gradient in zip(positions, values, gradients, strict=True):
        assert value == pytest.approx(TEXTBOOK.value_at(position))
        assert gradient == pytest.approx(TEXTBOOK.value_and_gradient(position)[1])


def test_a_plane_through_more_dimensions():
    f = explorer.parse("x + 10y + 100z")
    rows = list(f.plane(np.zeros(3), [np.array([1.0, 0, 0]), np.array([0, 0, 1.0])], np.arange(3.0), np.arange(2.0)))
    assert np.concatenate([block.values for block in rows]).tolist() == [[0, 1, 2], [100, 101, 102]]


def test_sampling():
    field = explorer.sample(TEXTBOOK, x=(-3, 3), y=(-1, 2), shape=(5, 7))
    xs, ys = np.meshgrid(field.x, field.y)
    assert field.f.shape == (5, 7) and field.x[[0, -1]].tolist() == [-3, 3] and field.y[[0, -1]].tolist() == [-1, 2]
    assert np.allclose(field.f, xs**2 * ys + 3 * xs * ys**3)
    assert np.allclose(field.fx, 2 * xs * ys + 3 * ys**3) and np.allclose(field.fy, xs**2 + 9 * xs * ys**2)


def test_sampling_other_axes_and_held_variables():
    f = explorer.parse("x + 10y + 100z")
    field = explorer.sample(f, x=(0, 1), y=(0, 1), shape=(2, 2), at={"x": 5}, axes=("z", "y"))
    assert field.axes == ("z", "y") and field.f.tolist() == [[5, 105], [15, 115]]
    assert explorer.sample(f, at={"z": 0.5}, shape=(2, 2), dtype="float32").f.dtype == np.float32


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"x": (1, 1)}, "smaller to a larger"),
        ({"x": (0, math.inf)}, "finite"),
        ({"shape": (1, 5)}, "shape"),
        ({"shape": (100_000, 100_000)}, "shape"),
        ({"axes": ("x", "x")}, "differ"),
        ({"axes": ("x", "q")}, "no variable q"),
        ({"dtype": "int32"}, "float32 or float64"),
    ],
)
def test_sampling_says_what_is_wrong(arguments, words):
    with pytest.raises(ValueError, match=words):
        explorer.sample(TEXTBOOK, **arguments)


def test_holes_stay_holes():
    field = explorer.sample(explorer.parse("√x + y"), shape=(4, 8))
    assert np.isnan(field.f[:, :4]).all() and np.isfinite(field.f[:, 4:]).all()
    assert (np.isnan(field.fx) == np.isnan(field.f)).all()
