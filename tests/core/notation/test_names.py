"""Names and their roles: subscripts, Greek letters, headers, declared words, order."""

import pytest

import explorer
from explorer.core.notation import parse_text

ROLES = [
    ("x^2 + y", ("x", "y"), ()),
    ("z + y + x", ("x", "y", "z"), ()),
    ("t + v + u + z", ("z", "u", "v", "t"), ()),
    ("a x + b", ("x",), ("a", "b")),
    ("a + b", ("a", "b"), ()),
    ("x_10 + x_2 + x_1", ("x_1", "x_2", "x_10"), ()),
    ("x1 + x₂ + x_{3}", ("x_1", "x_2", "x_3"), ()),
    ("w_{12} x", ("x",), ("w_12",)),
    ("w_rate x", ("x",), ("w_rate",)),
    (r"w_{\text{rate}} x", ("x",), ("w_rate",)),
    (r"\theta_0 + \theta_1 x", ("x",), ("θ_0", "θ_1")),
    ("alpha x + β y", ("x", "y"), ("α", "β")),
    ("E I S N Q O C", ("C", "E", "I", "N", "O", "Q", "S"), ()),
    ("gamma lambda zeta x", ("x",), ("γ", "ζ", "λ")),
    ("sigma x + σ", ("x",), ("σ",)),
    ("f(rate, size) = rate*size + b", ("rate", "size"), ("b",)),
    ("f(u,v)=u^2v", ("u", "v"), ()),
    ("z = f(x, y) = x y", ("x", "y"), ()),
    ("L(w, b) = (w x + b)^2", ("w", "b"), ("x",)),
    (r"J(\theta_0, \theta_1) = \theta_0^2 + \theta_1", ("θ_0", "θ_1"), ()),
    (r"f\left(x_1, x_2\right) = x_1 x_2", ("x_1", "x_2"), ()),
    ("f(y, x) := x y", ("y", "x"), ()),
    ("f(x; a) = a x", ("x",), ("a",)),
    ("(x, y) ↦ x + y", ("x", "y"), ()),
    ("z = xy", ("x", "y"), ()),
    ("f(x, y) = 3", ("x", "y"), ()),
    ("e2x", ("x",), ("e_2",)),
]


@pytest.mark.parametrize(("text", "variables", "parameters"), ROLES, ids=[row[0] for row in ROLES])
def test_roles(text, variables, parameters):
    function = explorer.parse(text)
    assert (function.variables, tuple(function.parameters)) == (variables, parameters)


@pytest.mark.parametrize("spelling", ["x_1", "x1", "x₁", "x_{1}", " x_1 "])
def test_a_mapping_takes_any_spelling(spelling):
    assert explorer.parse("3x_1")({spelling: 2.0}) == 6.0


@pytest.mark.parametrize("spelling", ["alpha", "\\alpha", "α"])
def test_greek_spellings(spelling):
    assert explorer.parse("x + alpha")({"x": 1.0, spelling: 2.0}) == 3.0


def test_declared_words_stay_whole():
    parsed = parse_text("2price + rate_1 size", known_names=["price", "size", "rate_1"])
    assert parsed.root.symbols == {"price", "size", "rate_1"}


def test_a_declared_word_is_no_function():
    function = explorer.parse("f(step, gamma) = step*gamma(2)")
    assert function(step=3, gamma=2) == 12


@pytest.mark.parametrize(("text", "name"), [("f(x)=x", "f"), ("z=x", "z"), ("Loss(w) = w^2", "Loss"), ("x", None)])
def test_the_name_of_the_function(text, name):
    assert parse_text(text).name == name


def test_places_of_the_parts():
    text = "x²y + 3xy³"
    parsed = parse_text(text)
    spans = {text[start:end] for start, end in parsed.spans.values()}
    assert {"x²y + 3xy³", "x²y", "x²", "x", "y", "3xy³", "3", "y³"} <= spans
    assert parsed.spans[()] == (0, len(text))


def test_the_tree_keeps_the_order_of_the_text():
    assert explorer.parse("y + x - 2 + a").text == "y + x − 2 + a"
