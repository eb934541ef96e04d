"""A network trained in the real window with clicks: it learns, its first weights come back, zeros stay equal."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QToolButton

from explorer.model.learn_settings import DataSettings
from explorer.views.theme import theme
from tests.views.pictures import near, pixels

pytestmark = pytest.mark.gl


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(box, key):
    """A choice of a menu, by the keyboard."""
    at = box.findData(key)
    box.setFocus()
    for _move in range(abs(at - box.currentIndex())):
        QTest.keyClick(box, Qt.Key.Key_Down if at > box.currentIndex() else Qt.Key.Key_Up)
    assert box.currentData() == key


def go_to_end(driver):
    buttons = driver.program.views.transport.findChildren(QToolButton)
    click(next(button for button in buttons if button.accessibleName().startswith("Last step")))


class Page:
    """The Network panel of a program, opened as a person opens it."""

    def __init__(self, driver):
        self.driver = driver
        buttons = driver.program.views.rail.findChildren(QToolButton)
        click(next(button for button in buttons if button.text() == "Network"))
        driver.rest()
        self.panel = driver.program.views.panels["network"]
        self.page = self.panel.page

    @property
    def decision(self):
        return self.driver.results.answers["network_decision"]

    @property
    def network(self):
        return self.driver.document.learn.network

    def train(self, steps):
        self.page.training.steps.setFocus()
        self.page.training.steps.selectAll()
        QTest.keyClicks(self.page.training.steps, str(steps))
        QTest.keyClick(self.page.training.steps, Qt.Key.Key_Return)
        click(self.page.buttons.train)
        self.driver.rest()
        self.driver.program.playback.pause()
        self.driver.rest()


@pytest.fixture
def page(driver):
    return Page(driver)


def test_training_in_the_window_raises_the_share_that_is_right(page, driver):
    before = page.decision.accuracy
    assert driver.document.subject == "network" and driver.document.learn.data.generator.name == "moons"
    page.train(150)
    driver.program.intents.go_to_step(0)
    driver.rest()
    assert page.decision.accuracy == before and page.decision.words == "step 0"
    go_to_end(driver)
    driver.rest()
    assert page.decision.words == "step 150"
    assert page.decision.accuracy > max(before, 0.9)
    assert page.decision.loss == pytest.approx(float(driver.results.runs[0].values[-1]), rel=1e-12)
    assert "validation accuracy" in driver.program.views.window.status._accuracy.name.text()


def test_the_chart_tells_both_losses_at_the_playhead(page, driver):
    page.train(80)
    driver.program.intents.go_to_step(40)
    driver.rest()
    chart, learned = page.panel.losses, driver.results.learned
    run = driver.results.runs[0]
    expected = learned.validation_objective.values_at(run.positions)
    np.testing.assert_allclose(run.validation, expected, rtol=1e-12)
    assert chart._layout_plot().charted.pair is run and chart.header.quantity.currentText() == "Loss"
    shot = pixels(chart)
    ink = near(shot, theme(driver.program.store.view.theme).loss, 10).sum()
    driver.program.intents.learning.change_data("No rows aside", None, validation=0.0)
    driver.rest()
    assert driver.results.runs[0].validation is None and chart._layout_plot().charted.pair is None
    assert ink > 300 and near(pixels(chart), theme(driver.program.store.view.theme).loss, 10).sum() < ink / 4


def test_the_same_start_again_has_the_same_weights(page, driver):
    first = np.array(driver.results.learned.network.parameters)
    page.train(40)
    go_to_end(driver)
    driver.rest()
    assert page.decision.words == "step 40"
    once = np.array(driver.results.runs[0].positions)
    click(page.page.buttons.again)
    driver.rest()
    assert page.decision.words == "step 0"
    np.testing.assert_array_equal(driver.results.runs[0].positions[0], first)
    page.train(40)
    np.testing.assert_array_equal(driver.results.runs[0].positions, once)


def test_shape_and_activation_are_changed_and_undone(page, driver):
    shape = page.page.shape
    click(shape.rows[0].more)
    driver.rest()
    assert page.network.hidden == (5,) and len(driver.results.learned.objective.variables) == 21
    choose(shape.rows[0].kind, "sigmoid")
    driver.rest()
    assert page.network.activations == ("sigmoid",)
    click(shape.add)
    driver.rest()
    assert page.network.hidden == (5, 5) and page.network.activations == ("sigmoid", "sigmoid")
    for _undo in range(3):
        driver.program.store.undo()
    driver.rest()
    assert page.network.hidden == (4,) and page.network.activations == ("tanh",)


def test_with_zeros_all_neurons_stay_equal_and_it_is_told(page, driver):
    choose(page.page.start.kinds, "zeros")
    driver.rest()
    assert "stay equal" in page.page.start.twins.text
    page.train(60)
    go_to_end(driver)
    driver.rest()
    weights = driver.results.runs[0].positions[-1][:12].reshape(4, 3)
    assert (weights == weights[0]).all() and "stay equal" in page.page.start.twins.text
    choose(page.page.start.kinds, "xavier")
    driver.rest()
    assert page.page.start.twins.text == ""


def test_a_gradient_that_vanishes_in_deep_sigmoid_layers_is_told(page, driver):
    for _layer in range(3):
        click(page.page.shape.add)
        driver.rest()
    for row in page.page.shape.rows:
        choose(row.kind, "sigmoid")
        driver.rest()
    assert page.network.activations == ("sigmoid",) * 4
    assert "vanishes" in page.panel.layers.sentence.text()


def test_numbers_and_cross_entropy_are_mended_by_one_click(page, driver):
    driver.program.intents.learning.change_generator("Data", None, name="curve", rows=60)
    driver.rest()
    assert page.network.loss == "squared" and page.page.plot.picture.curves
    choose(page.page.shape.loss, "cross-entropy")
    driver.rest()
    assert page.page.message.text and page.page.mend.isVisible()
    click(page.page.mend)
    driver.rest()
    assert page.network.loss == "squared" and not page.page.message.text


def test_without_data_one_sentence_stands_and_nothing_breaks(page, driver):
    driver.program.store.update(
        replace(
            driver.document,
            learn=replace(driver.document.learn, data=DataSettings()),
        ),
        "No data",
    )
    driver.rest()
    assert "No data yet" in page.page.message.text and not page.page.buttons.train.isEnabled()


def test_a_click_on_a_point_shows_that_row_in_the_diagram(page, driver):
    used = driver.results.learned.used
    row = int(used.table_rows[used.training_rows[7]])
    place = page.page.plot.place_of(row)
    QTest.mouseClick(page.page.plot, Qt.MouseButton.LeftButton, pos=place.toPoint())
    driver.rest()
    chosen = driver.program.store.view.sample
    ringed = page.page.plot.picture.chosen
    assert ringed == used.table_rows[used.training_rows[chosen]]
    assert (
        np.hypot(used.data["x_1"][ringed] - used.data["x_1"][row], used.data["x_2"][ringed] - used.data["x_2"][row])
        < 0.2
    )


def test_the_descent_panel_shows_where_training_began_and_keeps_its_width(page, driver):
    page.train(20)
    driver.program.intents.choose_panel("descent")
    driver.rest()
    settings = driver.program.views.panels["descent"].page.settings
    names, run = driver.results.axes, driver.results.runs[0]
    assert [edit.value for edit in settings.start] == pytest.approx(run.points[0].tolist(), rel=1e-3)
    assert all(name.startswith("w_") for name in names) and "_" not in settings._start_names[0].text()
    area = next(area for area in driver.program.views.window.findChildren(QScrollArea) if area.isAncestorOf(settings))
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()
