"""The triangle in the whole window: a point, the ball and the arrows, each dragged or pointed at, move the others."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.controller.figures import Chain, Mark
from explorer.views.charts.plot_arrows import arrow_ends

pytestmark = pytest.mark.gl


@pytest.fixture
def fitting(driver):
    """The Fit panel on its first data."""
    rail = driver.program.views.rail
    QTest.mouseClick(rail.widgetForAction(rail._actions["fit"]), Qt.MouseButton.LeftButton)
    driver.rest()
    return driver


def panel(driver):
    return driver.program.views.panels["fit"]


def click(driver, button):
    driver.program.views._pages["fit"].ensureWidgetVisible(button)
    QTest.qWait(20)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.program.playback.pause()
    driver.rest()


def curve(driver, role):
    picture = panel(driver).plot.picture
    return next(known for known in picture.curves if known.role == role)


def point_to(view, at):
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QMouseEvent.Type.MouseMove, at, view.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, move)


def test_the_panel_explores_the_models_loss_and_leaves_the_formula_as_it_was(fitting):
    assert fitting.document.subject == "model"
    assert fitting.results.function.text == fitting.document.learn.fit.model == "w*x + b"
    views = fitting.program.views
    assert not views.stage_dock.isHidden() and not views.map_dock.isHidden() and views.surface_dock.isHidden()
    header = views.window.header
    assert header.formula.text.startswith("ŷ = wx + b")
    assert header.slope_x.formula.text == "∂L/∂w = 2/n Σ (ŷᵢ − yᵢ)·x_i"
    QTest.mouseClick(header.undo, Qt.MouseButton.LeftButton)
    fitting.rest()
    assert fitting.document.subject == "formula"


def test_a_dragged_point_moves_surface_optimum_and_arrows(fitting):
    plot, before = panel(fitting).plot, fitting.results
    start = plot.place_of(30).toPoint()
    field, minimum, total = before.picture.field.f, curve(fitting, "minimum").y, before.gradient
    fitting.drag(plot, start, start - QPoint(0, 90))
    assert fitting.document.learn.data.origin == "table"
    assert not np.allclose(fitting.results.picture.field.f, field)
    assert not np.allclose(curve(fitting, "minimum").y, minimum)
    assert fitting.results.gradient != total
    assert fitting.results.answers["fit"].value != before.answers["fit"].value
    assert plot.picture.y[30] > 1.0 + before.answers["fit"].picture.y[30]
    assert fitting.program.store.undo_label == "Move a data point"
    fitting.program.store.undo()
    fitting.rest()
    assert fitting.document.learn.data.origin == "generated"
    assert np.array_equal(fitting.results.picture.field.f, field)


def test_dragging_the_ball_moves_the_curve(fitting):
    view = fitting.program.views.map
    start = QPoint(*(round(part) for part in view._scene.probe_pixel()))
    before = curve(fitting, "probe")
    fitting.drag(view, start, start + QPoint(60, -80))
    w, b = fitting.document.probe
    after = curve(fitting, "probe")
    assert after.y == pytest.approx(w * after.x + b)
    assert not np.allclose(after.y, before.y)


def test_the_arrows_add_up_to_the_gradient_and_answer_to_the_pointer(fitting):
    chart = panel(fitting).shares
    shares = fitting.results.answers["contributions"]
    changes = np.array([link.change for link in shares.links])
    gradient = dict(fitting.results.gradient)
    assert changes.sum(axis=0) == pytest.approx([gradient["w"], gradient["b"]], rel=1e-12)
    (chain,) = (figure for figure in fitting.results.figures if isinstance(figure, Chain))
    assert chain.links.sum(axis=0) == pytest.approx([gradient["w"], gradient["b"]], rel=1e-12)
    tails, tips = arrow_ends(chart._laid_out())
    longest = int(np.argmax(np.hypot(*(tips - tails)[:-1].T)))
    point_to(chart, QPointF(*((tails + tips)[longest] / 2).tolist()))
    key = chart.plot.arrows[longest].key
    assert fitting.program.store.view.emphasis == key
    assert panel(fitting).plot.picture.chosen == int(key.split()[1])
    point_to(chart, QPointF(4, 4))
    assert panel(fitting).plot.picture.chosen == -1
    plot = panel(fitting).plot
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.place_of(12).toPoint())
    assert fitting.program.store.view.emphasis == "row 12"


def test_to_the_minimum_and_down_to_it(fitting):
    click(fitting, panel(fitting).page.numbers.go)
    mark = next(figure for figure in fitting.results.figures if isinstance(figure, Mark))
    assert fitting.document.probe == (mark.x, mark.y)
    assert max(abs(slope) for _, slope in fitting.results.gradient) < 1e-9
    fitting.program.intents.place_probe(0.0, 0.0)
    click(fitting, panel(fitting).page.numbers.descend)
    fitting.program.playback.scrub(10)
    fitting.rest()
    assert dict(fitting.document.runs[0].start) == {"w": 0.0, "b": 0.0}
    assert curve(fitting, "run").label == "step 10"
    assert panel(fitting).losses.isVisible()


def test_standardising_makes_the_bowl_rounder(fitting):
    page = panel(fitting).page
    x = np.linspace(50.0, 250.0, 30)
    ref = fitting.program.engine.tables.add(np.column_stack([x, 2 * x + 30 + np.sin(x)]), ("size", "price"))
    fitting.program.intents.learning.use_table(ref, "prices")
    fitting.rest()
    assert "long narrow valley" in page.data.condition.text()
    click(fitting, page.data.standardised)
    assert page.data.condition.text().endswith("→ 1.0: the bowl is round.")
    window = fitting.document.window
    assert window.x_max - window.x_min == pytest.approx(window.y_max - window.y_min, rel=0.05)


def test_batches_have_a_gradient_of_their_own(fitting):
    section = panel(fitting).page.batch
    click(fitting, section.batches.choice("32"))
    assert fitting.document.batch == 32
    first = fitting.results.answers["contributions"].batch
    click(fitting, section.next)
    second = fitting.results.answers["contributions"].batch
    assert len(first.rows) == 32 and set(first.rows.tolist()) != set(second.rows.tolist())
    assert section.told.text().startswith("Step 2: gradient of these 28 rows")
    click(fitting, panel(fitting).page.numbers.descend)
    assert fitting.document.runs[0].batch == 32


def test_a_wrong_model_says_where_and_the_picture_stays(fitting):
    plot = panel(fitting).plot
    before = plot.picture
    editor = panel(fitting).page.model.editor.line
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "w*y + b")
    fitting.rest()
    assert "y" in panel(fitting).page.message.text
    assert fitting.program.views.window.header.error_sentence
    assert plot.picture.x.tolist() == before.x.tolist()
    editor.selectAll()
    QTest.keyClicks(editor, "a + k*x^2")
    fitting.rest()
    assert panel(fitting).page.message.text == ""
    assert fitting.results.axes == ("a", "k")
    click(fitting, panel(fitting).page.model.chips[0])
    assert fitting.document.learn.fit.model == "w*x + b"


def test_an_open_panel_of_another_subject_says_so_and_offers_its_own(driver):
    for name in ("fit", "network"):
        driver.program.intents.choose_panel(name)
        driver.rest()
        driver.program.intents.learning.choose_subject("formula")
        driver.rest()
        page = driver.program.views.panels[name].page
        button = page.explore if name == "fit" else page.mend
        assert driver.program.store.document.subject == "formula"
        assert "Another function is explored" in page.message.text
        assert button.text() == "Explore this loss"
        click_in(driver, name, button)
        assert driver.program.store.document.subject == ("model" if name == "fit" else "network")
        assert "Another function" not in page.message.text


def click_in(driver, name, button):
    driver.program.views._pages[name].ensureWidgetVisible(button)
    QTest.qWait(20)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.rest()
