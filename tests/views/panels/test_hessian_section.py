"""The section of the Hessian: matrices, sentences, eigenvalues; what is too wide is left out."""

import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.studies.curvature import compute_curvature
from explorer.core.function import parse
from explorer.views.panels.hessian_section import EMPTY, HessianSection, symbolic_hessian
from explorer.views.theme import theme
from tests.controller.studies.givens import given_for


@pytest.fixture
def section(qtbot):
    widget = HessianSection()
    qtbot.addWidget(widget)
    widget.set_theme(theme("light"), 1.0)
    widget.resize(384, 500)
    widget.show()
    return widget


def show(section, qtbot, formula, probe=(1.0, 2.0)):
    answer = compute_curvature(given_for(formula, probe), CancelToken())
    section.set_answer(answer, "", {"x": theme("light").x, "y": theme("light").y})
    qtbot.waitUntil(lambda: section.symbols.is_settled and section.numbers.is_settled)


def test_both_matrices_the_test_and_the_eigenvalues_are_shown(section, qtbot):
    show(section, qtbot, "x²y + 3xy³")
    assert section.symbols.text == "H(x, y) = (2y, 2x + 9y²; 2x + 9y², 18xy)"
    assert section.numbers.text == "H(P) = (4.000, 38.000; 38.000, 36.000)"
    assert section.sentence.text().startswith("det H = −1300.000 < 0")
    assert [line.text().split(" along")[0] for line in section.bends] == ["λ₁ = −21.231", "λ₂ = 61.231"]
    assert section.bends[0].text().endswith("bends down (dashed)")


def test_of_one_variable_the_second_derivative(section, qtbot):
    show(section, qtbot, "x³")
    assert section.title.text() == "Second derivative at P" and section.sentence.text().startswith("f″ = 6.000 > 0")
    assert section.numbers.isHidden() and section.eigenvectors.isHidden()
    assert all(line.isHidden() for line in section.bends)


def test_a_sentence_stands_where_nothing_is_known(section, qtbot):
    section.set_answer(None, "", {})
    assert section.message.text() == EMPTY and section.card.isHidden()
    show(section, qtbot, "ln(x) + y", (-1.0, 0.0))
    assert "undefined at P" in section.message.text() and section.card.isHidden() and section.eigenvectors.isHidden()
    show(section, qtbot, "x² + y²")
    assert section.message.isHidden() and not section.card.isHidden()


def test_entries_that_do_not_fit_are_not_typeset():
    short, long = parse("2xy").root, parse("x + 2x² + 3x³ + 4x⁴ + 5x⁵ + 6x⁶").root
    assert symbolic_hessian(("x", "y"), (short, short, short, short)) is not None
    assert symbolic_hessian(("x", "y"), (short, short, short, long)) is None
    assert symbolic_hessian(("x", "y"), ()) is None and symbolic_hessian(("x",), (short,)) is None
