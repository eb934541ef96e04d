"""Receipt and doctor in the whole window: hovering both ways, going to the step, mending with one click."""

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.controller.figures import Mark, Vector

pytestmark = pytest.mark.gl


def descent(driver):
    return driver.program.views.panels["descent"].page


def show_run(driver, formula, start, optimiser, rate, step):
    driver.type_formula(formula, pasted=True)
    intents = driver.program.intents
    intents.place_start(*start)
    intents.choose_optimiser(optimiser)
    intents.set_hyperparameter("lr", rate)
    intents.settle()
    driver.rest()
    driver.program.playback.scrub(step)
    driver.rest()


def reveal(driver, widget):
    driver.program.views._pages["descent"].ensureWidgetVisible(widget)
    QTest.qWait(30)


def pointer_to(view, x, y):
    at = QPointF(x, y)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QMouseEvent.Type.MouseMove, at, view.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, move)


def click_and_pause(driver, button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.qtbot.waitUntil(lambda: driver.program.playback.playing, timeout=5000)
    driver.program.playback.pause()
    driver.rest()


def middle_of(driver, key):
    """A place on the longest arrow of this key, past its middle."""
    scene = driver.program.views.map._scene
    figures = scene.study_figures(scene.geometry)
    ends = [(tail, tip) for vector, tail, tip in figures.arrows if vector.key == key]
    tail, tip = max(ends, key=lambda pair: math.dist(*pair))
    return 0.3 * tail[0] + 0.7 * tip[0], 0.3 * tail[1] + 0.7 * tip[1]


def test_rows_and_arrows_show_each_other(make_driver):
    driver = make_driver(panel="descent")
    show_run(driver, "x^2/2 + 5y^2", (2.5, 2.2), "Adam", 0.2, 6)
    table, plane = descent(driver).receipt.table, driver.program.views.map
    assert {f.key for f in driver.results.figures if isinstance(f, Vector)} >= {"g", "m", "Δ"}
    for key in ("g", "Δ"):
        pointer_to(plane, *middle_of(driver, key))
        assert driver.program.store.view.emphasis == key
        assert {row.key for row in table.rows if row.stands_out} == {key}
    pointer_to(plane, 2, 2)
    assert not any(row.stands_out for row in table.rows)
    row = next(row for row in table.rows if row.key == "g")
    reveal(driver, row)
    QTest.mouseMove(driver.program.views.window, QPoint(5, 5))
    QTest.mouseMove(row, QPoint(12, 12))
    driver.qtbot.waitUntil(lambda: plane._scene.emphasis == "g", timeout=3000)


def test_the_receipt_follows_the_playhead_and_the_chosen_run(make_driver):
    driver = make_driver(panel="descent")
    show_run(driver, "x^2/2 + 5y^2", (2.5, 2.2), "GD", 0.05, 3)
    receipt = descent(driver).receipt
    assert receipt.step.text() == "GD, step 3 → 4"
    driver.program.playback.step(1)
    driver.rest()
    assert receipt.step.text() == "GD, step 4 → 5"
    driver.program.intents.add_run()
    driver.rest()
    assert receipt.step.text().startswith("Momentum, step 4")
    driver.program.intents.choose_run(0)
    driver.rest()
    assert receipt.step.text() == "GD, step 4 → 5"


def test_the_doctor_goes_to_the_step_and_mends_the_run(make_driver):
    driver = make_driver(panel="descent")
    show_run(driver, "x^2 + y^2", (1.0, 2.0), "GD", 1.04, 10)
    doctor = descent(driver).doctor
    assert doctor.title.text() == "Blown up"
    assert any(isinstance(figure, Mark) and figure.key == "doctor" for figure in driver.results.figures)
    reveal(driver, doctor.go)
    QTest.mouseClick(doctor.go, Qt.MouseButton.LeftButton)
    driver.rest()
    assert driver.program.playback.playhead == 0 and doctor.go.text() == "Go to step 0"
    before = driver.document
    reveal(driver, doctor.mend)
    assert doctor.mend.text() == "Set the learning rate to 0.5"
    assert "half of 2/λ" in doctor.promise.text().lower()
    click_and_pause(driver, doctor.mend)
    assert driver.results.runs[0].outcome == "converged"
    assert doctor.title.text() == "Converged at a minimum" and not doctor.mend.isVisible()
    driver.program.store.undo()
    driver.rest()
    assert driver.document == before


def test_the_chapters_function_gets_the_bowl(make_driver):
    driver = make_driver(panel="descent")
    show_run(driver, "x^2y + 3xy^3", (1.0, 2.0), "GD", 0.01, 0)
    doctor = descent(driver).doctor
    assert doctor.title.text() == "No minimum to find" and doctor.mend.text() == "Use the bowl"
    reveal(driver, doctor.mend)
    click_and_pause(driver, doctor.mend)
    assert driver.document.formula != "x^2y + 3xy^3"
    assert driver.results.runs[0].outcome in ("converged", "out of steps")


@pytest.mark.parametrize("formula", ["x^2", "5", "√(x-10) + y", "x y z"])
def test_odd_functions_are_told_in_a_sentence(make_driver, formula):
    driver = make_driver(panel="descent")
    driver.type_formula(formula, pasted=True)
    page = descent(driver)
    assert "Drop a ball" in page.receipt.message.text() or not page.receipt.message.isVisible()
    driver.program.intents.start_at_probe()
    driver.program.playback.pause()
    driver.rest()
    assert page.receipt.message.isVisible() or page.receipt.table.rows
    assert page.doctor.message.isVisible() or page.doctor.title.text()
