"""Marks are told apart by their outline, on any ground, and icons show the same shapes."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from explorer.views.charts.mark_shapes import draw_mark_shape, mark_icon
from tests.views.pictures import near, pixels

SHAPES = ("minimum", "maximum", "saddle", "degenerate", "kink", "point", "ring")
INK, CASING, GROUND = "#000000", "#ffffff", "#3080a0"


def drawn(shape, radius=9.0):
    image = QImage(41, 41, QImage.Format.Format_RGB32)
    image.fill(QColor(GROUND))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_mark_shape(painter, QPointF(20.5, 20.5), shape, INK, CASING, radius)
    painter.end()
    return pixels(image)


def test_every_two_shapes_differ_in_a_good_part_of_their_ink(qapp):
    ink = {shape: near(drawn(shape), INK, 120) for shape in SHAPES}
    for first in SHAPES:
        for second in SHAPES:
            if first < second:
                union = (ink[first] | ink[second]).sum()
                assert (ink[first] ^ ink[second]).sum() > 0.25 * union, (first, second)


@pytest.mark.parametrize("shape", SHAPES)
def test_ink_touches_the_ground_nowhere(qapp, shape):
    picture = drawn(shape)
    ink, ground = near(picture, INK, 120), near(picture, GROUND, 60)
    assert ink.sum() > 40 and near(picture, CASING, 60).sum() > 20
    touching = np.zeros_like(ink)
    for axis in (0, 1):
        for step in (1, -1):
            touching |= np.roll(ground, step, axis)
    assert not (ink & touching).any()


def test_minimum_points_down_and_maximum_up(qapp):
    rows = np.arange(41)
    for shape, sign in (("minimum", -1), ("maximum", 1)):
        width = near(drawn(shape), INK, 120).sum(axis=1)
        top, bottom = width[rows < 20].sum(), width[rows > 20].sum()
        assert sign * (bottom - top) > 20


@pytest.mark.parametrize("shape", SHAPES)
def test_icons_hold_the_whole_shape(qapp, shape):
    image = mark_icon(shape, INK, CASING, 24).pixmap(24, 24).toImage()
    edge = [image.pixelColor(x, y).alpha() for x in range(24) for y in (0, 23)]
    assert image.pixelColor(12, 12).alpha() == 255 and max(edge) < 200
