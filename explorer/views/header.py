"""The header: the editor, what was understood, both partials, and the tools beside them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.views.editor import FormulaEditor
from explorer.views.formula_label import FormulaLabel
from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label
from explorer.views.widgets.segments import Segments

__all__ = ["Header"]

SUBJECTS = (("formula", "Function"), ("model", "Model"), ("network", "Network"))


class _BarredFormula(QWidget):
    """A formula with a bar in its meaning's colour before it."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._bar = QFrame()
        self._bar.setFixedWidth(3)
        row.addWidget(self._bar)
        self.formula = FormulaLabel()
        row.addWidget(self.formula, 1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def set_bar_colour(self, colour: str) -> None:
        self._bar.setStyleSheet(f"background: {colour}; border: none;")


class _ErrorLine(QWidget):
    """A triangle, one sentence, and a button where one click mends it."""

    mended = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._sign = QLabel()
        row.addWidget(self._sign)
        self.sentence = label("", "error")
        row.addWidget(self.sentence)
        self._buttons: list[QPushButton] = []
        self._row = row
        row.addStretch(1)

    def show_problem(self, sentence: str, mends: tuple[tuple[str, str], ...]) -> None:
        """``mends`` are (what the button says, the whole new text)."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self._sign.setVisible(bool(sentence))
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for title, text in mends:
            button = QPushButton(title)
            button.clicked.connect(lambda _checked=False, text=text: self.mended.emit(text))
            self._row.insertWidget(self._row.count() - 1, button)
            self._buttons.append(button)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        size = scaled(18, text_scale)
        picture = icon("warning", theme, size, theme.error).pixmap(QSize(size, size), self.devicePixelRatioF())
        self._sign.setPixmap(picture)


class Header(QWidget):
    """Two rows; the second is the formula as it was read, or what is wrong with it."""

    gallery_asked = Signal()
    undo_asked = Signal()
    redo_asked = Signal()
    export_asked = Signal()
    subject_chosen = Signal(str)
    mended = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("headerRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 16, 6)
        column.setSpacing(6)
        column.addLayout(self._make_editor_row())
        column.addWidget(self._make_formula_row())
        self._error.mended.connect(self.mended)

    def _make_editor_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.subjects = Segments(SUBJECTS, "What is explored")
        self.subjects.chosen.connect(self.subject_chosen)
        self.subjects.hide()
        row.addWidget(self.subjects)
        self.prefix = label("f(x, y) =", "prefix")
        row.addWidget(self.prefix)
        self.editor = FormulaEditor()
        row.addWidget(self.editor, 3)
        self.hint = label("", "quiet")
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._suggestion_row = QHBoxLayout()
        self._suggestions: list[QPushButton] = []
        row.addLayout(self._suggestion_row)
        row.addWidget(self.hint, 2)
        self._gallery = QToolButton()
        self._gallery.setText("Gallery")
        self._gallery.setProperty("role", "outlined")
        self._gallery.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._gallery.setToolTip("Functions to start from (Ctrl+G)")
        self._gallery.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._gallery.clicked.connect(self.gallery_asked)
        row.addWidget(self._gallery)
        self.undo = IconButton("undo", "Undo (Ctrl+Z)")
        self.redo = IconButton("redo", "Redo (Ctrl+Shift+Z)")
        self._export = IconButton("export", "Save a picture of the window (Ctrl+E)")
        self.undo.clicked.connect(self.undo_asked)
        self.redo.clicked.connect(self.redo_asked)
        self._export.clicked.connect(self.export_asked)
        for button in (self.undo, self.redo, self._export):
            row.addWidget(button)
        return row

    def _make_formula_row(self) -> QStackedWidget:
        self._rows = QStackedWidget()
        self._rows.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        formulas = QWidget()
        row = QHBoxLayout(formulas)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(28)
        self.formula = FormulaLabel()
        self.formula.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.slope_x, self.slope_y = _BarredFormula(), _BarredFormula()
        self.note = label("", "quiet")
        for widget in (self.formula, self.slope_x, self.slope_y, self.note):
            row.addWidget(widget)
        row.addStretch(1)
        self._rows.addWidget(formulas)
        self._error = _ErrorLine()
        self._rows.addWidget(self._error)
        return self._rows

    @property
    def error_sentence(self) -> str:
        """The sentence shown instead of the formula, "" when the formula is shown."""
        return self._error.sentence.text() if self._rows.currentWidget() is self._error else ""

    def show_formula(self) -> None:
        """Show the rendered function and its partials."""
        self._rows.setCurrentIndex(0)

    def show_problem(self, sentence: str, mends: tuple[tuple[str, str], ...] = ()) -> None:
        """Show what is wrong, with a button for each mend (title, whole new text)."""
        self._error.show_problem(sentence, mends)
        self._rows.setCurrentWidget(self._error)

    def set_subject(self, subject: str, is_choice: bool) -> None:
        """What is explored; the choice is offered once there is more than the function."""
        self.subjects.set_chosen(subject)
        self.subjects.setVisible(is_choice)

    def set_hint(self, text: str) -> None:
        """A quiet line beside the editor."""
        self.hint.setText(text)

    def set_suggestions(self, mends: tuple[tuple[str, str], ...]) -> None:
        """Offer other readings of a text that was understood, as buttons beside the editor."""
        for button in self._suggestions:
            button.hide()
            button.deleteLater()
        self._suggestions = []
        for title, text in mends:
            button = QPushButton(title)
            button.clicked.connect(lambda _checked=False, text=text: self.mended.emit(text))
            self._suggestion_row.addWidget(button)
            self._suggestions.append(button)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take the theme."""
        self.editor.set_theme(theme, text_scale)
        self._error.set_theme(theme, text_scale)
        for button in (self.undo, self.redo, self._export):
            button.set_theme(theme, text_scale)
        size = scaled(18, text_scale)
        self._gallery.setIcon(icon("gallery", theme, size, theme.text))
        self._gallery.setIconSize(QSize(size, size))
        self.slope_x.set_bar_colour(theme.x)
        self.slope_y.set_bar_colour(theme.y)
        for widget in (self.formula, self.slope_x.formula, self.slope_y.formula):
            widget.set_theme(theme)
            widget.set_pixel_size(scaled(18, text_scale))
        self._rows.setFixedHeight(scaled(48, text_scale))
