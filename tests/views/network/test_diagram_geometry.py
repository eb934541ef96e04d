"""In a diagram no two numbers touch, and what is under a point is found."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.views.network.geometry import DiagramGeometry, fitting
from explorer.views.network.hits import edge_at, neuron_at, next_edge

SIZES = st.lists(st.integers(1, 9), min_size=2, max_size=6).map(tuple)


def touch(first, second):
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


@settings(deadline=None, max_examples=60)
@given(SIZES, st.integers(240, 1400), st.integers(200, 1000), st.sampled_from([1.0, 1.25, 1.5, 2.0]))
def test_no_two_numbers_touch(sizes, width, height, scale):
    geometry = fitting(sizes, float(width), float(height), scale, 1.0)
    pills = [geometry.pill_box(centre) for centre in geometry.places.centres.values()]
    for index, box in enumerate(pills):
        assert not any(touch(box, other) for other in pills[:index])
        assert not any(touch(box, still) for still in geometry.still())


@settings(deadline=None, max_examples=40)
@given(SIZES, st.integers(240, 1400), st.integers(200, 1000))
def test_a_number_stands_on_its_edge_and_neurons_in_the_picture(sizes, width, height):
    geometry = fitting(sizes, float(width), float(height), 1.0, 1.0)
    for edge, (x, y) in geometry.places.centres.items():
        x0, y0, x1, y1 = geometry.ends(edge)
        assert x0 < x < x1
        assert y == pytest.approx(y0 + (x - x0) / (x1 - x0) * (y1 - y0), abs=1e-6)
    for layer in range(len(sizes)):
        radius = geometry.radius(layer)
        assert geometry.spacing(layer) >= 2 * radius or radius <= 3.5
        for neuron in range(sizes[layer]):
            x, y = geometry.node(layer, neuron)
            assert 0 < x < width
            assert 0 < y < height


@pytest.mark.parametrize("sizes", [(2, 4, 1), (1, 8, 1), (2, 2, 2), (2, 3, 1), (3, 3, 1), (4, 4, 1)])
def test_small_networks_have_room_for_every_number(sizes):
    geometry = fitting(sizes, 620.0, 400.0, 1.0, 1.0)
    edges = sum(into * out for into, out in pairwise(sizes))
    assert len(geometry.places.centres) == edges
    assert geometry.places.told == frozenset(range(1, len(sizes)))


def test_names_and_biases_stand_beside_each_other_above_their_neuron():
    geometry = DiagramGeometry((2, 4, 1), 640.0, 420.0)
    assert geometry.has_biases(1)
    assert not geometry.has_biases(0)
    name, bias = geometry.name(1, 2), geometry.bias(1, 2)
    x, y = geometry.node(1, 2)
    assert name[0] < x < bias[0]
    assert name[1] == bias[1] < y - geometry.radius(1)


def test_a_crowded_column_gives_up_its_words():
    geometry = DiagramGeometry((2, 16, 16, 1), 640.0, 400.0)
    assert not geometry.has_names(1)
    assert not geometry.has_values(1)
    assert geometry.has_values(0)
    assert not geometry.placed([(2, 0, 0)], [(0.0, 0.0, 640.0, 400.0)])


def test_what_is_under_a_point():
    geometry = fitting((2, 4, 1), 640.0, 400.0, 1.0, 1.0)
    pills = geometry.places.centres
    for edge, centre in pills.items():
        assert edge_at(geometry, pills, centre) == edge
    for layer in range(3):
        for neuron in range((2, 4, 1)[layer]):
            assert neuron_at(geometry, geometry.node(layer, neuron)) == (layer, neuron)
    assert edge_at(geometry, pills, geometry.bias(1, 3)) == (1, 3, 2)
    x0, y0, x1, y1 = geometry.ends((1, 3, 0))
    on_line = (x0 + 0.3 * (x1 - x0), y0 + 0.3 * (y1 - y0) + 2.0)
    assert edge_at(geometry, {}, on_line) == (1, 3, 0)
    assert edge_at(geometry, pills, (2.0, 2.0)) is None
    assert neuron_at(geometry, (320.0, 2.0)) is None


def test_walking_through_the_weights_comes_around():
    sizes = (2, 3, 1)
    edge, seen = None, []
    for _ in range(13):
        edge = next_edge(sizes, edge, 1)
        seen.append(edge)
    assert len(set(seen)) == 13 == 3 * 3 + 4
    assert next_edge(sizes, edge, 1) == seen[0] == (1, 0, 0)
    assert next_edge(sizes, seen[0], -1) == seen[-1]
    assert np.array(seen[2]).tolist() == [1, 0, 2]
