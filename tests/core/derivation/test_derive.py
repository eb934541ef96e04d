"""The worked derivation as a whole: the textbook's own example line by line, its end, its limits."""

import mpmath
import pytest
from mpmath import mpf

import explorer
from explorer.core.derivation import MOST_STEPS, derive, finish, steps_of, worked_steps
from explorer.core.expression.evaluate import evaluate
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.expression.placeholders import has_unfinished
from explorer.core.expression.text import to_text
from tests.core.textbook_functions import AT, FUNCTIONS

X, Y = Symbol("x"), Symbol("y")


def lines(text, name):
    return [(step.rule, to_text(step.line)) for step in steps_of(explorer.parse(text), name)]


def test_the_example_by_x():
    assert lines("x²y + 3xy³", "x") == [
        ("Sum rule", "∂/∂x[x²y] + ∂/∂x[3xy³]"),
        ("Constant multiple", "y ∂/∂x[x²] + ∂/∂x[3xy³]"),
        ("Power rule", "2xy + ∂/∂x[3xy³]"),
        ("Constant multiple", "2xy + 3y³ ∂/∂x[x]"),
        ("Variable", "2xy + 3y³"),
    ]


def test_the_example_by_y():
    assert lines("x²y + 3xy³", "y") == [
        ("Sum rule", "∂/∂y[x²y] + ∂/∂y[3xy³]"),
        ("Constant multiple", "x² ∂/∂y[y] + ∂/∂y[3xy³]"),
        ("Variable", "x² + ∂/∂y[3xy³]"),
        ("Constant multiple", "x² + 3x ∂/∂y[y³]"),
        ("Power rule", "x² + 9xy²"),
    ]


def test_the_example_step_by_step():
    derivation = derive(explorer.parse("x²y + 3xy³"), "x")
    assert derivation.result.text == "2xy + 3y³"
    assert (derivation.name, derivation.held, len(derivation.steps)) == ("x", ("y",), 5)
    assert [step.before.text for step in derivation.steps] == ["x²y + 3xy³", "x²y", "x²", "3xy³", "x"]
    assert [step.parent for step in derivation.steps] == [None, 0, 1, 0, 3]
    assert [step.depth for step in derivation.steps] == [0, 1, 2, 1, 2]
    assert all(step.held == ("y",) for step in derivation.steps)
    assert [to_text(step.touched) for step in derivation.steps[1:3]] == ["∂/∂x[x²y]", "∂/∂x[x²]"]
    assert [to_text(step.replacement) for step in derivation.steps[1:3]] == ["y ∂/∂x[x²]", "2xy"]
    assert derivation.steps[3].note == (
        "y is held constant, so 3y³ is a constant factor: it stays in front and ∂/∂x acts on x alone."
    )
    assert derivation.steps[3].latex == (
        r"\frac{\partial f}{\partial x} = 2 x y + 3 y^{3} \frac{\partial}{\partial x}\left[x\right]"
    )


def test_what_is_held_goes_to_zero_in_a_step_of_its_own():
    assert lines("y² + x² + 5", "x") == [
        ("Sum rule", "∂/∂x[y²] + ∂/∂x[x²] + ∂/∂x[5]"),
        ("Held constant", "0 + ∂/∂x[x²] + ∂/∂x[5]"),
        ("Power rule", "0 + 2x + ∂/∂x[5]"),
        ("Constant", "2x"),
    ]


def test_the_formula_stays_as_typed():
    assert lines("z + y + x z", "z")[0][1] == "∂/∂z[z] + ∂/∂z[y] + ∂/∂z[xz]"
    assert lines("y sin(x) x", "x")[0][1] == "y ∂/∂x[sin(x)·x]"


@pytest.mark.parametrize(("text", "last"), [
    ("sin(x²y)", "2xy cos(x²y)"),
    ("e^(x y)", "ye^(xy)"),
    ("ln(x² + y²)", "2x/(x² + y²)"),
    ("√(x² + y²)", "x/√(x² + y²)"),
    ("x/y", "1/y"),
    ("x²/2", "x"),
    ("0.1·3 x", "0.3"),
    ("(x² + y)³", "6x(x² + y)²"),
    ("-x² - y", "−2x"),
    ("3x^n", "3nx^(n − 1)"),
    ("x^(n+1)", "(n + 1)x^n"),
    ("2x^0.5", "x^(−0.5)"),
    ("tan(x)", "sec²(x)"),
    ("max(x², y)", "{x² ≥ y: 2x, 0}"),
])  # fmt: skip
def test_last_lines_read_as_in_a_textbook(text, last):
    assert lines(text, "x")[-1][1] == last


