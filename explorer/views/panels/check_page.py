"""The page of the Check panel: the step h, and a table of all ways for every partial."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.controller.studies.gradient_check import CheckAnswer, CheckedPartial, Way
from explorer.controller.studies.step_error_plot import short_power
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_power_of_ten, format_value
from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import Card, hairline, label, set_formula_line
from explorer.views.widgets.notice import Notice
from explorer.views.widgets.value_slider import ValueSlider

__all__ = ["LEAST_STEP", "MOST_STEP", "CheckPage", "PartialTable"]

EMPTY = "Type a function above; its partials computed in four ways appear here."
WHY = "Left of the V rounding grows as 1/h. Right of it the formula's own error shrinks as h, or as h² for central."
LEAST_STEP, MOST_STEP = 1e-16, 1.0
WAYS = 5
ABSENT = "–"


class PartialTable(Card):
    """One partial: a row for each way with its value, its difference and a verdict in sign and word."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self._scale = 1.0
        self._checked: CheckedPartial | None = None
        self.title = label("")
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        self.kind = label("", "quiet")
        head.addWidget(self.kind)
        self.body.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        self.rows: list[tuple[QLabel, QLabel, QLabel, QLabel, QLabel]] = []
        for row in range(WAYS):
            cells = (label("", "quiet"), label("", "value"), label("", "quiet"), QLabel(), label(""))
            for column, cell in enumerate(cells):
                side = Qt.AlignmentFlag.AlignRight if column in (1, 2) else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(cell, row, column, side | Qt.AlignmentFlag.AlignVCenter)
            self.rows.append(cells)
        self.body.addLayout(grid)
        self.note = label("", "quiet", wraps=True)
        self.body.addWidget(self.note)

    def show_partial(self, checked: CheckedPartial) -> None:
        """All ways to one partial."""
        if checked == self._checked:
            return
        self._checked = checked
        self.title.setText(f"∂{checked.letter}/∂{name_text(checked.row.name)}")
        self.kind.setText("relative difference" if checked.is_relative else "difference (the slope is 0)")
        for cells, way in zip(self.rows, checked.ways, strict=True):
            self._show_way(cells, way)
        self.note.setText(checked.symbolic_note)
        self.note.setVisible(bool(checked.symbolic_note))
        self._colour()

    @staticmethod
    def _show_way(cells: tuple[QLabel, QLabel, QLabel, QLabel, QLabel], way: Way) -> None:
        title, value, difference, _, word = cells
        texts = (
            way.title.replace("difference", "diff."),
            ABSENT if way.verdict in ("awaited", "unknown") else _long_value(way.value),
            "" if way.verdict in ("reference", "awaited", "unknown") else _short_difference(way.difference),
            way.verdict,
        )
        for cell, text in zip((title, value, difference, word), texts, strict=True):
            if cell.text() != text:
                cell.setText(text)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour signs and words."""
        self._theme, self._scale = theme, text_scale
        set_formula_line(self.title, 18, text_scale)
        self._colour()

    def _colour(self) -> None:
        theme, checked = self._theme, self._checked
        if theme is None or checked is None:
            return
        self.set_bar_colour(theme.meaning(checked.meaning))
        self.title.setStyleSheet(f"color: {theme.meaning(checked.meaning)};")
        size = scaled(15, self._scale)
        for cells, way in zip(self.rows, checked.ways, strict=True):
            sign, colour = _look(way.verdict, theme)
            key = (sign, colour, size)
            if cells[3].property("look") == key:
                continue
            cells[3].setProperty("look", key)
            cells[4].setStyleSheet(f"color: {colour};")
            if sign:
                picture = icon(sign, theme, size, colour).pixmap(QSize(size, size), self.devicePixelRatioF())
                cells[3].setPixmap(picture)
            else:
                cells[3].clear()


class CheckPage(QWidget):
    """Setters down, signals up."""

    step_moved = Signal(float)
    step_released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.letter = "f"
        self.setObjectName("page")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(12)
        self.message, self.note = Notice(EMPTY), Notice()
        column.addWidget(self.message)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._sign = QLabel()
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self.verdict = label("", "section", wraps=True)
        row.addWidget(self.verdict, 1)
        column.addLayout(row)
        self.step = ValueSlider("h", logarithmic=True, with_range=False)
        self.step.slider.setAccessibleName("Step h of the finite differences")
        self.step.value_changed.connect(lambda h: self.step_moved.emit(min(max(h, LEAST_STEP), MOST_STEP)))
        self.step.released.connect(self.step_released)
        self._step_title = label("Step of the finite differences", "section")
        self.why = label(WHY, "quiet", wraps=True)
        self.best = label("", "", wraps=True)
        self._rule = hairline()
        for part in (self._rule, self._step_title, self.step, self.best, self.why):
            column.addWidget(part)
        self._tables = QVBoxLayout()
        self._tables.setSpacing(12)
        column.addLayout(self._tables)
        column.addStretch(1)
        self.tables: list[PartialTable] = []
        self._answer: CheckAnswer | None = None
        self._theme: Theme | None = None
        self._scale = 1.0

    def show_answer(self, answer: CheckAnswer | None, sentence: str = "") -> None:
        """The tables, or a sentence in their place."""
        if answer is not None and answer is self._answer:
            return
        self._answer = answer
        message = answer.message if answer is not None else sentence or EMPTY
        self.message.tell(message, is_warning=answer is not None or bool(sentence))
        self.note.tell(answer.note if answer is not None else "", is_warning=True)
        partials = answer.partials if answer is not None and not message else ()
        for part in (self._rule, self._step_title, self.step, self.best, self.why, self.verdict, self._sign):
            part.setVisible(bool(partials))
        self._show_tables(partials)
        if answer is not None and partials:
            self.step.set_values(answer.h, LEAST_STEP, MOST_STEP, LEAST_STEP)
            self.best.setText(_best(partials))
            self._show_verdict()

    def _show_tables(self, partials: tuple[CheckedPartial, ...]) -> None:
        while len(self.tables) < len(partials):
            table = PartialTable()
            if self._theme is not None:
                table.set_theme(self._theme, self._scale)
            self._tables.addWidget(table)
            self.tables.append(table)
        for index, table in enumerate(self.tables):
            table.setVisible(index < len(partials))
            if index < len(partials):
                table.show_partial(partials[index])

    def _show_verdict(self) -> None:
        if self._answer is None or not self._answer.partials or self._theme is None:
            return
        good, text = _summary(self._answer, self.letter)
        self.verdict.setText(text)
        size = scaled(18, self._scale)
        colour = self._theme.success if good else self._theme.error
        picture = icon("check" if good else "warning", self._theme, size, colour)
        self._sign.setPixmap(picture.pixmap(QSize(size, size), self.devicePixelRatioF()))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour signs and words."""
        self._theme, self._scale = theme, text_scale
        for part in (self.message, self.note):
            part.set_theme(theme, text_scale)
        for table in self.tables:
            table.set_theme(theme, text_scale)
        self._show_verdict()


