"""The steps told: numbers that add up, states that follow from them, words that fit."""

import math

import pytest

import explorer
from explorer.core.graph import computation_graph, evaluate_graph, fold, state_at, steps


def told(text, **at):
    function = explorer.parse(text)
    graph = computation_graph(function.root, function.variables)
    evaluation = evaluate_graph(graph, {**function.parameters, **at})
    return graph, evaluation, steps(graph, evaluation)


TEXTS = ["x²y + 3xy³", "sin(xy)·e^(-x²) - ln(x²+y²)", "a x y + max(x, y)", "{x < 1: x², y}", "x - y·x"]


@pytest.mark.parametrize("text", TEXTS)
def test_the_last_state_is_the_evaluation(text):
    graph, evaluation, listed = told(text, x=0.7, y=1.3)
    state = state_at(graph, evaluation, listed, len(listed))
    assert state.values == evaluation.values
    assert state.adjoints == {node: evaluation.adjoints[node] for node in state.adjoints}
    assert set(state.adjoints) == {node.identity for node in graph.nodes if node.active}


@pytest.mark.parametrize("text", TEXTS)
def test_one_step_for_each_operation_each_active_edge_the_seed_and_the_end(text):
    graph, _, listed = told(text, x=0.7, y=1.3)
    kinds = [step.kind for step in listed]
    nodes = graph.by_identity
    edges = [edge for edge in graph.edges if nodes[edge[0]].active and nodes[edge[1]].active]
    operations = [node for node in graph.nodes if node.is_computed]
    expected = ["forward"] * len(operations) + ["seed"] + ["backward"] * len(edges) + ["gradient"]
    assert kinds == expected


@pytest.mark.parametrize("text", TEXTS)
def test_an_adjoint_is_passed_on_only_when_it_is_complete(text):
    graph, evaluation, listed = told(text, x=0.7, y=1.3)
    for count, step in enumerate(listed):
        if step.kind == "backward":
            before = state_at(graph, evaluation, listed, count)
            assert before.adjoints[step.node] == evaluation.adjoints[step.node]
        if step.kind == "forward":
            known = state_at(graph, evaluation, listed, count).values
            assert all(operand in known for operand, _ in step.edges) and step.node not in known


def test_before_the_first_step_the_inputs_are_known():
    graph, evaluation, listed = told("a x²", x=3.0, a=2.0)
    state = state_at(graph, evaluation, listed, 0)
    assert sorted(state.values.values()) == [2.0, 3.0] and state.node is None and not state.backward


def test_the_words_of_the_textbook_function():
    _, _, listed = told("x²y + 3xy³", x=1.0, y=2.0)
    assert [step.formula for step in listed[:5]] == ["v₁ = x²", "v₂ = v₁·y", "v₃ = y³", "v₄ = 3·x·v₃", "v₅ = v₂ + v₄"]
    assert listed[3].numbers == "= 3·1·8 = 24" and listed[3].sentence == "Multiply 3, x and v₃."
    assert listed[5].formula == "v̄₅ = ∂f/∂v₅ = 1"
    share = listed[8]
    assert (share.formula, share.local, share.numbers) == ("x̄ = v̄₄·∂v₄/∂x", "∂v₄/∂x = 3·v₃ = 24", "1·24 = 24")
    assert listed[-2].numbers == "2·2 = 4, so x̄ = 24 + 4 = 28"
    assert listed[-2].sentence == "The last of 2 shares: x̄ is complete."
    assert listed[-1].formula == "∂f/∂x = 28, ∂f/∂y = 37"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("x·y", "= −2·(−0.500) = 1"),
        ("x²", "= (−2)² = 4"),
        ("x + y", "= −2 + (−0.500) = −2.500"),
        ("x - y", "= −2 − (−0.500) = −1.500"),
        ("x/y", "= −2/(−0.500) = 4"),
        ("2^x", "= 2^(−2) = 0.250"),
        ("e^x", "= e^(−2) = 0.135"),
        ("sin(y)", "= sin(−0.500) = −0.479"),
        ("|x|", "= |−2| = 2"),
        ("-x", "= −(−2) = 2"),
        ("max(x, y)", "= max(−2, −0.500) = −0.500"),
    ],
)
def test_negative_numbers_stand_in_brackets_where_they_must(text, numbers):
    assert told(text, x=-2.0, y=-0.5)[2][0].numbers == numbers


def test_where_f_is_undefined_the_way_back_is_not_taken():
    _, _, listed = told("ln(x)·y", x=-1.0, y=2.0)
    assert [step.kind for step in listed] == ["forward", "forward", "gradient"]
    assert "undefined" in listed[0].sentence and "no gradient" in listed[-1].sentence


def test_conditions_are_true_or_false():
    assert told("{x < 1: x², y}", x=0.5, y=1.0)[2][0].numbers == "= 0.500 < 1 = true"


def test_a_wide_sum_is_shortened():
    _, _, listed = told("+".join(f"x^{k}" for k in range(2, 30)), x=1.0)
    total = listed[28]
    assert total.kind == "forward"
    assert total.formula.count("v") < 8 and "…" in total.formula


def test_a_fold_is_told_as_so_many_steps():
    function = explorer.parse("+".join(f"sin({k}x)cos({k}y)/{k}" for k in range(1, 40)))
    graph = fold(computation_graph(function.root, function.variables))
    evaluation = evaluate_graph(graph, {"x": 0.3, "y": 0.4})
    listed = steps(graph, evaluation)
    node = next(node for node in graph.nodes if node.kind == "fold")
    step = next(step for step in listed if step.node == node.identity)
    assert f"{node.steps} steps at once" in step.sentence
    back = next(step for step in listed if step.kind == "backward" and step.node == node.identity)
    assert f"through {node.steps} steps" in back.local
    assert math.isfinite(step.amount)
