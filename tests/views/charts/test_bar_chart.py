"""Bars reach as far as their values say, from a common zero, in their meanings' colours."""

import math

import pytest
from PySide6.QtGui import QColor

from explorer.views.charts.bar_chart import Bar, BarChart
from explorer.views.theme import theme


@pytest.fixture
def chart(qtbot):
    widget = BarChart("Bars")
    qtbot.addWidget(widget)
    widget.set_theme(theme("light"), 1.0)
    widget.resize(384, 200)
    return widget


def test_lengths_are_in_proportion_and_signs_go_both_ways(chart):
    chart.set_bars((Bar("a", 4.0, "x"), Bar("b", -2.0, "y"), Bar("c", 1.0, "held")))
    first, second, third = (chart.bar_rectangle(index) for index in range(3))
    assert first.width() == pytest.approx(2 * second.width()) and first.width() == pytest.approx(4 * third.width())
    assert second.right() == pytest.approx(first.left()) == pytest.approx(third.left())


def test_limits_and_what_has_no_bar(chart):
    chart.set_bars((Bar("share", 0.25, "gradient"),), (0.0, 1.0))
    quarter = chart.bar_rectangle(0).width()
    chart.set_bars((Bar("share", 1.0, "gradient"),), (0.0, 1.0))
    assert chart.bar_rectangle(0).width() == pytest.approx(4 * quarter)
    chart.set_bars((Bar("none", 0.0, "x"), Bar("hole", math.nan, "y")))
    assert chart.bar_rectangle(0).width() == chart.bar_rectangle(1).width() == 0
    assert chart.bars[1].told == "undefined"


def test_each_bar_is_painted_in_its_colour(chart):
    chart.set_bars((Bar("∂f/∂x", 4.0, "x"), Bar("∂f/∂y", -2.0, "y")))
    image = chart.grab().toImage()
    ratio = image.devicePixelRatio()
    for index, token in ((0, theme("light").x), (1, theme("light").y)):
        centre = chart.bar_rectangle(index).center() * ratio
        assert image.pixelColor(centre.toPoint()) == QColor(token)


def test_charts_beside_each_other_share_their_columns(qtbot, chart):
    other = BarChart("Others")
    qtbot.addWidget(other)
    other.resize(384, 60)
    long, short = (Bar("a long name here", 1.0, "x"),), (Bar("b", 1.0, "y"),)
    chart.set_bars(short, (0.0, 1.0), long)
    other.set_bars(long, (0.0, 1.0), short)
    assert chart.bar_rectangle(0).left() == pytest.approx(other.bar_rectangle(0).left())


def test_it_is_as_high_as_its_bars_and_says_what_it_shows(chart):
    chart.set_bars([Bar(f"b{index}", index, "held") for index in range(12)])
    assert chart.sizeHint().height() == 12 * 28
    assert chart.accessibleDescription().startswith("b0: 0.000; b1: 1.000")
