"""The table of a receipt: one row a term, its formula, its words and a number for every variable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from explorer.controller.studies.lettering import row_in_letter
from explorer.controller.studies.receipt import ReceiptRow
from explorer.export.receipt_rows import name_row, term_row
from explorer.views.charts.paint import pen
from explorer.views.formula_label import FormulaLabel
from explorer.views.style import scaled
from explorer.views.theme import Theme, theme
from explorer.views.widgets.basics import label

__all__ = ["ReceiptTable", "TermRow"]

NUMBER_WIDTH, FORMULA_WIDTH, ROW_HEIGHT = 76, 190, 34
FORMULA_SIZE = 15
MOST_IN_SIGHT = 2  # so many variables fit beside the formulas; more scroll


class TermRow(QFrame):
    """One term; tells by ``hovered`` the key of its arrow while the pointer or the focus is on it."""

    hovered = Signal(str)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.key = ""
        self.is_step = False
        self.stands_out = False
        self._theme: Theme = theme("light")
        self._room = FORMULA_WIDTH
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 3, 10, 3)
        row.setSpacing(8)
        self.formula = FormulaLabel()
        self.formula.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.formula.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.formula.settled.connect(self._place_words)
        self.words = label("", "quiet")
        self._left = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._left.addWidget(self.formula)
        self._left.addWidget(self.words)
        row.addLayout(self._left)
        row.addStretch(1)
        self.numbers: list[QLabel] = []
        self._row = row
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_row(self, shown: ReceiptRow, colours: Mapping[str, str]) -> None:
        """Show a term; a formula that is already there is left alone."""
        self.key, self.is_step = shown.key, shown.is_step
        row = name_row("Δ") if shown.is_step else term_row(shown.symbol, shown.formula)
        self.formula.set_formula(row_in_letter(row, shown.letter), colours)
        self.words.setText(shown.words)
        self.words.setVisible(bool(shown.words))
        self.setAccessibleName(f"{self.formula.text} {shown.words}")
        self.set_numbers(shown.values)

    def set_numbers(self, values: Sequence[str]) -> None:
        """A number for every variable."""
        while len(self.numbers) < len(values):
            number = label("", "value")
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._row.addWidget(number)
            self.numbers.append(number)
        for number in self.numbers[len(values) :]:
            number.hide()
        for number, text in zip(self.numbers, values, strict=False):
            number.show()
            if number.text() != text:
                number.setText(text)

    def set_emphasis(self, key: str) -> None:
        """Stand out while the arrow of this key does."""
        stands_out = bool(key) and key == self.key
        if stands_out != self.stands_out:
            self.stands_out = stands_out
            self.update()

    def widest_number(self) -> int:
        """How much room the longest number needs, in pixels."""
        return max((number.sizeHint().width() for number in self.numbers if not number.isHidden()), default=0)

    def set_number_width(self, width: int, room: int) -> None:
        """The width of a column, and what that leaves for formula and words."""
        self._room = room
        for number in self.numbers:
            number.setFixedWidth(width)
        self._place_words()

    def set_theme(self, new: Theme, text_scale: float) -> None:
        """Take colours and type."""
        self._theme = new
        self.formula.set_theme(new)
        self.formula.set_pixel_size(scaled(FORMULA_SIZE, text_scale))
        self.setMinimumHeight(scaled(ROW_HEIGHT, text_scale))
        self.update()

    def _place_words(self) -> None:
        """Beside the formula where there is room for both, else below it."""
        beside = self.formula.sizeHint().width() + 12 + self.words.sizeHint().width() <= self._room
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._left.setDirection(direction)
        self._left.setSpacing(12 if beside else 0)
        self.resized.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The step's ground, a line below, and a frame while it stands out."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.is_step or self.stands_out:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.accent_background if self.is_step else self._theme.raised))
            painter.drawRoundedRect(area, 6, 6)
        else:
            painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(self._theme.hairline))
        if self.stands_out:
            painter.setPen(pen(self._theme.focus, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, 6, 6)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Let the arrow stand out."""
        self.hovered.emit(self.key)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let it go."""
        self.hovered.emit("")
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By the keyboard too."""
        self.hovered.emit(self.key)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let it go."""
        self.hovered.emit("")
        super().focusOutEvent(event)


class _Head(QWidget):
    """A variable's name above its numbers, to the right."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        self.name = FormulaLabel()
        self.name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.name)


