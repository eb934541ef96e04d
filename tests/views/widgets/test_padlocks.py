"""The padlocks of two variables: one choice closed at a time, and none after a second click."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.views.widgets.padlocks import Padlocks


@pytest.fixture
def padlocks(qtbot):
    widget = Padlocks()
    qtbot.addWidget(widget)
    widget.show()
    widget.told = []
    widget.held_wanted.connect(widget.told.append)
    return widget


def test_each_choice_tells_what_to_hold(padlocks):
    for index in (0, 1, 2):
        padlocks.set_held(())
        padlocks.button(index).click()
    assert padlocks.told == [("y",), ("x",), ("x", "y")]


def test_the_closed_one_lets_go_by_mouse_and_by_key(padlocks):
    padlocks.set_held(("y",))
    padlocks.button(0).click()
    padlocks.set_held(("x", "y"))
    padlocks.button(2).setFocus()
    QTest.keyClick(padlocks.button(2), Qt.Key.Key_Space)
    assert padlocks.told == [(), ()]


def test_it_shows_what_is_held(padlocks):
    for held, closed in (((), []), (("y",), [0]), (("x",), [1]), (("y", "x"), [2])):
        padlocks.set_held(held)
        assert [index for index in (0, 1, 2) if padlocks.button(index).isChecked()] == closed
    assert not padlocks.told


def test_names_follow_the_axes_and_one_axis_disables(padlocks):
    padlocks.set_names(("rate", "size"))
    assert [padlocks.button(index).text() for index in (0, 1, 2)] == ["size", "rate", "both"]
    padlocks.set_names(("x",))
    assert not padlocks.isEnabled()
    padlocks.set_names(("x", "y"))
    assert padlocks.isEnabled() and padlocks.button(0).accessibleName() == "Hold y constant"
