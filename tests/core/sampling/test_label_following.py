"""Numbers that follow their moving curves keep the promises of those that are placed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.core.sampling.label_following import FURTHEST, follow_labels
from explorer.core.sampling.labels import Labelled, arc_lengths, boxes_touch, place_labels, points_at

SIZE = (400.0, 300.0)


def wave(offset, amplitude, frequency, points=120):
    x = np.linspace(0, SIZE[0], points)
    return np.column_stack([x, offset + amplitude * np.sin(frequency * x / 60)])


waves = st.lists(st.tuples(st.floats(-20, 320), st.floats(0, 60), st.floats(0.2, 2.5)), min_size=1, max_size=6)


@given(before=waves, shift=st.floats(-80, 80), stretch=st.floats(0.7, 1.4))
@settings(max_examples=60, deadline=None)
def test_followed_labels_are_on_their_curves_inside_upright_and_apart(before, shift, stretch):
    labels = place_labels([Labelled((wave(*made),), 30.0) for made in before], SIZE, 15.0)
    curves = [(wave(offset + shift, amplitude * stretch, frequency),) for offset, amplitude, frequency in before]
    followed = follow_labels([(label, label.curve) for label in labels], curves, SIZE)
    for label in followed:
        line = curves[label.curve][label.piece]
        middle = points_at(line, arc_lengths(line), np.array([(label.start + label.end) / 2]))[0]
        assert middle == pytest.approx([label.x, label.y], abs=1e-6)
        assert label.end - label.start > label.width
        assert -90 < label.angle <= 90
        corners = label.corners()
        assert (corners >= 0).all() and (corners <= SIZE).all()
        assert any(np.hypot(label.x - old.x, label.y - old.y) <= FURTHEST for old in labels if old.curve == label.curve)
    for index, first in enumerate(followed):
        assert not any(boxes_touch(first, second) for second in followed[index + 1 :])


def test_on_curves_that_stand_still_labels_stay():
    curves = [(wave(80, 20, 1.0),), (wave(200, 10, 0.5),)]
    labels = place_labels([Labelled(pieces, 30.0) for pieces in curves], SIZE, 15.0)
    assert len(labels) == 2
    followed = follow_labels([(label, label.curve) for label in labels], curves, SIZE)
    for old, new in zip(labels, followed, strict=True):
        assert (new.x, new.y) == pytest.approx((old.x, old.y), abs=0.6)
        assert new.angle == pytest.approx(old.angle, abs=4)


def test_a_label_whose_curve_is_gone_is_left_out():
    label = place_labels([Labelled((wave(80, 0, 1.0),), 30.0)], SIZE, 15.0)[0]
    assert follow_labels([(label, 0)], [()], SIZE) == ()
    assert follow_labels([(label, 0)], [(wave(200, 0, 1.0),)], SIZE) == ()