def _look(verdict: str, theme: Theme) -> tuple[str, str]:
    """The sign's icon, "" for none, and the colour of sign and word."""
    if verdict == "agrees":
        return "check", theme.success
    if verdict == "differs":
        return "warning", theme.error
    return "", theme.warning if verdict == "close" else theme.text2


def _summary(answer: CheckAnswer, letter: str = "f") -> tuple[bool, str]:
    """Whether formula, reverse and forward mode agree, in a sentence."""
    exact = [way for checked in answer.partials for way in checked.ways[:3]]
    wrong = [checked.row.name for checked in answer.partials if any(w.verdict == "differs" for w in checked.ways[:3])]
    if wrong:
        return False, f"The ways to ∂{letter}/∂{name_text(wrong[0])} differ."
    awaited = any(way.verdict == "awaited" for way in exact)
    tail = "; the formula is awaited." if awaited else "."
    return True, f"{'Reverse and forward mode agree' if awaited else 'Formula, reverse and forward mode agree'}{tail}"


def _best(partials: tuple[CheckedPartial, ...]) -> str:
    """The predicted best steps of the partials that are charted."""
    told = [f"for {name_text(checked.row.name)} {_best_steps(checked)}" for checked in partials if checked.is_charted]
    return f"Best h by theory: {'; '.join(told)}." if told else ""


def _best_steps(checked: CheckedPartial) -> str:
    named = (("one-sided", checked.best_forward), ("central", checked.best_central))
    return ", ".join(
        f"{name} {f'≈ {short_power(h)}' if math.isfinite(h) else 'the larger the better'}" for name, h in named
    )


def _long_value(value: float) -> str:
    """Eleven significant figures, eight where a power of ten stands beside them: the first wrong one is to be seen."""
    if not math.isfinite(value):
        return format_value(value)
    text = f"{value:#.11g}"
    if "e" in text:
        mantissa, _, exponent = f"{value:.7e}".partition("e")
        text = f"{mantissa}·{format_power_of_ten(int(exponent))}"
    return text.replace("-", "−")


def _short_difference(difference: float) -> str:
    return "0" if difference == 0 else short_power(difference) if math.isfinite(difference) else ""
