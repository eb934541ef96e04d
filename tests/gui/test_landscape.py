"""The loss landscape of a network in the real window: its plane, what it leaves out, its heights in logarithms."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

pytestmark = pytest.mark.gl


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


@pytest.fixture
def trained(driver):
    """A network trained for twenty steps, its page scrolled to the section about its landscape."""
    views = driver.program.views
    buttons = views.rail.findChildren(QToolButton)
    click(next(button for button in buttons if button.text() == "Network"))
    driver.rest()
    driver.program.intents.set_steps(20)
    driver.program.intents.learning.train()
    driver.rest()
    driver.program.playback.pause()
    driver.program.intents.go_to_step(20)
    driver.rest()
    section = views.panels["network"].page.landscape
    views._pages["network"].ensureWidgetVisible(section)
    return driver, section


def told_share(driver):
    """The share of the gradient outside the plane, from the results alone."""
    learned, run = driver.results.learned, driver.results.runs[0]
    place = min(int(run.place_at(driver.program.store.view.playhead)), run.steps)
    gradient = learned.objective.value_and_gradient(run.positions[place])[1]
    directions = learned.landscape.plane.directions
    fitted = directions.T @ np.linalg.lstsq(directions.T, gradient, rcond=None)[0]
    return place, float(np.sum((gradient - fitted) ** 2) / np.sum(gradient**2))


@pytest.mark.parametrize("kind", ["weights", "random", "principal"])
def test_a_plane_is_chosen_and_what_it_leaves_out_is_told(trained, kind):
    driver, section = trained
    click(section.kinds.choice(kind))
    driver.rest()
    assert driver.results.learned.landscape.plane.kind == kind
    place, share = told_share(driver)
    foot = driver.program.views.surface_dock.foot
    assert foot.isVisible()
    assert foot.text() == f"{100 * share:.0f}% of ‖∇L‖² at step {place} lies outside this plane"
    driver.program.intents.go_to_step(3)
    driver.rest()
    assert " at step 3 " in foot.text()


def test_heights_in_logarithms(trained):
    driver, section = trained
    surface = driver.program.views.surface
    before = surface.grab().toImage()
    click(section.heights.choice("logarithmic"))
    driver.rest()
    picture = driver.results.picture
    assert picture.logarithmic and picture.low > 0
    assert "logarithmic" in driver.program.views.surface_dock.title.subtitle_text()
    assert surface.grab().toImage() != before
    click(section.heights.choice("linear"))
    driver.rest()
    assert not driver.results.picture.logarithmic


def test_two_other_weights(trained):
    driver, section = trained
    click(section.kinds.choice("weights"))
    driver.rest()
    before = driver.results.axes
    box = section.weights[0]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    driver.rest()
    first = driver.results.learned.network.names[0]
    assert driver.results.axes == ((first, before[1]) if before[1] != first else tuple(reversed(before)))


def test_the_formula_of_two_variables_hides_nothing(driver):
    assert not driver.program.views.surface_dock.foot.isVisible()
    driver.type_formula("x^2 + y^2 + 3 z")
    assert driver.program.views.surface_dock.foot.isVisible()
    assert driver.program.views.surface_dock.foot.text().endswith("outside this plane: along z")
