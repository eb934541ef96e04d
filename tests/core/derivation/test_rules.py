"""Every operator has a rule, and what the rule makes of it is its derivative."""

import pytest

from explorer.core.derivation import worked_steps
from explorer.core.derivation.rules import RULES
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.expression.operators import OPERATORS
from tests.core.mpmath_trees import slope
from tests.core.operator_cases import BINARY, UNARY

X, Y = Symbol("x"), Symbol("y")


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_has_a_rule(operator):
    assert operator in RULES


def test_no_rule_is_for_an_unknown_operator():
    assert set(RULES) == set(OPERATORS)


def agree(tree, name, point):
    """Each step's outcome, and the last line, against the derivative of the step's piece."""
    steps = list(worked_steps(tree, name, ("x", "y")))
    for step in steps:
        expected = slope(step.before.root, name, point)
        assert evaluate(step.after.root, point) == pytest.approx(expected, rel=1e-10, abs=1e-12), step.rule
        assert step.rule and step.note.endswith(".")
    assert evaluate(steps[-1].line, point) == pytest.approx(slope(tree, name, point), rel=1e-10, abs=1e-12)
    return steps


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in UNARY.items() for at in places])
def test_function_of_the_variable(name, at):
    agree(Apply(name, (X,)), "x", {"x": at, "y": 1.0})


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in UNARY.items() for at in places])
def test_function_of_something_else(name, at):
    # x y + 1 runs through the operand's place with a slope of its own.
    inner = Apply("add", (Apply("mul", (X, Y)), Number(1.0)))
    y = 1.7
    steps = agree(Apply(name, (inner,)), "x", {"x": (at - 1.0) / y, "y": y})
    assert len(steps) == 1 or "chain rule" in steps[0].rule


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in BINARY.items() for at in places])
def test_operator_of_two(name, at, which):
    if (name, which) == ("root", 1):
        at = (at[0], at[1] + 0.5)
    point = {"x": at[0], "y": at[1]}
    agree(Apply(name, (X, Y)), "xy"[which], point)
    both = {"x": at[0], "y": at[1] - at[0]}
    agree(Apply(name, (X, Apply("add", (X, Y)))), "x", both)


CASES = [
    (Apply("max", (X * X, Y, X + Y)), {"x": 1.3, "y": 0.4}),
    (Apply("min", (X * X, Y, X + Y)), {"x": 0.3, "y": 0.4}),
    (Apply("max", (X * Y,)), {"x": 0.3, "y": 0.4}),
    (Apply("hypot", (X, Y, X * Y)), {"x": 0.3, "y": 0.4}),
    (Apply("piecewise", (Apply("lt", (X, Y)), X * X, X * Y)), {"x": 0.3, "y": 0.4}),
    (Apply("piecewise", (Apply("lt", (X, Y)), Y, Number(2))), {"x": 0.3, "y": 0.4}),
    (Apply("mul", [X + Number(k) for k in range(9)]), {"x": 0.3, "y": 0.4}),
    (-(X**2) / Y, {"x": 0.3, "y": 0.4}),
    (Y / (X**2 + Y) ** 3, {"x": 0.3, "y": 0.4}),
    (X / Apply("sqrt", (X + Y,)), {"x": 0.3, "y": 0.4}),
    (X ** (Y + Number(1)), {"x": 0.3, "y": 0.4}),
    (X ** (Number(5) / Number(3)), {"x": 0.3, "y": 0.4}),
    ((X * Y) ** -(Number(1) / Number(2)), {"x": 0.3, "y": 0.4}),
    (X ** Number(0.1), {"x": 0.3, "y": 0.4}),
    (X ** Number(0), {"x": 0.3, "y": 0.4}),
    (X ** Number(1), {"x": 0.3, "y": 0.4}),
    (Y**X, {"x": 0.3, "y": 0.4}),
]


@pytest.mark.parametrize(("tree", "point"), CASES)
def test_forms_with_a_rule_of_their_own(tree, point):
    agree(tree, "x", point)


@pytest.mark.parametrize("operator", ["lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not"])
def test_a_condition_is_flat(operator):
    operands = (X,) if operator == "not" else (X, Y)
    (step,) = worked_steps(Apply(operator, operands), "x", ("x", "y"))
    assert step.line is Number(0)
