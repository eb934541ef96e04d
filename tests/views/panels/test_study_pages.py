"""The pages of Approximate, Sensitivity and Check: they fit the panel with long numbers, and say what they should."""

import pytest

from explorer.controller.executor import CancelToken
from explorer.controller.results import Partial
from explorer.controller.studies.approximation import compute_approximation
from explorer.controller.studies.gradient_check import compute_check
from explorer.controller.studies.sensitivity import compute_sensitivity
from explorer.controller.studies.study import StudyInput
from explorer.core.function import parse
from explorer.views.panels.approximation_page import ApproximationPage
from explorer.views.panels.check_page import CheckPage
from explorer.views.panels.sensitivity_page import SensitivityPage
from explorer.views.theme import theme
from tests.controller.studies.givens import given_for

# The page's width in the panel of 424 px, without the scroll bar.
WIDTH = 414
LONG = ("-31234.5678x² y + exp(-9x) - 8e-7 x y² + 1e7", (-1.23456, -0.00123))
TWELVE = "f(a,b,c,d,g,h,k,m,n,p,q,r) = a b + c^2 d - 54321 sin(g) h + k/m + n p q r^2"


def shown(qtbot, page, answer, *more):
    qtbot.addWidget(page)
    page.set_theme(theme("light"), 1.0)
    page.show_answer(answer, *more)
    return page


@pytest.mark.parametrize("formula", [LONG[0], "x y z", TWELVE])
def test_pages_fit_the_panel_with_long_numbers(qtbot, formula):
    given = given_for(formula, LONG[1])
    token = CancelToken()
    pages = (
        shown(qtbot, ApproximationPage(), compute_approximation(given, token)),
        shown(qtbot, SensitivityPage(), compute_sensitivity(given, token), True),
        shown(qtbot, CheckPage(), compute_check(given, token)),
    )
    for page in pages:
        assert page.minimumSizeHint().width() <= WIDTH, type(page).__name__


def test_without_a_function_every_page_says_what_fills_it(qtbot):
    for page, more in ((ApproximationPage(), ()), (SensitivityPage(), (False,)), (CheckPage(), ())):
        assert "Type a function above" in shown(qtbot, page, None, *more).message.text
        page.show_answer(None, *more, "It failed.")
        assert page.message.text == "It failed."


def test_a_wrong_formula_is_called_wrong(qtbot):
    given = given_for("x²y")
    partials = (Partial("x", parse("2xy²").root, True), Partial("y", parse("x²").root, True))
    page = shown(qtbot, CheckPage(), compute_check(StudyInput(given.problem, partials), CancelToken()))
    assert page.verdict.text() == "The ways to ∂f/∂x differ."
    words = [[cells[4].text() for cells in table.rows] for table in page.tables]
    assert words[0] == ["reference", *["differs"] * 4] and words[1][:3] == ["reference", "agrees", "agrees"]
    assert not page.tables[0].rows[1][3].pixmap().isNull(), "a sign beside the word"


def test_while_formulas_are_awaited_it_says_so(qtbot):
    page = shown(qtbot, CheckPage(), compute_check(given_for("x²y"), CancelToken()))
    assert page.verdict.text() == "Reverse and forward mode agree; the formula is awaited."
    assert [cells[4].text() for cells in page.tables[0].rows][:3] == ["awaited", "reference", "agrees"]


def test_one_variable_has_a_line_not_a_plane(qtbot):
    page = shown(qtbot, ApproximationPage(), compute_approximation(given_for("x³"), CancelToken()))
    assert "line" in page.linear.sentence.text()
    page.show_answer(compute_approximation(given_for("x³ + y"), CancelToken()))
    assert "plane" in page.linear.sentence.text()
