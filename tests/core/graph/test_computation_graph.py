"""Structure, values, local derivatives and adjoints of computation graphs, against other routes to the same numbers."""

import math

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import explorer
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.graph import computation_graph, evaluate_graph
from tests.core.operator_cases import BINARY, UNARY

X, Y = Symbol("x"), Symbol("y")


def graph_of(text):
    function = explorer.parse(text)
    return function, computation_graph(function.root, function.variables)


CORPUS = [
    "x²y + 3xy³",
    "sin(xy)·e^(-x²)/2 - ln(x²+y²)",
    "3(1-x)²e^(-x²-(y+1)²) - 10(x/5 - x³ - y⁵)e^(-x²-y²) - e^(-(x+1)²-y²)/3",
    "x·x·x",
    "x^y + y^x",
    "a x^b + y",
    "max(x, y, 1/2) - min(x², y)",
    "{x < 1: x²y, ln(x - 1)}",
    "|x - y|/(1 + x²)",
    "√(x² + y²) + hypot(x, y) + atan2(y, x)",
    "σ(x) + tanh(y) + softplus(x - y)",
    "2π - x",
    "y",
    "log(x, 2) + root(y, 3) - ∛(xy)",
]


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("point", [(0.7, 1.3), (1.9, 0.4)])
def test_value_and_adjoints_are_those_of_the_function(text, point):
    function, graph = graph_of(text)
    at = {**function.parameters, "x": point[0], "y": point[1]}
    found = evaluate_graph(graph, at)
    assert found.value == pytest.approx(function(at), rel=1e-14)
    assert [found.gradient[name] for name in function.variables] == pytest.approx(
        function.gradient(at).tolist(), rel=1e-13, abs=1e-15
    )


def test_every_edge_carries_the_partial_of_its_operator_told_by_hand():
    _, graph = graph_of("x²y + 3xy³")
    names = {node.name: node.identity for node in graph.nodes}
    found = evaluate_graph(graph, {"x": 1.5, "y": -2.0})
    expected = {
        ("x", "v_1"): 2 * 1.5,
        ("v_1", "v_2"): -2.0,
        ("y", "v_2"): 2.25,
        ("y", "v_3"): 3 * 4.0,
        ("x", "v_4"): 3 * -8.0,
        ("v_3", "v_4"): 3 * 1.5,
        ("v_2", "v_5"): 1.0,
        ("v_4", "v_5"): 1.0,
    }
    assert {(names[a], names[b]): slope for (a, b), slope in expected.items()} == found.slopes


@pytest.mark.parametrize(("name", "at"), [(name, at) for name, (_, places) in UNARY.items() for at in places])
def test_the_edge_of_every_function_of_one_operand(name, at):
    graph = computation_graph(Apply(name, (X,)), ("x",))
    with mpmath.workdps(40):
        expected = float(mpmath.diff(UNARY[name][0], mpmath.mpf(at)))
    assert evaluate_graph(graph, {"x": at}).slopes == {(0, 1): pytest.approx(expected, rel=1e-12, abs=1e-13)}


@pytest.mark.parametrize("name", [name for name in BINARY if name != "root"])
def test_the_edges_of_every_function_of_two_operands(name):
    graph = computation_graph(Apply(name, (X, Y)), ("x", "y"))
    for at in BINARY[name][1]:
        found = evaluate_graph(graph, {"x": at[0], "y": at[1]})
        for which, order in enumerate(((1, 0), (0, 1))):
            with mpmath.workdps(40):
                expected = float(mpmath.diff(BINARY[name][0], tuple(map(mpmath.mpf, at)), order))
            assert found.slopes[which, 2] == pytest.approx(expected, rel=1e-12, abs=1e-13)


def test_a_shared_subexpression_is_one_node():
    _, graph = graph_of("sin(xy) + (sin(xy))² + e^(xy)")
    labels = [node.label for node in graph.nodes if node.is_computed]
    assert sorted(labels) == sorted(["×", "sin", "( )²", "e^( )", "+"])
    product = next(node for node in graph.nodes if node.label == "×")
    assert len(graph.users[product.identity]) == 2


