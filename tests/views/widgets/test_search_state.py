"""The state of a search: sentence, progress, Cancel and Search again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.views.theme import theme
from explorer.views.widgets.search_state import ANEW, SEARCHING, STOPPED, SearchState


@pytest.fixture
def state(qtbot):
    widget = SearchState()
    qtbot.addWidget(widget)
    widget.set_theme(theme("dark"), 1.0)
    widget.show()
    widget.told = []
    widget.stop_asked.connect(lambda: widget.told.append("stop"))
    widget.again_asked.connect(lambda: widget.told.append("again"))
    return widget


def press(state):
    QTest.mouseClick(state.button, Qt.MouseButton.LeftButton)


def test_what_was_found_stands_without_button_or_line(state):
    state.set_state("9 critical points in this window: all found", True, False, False)
    assert state.sentence.text().startswith("9 critical") and state.button.isHidden() and state.bar.isHidden()


def test_a_search_shows_a_line_and_can_be_stopped(state):
    state.set_state("", True, True, False)
    assert state.sentence.text() == SEARCHING and not state.bar.isHidden()
    assert state.button.text() == "Cancel"
    press(state)
    assert state.told == ["stop"]


def test_while_a_new_search_runs_the_old_list_is_told_to_be_old(state):
    state.set_state("9 critical points", True, True, False)
    assert state.sentence.text() == ANEW and not state.bar.isHidden()
    state.set_state("8 critical points", True, False, False)
    assert state.sentence.text() == "8 critical points" and state.bar.isHidden()


def test_a_stopped_search_can_be_begun_again(state):
    state.set_state("", False, False, True)
    assert state.sentence.text() == STOPPED and state.bar.isHidden()
    press(state)
    assert state.told == ["again"]


def test_nothing_to_say_hides_all(state):
    state.set_state("9 critical points", True, False, False)
    state.set_state("", True, False, False)
    assert state.isHidden()
