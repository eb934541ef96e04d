"""The worked derivation in the real window: revealed step by step, with numbers, for either variable."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.views.pictures import near, pixels

pytestmark = pytest.mark.gl


@pytest.fixture
def panel(driver):
    driver.program.run_action("view.panel_derivation")
    driver.rest()
    return driver.program.views.panels["derivation"]


def press(driver, button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.rest()


def visible_rows(panel):
    steps = panel.page.steps
    return [steps.item(row).text() for row in range(steps.count()) if not steps.isRowHidden(row)]


def test_steps_are_revealed_one_at_a_time(driver, panel):
    assert panel.page.bar.told == "step 0 of 5" and visible_rows(panel) == []
    press(driver, panel.page.bar.button("forward"))
    assert visible_rows(panel) == ["1. Sum rule: x²y + 3xy³"] and panel.line.rule.text() == "Step 1: Sum rule"
    press(driver, panel.page.bar.button("last"))
    assert len(visible_rows(panel)) == 5 and panel.line.after.text == "∂f/∂x = 2xy + 3y³"
    press(driver, panel.page.bar.button("back"))
    assert driver.program.store.view.derivation_step == 4 and len(visible_rows(panel)) == 4


def test_the_keyboard_goes_through_the_steps(driver, panel):
    press(driver, panel.page.bar.button("last"))
    panel.page.steps.setFocus()
    QTest.keyClick(panel.page.steps, Qt.Key.Key_Up)
    driver.rest()
    assert driver.program.store.view.derivation_step == 4


def test_the_line_has_ink_a_grey_constant_and_a_tinted_part_at_work(driver, panel):
    driver.program.intents.show_step(derivation_step=2)
    driver.qtbot.waitUntil(lambda: panel.line.before.is_settled and panel.line.after.is_settled)
    picture = pixels(panel.line)
    theme = panel._theme
    for colour, least in ((theme.x, 30), (theme.held, 15), (theme.accent_background, 400)):
        assert near(picture, colour).sum() > least, colour
    assert near(picture, theme.y).sum() == 0


def test_the_same_line_with_the_numbers_at_p(driver, panel):
    press(driver, panel.page.bar.button("last"))
    press(driver, panel.line.numbers)
    assert panel.line.after.text.endswith("= 28.000")
    driver.program.intents.place_probe(0.0, 1.0)
    driver.rest()
    assert panel.line.after.text.endswith("= 3.000")


def test_the_other_variable_starts_from_the_beginning(driver, panel):
    press(driver, panel.page.bar.button("last"))
    press(driver, panel.page._segments.choice("y"))
    assert panel.page.bar.told == "step 0 of 5"
    press(driver, panel.page.bar.button("last"))
    assert panel.line.after.text == "∂f/∂y = x² + 9xy²" and panel.line.held.text() == "x held constant"
    driver.program.run_action("edit.undo")
    driver.rest()
    assert driver.document.studies.derive_by == ""


def test_a_long_formula_folds_what_is_not_worked_on(driver, panel):
    driver.type_formula("sin(x) cos(y) exp(x y) + ln(1 + x^2 + y^2) sqrt(2 + sin(x y)) + tanh(x - y)^3 / (1 + x^4)")
    driver.program.intents.show_step(derivation_step=9)
    driver.rest()
    driver.qtbot.waitUntil(lambda: panel.line.after.is_settled)
    roles = {piece.role for piece in panel.line.after.picture.pieces}
    assert "folded" in roles and any(piece.touched for piece in panel.line.after.picture.pieces)
    assert np.ptp(pixels(panel.line.after).sum(axis=-1)) > 300


def test_without_a_variable_a_sentence_says_so(driver, panel):
    driver.type_formula("7")
    assert "no variable" in panel.page.message.text() and not panel.page.bar.button("forward").isEnabled()
