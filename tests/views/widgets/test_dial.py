"""The dial for a direction: mouse, keys, what it catches on, what it shows."""

import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.views.theme import theme
from explorer.views.widgets.dial import Dial
from tests.views.pictures import near, pixels

LIGHT = theme("light")


@pytest.fixture
def dial(qtbot):
    widget = Dial()
    qtbot.addWidget(widget)
    widget.set_theme(LIGHT, 1.0, "loss")
    widget.resize(widget.sizeHint())
    widget.show()
    widget.told = []
    widget.angle_moved.connect(widget.told.append)
    widget.released.connect(lambda: widget.told.append("released"))
    return widget


def place(dial, degrees, reach=60.0):
    turn = math.radians(degrees)
    middle = dial.rect().center()
    return QPoint(round(middle.x() + reach * math.cos(turn)), round(middle.y() - reach * math.sin(turn)))


def test_the_needle_follows_the_mouse_in_whole_degrees(dial):
    QTest.mousePress(dial, Qt.MouseButton.LeftButton, pos=dial.needle_end().toPoint())
    QTest.mouseMove(dial, place(dial, 120.0))
    QTest.mouseRelease(dial, Qt.MouseButton.LeftButton, pos=place(dial, 120.0))
    assert dial.told[-1] == "released" and dial.told[-2] == dial.angle
    assert dial.angle == pytest.approx(120.0, abs=1.0) and dial.angle == round(dial.angle)


def test_it_catches_on_the_special_directions(dial):
    dial.set_gradient(63.5485, (63.5485, -116.4515))
    QTest.mouseClick(dial, Qt.MouseButton.LeftButton, pos=place(dial, 62.6))
    assert dial.angle == 63.5485


def test_with_shift_it_goes_by_fifteen(dial):
    QTest.mouseClick(dial, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place(dial, -50.0))
    assert dial.angle == -45.0


def test_keys_turn_it_and_it_goes_round(dial):
    dial.set_angle(179.0)
    QTest.keyClick(dial, Qt.Key.Key_Left)
    QTest.keyClick(dial, Qt.Key.Key_Up)
    QTest.keyClick(dial, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert dial.told == [180.0, "released", -179.0, "released", 166.0, "released"]


def test_setting_the_angle_is_silent(dial):
    dial.set_angle(45.0)
    assert not dial.told and dial.angle == 45.0


def test_the_needle_points_where_it_is_told_and_the_gradient_is_drawn(dial):
    dial.set_angle(20.0)
    assert not near(pixels(dial), LIGHT.gradient).any()
    dial.set_gradient(140.0, (140.0,))
    shown = pixels(dial)
    end = dial.needle_end().toPoint()
    assert near(shown, LIGHT.loss)[end.y() - 9 : end.y() + 9, end.x() - 9 : end.x() + 9].any()
    on_gradient = place(dial, 140.0, 40.0)
    assert near(shown, LIGHT.gradient)[on_gradient.y() - 3 : on_gradient.y() + 4, on_gradient.x()].any()
