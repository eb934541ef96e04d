"""The table of points: chosen by mouse and keyboard, one row tinted, marks drawn, many rows scroll."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.views.theme import theme
from explorer.views.widgets.value_table import MOST_VISIBLE, TableRow, ValueTable
from tests.views.pictures import near, pixels

HEADS = ("Kind", "(x, y)", "f", "λ₁", "λ₂")


def rows_of(count):
    return [
        TableRow(f"point {k}", "minimum", ("Minimum", f"({k}.00, 0.00)", "1.00", "2.00", "3.00")) for k in range(count)
    ]


@pytest.fixture
def table(qtbot):
    widget = ValueTable("Critical points")
    qtbot.addWidget(widget)
    widget.set_theme(theme("light"), 1.0)
    widget.resize(384, 400)
    widget.set_rows(HEADS, rows_of(3))
    widget.show()
    widget.told = []
    widget.row_chosen.connect(widget.told.append)
    return widget


def centre_of(table, row):
    return table.visualRect(table.model().index(row, 1)).center()


def test_a_click_chooses_its_row(table):
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=centre_of(table, 1))
    assert table.told == ["point 1"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_arrow_keys_walk_and_enter_or_space_chooses(table, qtbot, key):
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.told == []
    QTest.keyClick(table, key)
    assert table.told == ["point 1"]


def test_the_selected_row_is_tinted_and_the_mark_has_ink(table):
    look = theme("light")
    assert near(pixels(table.viewport()), look.accent_background, 8).sum() == 0
    table.set_selected("point 2")
    picture = pixels(table.viewport())
    tinted = near(picture, look.accent_background, 8).any(axis=1)
    band = table.visualRect(table.model().index(2, 0))
    ratio = picture.shape[0] / table.viewport().height()
    assert tinted[int(band.center().y() * ratio)] and not tinted[int(centre_of(table, 0).y() * ratio)]
    mark = picture[: int(table.rowHeight(0) * ratio), : int(26 * ratio)]
    assert near(mark, look.text).sum() > 25


def test_it_is_as_high_as_its_rows_up_to_a_limit_and_scrolls_to_the_selected_one(table):
    height = table.height()
    table.set_rows(HEADS, rows_of(25))
    limit = table.horizontalHeader().height() + MOST_VISIBLE * table.rowHeight(0)
    assert height < table.height() == limit
    table.set_selected("point 24")
    assert table.viewport().rect().contains(centre_of(table, 24))


def test_columns_fit_and_nothing_is_cut_off(table):
    rows = [TableRow("p", "degenerate", ("Degenerate", "(−3.78, −3.28)", "178.3", "−105.4", "−133.8"))]
    table.set_rows(HEADS, rows)
    QTest.qWait(1)
    header = table.horizontalHeader()
    for column in range(len(HEADS)):
        hint = table.itemDelegate().sizeHint(None, table.model().index(0, column)).width()
        assert header.sectionSize(column) >= hint
    assert header.length() <= table.viewport().width()


def test_the_same_rows_cost_nothing_and_empty_ones_are_no_error(table):
    first = table.rows
    table.set_rows(HEADS, rows_of(3))
    assert table.rows is first
    table.set_rows(HEADS, ())
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert table.told == [] and np.isclose(table.height(), table.horizontalHeader().height())
