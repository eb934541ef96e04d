"""The panels Approximate, Sensitivity and Check in the real window, driven by mouse and keys."""

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

pytestmark = pytest.mark.gl

FIVE = "f(x,y,z,u,v) = x y z + u^2 - sin(v)"
EIGHT = "f(a,b,c,d,g,h,k,m) = a b + c^2 d - sin(g) h + k/m"


def opened(driver, panel, formula=None):
    driver.program.intents.choose_panel(panel)
    driver.rest()
    if formula is not None:
        driver.type_formula(formula)
    return driver.program.views.panels[panel]


def drag_handle(driver, chart, name, fraction):
    """Drag a chart's handle to a fraction of the chart's width; the target in pixels."""
    start = chart.handle_place(name).toPoint()
    end = QPoint(round(chart.width() * fraction), start.y())
    driver.drag(chart, start, end)
    return end


def drag_slider(driver, slider, fraction):
    """Drag the knob of a slider to a fraction of its range."""
    slider.window().repaint()
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    knob = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    start = knob.center()
    driver.drag(slider, start, QPoint(round(fraction * slider.width()), start.y()))


def type_number(box, text):
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


# Approximate


def test_the_equations_follow_the_probe(driver):
    panel = opened(driver, "approximation")
    page = panel.page
    assert page.linear.numbers.text == "L(x, y) = 26.000 + 28.000(x − 1.00) + 37.000(y − 2.00)"
    assert page.quadratic.numbers.text.endswith("2.000(x − 1.00)² + 38.000(x − 1.00)(y − 2.00) + 18.000(y − 2.00)²")
    area = driver.program.views.map
    start = QPointF(*area.geometry_shown.pixel(1.0, 2.0)).toPoint()
    driver.drag(area, start, start + QPoint(-40, 30))
    x, y = driver.document.probe
    told = driver.results.answers["approximation"]
    assert 0.1 < x < 1 and y < 2 and told.slopes == pytest.approx((2 * x * y + 3 * y**3, x * x + 9 * x * y * y))
    assert f"(x − {x:.2f})" in page.linear.numbers.text and f"(y − {y:.2f})" in page.quadratic.numbers.text
    for formula in (page.linear.letters, page.linear.numbers, page.quadratic.letters, page.quadratic.numbers):
        assert formula.height() >= formula.heightForWidth(formula.width()), "the equation is cut off"


