"""The Partials panel in the real window: padlocks, slices, the way from secant to tangent."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

pytestmark = pytest.mark.gl


@pytest.fixture
def page(driver):
    driver.program.intents.choose_panel("partials")
    driver.program.intents.enter_window(-1.5, 1.5, -1.5, 1.5)
    driver.program.intents.place_probe(0.8, 0.6)
    driver.rest()
    return driver.program.views.partials


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def charts(driver):
    return driver.program.views.panels["partials"].strip


def secants(driver):
    return {cut.name: cut for cut in driver.results.answers["slices"].slices}


def test_closing_the_padlock_greys_y_and_leaves_one_chart(driver, page):
    first, second = charts(driver)
    assert first.isVisible() and second.isVisible()
    held = driver.program.views.window.header.formula._theme.held
    click(page.padlocks.button(0))
    driver.rest()
    header = driver.program.views.window.header
    assert driver.document.locked == ("y",)
    for formula in (header.formula, header.slope_x.formula, page.slope_x.formula, page.slope_x.numbers):
        assert formula._colours["y"] == held and formula._colours["x"] != held
    assert page.slope_x.sentence.text() == "Slope along x: y is held at 0.60"
    assert first.isVisible() and second.isHidden() and first.plot.title == "Slice along x: f(x, 0.60)"
    click(page.padlocks.button(0))
    driver.rest()
    assert driver.document.locked == () and second.isVisible()
    assert header.formula._colours["y"] != held


def test_with_both_held_each_card_greys_the_other_variable(driver, page):
    click(page.padlocks.button(2))
    driver.rest()
    theme_held = driver.program.views.window.header.formula._theme.held
    assert page.slope_x.formula._colours["y"] == theme_held != page.slope_x.formula._colours["x"]
    assert page.slope_y.formula._colours["x"] == theme_held != page.slope_y.formula._colours["y"]
    assert theme_held not in driver.program.views.window.header.formula._colours.values()
    assert all(chart.isVisible() for chart in charts(driver))


def test_another_padlock_takes_over_in_one_step(driver, page):
    click(page.padlocks.button(0))
    click(page.padlocks.button(1))
    driver.rest()
    assert driver.document.locked == ("x",)
    driver.program.run_action("edit.undo")
    driver.rest()
    assert driver.document.locked == ("y",) and page.padlocks.button(0).isChecked()


def test_dragging_the_handle_changes_h_and_the_secant_tends_to_the_tangent(driver, page):
    chart = charts(driver)[0]
    differences = [abs(secants(driver)["x"].difference)]
    for _ in range(3):
        start = chart.handle_place("secant:x").toPoint()
        middle = chart.handle_place("secant:x").x() - driver.document.studies.secant * 0.5 * chart.width() / 3.4
        driver.drag(chart, start, QPoint(round(middle), start.y()))
        differences.append(abs(secants(driver)["x"].difference))
    assert differences == sorted(differences, reverse=True) and differences[-1] < 0.35 * differences[0]
    assert driver.document.studies.secant < 0.25
    driver.program.run_action("edit.undo")
    driver.rest()
    assert abs(secants(driver)["x"].difference) == pytest.approx(differences[-2])


def test_typing_zero_makes_the_secant_the_tangent(driver, page):
    box = page.secant.slider.box
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "0")
    QTest.keyClick(box, Qt.Key.Key_Return)
    driver.rest()
    assert driver.document.studies.secant == 0.0
    assert page.secant.note.text().startswith("h = 0: the secant has become the tangent")
    assert len(charts(driver)[0].plot.lines) == 2


def test_the_probe_moves_slices_and_table(driver, page):
    driver.program.intents.place_probe(0.5, -0.5)
    driver.rest()
    assert charts(driver)[0].plot.title == "Slice along x: f(x, −0.50)"
    cells = [cells[0].text() for cells in page.secant._cells]
    assert cells == ["−1.125", "−0.875", "−0.250"]


def test_one_variable_disables_the_padlocks_with_a_sentence(driver, page):
    driver.type_formula("x^3 - x")
    assert not page.padlocks.isEnabled() and "nothing to hold constant" in page._hold_note.text()
    assert charts(driver)[0].isVisible() and charts(driver)[1].isHidden()
    driver.type_formula("x y + 2")
    assert page.padlocks.isEnabled() and page._hold_note.isHidden()


def test_layers_are_switched_from_the_page(driver, page):
    for name in ("slices", "gradient_lifted", "floor_arrows"):
        before = getattr(driver.document.layers, name)
        page._boxes[name].click()
        driver.rest()
        assert getattr(driver.document.layers, name) is not before
