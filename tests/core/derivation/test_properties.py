"""On random formulas: each step's outcome is the derivative of its piece, and the lines join."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explorer.core.derivation import steps_of
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.expression.placeholders import has_unfinished
from explorer.core.function import Function
from tests.core.mpmath_trees import UndefinedHere, slope
from tests.core.operator_cases import UNARY

X, Y, A = Symbol("x"), Symbol("y"), Symbol("a")
EXOTIC = {"trigamma", "digamma", "gamma", "factorial"}
leaves = st.one_of(st.just(X), st.just(X), st.just(Y), st.just(A), st.integers(-3, 4).map(Number))
exponents = st.one_of(
    st.integers(-3, 4).map(Number), st.just(Number(1.5)), st.just(Number(1) / Number(3)), st.just(A), st.just(X)
)


def compound(inner):
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda terms: Apply("add", terms)),
        st.lists(inner, min_size=2, max_size=3).map(lambda factors: Apply("mul", factors)),
        pairs.map(lambda pair: pair[0] - pair[1]),
        pairs.map(lambda pair: pair[0] / pair[1]),
        st.tuples(inner, exponents).map(lambda pair: pair[0] ** pair[1]),
        inner.map(lambda node: -node),
        st.tuples(st.sampled_from(sorted(set(UNARY) - EXOTIC)), inner).map(lambda pair: Apply(pair[0], (pair[1],))),
        st.tuples(st.sampled_from(["max", "min", "hypot", "atan2", "mod"]), inner, inner).map(
            lambda three: Apply(three[0], three[1:])
        ),
        st.tuples(inner, inner, inner).map(
            lambda three: Apply("piecewise", (Apply("lt", (three[0], Number(1))), three[1], three[2]))
        ),
    )


trees = st.recursive(leaves, compound, max_leaves=8)
# No whole numbers, halves or equal coordinates: kinks and jumps of these trees are there.
first = st.integers(0, 9972).map(lambda k: 0.3 + 2.2 * (k + 0.3717) / 9973)
second = st.integers(0, 10006).map(lambda k: 0.3 + 2.2 * (k + 0.6121) / 10007)


@given(trees, first, second)
def test_each_outcome_is_the_derivative_of_its_piece(tree, x, y):
    function = Function(tree, ("x", "y"), {"a": 1.5})
    point = {"x": x, "y": y, "a": 1.5}
    checked = 0
    for step in steps_of(function, "x"):
        assert not has_unfinished(step.after.root, "x")
        try:
            expected = slope(step.before.root, "x", point)
        except UndefinedHere:
            continue
        found = evaluate(step.after.root, point)
        # Beyond these sizes cancellation, not the rule, decides about the digits.
        if abs(expected) < 1e5 and math.isfinite(found):
            assert found == pytest.approx(expected, rel=1e-7, abs=1e-7), (step.rule, step.before.text)
            checked += 1
    assume(checked)


@given(trees)
def test_lines_join_and_end_finished(tree):
    steps = steps_of(Function(tree, ("x", "y")), "x")
    for index, step in enumerate(steps):
        assert step.rule
        assert step.note.endswith(".") and "x" in step.note
        assert step.latex.startswith(r"\frac{\partial f}{\partial x} = ")
        assert step.touched.children[0] is step.before.root
        assert index == 0 or step.line_before is steps[index - 1].line
        assert step.parent is None if index == 0 else 0 <= step.parent < index
        assert step.depth == (0 if step.parent is None else steps[step.parent].depth + 1)
        assert has_unfinished(step.line, "x") == (index < len(steps) - 1)
        if step.place is not None:
            assert step.replacement is not None


@given(trees, first, second)
def test_the_last_line_is_the_derivative(tree, x, y):
    function = Function(tree, ("x", "y"), {"a": 1.5})
    point = {"x": x, "y": y, "a": 1.5}
    last = steps_of(function, "x")[-1].line
    try:
        expected = slope(tree, "x", point)
    except UndefinedHere:
        assume(False)
    found = evaluate(last, point)
    assume(math.isfinite(found) and abs(expected) < 1e5)
    assert found == pytest.approx(expected, rel=1e-7, abs=1e-7)
