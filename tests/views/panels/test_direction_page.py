"""The Direction page: buttons, typed components, and sentences where there is no slope."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.controller.executor import CancelToken
from explorer.controller.studies.direction import compute_direction
from explorer.views.panels.direction_page import ZERO, DirectionPage
from explorer.views.theme import theme
from tests.controller.studies.givens import given_for


@pytest.fixture
def page(qtbot):
    widget = DirectionPage()
    qtbot.addWidget(widget)
    widget.set_theme(theme("light"), 1.0)
    widget.resize(424, 800)
    widget.show()
    widget.told = []
    widget.angle_entered.connect(widget.told.append)
    return widget


def show(page, formula="x²y + 3xy³", probe=(0.8, 0.6), **choices):
    answer = compute_direction(given_for(formula, probe, (-1.5, 1.5, -1.5, 1.5), **choices), CancelToken())
    page.show_answer(answer)
    return answer


def retype(edit, text):
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_it_tells_the_slope_twice_alike(page):
    show(page)
    assert page.slope.result.text() == page.cosine.result.text() == "3.009"
    assert "33.5°" in page.cosine.sentence.text() and "uphill" in page.slope.sentence.text()
    assert page.sentence.isHidden() and page.both_ways.isHidden()


def test_the_buttons_ask_for_the_special_angles(page):
    answer = show(page)
    for key in ("up", "down", "level"):
        page.buttons[key].click()
    special = answer.special
    assert page.told[:2] == [math.degrees(special.ascent), math.degrees(special.descent)]
    # Of the two level directions the one nearer to u.
    assert page.told[2] == pytest.approx(-26.45, abs=0.01)


def test_components_are_made_an_angle(page):
    show(page)
    page.components[0].set_value(0.0)
    retype(page.components[1], "-2")
    assert page.told == [-90.0]


def test_the_direction_zero_is_refused_with_a_sentence(page):
    show(page, direction=0.0)
    assert page.components[1].value == 0.0
    retype(page.components[0], "0")
    assert not page.told and page.problem.text() == ZERO and page.problem.isVisible()
    retype(page.angle_edit, "45")
    assert page.told == [45.0] and page.problem.isHidden()


def test_a_flat_place_disables_the_buttons_and_says_so(page):
    show(page, "x² + y²", (0.0, 0.0))
    assert not any(button.isEnabled() for button in page.buttons.values())
    assert "zero here" in page.sentence.text() and page.slope.result.text() == "0.000"
    assert "level" in page.slope.sentence.text()


def test_a_hole_leaves_the_dial_and_hides_the_slopes(page):
    show(page, "log(x) + y", (-1.0, 1.0))
    assert page.dial.isVisible() and page.slope.isHidden() and page.cosine.isHidden()
    assert "undefined at P" in page.sentence.text()


def test_one_variable_has_two_directions(page):
    show(page, "x^3", (1.0, 0.0))
    assert not page.dial.isVisible() and page.both_ways.isVisible()
    page.both_ways.choice("180").click()
    assert page.told == [180.0] and "two directions" in page.sentence.text()


def test_nothing_to_show_is_said(page):
    show(page)
    page.show_nothing("Type a function above.")
    assert page.sentence.text() == "Type a function above." and not page.dial.isVisible() and page.slope.isHidden()