class ReceiptTable(QScrollArea):
    """Rows of terms under the names of the variables; scrolls sideways where there are many."""

    hovered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._content = QWidget()
        self._content.setObjectName("page")
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._head = QWidget()
        self._names = QHBoxLayout(self._head)
        self._names.setContentsMargins(10, 0, 10, 2)
        self._names.setSpacing(8)
        self._names.addStretch(1)
        self._column.addWidget(self._head)
        self.setWidget(self._content)
        self.rows: list[TermRow] = []
        self._heads: list[_Head] = []
        self._known: tuple[object, ...] = ()
        self._theme: Theme = theme("light")
        self._scale = 1.0
        self._emphasis = ""
        self._number_width = 0

    def set_rows(self, variables: Sequence[str], rows: Sequence[ReceiptRow], colours: Mapping[str, str]) -> None:
        """Show terms; while these stay the same, only their numbers change."""
        known = (
            tuple(variables),
            tuple((row.symbol, row.formula, row.key, row.letter) for row in rows),
            tuple(colours.items()),
        )
        if known == self._known:
            for widget, row in zip(self.rows, rows, strict=False):
                widget.set_numbers(row.values)
            self._widen()
            return
        self._known = known
        while len(self.rows) < len(rows):
            widget = TermRow()
            widget.hovered.connect(self.hovered)
            widget.resized.connect(self._fit)
            self._column.addWidget(widget)
            self.rows.append(widget)
        for index, widget in enumerate(self.rows):
            widget.setVisible(index < len(rows))
            if index < len(rows):
                widget.set_row(rows[index], colours)
        self._set_names(variables, colours)
        self.set_theme(self._theme, self._scale)
        self.set_emphasis(self._emphasis)

    def set_emphasis(self, key: str) -> None:
        """Let the rows of this arrow stand out."""
        self._emphasis = key
        for row in self.rows:
            row.set_emphasis(key)

    def set_theme(self, new: Theme, text_scale: float) -> None:
        """Take colours and type, and the size that these need."""
        self._theme, self._scale = new, text_scale
        for row in self.rows:
            row.set_theme(new, text_scale)
        for head in self._heads:
            head.name.set_theme(new)
            head.name.set_pixel_size(scaled(FORMULA_SIZE, text_scale))
        self._number_width = 0
        self._widen()
        self._fit()

    def _widen(self) -> None:
        """Columns as wide as the longest number that they have held since the rows were made; they never shrink."""
        least = scaled(NUMBER_WIDTH, self._scale)
        needed = max(least, *(row.widest_number() for row in self.rows if not row.isHidden()), self._number_width)
        if needed == self._number_width:
            return
        self._number_width = needed
        shown = sum(not head.isHidden() for head in self._heads)
        room = scaled(FORMULA_WIDTH, self._scale) - max(0, needed - least) * min(shown, MOST_IN_SIGHT)
        for row in self.rows:
            row.set_number_width(needed, room)
        for head in self._heads:
            head.setFixedWidth(needed)
        self._fit()

    def _set_names(self, variables: Sequence[str], colours: Mapping[str, str]) -> None:
        while len(self._heads) < len(variables):
            self._heads.append(_Head())
            self._names.addWidget(self._heads[-1])
        for index, head in enumerate(self._heads):
            head.setVisible(index < len(variables))
            if index < len(variables):
                head.name.set_formula(name_row(variables[index]), colours)

    def _fit(self) -> None:
        """As high as its rows; wider than the page where there are more variables than fit."""
        count = sum(not head.isHidden() for head in self._heads)
        numbers = count * (self._number_width + 8)
        wide = scaled(FORMULA_WIDTH, self._scale) + numbers + 20 if count > MOST_IN_SIGHT else 0
        self._content.setMinimumWidth(wide)
        for row in (*self.rows, self._head):
            row.updateGeometry()
        self._column.invalidate()
        needs_bar = max(wide, self._column.minimumSize().width()) > self.width()
        bar = self.horizontalScrollBar().sizeHint().height() if needs_bar else 0
        self.setFixedHeight(self._column.sizeHint().height() + bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower page may need the bar."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
