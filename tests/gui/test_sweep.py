"""Sweeps in the real window: basins are clicked, stopped, undone; charts of settings and rates are clicked."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.controller.actions import action
from explorer.controller.figures import Mark, Raster
from explorer.controller.plots import PlotMark
from explorer.views.theme import rgb, theme
from tests.views.pictures import pixels

pytestmark = pytest.mark.gl

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


@pytest.fixture
def panel(driver):
    driver.program.run_action("view.panel_sweep")
    driver.program.intents.sweeps.change("Fewer", side=96, cells=12)
    driver.program.intents.enter_window(-6.0, 6.0, -6.0, 6.0)
    driver.type_formula(HIMMELBLAU)
    return driver.program.views.panels["sweep"]


def click(widget, place=None):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


def map_place(driver, x, y):
    return QPoint(*(round(value) for value in driver.program.views.map.geometry_shown.pixel(x, y)))


def chart_place(panel, x, y):
    place = panel.chart._laid_out().place(PlotMark(x, y))
    return QPoint(round(place.x()), round(place.y()))


def figures(driver, kind):
    return [figure for figure in driver.results.figures if isinstance(figure, kind)]


def test_the_map_is_coloured_by_where_each_start_ends(driver, panel):
    (_raster,), marks = figures(driver, Raster), figures(driver, Mark)
    assert len(marks) == 4 and panel.page.table.model().rowCount() == 4
    area, look = driver.program.views.map, theme("light")
    picture, ratio = pixels(area), area.devicePixelRatioF()
    for mark in marks:
        x, y = (round(part * ratio) for part in area.geometry_shown.pixel(mark.x + 0.5, mark.y - 0.5))
        patch = np.median(picture[y - 4 : y + 5, x - 4 : x + 5].reshape(-1, 3), axis=0)
        own = np.array(rgb(look.meaning(mark.meaning)), dtype=float)
        white = np.array(rgb(look.canvas), dtype=float)
        along = np.dot(patch - white, own - white) / np.dot(own - white, own - white)
        assert along > 0.1, mark
        assert np.linalg.norm(patch - (white + along * (own - white))) < 30, mark
    assert "of the starts end at 4 places" in panel.page.state.sentence.text()


def test_a_click_on_the_map_drops_the_ball_there_and_undo_takes_it_back(driver, panel):
    before = driver.document
    click(driver.program.views.map, map_place(driver, -4.5, 4.0))
    driver.qtbot.waitUntil(lambda: bool(driver.results.runs), timeout=10_000)
    assert dict(driver.document.runs[0].start) == pytest.approx({"x": -4.5, "y": 4.0}, abs=0.05)
    assert driver.document.probe == before.probe
    driver.program.playback.pause()
    driver.rest()
    end = driver.results.runs[0].points[-1]
    assert end == pytest.approx([-2.805, 3.131], abs=0.01)
    driver.program.run_action("edit.undo")
    driver.rest()
    assert driver.document == before


def test_a_mark_and_a_row_move_the_probe(driver, panel):
    mark = figures(driver, Mark)[0]
    click(driver.program.views.map, map_place(driver, mark.x, mark.y))
    driver.rest()
    assert driver.document.probe == (mark.x, mark.y)
    table = panel.page.table
    other = next(index for index, row in enumerate(table.rows) if row.key != mark.key)
    click(table.viewport(), table.visualRect(table.model().index(other, 1)).center())
    driver.rest()
    assert driver.document.probe != (mark.x, mark.y) and not driver.document.runs
    assert table.selected == table.rows[other].key


def test_two_settings_and_the_rate_are_taken_from_their_charts(driver, panel):
    click(panel.page.kinds.choice("settings"))
    driver.rest()
    assert not figures(driver, Raster)
    best = driver.results.answers["settings"].best
    click(panel.chart, chart_place(panel, *best))
    driver.qtbot.waitUntil(lambda: bool(driver.results.runs), timeout=10_000)
    driver.program.playback.pause()
    driver.rest()
    given = dict(driver.document.runs[0].optimiser.hyperparameters)
    assert (given["lr"], given["momentum"]) == pytest.approx(best, rel=1e-5)
    assert driver.results.runs[0].learning_rate == given["lr"]
    click(panel.page.kinds.choice("rate"))
    driver.rest()
    suggested = driver.results.answers["rate"].suggested
    click(panel.page.take)
    driver.program.playback.pause()
    driver.rest()
    assert dict(driver.document.runs[0].optimiser.hyperparameters)["lr"] == float(f"{suggested:.2g}")


def test_a_long_search_shows_a_coarse_map_first_and_is_cancelled(driver, panel):
    driver.program.intents.choose_optimiser("Newton")
    driver.program.intents.sweeps.change("More", side=64, steps=2000, tolerance=0.0)
    driver.qtbot.waitUntil(lambda: panel.page.state.button.isVisible(), timeout=20_000)
    driver.qtbot.waitUntil(lambda: getattr(driver.results.answers.get("basins"), "part", 1.0) < 1.0, timeout=60_000)
    click(panel.page.state.button)
    driver.rest()
    assert driver.results.stopped == {"basins"} and 0 < driver.results.answers["basins"].part < 1
    assert "what is shown is what was known" in panel.page.state.sentence.text()
    assert figures(driver, Raster)


def test_the_panel_has_its_shortcut_and_its_place_in_the_rail(driver):
    row = next(row for row in driver.program.views.rows if row.identity == "sweep")
    assert row.shortcut == "Ctrl+Alt+S"
    assert action("view.panel_sweep").shortcut == row.shortcut
    driver.program.run_action("view.panel_sweep")
    driver.rest()
    assert driver.program.store.view.panel == "sweep" and driver.program.views.panels["sweep"].page.isVisible()
