"""Lines cut at a box: a single segment is cut as a longer line is, and what lies inside stays as it is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.views.charts.polylines import clipped

BOX = (-2.0, -1.0, 3.0, 2.0)
places = st.tuples(*[st.sampled_from([-6.0, -2.0, -1.0, -0.25, 0.0, 1.5, 2.0, 3.0, 7.0])] * 2)


@given(places, places)
def test_one_segment_is_cut_as_the_same_line_in_two_parts_is(start, end):
    points = np.array([start, end])
    found = clipped(points, BOX)
    longer = clipped(np.array([start, (points[0] + points[1]) / 2, end]), BOX)
    assert len(found) == len(longer) or not any(np.ptp(part, axis=0).any() for part in [*found, *longer])
    for part, other in zip(found, longer, strict=False):
        assert np.allclose(part[[0, -1]], other[[0, -1]])


@given(st.lists(st.tuples(st.floats(-2, 3), st.floats(-1, 2)), min_size=2, max_size=12))
def test_a_line_inside_stays_whole(points):
    line = np.array(points)
    (part,) = clipped(line, BOX)
    assert np.array_equal(part, line)


@given(places, places, st.floats(0, 1))
def test_what_is_kept_of_a_segment_is_what_lies_in_the_box(start, end, share):
    point = np.array(start) + share * (np.array(end) - start)
    inside = bool((point > BOX[:2]).all() and (point < BOX[2:]).all())
    if inside and start != end:
        (part,) = clipped(np.array([start, end]), BOX)
        along = (point - part[0]) @ (part[1] - part[0])
        assert -1e-9 <= along <= ((part[1] - part[0]) ** 2).sum() + 1e-9
