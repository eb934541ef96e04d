"""A race in the real window, by mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

pytestmark = pytest.mark.gl

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def race(make_driver):
    """Four optimisers on a ravine, paused at the start, with the Descent panel open."""
    driver = make_driver(panel="descent")
    driver.type_formula("x^2 + 4y^2")
    QTest.mouseClick(driver.program.views.descent.race, LEFT)
    driver.qtbot.waitUntil(lambda: len(driver.results.runs) == 4, timeout=10_000)
    driver.program.playback.pause()
    driver.rest()
    return driver


def click_row(driver, row, x=150):
    area, viewport = driver.program.views.descent.table.row_place(row)
    QTest.mouseClick(viewport, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(x, int(area.center().y())))
    driver.rest()


def on_map(driver, x, y):
    return QPointF(*driver.program.views.map.geometry_shown.pixel(x, y)).toPoint()


def test_one_click_races_four(race):
    table = race.program.views.descent.table
    assert [text.split(",")[0] for text in table.texts] == ["GD", "Momentum", "RMSProp", "Adam"]
    assert race.program.views.descent.words.headline.text().startswith("Same start")
    assert race.program.views.panel_title().subtitle_text() == "4 runs, one start"


def test_the_numbers_follow_the_playhead(race):
    table = race.program.views.descent.table
    race.program.playback.scrub(0)
    first = table.texts[0]
    QTest.mouseClick(race.program.views.transport.button("forward"), LEFT)
    race.rest()
    assert race.program.playback.playhead == 1 and table.texts[0] != first
    assert race.program.views.descent.fork.text() == "Fork at step 1"


def test_a_row_is_chosen_and_its_run_edited_in_place(race):
    page = race.program.views.descent
    click_row(race, 2)
    assert race.program.store.view.run == 2 and page.settings.optimisers.currentData() == "RMSProp"
    QTest.mouseClick(page.settings.fold, LEFT)
    box = page.settings.hyperparameters.rows["lr"].box
    box.selectAll()
    QTest.keyClicks(box, "-1")
    QTest.keyClick(box, Qt.Key.Key_Return)
    race.rest()
    assert [run.outcome == "not started" for run in race.results.runs] == [False, False, True, False]
    assert "not started" in page.table.texts[2]
    assert "learning rate must be" in page.words.text.text()
    race.program.run_action("edit.undo")
    race.rest()
    assert race.results.runs[2].outcome != "not started"


def test_the_marker_hides_a_run_from_the_map(race):
    area = race.program.views.map
    race.program.playback.last()
    race.rest()
    before = area.grab().toImage()
    click_row(race, 3, x=14)
    assert not race.document.runs[3].shown and race.program.store.view.run == 0
    assert area.grab().toImage() != before
    click_row(race, 3, x=14)
    assert race.document.runs[3].shown


def test_fork_and_fork_of_fork_by_button(race):
    page = race.program.views.descent
    click_row(race, 1)
    race.program.playback.scrub(12)
    QTest.mouseClick(page.fork, LEFT)
    race.rest()
    race.program.playback.scrub(30)
    QTest.mouseClick(page.fork, LEFT)
    race.rest()
    assert [(run.parent, run.fork_step) for run in race.document.runs[4:]] == [(1, 12), (4, 30)]
    assert race.results.runs[5].first_step == 30 and "from 5 at 30" in page.table.texts[5]
    assert np.array_equal(race.results.runs[5].positions, race.results.runs[1].positions[30:])
    click_row(race, 1)
    assert "its 2 forks" in page.remove.toolTip()
    QTest.mouseClick(page.remove, LEFT)
    race.rest()
    assert len(race.document.runs) == 3 and len(race.results.runs) == 3
    race.program.run_action("edit.undo")
    race.rest()
    assert len(race.results.runs) == 6


def test_shift_click_moves_all_starts_and_alt_shift_click_adds_a_run(race):
    area = race.program.views.map
    QTest.mouseClick(area, LEFT, SHIFT, on_map(race, -2.0, 1.0))
    race.program.playback.pause()
    race.rest()
    starts = {run.start for run in race.document.runs}
    assert len(starts) == 1 and dict(*starts)["x"] == pytest.approx(-2.0, abs=0.05)
    QTest.mouseClick(area, LEFT, SHIFT | ALT, on_map(race, 2.0, -1.5))
    race.program.playback.pause()
    race.rest()
    assert len(race.document.runs) == 5 and not race.document.same_start
    assert dict(race.document.runs[4].start)["y"] == pytest.approx(-1.5, abs=0.05)
    QTest.mousePress(area, LEFT, Qt.KeyboardModifier.NoModifier, on_map(race, *race.results.runs[4].points[0]))
    for y in (-1.0, 0.5, 2.0):
        QTest.mouseMove(area, on_map(race, 1.0, y))
    QTest.mouseRelease(area, LEFT, Qt.KeyboardModifier.NoModifier, on_map(race, 1.0, 2.0))
    race.program.playback.pause()
    race.rest()
    assert race.program.store.view.run == 4
    assert [dict(run.start)["y"] > 1.5 for run in race.document.runs] == [False] * 4 + [True]


def test_a_ninth_run_is_refused_with_a_sentence(race):
    for _ in range(5):
        race.program.run_action("descent.add_run")
        race.rest()
    assert len(race.document.runs) == 8 and "8 runs at most" in race.results.status
    assert not race.program.views.descent.add.isEnabled()


def test_playing_moves_all_balls_with_one_playhead(race):
    race.program.playback.set_speed(100.0)
    race.program.playback.first()
    QTest.mouseClick(race.program.views.transport.button("play"), LEFT)
    race.qtbot.waitUntil(lambda: race.program.playback.playhead > 5, timeout=10_000)
    race.program.playback.pause()
    race.rest()
    step = int(race.program.playback.playhead)
    for text, run in zip(race.program.views.descent.table.texts, race.results.runs, strict=True):
        assert f"f {run.values[min(step, run.steps)]:.3f}"[:5] in text or "·10" in text or "0.0" in text


@pytest.mark.parametrize("formula", ["x^2", "x^2 + y^2 + z^2"])
def test_a_race_over_one_or_three_variables(make_driver, formula):
    driver = make_driver(panel="descent")
    driver.type_formula(formula)
    driver.program.run_action("descent.race")
    driver.program.playback.pause()
    driver.rest()
    driver.program.run_action("descent.fork")
    driver.rest()
    assert len(driver.results.runs) == 5 and not driver.results.failures


def test_rows_a_step_are_chosen_for_a_loss_and_the_race_goes_over_them(make_driver):
    driver = make_driver(panel="descent")
    driver.program.intents.learning.choose_subject("model")
    driver.rest()
    page = driver.program.views.descent
    QTest.mouseClick(page.race, LEFT)
    driver.qtbot.waitUntil(lambda: len(driver.results.runs) == 4, timeout=10_000)
    driver.program.playback.pause()
    driver.rest()
    QTest.mouseClick(page.settings.fold, LEFT)
    page.settings.batch.selectAll()
    QTest.keyClicks(page.settings.batch, "8")
    QTest.keyClick(page.settings.batch, Qt.Key.Key_Return)
    driver.rest()
    run = driver.program.store.view.run
    assert [spec.batch for spec in driver.document.runs] == [8 * (index == run) for index in range(4)]
    assert "8 rows a step" in page.table.texts[run]
    assert driver.results.runs[run].run.course.batch == 8
    QTest.mouseClick(page.settings.batches[0], LEFT)
    driver.rest()
    assert not any(spec.batch for spec in driver.document.runs)
