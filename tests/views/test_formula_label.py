"""Formulas as pictures: never blank, fractions whole, colours by name, fitted to the room."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

import explorer
from explorer.export.formula_rows import FormulaRow, function_row, node_row, norm_row, numbers_row, partial_row
from explorer.views.formula_label import FormulaLabel
from explorer.views.theme import theme
from tests.views.pictures import near, pixels

FORMULAS = [
    "x²y + 3xy³",
    "(x+1)/(y²+1)",
    "1/(1+1/(1+1/x))",
    "√(x²+y²)",
    "∛x + root(y, 5)",
    "{x < 1: x², y}",
    "||x|-|y||",
    "e^(-x²-y²)",
    "α_1 x + w_rate",
    "⌊x⌋ + ⌈y⌉",
    "log_2(x) + ln(y)",
    "max(x, y)",
    "sin²(x)cos(y)",
    "x!",
]


@pytest.fixture
def label(qtbot):
    widget = FormulaLabel(executor=lambda work: work())
    qtbot.addWidget(widget)
    widget.set_theme(theme("light"))
    widget.set_pixel_size(20)
    return widget


def shown(label, row, qtbot):
    label.set_row(row)
    qtbot.waitUntil(lambda: label.is_settled, timeout=10_000)
    label.resize(label.sizeHint())
    return pixels(label)


def ink(picture):
    return np.abs(picture - picture[0, 0]).sum(axis=-1) > 150


@pytest.mark.parametrize("text", FORMULAS)
def test_every_formula_has_ink(label, qtbot, text):
    function = explorer.parse(text)
    marks = ink(shown(label, node_row(function.root), qtbot))
    assert 0.02 < marks.mean() < 0.5
    assert marks[:, : marks.shape[1] // 3].any() and marks[:, -marks.shape[1] // 3 :].any()


def test_a_fraction_is_not_only_its_bar(label, qtbot):
    marks = ink(shown(label, node_row(explorer.parse("(x+1)/(y+1)").root), qtbot))
    bar = int(np.argmax(marks.sum(axis=1)))
    assert marks[: bar - 2].any() and marks[bar + 3 :].any()


def test_names_have_their_colours(label, qtbot):
    look = theme("light")
    label.set_colours({"x": look.x, "y": look.y})
    picture = shown(label, node_row(explorer.parse("x²y + 3xy³").root), qtbot)
    assert near(picture, look.x, 60).sum() > 20 and near(picture, look.y, 60).sum() > 20


def test_the_dark_theme(label, qtbot):
    label.set_theme(theme("dark"))
    picture = shown(label, node_row(explorer.parse("x + 1").root), qtbot)
    assert near(picture, theme("dark").text, 120).sum() > 20


@pytest.mark.parametrize("width", [60, 120, 200])
def test_too_little_room(label, qtbot, width):
    full = shown(label, node_row(explorer.parse("+".join(f"x_{k}^2" for k in range(12))).root), qtbot)
    label.resize(width, label.height())
    assert pixels(label).shape[1] < full.shape[1] and ink(pixels(label)).any()


def test_a_tall_formula_fits_a_low_row(label, qtbot):
    row = node_row(explorer.parse("1/(1+1/(1+1/x))").root)
    shown(label, row, qtbot)
    height = label.sizeHint().height()
    label.resize(label.width(), round(height * 0.7))
    marks = ink(pixels(label))
    assert marks.any() and not marks[0].any() and not marks[-1].any()


def test_copying(label, qtbot):
    shown(label, function_row("f", ("x", "y"), explorer.parse("x²y").root), qtbot)
    label.copy_text()
    assert QGuiApplication.clipboard().text() == "f(x, y) = x²y"
    label.copy_latex()
    assert "x^{2} y" in QGuiApplication.clipboard().text()
    assert label.accessibleName() == "f(x, y) = x²y"


def test_rows(label, qtbot):
    root = explorer.parse("x²y").root
    assert partial_row("f", "x", root).text == "∂f/∂x = x²y"
    marks = ink(shown(label, numbers_row(root, {"x": "1.00", "y": "2.00"}, ("2.000",)), qtbot))
    assert marks.any()
    assert not ink(shown(label, FormulaRow("<mrow></mrow>", ""), qtbot)).any()


def test_two_thousand_parts_are_told_not_typeset(label, qtbot):
    root = explorer.parse("+".join(f"sin({k} x)" for k in range(700))).root
    picture = shown(label, node_row(root), qtbot)
    assert ink(picture).any()


def test_digits_put_into_a_known_layout_look_as_if_laid_out_anew(label, qtbot):
    made = norm_row([("x", "1.608"), ("y", "-3.232")], "3.610")
    label.set_row(norm_row([("x", "9.999"), ("y", "-8.888")], "7.777"))
    filled = ink(shown(label, made, qtbot))
    direct = ink(
        shown(label, replace(made, markup=made.markup.replace('data-role="number"', 'data-role="figures"')), qtbot)
    )
    rows, columns = (min(a, b) for a, b in zip(filled.shape, direct.shape, strict=True))
    differing = filled[:rows, :columns] != direct[:rows, :columns]
    assert differing.sum() < 0.02 * direct.sum()
