"""Paths that grow in kept pictures look as if they had been drawn at once."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from explorer.views.charts.walked_layer import WalkedLayer, WalkedLine

SIZE = (200, 160)


def line(turns, core, seen=None):
    steps = np.arange(60, dtype=float)
    angle = steps / 60 * turns
    points = np.column_stack([100 + (20 + steps) * np.cos(angle), 80 + 70 * np.sin(angle)])
    seen = np.ones(59, dtype=bool) if seen is None else seen
    return WalkedLine(steps, points, seen, core, "#FFFFFF", 2.6, np.arange(0, 60, 7))


def pixels(layer, balls):
    image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    layer.paint(painter, balls)
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(SIZE[1], SIZE[0], 4).astype(int).copy()


@pytest.fixture
def lines(qapp):
    return [line(5.0, "#BC4900"), line(-4.0, "#0072B2")]


def test_small_ticks_draw_what_one_leap_draws(lines):
    slow, fast = WalkedLayer(lines, SIZE, 1.0), WalkedLayer(lines, SIZE, 1.0)
    for playhead in np.linspace(0, 45.0, 270):
        slow.walk(float(playhead))
    fast.walk(45.0)
    difference = np.abs(pixels(slow, [None, None]) - pixels(fast, [None, None])).max(axis=2)
    assert (pixels(fast, [None, None])[..., 3] > 0).sum() > 1000
    assert (difference > 90).mean() < 0.004


def test_going_back_takes_away_what_was_walked(lines):
    layer, fresh = WalkedLayer(lines, SIZE, 1.0), WalkedLayer(lines, SIZE, 1.0)
    layer.walk(50.0)
    layer.walk(10.0)
    fresh.walk(10.0)
    assert np.array_equal(pixels(layer, [None, None]), pixels(fresh, [None, None]))
    layer.walk(-1.0)
    assert not pixels(layer, [None, None]).any()


def test_the_ball_is_joined_to_the_path(lines):
    layer = WalkedLayer(lines[:1], SIZE, 1.0)
    layer.walk(20.0)
    before = pixels(layer, [None])
    ball = tuple(lines[0].pixels[21].tolist())
    after = pixels(layer, [ball])
    assert (np.abs(after - before).sum(axis=2) > 0).sum() > 5
    assert after[round(ball[1]), round(ball[0]), 3] > 0


def test_hidden_segments_are_left_out(qapp):
    seen = np.ones(59, dtype=bool)
    seen[20:40] = False
    whole, broken = line(5.0, "#BC4900"), line(5.0, "#BC4900", seen)
    assert sum(len(piece) - 1 for piece in broken.pieces(0, 60)) == 39
    assert [len(piece) for piece in whole.pieces(3, 9)] == [6]
    middle = tuple(np.rint(broken.pixels[29]).astype(int).tolist())
    layer = WalkedLayer(
        [
            WalkedLine(
                *(getattr(broken, name) for name in ("steps", "pixels", "seen", "core", "casing", "width")),
                np.empty(0, dtype=np.intp),
            )
        ],
        SIZE,
        1.0,
    )
    layer.walk(60.0)
    assert pixels(layer, [None])[middle[1], middle[0], 3] == 0