def test_a_piece_that_occurs_again_is_put_in_at_once():
    steps = steps_of(explorer.parse("sin(x²y) cos(x²y)"), "x")
    again = [step for step in steps if step.rule == "Found before"]
    assert [step.before.text for step in again] == ["x²y"]
    assert "step 3" in again[0].note and steps[2].before.text == "x²y"
    assert to_text(again[0].replacement).endswith("sin²(x²y)") or "2xy" in to_text(again[0].line)


def test_a_last_step_says_that_the_simplified_form_is_equal():
    f = explorer.parse("x/(x² + y²)")
    derivation = derive(f, "x")
    last = derivation.steps[-1]
    assert last.rule == "Simplify" and last.before == f and last.after == derivation.result
    assert last.line is derivation.result.root and "same value" in last.note
    assert last.after(AT) == pytest.approx(evaluate(derivation.steps[-2].line, AT), rel=1e-14)


def test_a_simplified_form_that_is_known_needs_no_symbolic_work():
    f = explorer.parse("x²y")
    known = Apply("mul", (Y, Number(2), X))
    assert derive(f, "x", known).result.root is known
    assert finish(f, "x", steps_of(f, "x"), known).steps[-1].rule == "Simplify"
    assert finish(f, "x", steps_of(f, "x"), steps_of(f, "x")[-1].line).steps[-1].rule != "Simplify"


def test_a_variable_that_does_not_occur():
    derivation = derive(explorer.parse("f(x, y) = x²"), "y")
    assert [step.rule for step in derivation.steps] == ["Held constant"]
    assert derivation.result.text == "0" and derivation.held == ("x",)
    assert [step.rule for step in derive(explorer.parse("f(x) = 7"), "x").steps] == ["Constant"]


def test_an_unknown_name():
    with pytest.raises(ValueError, match=r"f\(?.*has no z to differentiate by; it has x and y\."):
        derive(explorer.parse("x y"), "z")


def test_names_in_any_spelling_and_parameters():
    f = explorer.parse("a x_1² + alpha x_2")
    assert derive(f, "x1").result.text == "2ax₁"
    by_parameter = derive(f, "\\alpha")
    assert by_parameter.name == "α" and by_parameter.result.text == "x₂"
    first = steps_of(f.with_parameters(a=3.0), "x1")[0]
    assert first.before.parameters["a"] == 3.0 and first.after(x1=0.5, x2=0) == 3.0


def test_the_name_of_the_function_is_kept():
    assert steps_of(explorer.parse("g(x, y) = x y"), "x")[0].latex.startswith(r"\frac{\partial g}{\partial x} = y")


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize("text", FUNCTIONS)
def test_textbook_functions_end_at_their_derivative(text, name):
    order = (1, 0) if name == "x" else (0, 1)
    with mpmath.workdps(50):
        expected = float(mpmath.diff(FUNCTIONS[text], (mpf(AT["x"]), mpf(AT["y"])), order))
    steps = steps_of(explorer.parse("f(x, y) = " + text), name)
    assert evaluate(steps[-1].line, AT) == pytest.approx(expected, rel=1e-10, abs=0)
    assert steps[0].after(AT) == pytest.approx(expected, rel=1e-10, abs=0)


def test_a_very_long_derivation_ends_with_one_step_for_the_rest():
    f = explorer.Function(Apply("add", [Apply("sin", (X * Number(k + 2),)) for k in range(300)]), ("x",))
    steps = steps_of(f, "x")
    assert len(steps) == MOST_STEPS + 1 and steps[-1].rule == "Remaining rules"
    assert evaluate(steps[-1].line, {"x": 0.3}) == pytest.approx(f.gradient(x=0.3)[0], rel=1e-12)


def test_shared_parts_do_not_multiply_the_work():
    tree = X
    for _ in range(20):
        tree = Apply("mul", (Apply("sin", (tree,)), Apply("cos", (tree,))))
    steps = list(worked_steps(tree, "x"))
    assert len(steps) < 100 and not has_unfinished(steps[-1].line, "x")
    assert all(step.latex and step.note for step in steps[:3])
    assert evaluate(steps[-1].line, {"x": 0.3}) == pytest.approx(evaluate(steps[0].after.root, {"x": 0.3}))


def test_a_deep_formula():
    tree = X
    for _ in range(200):
        tree = Apply("sin", (tree + Number(1),))
    steps = list(worked_steps(tree, "x"))
    assert len(steps) == MOST_STEPS + 1
    assert evaluate(steps[-1].line, {"x": 0.3}) == pytest.approx(evaluate(steps[0].after.root, {"x": 0.3}))


def test_steps_come_one_at_a_time():
    steps = worked_steps(X * Y + X, "x")
    assert next(steps).rule == "Sum rule"
