"""Folding hides steps, not derivatives."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import explorer
from explorer.core.expression.nodes import Apply, Number, Symbol
from explorer.core.graph import computation_graph, evaluate_graph, fold, layout, steps
from tests.core.graph.test_computation_graph import TREES

LARGE = {
    "terms": "+".join(f"sin({k}x)cos({k}y)/{k}" for k in range(1, 60)),
    "factors": "*".join(f"(1 + (x-{k}y)/999)" for k in range(1, 200)),
    "many variables": "+".join(f"x_{k}^2" for k in range(1, 100)),
    "nested": "sin(x+" * 60 + "y" + ")" * 60,
    "alternating": "-".join(f"x^{k}" for k in range(2, 90)),
    "two thousand nodes": "+".join(f"sin({k}x+y)*exp(y/{k})" for k in range(2, 360)),
}


def folded(text, opened=frozenset(), limit=60):
    function = explorer.parse(text)
    return function, fold(computation_graph(function.root, function.variables), limit, opened)


def point_of(function):
    return {name: 0.3 + 0.5 * index / len(function.variables) for index, name in enumerate(function.variables)}


@pytest.mark.parametrize("name", LARGE)
def test_a_folded_graph_is_readable_and_keeps_value_and_gradient(name):
    function, graph = folded(LARGE[name])
    assert 10 < len(graph.nodes) <= 60
    found = evaluate_graph(graph, point_of(function))
    assert found.value == pytest.approx(function(point_of(function)), rel=1e-12)
    expected = function.gradient(point_of(function))
    assert [found.gradient[v] for v in function.variables] == pytest.approx(expected.tolist(), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", LARGE)
def test_opening_any_fold_keeps_the_gradient_and_shows_its_inside(name):
    function, graph = folded(LARGE[name])
    shut = [node.identity for node in graph.nodes if node.kind == "fold"]
    assert shut
    for identity in shut[:2]:
        _, wider = folded(LARGE[name], frozenset([identity]))
        inside = wider.by_identity[identity]
        assert inside.kind == "operation" and inside.opened
        found = evaluate_graph(wider, point_of(function))
        assert [found.gradient[v] for v in function.variables] == pytest.approx(
            function.gradient(point_of(function)).tolist(), rel=1e-9, abs=1e-12
        )


def test_what_stays_visible_keeps_its_identity_and_name():
    _, graph = folded(LARGE["terms"])
    shut = next(node for node in graph.nodes if node.kind == "fold")
    _, wider = folded(LARGE["terms"], frozenset([shut.identity]))
    for node in graph.nodes:
        if node.identity in wider.by_identity:
            assert wider.by_identity[node.identity].name == node.name


def test_the_local_derivative_of_a_fold_is_that_of_all_its_steps():
    _, graph = folded(LARGE["nested"])
    shut = next(node for node in graph.nodes if node.kind == "fold")
    inner = explorer.Function(shut.expression, ("x", "y"))
    at = {"x": 0.3, "y": 0.55}
    found = evaluate_graph(graph, at)
    names = {node.identity: node.name for node in graph.nodes}
    slopes = {names[operand]: found.slopes[operand, shut.identity] for operand in shut.operands}
    for place, name in enumerate(inner.variables):
        if name in slopes:
            assert slopes[name] == pytest.approx(inner.gradient(at)[place], rel=1e-9)
    assert shut.steps == sum(1 for node in computation_graph(shut.expression, ("x", "y")).nodes if node.is_computed)


def test_a_small_graph_is_left_alone():
    function = explorer.parse("x²y + 3xy³")
    graph = computation_graph(function.root, function.variables)
    assert fold(graph) is graph


def test_asking_for_everything_to_open_stays_bounded():
    _, graph = folded(LARGE["two thousand nodes"], frozenset(range(3000)))
    assert 60 < len(graph.nodes) <= 180


def test_more_shared_inputs_than_fit_leave_one_closed_node():
    names = [Symbol(f"x_{k}") for k in range(100)]
    root = Apply("mul", (Apply("add", names), Apply("add", [name**2 for name in names])))
    graph = fold(computation_graph(root, [name.name for name in names]))
    assert [node.kind for node in graph.nodes] == ["fold"]
    assert evaluate_graph(graph, {name.name: 1.0 for name in names}).gradient["x_7"] == pytest.approx(300.0)


def test_twenty_thousand_nodes_fold():
    terms = [Apply("sin", (Number(float(k)) * Symbol("x") + Symbol("y"),)) for k in range(1, 5500)]
    graph = fold(computation_graph(Apply("add", terms), ("x", "y")))
    assert len(graph.nodes) <= 60
    evaluation = evaluate_graph(graph, {"x": 0.001, "y": 0.2})
    assert len(steps(graph, evaluation)) < 400
    assert layout(graph).width > 0


@given(TREES, st.integers(2, 12), st.floats(-1.5, 1.5), st.floats(-1.5, 1.5))
def test_any_limit_preserves_the_gradient(tree, limit, x, y):
    graph = computation_graph(tree, ("x", "y"))
    whole = evaluate_graph(graph, {"x": x, "y": y})
    assume(all(abs(slope) < 1e8 for slope in whole.gradient.values()))
    small = fold(graph, limit)
    assert len(small.nodes) <= max(limit, 1)
    part = evaluate_graph(small, {"x": x, "y": y})
    assert part.value == pytest.approx(whole.value, rel=1e-9, abs=1e-9)
    for name, slope in whole.gradient.items():
        assert part.gradient[name] == pytest.approx(slope, rel=1e-9, abs=1e-9)
    shared = [node for node in small.nodes if node.active and node.identity in whole.adjoints and small is graph]
    assert all(part.adjoints[node.identity] == whole.adjoints[node.identity] for node in shared)
