"""The first five minutes in the real window: what opens, what can be dragged, typed, played and undone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

pytestmark = pytest.mark.gl


def painted(widget):
    """The widget's pixels, shape (h, w, 3)."""
    image = widget.grab().toImage().convertToFormat(widget.grab().toImage().Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return pixels[:, : image.width(), :3].astype(int)


def share_of_background(pixels):
    """The share of the commonest colour."""
    codes = pixels[..., 0] * 65536 + pixels[..., 1] * 256 + pixels[..., 2]
    return np.unique(codes, return_counts=True)[1].max() / codes.size


def test_it_opens_on_the_textbook_function(driver):
    assert driver.document.formula == "x²y + 3xy³" and driver.document.probe == (1.0, 2.0)
    reading = driver.results.reading
    assert (reading.value, reading.slope_x, reading.slope_y) == pytest.approx((26.0, 28.0, 37.0))
    partials = {partial.name: partial for partial in driver.results.partials}
    assert all(partial.exact for partial in partials.values())


def test_surface_and_map_are_painted(driver):
    views = driver.program.views
    for widget in (views.surface, views.map):
        pixels = painted(widget)
        assert share_of_background(pixels) < 0.75
        assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 300


def test_the_rendered_formulas_are_not_blank(driver):
    header = driver.program.views.window.header
    for label in (header.formula, header.slope_x.formula, header.slope_y.formula):
        pixels = painted(label)
        ink = np.abs(pixels - pixels[0, 0]).sum(axis=-1) > 120
        assert 0.02 < ink.mean() < 0.6
    fraction_bar = painted(header.slope_x.formula)
    assert (np.abs(fraction_bar - fraction_bar[0, 0]).sum(axis=-1) > 120).any(axis=1).sum() > 20


def test_typing_shows_the_new_function_and_undo_brings_the_old_one_back(driver):
    driver.type_formula("x^2 + 2y^2")
    assert driver.results.function.text == "x² + 2y²" and driver.results.picture.field.f.max() == pytest.approx(27)
    QTest.keyClick(driver.program.views.window.header.editor.line, Qt.Key.Key_Return)
    driver.program.run_action("edit.undo")
    driver.rest()
    assert driver.document.formula == "x²y + 3xy³"
    assert driver.program.views.window.header.editor.text == "x²y + 3xy³"


def test_an_error_is_underlined_and_the_last_picture_stays(driver):
    before = driver.results.picture
    driver.type_formula("x^2 + sin(", pasted=True)
    editor = driver.program.views.window.header.editor
    assert driver.results.problem is not None and driver.results.picture is before
    assert len(editor.line.extraSelections()) == 1
    assert "sin" in driver.document.formula


def test_the_probe_is_dragged_on_the_map_in_one_step(driver):
    views, undo_before = driver.program.views, driver.program.store.can_undo
    area = views.map
    image = area.grab().toImage()
    reading = driver.results.reading
    place = area.geometry_shown.pixel(reading.x, reading.y)
    start = QPointF(*place).toPoint()
    driver.drag(area, start, start + QPoint(-120, 60))
    assert not image.isNull() and not undo_before
    x, y = driver.document.probe
    assert x < 0.5 and y < 1.8
    assert driver.results.reading.x == pytest.approx(x)
    driver.program.run_action("edit.undo")
    assert driver.document.probe == (1.0, 2.0) and not driver.program.store.can_undo


def test_orbiting_the_surface_is_no_undo_step(driver):
    surface = driver.program.views.surface
    camera = driver.program.store.view.camera
    corner = QPoint(60, surface.height() - 60)
    driver.drag(surface, corner, corner + QPoint(90, -40))
    assert driver.program.store.view.camera != camera and not driver.program.store.can_undo
    driver.program.run_action("view.camera_reset")
    driver.qtbot.waitUntil(lambda: driver.program.store.view.camera == camera, timeout=5000)


def test_the_wheel_zooms_the_map_and_home_brings_it_back(driver):
    area = driver.program.views.map
    window = driver.document.window
    driver.program.intents.move_window(-1, 1, -1, 1, True)
    driver.rest()
    assert driver.results.picture.field.window == pytest.approx((-1, 1, -1, 1))
    area.home_requested.emit()
    driver.rest()
    assert driver.document.window == window


def test_play_says_why_there_is_no_minimum_and_offers_the_bowl(driver):
    QTest.mouseClick(driver.program.views.transport.button("play"), Qt.MouseButton.LeftButton)
    driver.qtbot.waitUntil(lambda: bool(driver.results.runs), timeout=10_000)
    driver.program.playback.pause()
    driver.rest()
    assert driver.results.runs[0].outcome == "diverged"
    assert driver.results.advice.action == "descent.use_bowl"
    driver.program.run_action(driver.results.advice.action)
    driver.program.playback.pause()
    driver.rest()
    assert driver.document.formula == "x² + y²" and driver.results.runs[0].outcome in ("converged", "out of steps")
    assert driver.results.runs[0].values[-1] < 1e-6


def test_step_scrub_and_charts(driver):
    driver.type_formula("x^2 + 3y^2")
    driver.program.intents.start_at_probe()
    driver.program.playback.pause()
    driver.rest()
    run = driver.results.runs[0]
    driver.program.run_action("descent.first")
    driver.program.run_action("descent.forward")
    assert driver.program.playback.playhead == 1
    driver.program.run_action("descent.back")
    assert driver.program.playback.playhead == 0
    chart = driver.program.views.loss_chart
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(chart.width() // 2, chart.height() // 2))
    assert 0.3 * run.steps < driver.program.playback.playhead < 0.7 * run.steps
    driver.program.intents.charts.set_logarithmic(0, True)
    driver.rest()
    assert chart.is_logarithmic
    driver.program.run_action("descent.last")
    assert driver.program.playback.playhead == run.steps


def test_a_parameter_gets_a_slider(driver):
    driver.type_formula("a x^2 + b y^2")
    assert {slider.name for slider in driver.document.parameters} == {"a", "b"}
    driver.program.intents.move_slider("a", 3.0)
    driver.program.intents.settle()
    driver.rest()
    assert driver.results.reading.value == pytest.approx(3 + 4)


def test_one_click_mends_lost_exponents(driver):
    driver.type_formula("x2y+3xy3")
    message, text = driver.program.presenter._mends(driver.results)[0]
    assert text == "x²y+3xy³" and "did you mean" in message.lower()
    driver.program.views.window.header.mended.emit(text)
    driver.rest()
    assert driver.results.function.variables == ("x", "y")


def test_a_window_where_nothing_shows_offers_another(driver):
    driver.type_formula("√(x-10) + y")
    assert driver.results.advice.action == "function.find_window"
    driver.program.run_action("function.find_window")
    driver.rest()
    assert driver.document.window.x_max > 10 and np.isfinite(driver.results.picture.field.f).mean() > 0.3


@pytest.mark.parametrize("formula", ["x^3 - 2x", "5", "x y z + w"])
def test_other_numbers_of_variables(driver, formula):
    driver.type_formula(formula)
    assert driver.results.problem is None
    assert share_of_background(painted(driver.program.views.window)) < 0.95


@pytest.mark.parametrize("identity", ["partials", "descent", "view", "gallery"])
def test_every_panel_opens(driver, identity):
    driver.program.intents.choose_panel(identity)
    driver.rest()
    assert share_of_background(painted(driver.program.views.panel_dock)) < 0.97


def test_text_grows_and_the_theme_turns(driver):
    driver.program.run_action("view.larger_type")
    driver.rest()
    assert driver.program.store.view.text_scale > 1
    light = painted(driver.program.views.window).mean()
    driver.program.run_action("view.theme")
    driver.rest()
    assert driver.program.store.view.theme == "dark" and painted(driver.program.views.window).mean() < light - 80


def test_the_only_variable_may_be_held(driver):
    driver.program.intents.hold("x", True)
    driver.type_formula("x^2 + 1")
    sentence = driver.program.views.partials.slope_x.sentence.text()
    assert sentence == "Slope along x, which is held now"
