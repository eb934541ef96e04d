"""The receipt's section: rows, formulas, and what hovering tells."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication

from explorer.controller.results import Results
from explorer.controller.studies.receipt import ReceiptAnswer, ReceiptRow
from explorer.core.expression.nodes import Symbol
from explorer.export.receipt_rows import step_with_numbers, term_row
from explorer.model.document import Document
from explorer.model.view_state import ViewState
from explorer.views.panels.panel import Shown
from explorer.views.panels.receipt_section import ReceiptSection
from explorer.views.theme import theme

ETA, SLOPE = Symbol("η"), Symbol("g")
STEP = -ETA * SLOPE


def answer_of(step=3, variables=("x", "y"), values=("1.000", "2.000")):
    return ReceiptAnswer(
        "",
        "GD",
        "run1",
        step,
        variables,
        STEP,
        (
            ReceiptRow("g", Symbol("∇f"), "slope here", values, "g"),
            ReceiptRow("Δ", STEP, "step taken", values, "Δ", True),
        ),
        (("η", "0.1"), ("ε", "10⁻⁸")),
        tuple({"η": "0.1", "g": value} for value in values),
        values,
        "Straight downhill.",
    )


def shown(answer=None, emphasis="", failures=()):
    answers = {} if answer is None else {"receipt": answer}
    results = Results(axes=("x", "y"), answers=answers, failures=failures)
    return Shown(Document(), ViewState(emphasis=emphasis), results)


@pytest.fixture
def section(qtbot):
    widget = ReceiptSection()
    widget.set_theme(theme("light"), 1.0)
    qtbot.addWidget(widget)
    widget.resize(384, 600)
    widget.show()
    asked = []
    widget.wire(SimpleNamespace(show_step=lambda **fields: asked.append(fields)), lambda name: None)
    widget.asked = asked
    return widget


def test_it_shows_a_row_a_term_with_a_number_a_variable(section, qtbot):
    section.show_values(shown(answer_of()))
    assert section.step.text() == "GD, step 2 → 3"
    rows = [row for row in section.table.rows if row.isVisible()]
    assert [[number.text() for number in row.numbers] for row in rows] == [["1.000", "2.000"]] * 2
    qtbot.waitUntil(lambda: bool(rows[0].formula.text and rows[1].formula.text and section.rate.text), timeout=5000)
    assert rows[0].formula.text == "g = ∇f" and rows[1].formula.text == "Δ" and rows[1].is_step
    assert section.others.text() == "With ε = 10⁻⁸." and section.rate.text == "η = 0.1"
    assert section.why.text() == "Straight downhill."


def test_a_row_under_the_pointer_names_its_arrow(section):
    section.show_values(shown(answer_of()))
    row, at = section.table.rows[0], QPointF(5, 5)
    QApplication.sendEvent(row, QEnterEvent(at, at, at))
    QApplication.sendEvent(row, QEvent(QEvent.Type.Leave))
    row.setFocus()
    assert section.asked == [{"emphasis": "g"}, {"emphasis": ""}, {"emphasis": "g"}]


def test_the_row_of_an_arrow_that_stands_out_stands_out(section):
    for key in ("g", "Δ", ""):
        section.show_values(shown(answer_of(), key))
        assert [row.stands_out for row in section.table.rows] == [key == "g", key == "Δ"]


def test_numbers_are_put_into_the_formula_once_the_playhead_rests(section, qtbot):
    section.show_values(shown(answer_of()))
    qtbot.waitUntil(lambda: bool(section.lines[0].text), timeout=5000)
    assert section.lines[0].isVisible() and section.lines[1].isVisible() and not section.lines[2].isVisible()
    assert section.lines[1].text.startswith("Δ_y = ") and section.lines[1].text.endswith("= 2.000")


def test_rows_are_kept_while_only_numbers_change(section):
    section.show_values(shown(answer_of()))
    formula = section.table.rows[0].formula.picture
    section.show_values(shown(answer_of(4, values=("3.000", "4.000"))))
    assert section.table.rows[0].formula.picture is formula
    assert [number.text() for number in section.table.rows[0].numbers] == ["3.000", "4.000"]


def test_more_variables_scroll(section):
    names, values = tuple("xyzuv"), ("1.000",) * 5
    section.show_values(shown(answer_of(variables=names, values=values)))
    QApplication.processEvents()
    assert section.table.horizontalScrollBar().maximum() > 0
    assert not section.table.verticalScrollBar().isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut_off(section, scale):
    section.set_theme(theme("dark"), scale)
    section.resize(round(384 * scale), 900)
    section.show_values(shown(answer_of()))
    QApplication.processEvents()
    last = section.table.rows[-1]
    assert last.geometry().bottom() < section.table.height()
    assert section.table.horizontalScrollBar().maximum() == 0


def test_columns_are_as_wide_as_the_longest_number(section):
    section.show_values(shown(answer_of()))
    narrow = section.table.rows[0].numbers[0].width()
    section.show_values(shown(answer_of(4, values=("−3.329·10¹⁵⁶", "−1.000"))))
    QApplication.processEvents()
    for row in section.table.rows:
        assert all(number.sizeHint().width() <= number.width() for number in row.numbers)
        assert len({number.width() for number in row.numbers}) == 1
    assert section.table.rows[0].numbers[0].width() > narrow


def test_without_an_answer_a_sentence(section):
    section.show_values(shown())
    assert section.message.isVisible() and "Drop a ball" in section.message.text()
    section.show_values(shown(failures=(("receipt", "It failed."),)))
    assert section.message.text() == "It failed." and not section.table.isVisible()
    section.show_values(shown(ReceiptAnswer("The run is being computed.")))
    assert section.message.text() == "The run is being computed."


def test_rows_are_written_in_full():
    hat = Symbol("m\u0302")
    row = term_row("m̂", Symbol("m") / Symbol("c_1"))
    assert row.markup is not None and "<mover" in row.markup and r"\hat{m}" in row.latex
    assert row.text == "m̂ = m/c₁"
    numbers = step_with_numbers("Δ", "x", -ETA * hat, {"η": "0.1", "m̂": "1.5"}, "−0.15")
    assert numbers.markup is not None and "1.5" in numbers.markup and "0.15" in numbers.markup
