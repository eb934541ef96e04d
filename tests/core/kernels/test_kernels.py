"""Fused kernels against the reference meaning: every operator, every shape, random trees, the same holes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.core.autodiff import partials
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.kernels import compile_grid, compile_points, compile_scalar
from tests.core.operator_cases import BINARY, UNARY

X, Y, A = Symbol("x"), Symbol("y"), Symbol("a")
XS, YS = np.linspace(-2.5, 2.5, 11), np.linspace(-1.75, 2.0, 7)


def reference(tree, xs=XS, ys=YS, **values):
    return np.array([[evaluate(tree, {"x": x, "y": y, **values}) for x in xs] for y in ys])


def same(found, expected, tolerance=1e-12):
    assert found.shape == expected.shape
    assert (np.isnan(found) == np.isnan(expected)).all()
    finite = np.isfinite(expected)
    assert (found[~finite & ~np.isnan(expected)] == expected[~finite & ~np.isnan(expected)]).all()
    scale = 1 + (np.abs(expected[finite]).max() if finite.any() else 0)
    assert np.abs(found[finite] - expected[finite]).max(initial=0) <= tolerance * scale


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("inner", [X, Y, X + Y, X * Y], ids=["x", "y", "x+y", "xy"])
def test_unary_on_a_grid(name, inner):
    tree = Apply(name, (inner,))
    same(compile_grid((tree,), "x", "y")(XS, YS, {})[0], reference(tree))


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("operands", [(X, Y), (X + Y, X - Y), (X, Number(2.0)), (Number(2.0), Y)], ids=str)
def test_binary_on_a_grid(name, operands):
    tree = Apply(name, operands)
    same(compile_grid((tree,), "x", "y")(XS, YS, {})[0], reference(tree), 1e-11)


FORMULAS = [
    "x²y + 3xy³",
    "3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)e^(-x^2-y^2) - e^(-(x+1)^2-y^2)/3",
    "sin(√(x²+y²))",
    "1/(x²+y²)",
    "√(x-1) + ln y",
    "{x<y: x², y > 1: √x, 2}",
    "x^(1/3) y",
    "x/y",
    "tan(x) + |y|",
    "max(x, y, 0.3)^3",
    "e^(400x) e^(-400x)",
    "5",
    "x",
    "y²",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_f_and_partials_on_a_grid(text):
    root = explorer.parse(text).root
    outputs = (root, *partials(root, ("x", "y")))
    fields = compile_grid(outputs, "x", "y")(XS, YS, {})
    expected = [reference(output) for output in outputs]
    hole = np.isnan(expected[0])
    for found, wanted in zip(fields, expected, strict=True):
        wanted[hole] = np.nan
        same(found, wanted, 1e-11)


@pytest.mark.parametrize("text", FORMULAS)
def test_single_precision_is_near(text):
    root = explorer.parse(text).root
    double = compile_grid((root,), "x", "y")(XS, YS, {})[0]
    single = compile_grid((root,), "x", "y")(XS, YS, {}, "float32")[0]
    assert single.dtype == np.float32
    both = np.isfinite(double) & np.isfinite(single) & (np.abs(double) < 1e6)
    assert np.allclose(single[both], double[both], rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("text", FORMULAS)
def test_points_and_scalars_agree_with_the_reference(text):
    root = explorer.parse(text).root
    points = np.random.default_rng(7).uniform(-2, 2, (50, 2))
    expected = np.array([evaluate(root, {"x": x, "y": y}) for x, y in points])
    function = explorer.parse("f(x, y) = " + text)
    same(function.values_at(points), expected)
    same(np.array([function.value_at(point) for point in points]), expected)


def test_parameters_are_given_by_name():
    kernel = compile_grid((A * X + Y,), "x", "y")
    same(kernel(XS, YS, {"a": 3.0, "unused": 1.0})[0], reference(A * X + Y, a=3.0))
    with pytest.raises(ValueError, match="a value for a"):
        kernel(XS, YS, {})


@pytest.mark.parametrize("block", [1, 3, 64])
def test_blocks_make_up_the_whole(block):
    kernel = compile_grid((X * Y + Apply("sin", (X + Y,)),), "x", "y")
    whole = kernel(XS, YS, {})
    parts = [rows for _, rows in kernel.rows(XS, YS, {}, block=block)]
    assert np.allclose(np.concatenate(parts, axis=1), whole, rtol=1e-14, atol=1e-15)


def test_results_are_full_shape_and_fresh():
    kernel = compile_grid((X, Number(2.0)), "x", "y")
    first, second = kernel(XS, YS, {}), kernel(XS, YS, {})
    assert first.shape == (2, len(YS), len(XS)) and not np.shares_memory(first, second)


def test_no_warning_escapes(recwarn):
    root = explorer.parse("ln(x) / (x - x) + √y + e^(1000 x)").root
    compile_grid((root,), "x", "y")(XS, YS, {})
    explorer.parse("ln(x) + 1/y").values_at(np.zeros((3, 2)))
    assert not recwarn.list


def test_a_compiled_scalar_handles_what_overflows():
    compiled = compile_scalar((Apply("exp", (X,)), Number(1) / X), ("x",))
    assert compiled(1000.0)[0] == math.inf and compiled(0.0)[1] == math.inf


def test_points_kernel_shape():
    kernel = compile_points((X + Y, X * Y), ("x", "y"))
    assert kernel is not None


def with_two(inner):
    pair = st.tuples(inner, inner)
    return st.one_of(
        pair.map(lambda p: p[0] + p[1]),
        pair.map(lambda p: p[0] * p[1]),
        pair.map(lambda p: p[0] / p[1]),
        st.tuples(st.sampled_from(sorted(UNARY)), inner).map(lambda p: Apply(p[0], (p[1],))),
        inner.map(lambda node: node ** Number(3)),
    )


trees = st.recursive(st.one_of(st.just(X), st.just(Y), st.integers(-2, 3).map(Number)), with_two, max_leaves=7)


@given(trees)
def test_random_trees(tree):
    xs, ys = np.array([-1.3, 0.25, 1.7]), np.array([-0.6, 0.9])
    found = compile_grid((tree,), "x", "y")(xs, ys, {})[0]
    expected = reference(tree, xs, ys)
    tame = np.isfinite(expected) & (np.abs(expected) < 1e6) & np.isfinite(found)
    assert np.allclose(found[tame], expected[tame], rtol=1e-7, atol=1e-7)