def test_the_radius_is_dragged_typed_and_undone(driver):
    panel = opened(driver, "approximation", "x^2 + 2y^2")
    chart = panel.charts.views[0]
    drag_handle(driver, chart, "linear", 0.6)
    radius = driver.document.studies.radius
    told = driver.results.answers["approximation"]
    assert 0.01 < radius < 0.9 and told.radius == pytest.approx(radius)
    # The error of the plane is x² + 2y², at most 2r² on the circle; the quadratic is f itself.
    assert told.linear == pytest.approx(2 * radius**2) and told.quadratic_is_exact
    assert panel.page.radius.box.value == pytest.approx(radius)
    driver.program.run_action("edit.undo")
    assert driver.document.studies.radius == 1.0 and driver.document.formula == "x^2 + 2y^2"
    drag_slider(driver, panel.page.radius.slider, 0.4)
    assert 0.01 < driver.document.studies.radius < 0.5
    type_number(panel.page.radius.box, "1000")
    driver.rest()
    assert driver.document.studies.radius == 6.0, "as far as the window is wide"
    type_number(panel.page.radius.box, "-2")
    driver.rest()
    assert driver.document.studies.radius == pytest.approx(6e-3)
    assert len(driver.results.figures) == 3
    QTest.mouseClick(panel.page.linear.switch, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    driver.rest()
    assert not driver.document.studies.linear and len(driver.results.figures) == 2
    assert [line.label for line in panel.charts.views[1].plot.lines] == ["f", "Q"]


# Sensitivity


def test_other_axes_keep_the_position_and_tell_what_lies_outside(driver):
    panel = opened(driver, "sensitivity", FIVE)
    before = driver.program.engine.position(*driver.document.probe)
    page = panel.page
    page.first.setCurrentText("u")
    page.first.activated.emit(page.first.currentIndex())
    driver.rest()
    page.second.setCurrentText("v")
    page.second.activated.emit(page.second.currentIndex())
    driver.rest()
    assert driver.results.axes == ("u", "v")
    assert driver.program.engine.position(*driver.document.probe) == pytest.approx(before)
    told = driver.results.answers["sensitivity"]
    slopes = {"x": 2, "y": 1, "z": 2, "u": 2, "v": -math.cos(1)}
    assert {row.name: row.slope for row in told.inputs} == pytest.approx(slopes)
    outside = math.sqrt(9 / (9 + 4 + math.cos(1) ** 2))
    assert told.share_outside == pytest.approx(outside)
    assert page.share.text() == f"{100 * outside:.0f} % of ‖∇f‖ lies outside the drawn plane"
    assert [bar.meaning for bar in page.bars.bars] == ["held", "held", "held", "x", "y"]
    assert driver.program.views.window.header.slope_x.formula.text.startswith("∂f/∂u")


def test_nudges_and_bars_for_two_and_for_eight_inputs(driver):
    panel = opened(driver, "sensitivity", "x^2 y")
    nudge = panel.page.nudge
    type_number(nudge.sliders["x"].box, "0.1")
    type_number(nudge.sliders["y"].box, "-0.2")
    driver.rest()
    change = driver.results.answers["sensitivity"].change
    assert (change.predicted, change.actual) == pytest.approx((0.2, 1.1**2 * 1.8 - 2))
    assert [bar.told for bar in nudge.change.bars] == ["0.200", "0.178", "−0.02200"]
    drag_slider(driver, nudge.sliders["x"].slider, 0.9)
    assert dict(driver.document.studies.nudge)["x"] > 1
    assert dict(driver.document.studies.nudge)["y"] == -0.2
    QTest.mouseClick(nudge.reset, Qt.MouseButton.LeftButton)
    driver.rest()
    assert driver.document.studies.nudge == () and not nudge.reset.isEnabled()
    assert nudge.sliders["x"].box.value == pytest.approx(0.3)
    driver.type_formula(EIGHT)
    page = panel.page
    assert len(page.bars.bars) == len(page.nudge.sliders) == 8
    raw = [bar.value for bar in page.bars.bars]
    QTest.mouseClick(page.scaling.choice("scaled"), Qt.MouseButton.LeftButton)
    driver.rest()
    ranges = [row.high - row.low for row in driver.results.answers["sensitivity"].inputs]
    assert [bar.value for bar in page.bars.bars] == pytest.approx([a * b for a, b in zip(raw, ranges, strict=True)])
    assert driver.document.studies.sensitivity_scaled


# Check


def test_the_table_agrees_and_the_step_is_dragged_along_the_v(driver):
    panel = opened(driver, "check")
    assert panel.page.verdict.text() == "Formula, reverse and forward mode agree."
    for table in panel.page.tables:
        words = [cells[4].text() for cells in table.rows]
        assert words == ["reference", "agrees", "agrees", "agrees", "close"]
    for checked in driver.results.answers["check"].partials:
        assert all(way.difference <= 1e-12 for way in checked.ways[1:3])
    driver.type_formula("sin(x) exp(y)")
    chart = panel.charts.views[0]
    step = driver.document.studies.difference_step
    errors = []
    for fraction in (0.25, 0.85):
        drag_handle(driver, chart, "central", fraction)
        errors.append(driver.results.answers["check"].partials[0].row.central_error)
    assert step == 1e-5 and 1e-3 < driver.document.studies.difference_step < 1
    assert errors[0] > 1e-6 and errors[1] > 1e-6, "both arms of the V are high"
    type_number(panel.page.step.box, "1e-5")
    driver.rest()
    assert driver.document.studies.difference_step == 1e-5
    assert driver.results.answers["check"].partials[0].row.central_error < 1e-9
    type_number(panel.page.step.box, "50")
    driver.rest()
    assert driver.document.studies.difference_step == 1.0
    drag_slider(driver, panel.page.step.slider, 0.5)
    assert 1e-10 < driver.document.studies.difference_step < 1e-6


BAD = (("5", "no variable"), ("log(x-5) + y", "undefined at P"), ("abs(x-1) + y", "kink at P"))


def test_bad_places_and_other_numbers_of_variables_are_told_in_the_page(driver):
    for formula, words in (*BAD, ("x^3 - 2x", ""), ("x y z", ""), ("x^2 +", "")):
        driver.type_formula(formula)
        for panel in ("approximation", "sensitivity", "check"):
            page = opened(driver, panel).page
            told = " ".join(notice.text for notice in (page.message, page.note) if not notice.isHidden())
            assert words in told and bool(words) == bool(told), (formula, panel)
            assert driver.results.failures == ()
