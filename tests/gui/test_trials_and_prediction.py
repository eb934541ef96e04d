"""Hyperparameters and predictions in the real window, with real clicks and keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.controller.plots import PlotMark
from explorer.core.numbers import format_value

pytestmark = pytest.mark.gl


def click(widget, place=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


def type_into(edit, text):
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def segment(segments, words):
    from PySide6.QtWidgets import QToolButton

    return next(button for button in segments.findChildren(QToolButton) if button.text() == words)


def chart_place(chart, x, y):
    place = chart._laid_out().place(PlotMark(x, y, handle="any"))
    return QPoint(round(place.x()), round(place.y()))


def test_trials_of_a_network_are_searched_sorted_loaded_and_undone(driver):
    driver.program.intents.learning.choose_subject("network")
    driver.program.run_action("view.panel_sweep")
    driver.rest()
    panel = driver.program.views.panels["sweep"]
    page, form = panel.page, panel.page.tuning
    click(segment(page.kinds, "Trials"))
    driver.rest()
    type_into(form.lists["rates"], "0.01, 0.1")
    type_into(form.lists["penalties"], "0, 0.01")
    type_into(form.lists["widths"], "2, 6")
    type_into(form.numbers["steps"], "40")
    driver.rest()
    assert "Least validation loss" in page.state.sentence.text() and page.table.model().rowCount() == 8
    assert panel.chart.plot.image.shares.shape == (2, 2)
    before = driver.document
    row = next(place for place, one in enumerate(page.table.rows) if one.cells[1:4] == ("0.1", "0", "6"))
    index = page.table.model().index(row, 1)
    page.table.scrollTo(index)
    click(page.table.viewport(), page.table.visualRect(index).center())
    driver.rest()
    assert driver.document.learn.network.hidden == (6,) and driver.document.runs[0].steps == 40
    run = driver.results.runs[0]
    trial = next(one for one in driver.results.answers["tuning"].results if str(one.number) == page.table.selected)
    trained = driver.results.learned.validation_objective
    judged = [trained.value_at(position) for position in run.positions]
    assert trial.validation == pytest.approx(min(judged[: trial.steps + 1]), rel=1e-6)
    driver.program.run_action("edit.undo")
    driver.rest()
    assert driver.document == before
    click(panel.chart, chart_place(panel.chart, 1.0, 0.0))
    driver.rest()
    assert dict(driver.document.runs[0].optimiser.hyperparameters)["lr"] == 0.1


def test_a_prediction_is_asked_row_by_row_and_nudged_in_the_chart(driver):
    driver.program.intents.learning.choose_subject("model")
    driver.program.intents.learning.choose_public("chwirut2")
    driver.program.run_action("view.panel_sensitivity")
    driver.rest()
    panel = driver.program.views.panels["sensitivity"]
    section = panel.page.prediction
    (chart,) = panel.strip
    assert section.isVisible() and len(section.bars.bars) == 1
    for _ in range(3):
        click(section.next)
    driver.rest()
    one = driver.results.answers["prediction"].features[0]
    assert driver.program.store.view.sample == 3 and section.prediction.text().startswith("ŷ = ")
    handle = next(mark for mark in chart.plot.marks if mark.handle)
    driver.drag(chart, chart_place(chart, handle.x, handle.y), chart_place(chart, one.value + 1.5, handle.y))
    nudged = driver.results.answers["prediction"].features[0]
    assert nudged.nudge == pytest.approx(1.5, abs=0.1)
    assert section.nudges.cells[one.name][1].text() == format_value(one.slope * nudged.nudge)
    before = nudged.slope
    x, y = driver.document.probe
    driver.program.intents.move_probe(x * 1.2, y)
    driver.rest()
    assert driver.results.answers["prediction"].features[0].slope != before
    click(segment(panel.page.kinds, "L by the parameters"))
    driver.rest()
    assert not section.isVisible() and "sensitivity" in driver.results.answers
