"""Data in the real window: made, read, pasted, edited, saved; what is wrong is told and changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton

pytestmark = pytest.mark.gl

GOOD = "size;price;sold\n50,5;100;yes\n60;;no\n70,25;140;yes\n80;160;no\n"


def click(driver, widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    driver.rest()


@pytest.fixture
def data(driver):
    """The Data panel, opened from the rail."""
    buttons = driver.program.views.rail.findChildren(QToolButton)
    click(driver, next(button for button in buttons if button.text() == "Data"))
    return driver


def panel(driver):
    return driver.program.views.panels["data"]


def used(driver):
    return driver.results.learned.used


def drop(driver, path):
    window = driver.program.views.window
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPointF(300, 300).toPoint(), copy, carried, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), copy, carried, left, none))
    driver.rest()


def test_an_empty_panel_says_what_fills_it_and_its_buttons_do(data):
    assert panel(data).data_stage.plot.picture.message.startswith("No data yet")
    click(data, panel(data).data_stage.beginnings["moons"])
    assert len(used(data).data) == 180
    assert used(data).is_classes
    assert panel(data).table.model.rowCount() == 180


def test_generators_follow_their_sliders_and_seed(data):
    source = panel(data).page.source
    click(data, source.generators["circles"])
    first = used(data).data["x_1"].copy()
    click(data, source.dice)
    assert not np.array_equal(used(data).data["x_1"], first)
    click(data, data.program.views.window.header.undo)
    assert np.array_equal(used(data).data["x_1"], first)


def test_a_dropped_file_is_read_with_what_was_found_told(data, tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text(GOOD)
    drop(data, path)
    told = panel(data).page.source._report.text()
    assert "semicolons, decimal commas" in told and "'yes' is 1" in told.replace("“", "'").replace("”", "'")
    assert used(data).data["size"].tolist() == [50.5, 70.25, 80.0]  # a row without a price is left out, and said so
    assert "left out" in panel(data).page.columns.gaps.text()
    click(data, panel(data).page.columns.missing.choice("mean"))
    assert used(data).data["price"].tolist() == [100.0, pytest.approx(400 / 3), 140.0, 160.0]
    click(data, panel(data).page.columns.missing.choice("refuse"))
    assert used(data) is None
    assert "row 2, column price" in panel(data).page.message.text  # as the table beside it counts them


@pytest.mark.parametrize(
    "text, row, column",
    [
        ("a,b\n1,2\n3,4,5\n6,7\n", "Row 3", "3"),
        ("a,b\n1,2\n3,x\n5,6\n7,8\n", "Row 3", "b"),
        ("a,b\n1,1e999\n", "Row 2", "b"),
    ],
)
def test_a_bad_file_is_told_with_row_and_column_and_nothing_is_lost(data, tmp_path, text, row, column):
    click(data, panel(data).data_stage.beginnings["line"])
    before = data.document
    path = tmp_path / "bad.csv"
    path.write_text(text)
    drop(data, path)
    told = panel(data).page.source.problem.text
    assert row in told and column in told
    assert data.results.status == told
    assert data.document == before
    assert len(used(data).data) == 60


def test_ten_million_cells_are_refused_before_they_are_made(data, tmp_path):
    click(data, panel(data).data_stage.beginnings["line"])
    path = tmp_path / "large.csv"
    path.write_text("a,b\n" + "1,2\n" * 5_000_000)
    drop(data, path)
    assert "10,000,00" in panel(data).page.source.problem.text.replace("\N{THIN SPACE}", ",")
    assert data.document.learn.data.origin == "generated"


def test_a_constant_column_and_a_label_that_is_not_0_or_1_are_told(data):
    learning = data.program.intents.learning
    learning.paste("x,c,y\n1,5,0\n2,5,2\n3,5,1\n")
    data.rest()
    facts = {title.text(): told.text() for title, told, _role in panel(data).page.columns._rows}
    assert "same in every row" in facts["c"]
    click(data, panel(data).page.fit)
    learning.change_fit("Loss", None, model="σ(w*x + b)", loss="cross-entropy")
    data.rest()
    told = data.results.problem.message
    assert "2" in told and "y" in told and "0 or 1" in told


def test_paste_then_edit_a_cell_then_undo(data):
    QGuiApplication.clipboard().setText("x\ty\n1\t2\n2\t4\n3\t6\n")
    click(data, panel(data).page.source.origins.choice("table"))
    click(data, panel(data).page.source.paste)
    assert used(data).data["y"].tolist() == [2.0, 4.0, 6.0]
    cells = panel(data).table.cells
    cells.setCurrentIndex(panel(data).table.model.index(1, 1))
    cells.edit(cells.currentIndex())
    editor = cells.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "9,5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    data.rest()
    assert used(data).data["y"].tolist() == [2.0, 9.5, 6.0]
    click(data, data.program.views.window.header.undo)
    assert used(data).data["y"].tolist() == [2.0, 4.0, 6.0]
    click(data, panel(data).table.add)
    assert len(used(data).data) == 4


def test_a_hundred_thousand_rows_are_read_and_shown(data, tmp_path):
    x = np.linspace(0, 1, 100_000)
    path = tmp_path / "many.csv"
    np.savetxt(path, np.column_stack([x, 2 * x]), delimiter=",", header="x,y", comments="")
    drop(data, path)
    assert len(used(data).data) == 100_000
    assert panel(data).table.model.rowCount() == 100_000
    click(data, panel(data).page.fit)
    optimum = [data.results.answers.get(name) for name in ("optimum", "optimum search")]
    found = next(answer.found for answer in optimum if answer is not None)
    assert found.position["w"] == pytest.approx(2.0)


def test_roles_and_preparation(data):
    click(data, panel(data).data_stage.beginnings["moons"])
    columns = panel(data).page.columns
    columns.role_chosen.emit("x_2", "target")
    data.rest()
    assert used(data).target == "x_2"
    columns.role_chosen.emit("y", "unused")
    data.rest()
    assert used(data).inputs == ("x_1",)
    click(data, columns.standardised)
    assert used(data).training["x_1"].std() == pytest.approx(1.0)
    assert used(data).data["x_1"].std() != pytest.approx(1.0)


def test_a_session_brings_its_table_back(data, tmp_path):
    data.program.intents.learning.paste("x,y\n1,2\n2,4.5\n3,6\n")
    data.rest()
    path = tmp_path / "mine.gradx"
    data.program.files.save(path)
    data.program.files.new()
    data.rest()
    assert data.results.learned.used is None
    drop(data, path)
    assert used(data).data["y"].tolist() == [2.0, 4.5, 6.0]
