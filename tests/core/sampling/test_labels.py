"""Labels of level curves keep their promises on any set of curves."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core.sampling.labels import (
    APART,
    Circle,
    Label,
    Labelled,
    boxes_touch,
    labelled_levels,
    place_labels,
    without_gaps,
)

SIZE = (400.0, 300.0)
HEIGHT = 15.0


def wave(offset, amplitude, frequency, points=120):
    x = np.linspace(0, SIZE[0], points)
    return np.column_stack([x, offset + amplitude * np.sin(frequency * x / 60)])


def circle(x, y, radius):
    turn = np.linspace(0, 2 * np.pi, 90)
    return np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])


curves_of_waves = st.lists(
    st.builds(
        lambda offset, amplitude, frequency, width: Labelled((wave(offset, amplitude, frequency),), width),
        st.floats(-20, 320),
        st.floats(0, 60),
        st.floats(0.2, 2.5),
        st.floats(8, 50),
    ),
    max_size=7,
)


@given(curves=curves_of_waves, x=st.floats(0, 400), y=st.floats(0, 300))
@settings(max_examples=60, deadline=None)
def test_labels_are_upright_inside_apart_and_clear_of_the_probe(curves, x, y):
    labels = place_labels(curves, SIZE, HEIGHT, [Circle(x, y, 45)])
    for label in labels:
        assert -90 < label.angle <= 90
        assert label.distance(x, y) >= 45
        corners = label.corners()
        assert (corners >= 0).all() and (corners <= SIZE).all()
        line = curves[label.curve].pieces[label.piece]
        assert np.hypot(line[:, 0] - label.x, line[:, 1] - label.y).min() < 5
        assert label.end - label.start > label.width
    for index, first in enumerate(labels):
        assert not any(boxes_touch(first, second) for second in labels[index + 1 :])


@given(curves=curves_of_waves)
@settings(max_examples=20, deadline=None)
def test_placing_is_repeatable(curves):
    assert place_labels(curves, SIZE, HEIGHT) == place_labels(curves, SIZE, HEIGHT)


def test_a_lone_level_line_gets_its_number_along_it():
    (label,) = place_labels([Labelled((wave(150, 0, 1),), 20.0)], SIZE, HEIGHT)
    assert label.y == 150
    assert label.angle == 0


def test_a_line_running_down_is_read_with_the_head_tilted_less_than_a_quarter_turn():
    falling = np.column_stack([np.linspace(300, 100, 50), np.linspace(20, 280, 50)])
    (label,) = place_labels([Labelled((falling,), 20.0)], SIZE, HEIGHT)
    assert -90 < label.angle < 0


def test_curves_too_short_or_too_bent_get_no_number():
    tiny = Labelled((circle(200, 150, 9),), 20.0)
    point = Labelled((np.array([[5.0, 5.0], [5.0, 5.0]]),), 20.0)
    assert place_labels([tiny, point], SIZE, HEIGHT) == ()


def test_a_long_curve_is_told_more_than_once():
    labels = place_labels([Labelled((circle(500, 500, 400),), 20.0)], (1000.0, 1000.0), HEIGHT)
    assert len(labels) > 2
    assert min(np.hypot(a.x - b.x, a.y - b.y) for a in labels for b in labels if a is not b) > APART


def test_open_ground_is_preferred():
    crowd = [np.array([[0.0, y], [180.0, y]]) for y in range(130, 170, 4)]
    (label,) = place_labels([Labelled((wave(150, 0, 1),), 20.0)], SIZE, HEIGHT, ground=crowd)
    assert label.x > 180


def test_even_multiples_are_labelled_zero_among_them():
    levels = np.arange(-4, 5) * 0.1
    assert list(labelled_levels(levels, 0.1)) == [True, False] * 4 + [True]
    assert labelled_levels([1.0, 2.0], 0.0).all()


def length(piece):
    return np.hypot(*np.diff(piece, axis=0).T).sum()


@given(first=st.floats(0, 150), width=st.floats(1, 60), second=st.floats(220, 300))
@settings(max_examples=40, deadline=None)
def test_a_broken_line_lacks_exactly_its_gaps(first, width, second):
    line = wave(150, 20, 1)
    parts = without_gaps(line, [(second, second + 10), (first, first + width)])
    assert np.isclose(sum(map(length, parts)), length(line) - width - 10)
    assert all(len(part) >= 2 for part in parts)


def test_a_line_without_gaps_is_whole():
    (part,) = without_gaps(wave(10, 5, 1), [])
    assert np.allclose(part, wave(10, 5, 1))


def test_turned_boxes_touch_only_where_they_overlap():
    flat = Label(0, 0, 0, 0, 0, 0, 0, 40, 10)
    steep = Label(0, 0, 0, 26, 90, 0, 0, 40, 10)
    assert not boxes_touch(flat, steep)
    assert boxes_touch(flat, steep, 4)
    assert boxes_touch(flat, Label(0, 0, 10, 4, 45, 0, 0, 40, 10))
    assert flat.distance(0, 25) == 20
    assert flat.distance(5, 2) == 0
