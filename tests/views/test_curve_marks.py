"""Marks on the curve of one variable."""

import numpy as np
import pytest

from explorer.controller.figures import Mark, Stroke
from explorer.views.curve_view import CurveView
from explorer.views.theme import theme
from tests.views.pictures import near, pixels, results_of


@pytest.fixture
def curve(qtbot):
    view = CurveView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.set_picture(results_of("x³ − 3x", window=(-3.0, 3.0, -3.0, 3.0)).picture)
    return view


def ink_at(curve, x, y):
    place = curve._pixels(np.array([[x, y]]))[0]
    column, row = (round(part * curve.devicePixelRatioF()) for part in place)
    return near(pixels(curve)[row - 4 : row + 5, column - 4 : column + 5], theme("light").text).sum()


def test_a_mark_stands_on_the_curve_and_goes_again(curve):
    assert ink_at(curve, 1.0, -2.0) == 0
    curve.set_figures((Mark(1.0, 0.0, "minimum", z=-2.0, label="−2.00"), Mark(0.5, 0.0, "point", z=float("nan"))))
    assert ink_at(curve, 1.0, -2.0) > 20
    curve.set_figures((Stroke(np.zeros((2, 2)), "text"), Mark(1.0, 0.0, "minimum")))
    assert ink_at(curve, 1.0, -2.0) == 0
