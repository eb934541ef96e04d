"""The network's diagram in the real window: stepped, clicked, followed while it trains."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from explorer.core.learn.network_trace import step_places
from explorer.views.theme import theme
from tests.views.pictures import near, pixels

pytestmark = pytest.mark.gl


@pytest.fixture
def panel(driver):
    learning = driver.program.intents.learning
    learning.change_generator("Two moons", name="moons", rows=60, noise=0.1, seed=4)
    learning.choose_subject("network")
    driver.program.run_action("view.panel_network")
    driver.rest()
    return driver.program.views.panels["network"]


def click(widget, place=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


def slopes(driver, sample):
    """∂L by every weight at the first weights, by name."""
    learned = driver.results.learned
    inputs = np.column_stack([learned.used.training[name] for name in learned.used.inputs])
    targets = np.asarray(learned.used.training[learned.used.target])[:, None]
    rows = slice(None) if sample < 0 else slice(sample, sample + 1)
    _, weights, biases = learned.network.loss_and_gradients(inputs[rows], targets[rows])
    flat = np.concatenate([np.column_stack(pair).ravel() for pair in zip(weights, biases, strict=True)])
    return dict(zip(learned.network.names, flat.tolist(), strict=True))


def shown_slopes(panel):
    scene = panel.diagram.view.scene
    return {
        scene.picture.edge_name(layer, neuron, origin): float(found[neuron, origin])
        for layer, found in enumerate(scene.slopes, 1)
        for neuron, origin in np.ndindex(found.shape)
    }


def test_the_gradients_on_the_edges_are_those_of_the_sample_and_of_the_batch(driver, panel):
    assert shown_slopes(panel) == pytest.approx(slopes(driver, 0), rel=1e-11)
    click(panel.diagram.samples.forward)
    driver.rest()
    assert shown_slopes(panel) == pytest.approx(slopes(driver, 1), rel=1e-11)
    click(panel.diagram.samples.kinds.choice("batch"))
    driver.rest()
    assert shown_slopes(panel) == pytest.approx(slopes(driver, -1), rel=1e-11)
    assert "mean of 60 samples" in driver.program.views.stage_dock.title.subtitle_text()


def test_stepping_through_the_passes(driver, panel):
    stage, gradient, before = panel.diagram, theme("light").gradient, driver.document
    click(stage.passes.choice("forward"))
    driver.rest()
    assert driver.program.store.view.pass_step == 10
    assert near(pixels(stage.view)[40:-60], gradient, 40).sum() == 0
    assert panel.page.edge.title.text().startswith("One neuron, forward")
    click(stage.bar.button("forward"))
    driver.rest()
    assert panel.page.edge.title.text() == "The loss"
    for _ in range(2):
        QTest.keyClick(stage.view, Qt.Key.Key_Right)
        driver.rest()
    assert step_places((2, 4, 1))[driver.program.store.view.pass_step - 1].kind == "weight slope"
    assert near(pixels(stage.view)[40:-60], gradient, 40).sum() > 100
    click(stage.passes.choice("backward"))
    driver.rest()
    assert driver.program.store.view.pass_step == -1
    assert driver.document is before  # looking changes nothing


def test_a_clicked_number_is_worked_out(driver, panel):
    view = panel.diagram.view
    centre = view.geometry_shown().places.centres[2, 0, 2]
    click(view, (QPointF(*centre) + view.origin()).toPoint())
    driver.rest()
    assert driver.program.store.view.edge == "w_213"
    assert panel.page.edge.place.text() == "This sample, edge h₃ → y\u0302"
    wanted = slopes(driver, 0)["w_213"]
    assert float(panel.page.edge.result.text().replace("−", "-").split("·")[0]) == pytest.approx(wanted, rel=2e-3)


def test_the_diagram_follows_training(driver, panel):
    before = shown_slopes(panel)
    driver.program.intents.start_at_probe()
    driver.program.intents.go_to_step(0)
    driver.rest()
    driver.program.intents.go_to_step(20)
    driver.rest()
    run = driver.results.runs[0]
    picture = panel.diagram.view.scene.picture
    assert picture.weights[0][0, 0] == run.positions[20][run.variables.index("w_111")]
    assert picture.words == "step 20"
    assert shown_slopes(panel) != before


def test_a_network_that_cannot_be_has_no_diagram(driver, panel):
    driver.program.intents.learning.change_network("No probabilities", output="linear", loss="cross-entropy")
    driver.rest()
    assert panel.diagram.view.scene is None
    assert not panel.diagram.bar.button("play").isEnabled()
    driver.program.run_action("edit.undo")
    driver.rest()
    assert panel.diagram.view.scene.sizes == (2, 4, 1)
