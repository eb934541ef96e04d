"""A layout can be read: nothing overlaps, edges follow the flow, all lies within the bounds."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given

import explorer
from explorer.core.graph import computation_graph, fold, layout
from explorer.core.graph.coordinates import _isotonic
from explorer.core.graph.layering import layered, number_of_crossings
from explorer.core.graph.layout import PILL
from tests.core.graph.test_computation_graph import TREES
from tests.core.graph.test_folding import LARGE

TEXTS = {
    "textbook": "x²y + 3xy³",
    "peaks": "3(1-x)²e^(-x²-(y+1)²) - 10(x/5 - x³ - y⁵)e^(-x²-y²) - e^(-(x+1)²-y²)/3",
    "one input": "x",
    "constant": "5",
    "diamond": "x² + sin(x²)·cos(x²)/x²",
    **LARGE,
}


def graph_of(text):
    function = explorer.parse(text)
    return fold(computation_graph(function.root, function.variables))


def overlap(first, first_size, second, second_size, axis):
    return (first_size[axis] + second_size[axis]) / 2 - abs(first[axis] - second[axis])


def assert_sound(found):
    eps = 1e-6
    for a, b in combinations(found.positions, 2):
        places = (found.positions[a], found.sizes[a], found.positions[b], found.sizes[b])
        assert min(overlap(*places, 0), overlap(*places, 1)) <= eps, "two nodes overlap"
    for identity, (x, y) in found.positions.items():
        width, height = found.sizes[identity]
        assert width / 2 - eps <= x <= found.width - width / 2 + eps
        assert height / 2 - eps <= y <= found.height - height / 2 + eps
    for (start, end), line in found.edges.items():
        assert line[0] == found.positions[start] and line[-1] == found.positions[end]
        assert all(a[0] <= b[0] + eps for a, b in pairwise(line)), "an edge turns back"
        assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in line)
    for point in found.pills.values():
        for identity, place in found.positions.items():
            size = found.sizes[identity]
            assert min(overlap(point, PILL, place, size, 0), overlap(point, PILL, place, size, 1)) <= eps


@pytest.mark.parametrize("name", TEXTS)
def test_layouts_are_sound(name):
    graph = graph_of(TEXTS[name])
    found = layout(graph)
    assert set(found.positions) == set(graph.by_identity) and set(found.edges) == set(graph.edges)
    assert_sound(found)


@given(TREES)
def test_layouts_of_random_formulas_are_sound(tree):
    assert_sound(layout(computation_graph(tree, ("x", "y"))))


def test_inputs_stand_at_the_left_and_the_output_at_the_right():
    graph = graph_of(TEXTS["peaks"])
    found = layout(graph)
    first = min(x for x, _ in found.positions.values())
    assert all(found.positions[node.identity][0] == first for node in graph.nodes if not node.is_computed)
    assert found.positions[graph.output.identity][0] == max(x for x, _ in found.positions.values())


def test_wide_nodes_get_room():
    graph = graph_of(TEXTS["diamond"])
    found = layout(graph, {node.identity: 150.0 for node in graph.nodes})
    assert_sound(found)
    assert all(size[0] == 150.0 for size in found.sizes.values())


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_graph_is_laid_out_the_same(name):
    first, second = layout(graph_of(TEXTS[name])), layout(graph_of(TEXTS[name]))
    assert first.positions == second.positions and first.edges == second.edges and first.pills == second.pills


@pytest.mark.parametrize(("name", "most"), [("textbook", 1), ("peaks", 10), ("diamond", 2), ("many variables", 0)])
def test_few_crossings(name, most):
    assert number_of_crossings(layered(graph_of(TEXTS[name]))) <= most


def test_crossings_are_counted_as_by_hand():
    layers = layered(graph_of(TEXTS["peaks"]))
    by_hand = 0
    for column, following in pairwise(layers.order):
        heights = {place: index for index, place in enumerate(following)}
        ends = [(i, heights[goal]) for i, place in enumerate(column) for goal in layers.after[place]]
        by_hand += sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(ends, 2))
    assert number_of_crossings(layers) == by_hand


def test_numbers_of_a_small_graph_lie_apart():
    for name in ("textbook", "diamond"):
        found = layout(graph_of(TEXTS[name]))
        for a, b in combinations(found.pills.values(), 2):
            assert min(overlap(a, PILL, b, PILL, 0), overlap(a, PILL, b, PILL, 1)) <= 0


def test_a_graph_too_large_to_draw_is_refused():
    function = explorer.parse(LARGE["two thousand nodes"])
    with pytest.raises(ValueError, match="fold it first"):
        layout(computation_graph(function.root, function.variables))


def test_isotonic_regression_is_the_nearest_rising_sequence():
    assert _isotonic([1.0, 3.0, 2.0, 4.0], [1.0] * 4) == [1.0, 2.5, 2.5, 4.0]
    assert _isotonic([3.0, 1.0], [3.0, 1.0]) == [2.5, 2.5]