def test_a_factor_used_twice_has_one_edge_that_counts_both():
    _, graph = graph_of("x·x")
    assert graph.edges == ((0, 1),)
    assert evaluate_graph(graph, {"x": 3.0}).slopes == {(0, 1): 6.0}


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("x²y + 3xy³", ["( )²", "×", "( )³", "3 ×", "+"]),
        ("x - y", ["−"]),
        ("1 - x", ["1 − ( )"]),
        ("-sin(x)", ["sin", "−( )"]),
        ("e^(2x)/3", ["2·( )", "e^( )", "( )/3"]),
        ("2^x/y", ["2^( )", "÷"]),
        ("x^-2", ["( )⁻²"]),
        ("1/x", ["1/( )"]),
    ],
)
def test_constants_and_signs_are_part_of_the_operator(text, labels):
    _, graph = graph_of(text)
    assert [node.label for node in graph.nodes if node.is_computed] == labels


def test_inputs_come_first_and_operands_before_their_operators():
    function = explorer.parse("f(y, x) = a x y + b")
    graph = computation_graph(function.root, function.variables)
    assert [node.name for node in graph.nodes[:4]] == ["y", "x", "a", "b"]
    assert [node.kind for node in graph.nodes[:4]] == ["variable", "variable", "held", "held"]
    assert all(operand < node for operand, node in graph.edges)


def test_names_of_steps_keep_clear_of_the_formulas_own():
    _, graph = graph_of("v² + x v")
    assert {node.name for node in graph.nodes if node.is_computed} == {"w_1", "w_2", "w_3"}


def test_held_inputs_and_conditions_take_no_part_in_the_way_back():
    _, graph = graph_of("{x < a: x², y}")
    passive = {node.name: node.active for node in graph.nodes}
    assert not passive["a"] and passive["x"] and passive["y"]
    condition = next(node for node in graph.nodes if node.is_condition)
    assert not condition.active
    found = evaluate_graph(graph, {"x": 0.5, "y": 3.0, "a": 1.0})
    assert condition.identity not in found.adjoints and found.gradient == {"x": 1.0, "y": 0.0}


def test_a_branch_not_taken_may_be_undefined():
    _, graph = graph_of("{x > 0: x², ln(x)·y}")
    assert evaluate_graph(graph, {"x": 2.0, "y": 1.0}).gradient == {"x": 4.0, "y": 0.0}
    _, graph = graph_of("{x < 3: x², ln(x - 5)·y}")
    assert evaluate_graph(graph, {"x": 2.0, "y": 1.0}).gradient == {"x": 4.0, "y": 0.0}


def test_where_f_is_undefined_there_is_no_gradient():
    _, graph = graph_of("ln(x) + y")
    found = evaluate_graph(graph, {"x": -1.0, "y": 1.0})
    assert math.isnan(found.value) and all(map(math.isnan, found.gradient.values()))


def test_a_variable_that_does_not_occur_has_slope_zero():
    root = explorer.parse("x²").root
    assert evaluate_graph(computation_graph(root, ("x", "y")), {"x": 3.0}).gradient == {"x": 6.0, "y": 0.0}


def test_a_constant_is_one_node():
    graph = computation_graph(Number(5.0) * Number(2.0), ())
    assert [node.kind for node in graph.nodes] == ["number"]
    assert evaluate_graph(graph, {}).value == 10.0


def test_a_missing_value_is_an_error():
    _, graph = graph_of("x + y")
    with pytest.raises(KeyError):
        evaluate_graph(graph, {"x": 1.0})


leaves = st.one_of(st.just(X), st.just(Y), st.integers(-3, 3).map(Number))
TREES = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] - pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(st.sampled_from(["sin", "exp", "tanh", "gauss"]), inner).map(lambda p: Apply(p[0], (p[1],))),
        inner.map(lambda node: node**2),
        inner.map(lambda node: -node),
        st.tuples(inner, inner).map(lambda pair: pair[0] / (pair[1] ** 2 + 1)),
    ),
    max_leaves=10,
)


@given(TREES, st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_adjoints_of_random_formulas_are_their_gradients(tree, x, y):
    function = explorer.Function(tree, ("x", "y"))
    expected = function.gradient(x=x, y=y)
    assume(all(map(math.isfinite, expected)) and max(map(abs, expected)) < 1e8)
    found = evaluate_graph(computation_graph(tree, ("x", "y")), {"x": x, "y": y})
    assert [found.gradient["x"], found.gradient["y"]] == pytest.approx(expected.tolist(), rel=1e-9, abs=1e-9)
