"""Kinks and jumps are seen where they are, and only there."""

import numpy as np
import pytest

from explorer.core.analysis.kinks import Kink, kinks_at
from explorer.core.function import parse


def kinks(text, *place):
    return kinks_at(parse(text), np.array(place, dtype=float))


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("abs(x) + y^2", (0, 1), [Kink("x", -1.0, 1.0)]),
        ("abs(x - 3) * y", (3, 2), [Kink("x", -2.0, 2.0)]),
        ("max(x, y)", (2, 2), [Kink("x", 0.0, 1.0), Kink("y", 0.0, 1.0)]),
        ("relu(x) + x^2 + y", (0, 5), [Kink("x", 0.0, 1.0)]),
        ("abs(x) + abs(y)", (0, 0), [Kink("x", -1.0, 1.0), Kink("y", -1.0, 1.0)]),
    ],
)
def test_a_kink_has_two_slopes(text, place, found):
    told = kinks(text, *place)
    assert [kink.name for kink in told] == [kink.name for kink in found]
    for kink, expected in zip(told, found, strict=True):
        assert kink.left == pytest.approx(expected.left, abs=1e-5)
        assert kink.right == pytest.approx(expected.right, abs=1e-5)
        assert not kink.is_jump


@pytest.mark.parametrize(("text", "place"), [("floor(x) + y", (2, 1)), ("sign(x) + y", (0, 1)), ("step(y) x", (1, 0))])
def test_a_jump_is_told_as_one(text, place):
    assert [kink.is_jump for kink in kinks(text, *place)] == [True]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("x^2 y + 3 x y^3", (1, 2)),
        ("exp(40 x) + sin(300 y)", (0.3, 1)),
        ("1e6 x^3 + y", (0, 0)),
        ("abs(x)^1.5 + y", (0, 1)),
        ("abs(x) + y", (0.001, 1)),
        ("5 + 0 x + 0 y", (1, 1)),
        ("sqrt(x) + y", (0, 1)),
        ("log(x) + y", (-1, 1)),
        ("1/x + y", (0, 1)),
        ("1000 + 1e-9 x^2 + y", (3, 1)),
        ("x^2 + y", (1e8, 1)),
    ],
)
def test_a_smooth_place_and_a_hole_are_no_kinks(text, place):
    assert kinks(text, *place) == ()


def test_a_kink_far_from_the_origin_is_seen_on_its_own_scale():
    f = parse("abs(x - 1e6) + y")
    assert [kink.name for kink in kinks_at(f, np.array([1e6, 0.0]))] == ["x"]


def test_short_lengths_look_closer():
    f = parse("abs(x) + abs(x - 1e-7) + y")
    assert [kink.name for kink in kinks_at(f, np.zeros(2), (1e-8, 1.0))] == ["x"]
