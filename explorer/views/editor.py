"""The formula editor: one line of text, an underline where it does not parse, a mark at the end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QTextEdit

from explorer.views.fonts import ui_font
from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme

__all__ = ["FormulaEditor"]


class _Line(QPlainTextEdit):
    """A one-line text field that keeps the whole of QTextDocument's formatting."""

    committed = Signal()
    reverted = Signal()
    focus_changed = Signal(bool)

    def __init__(self, accessible_name: str) -> None:
        super().__init__()
        self.setObjectName("editor")
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(420, self.height())

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to the typing only while there is typing to undo."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.document().isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.committed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.reverted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: object) -> None:
        """Pasted lines become one line."""
        text = source.text() if hasattr(source, "text") else ""
        self.insertPlainText(" ".join(text.split()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class FormulaEditor(QFrame):
    """Emits ``text_edited`` at each keystroke and ``committed`` at Enter or when the focus leaves.

    ``pixel_size`` is that of its letters.
    """

    text_edited = Signal(str)
    committed = Signal()
    reverted = Signal()

    def __init__(self, accessible_name: str = "Formula", pixel_size: int = 19) -> None:
        super().__init__()
        self._pixel_size = pixel_size
        self.setObjectName("editorFrame")
        self._theme: Theme | None = None
        self._scale = 1.0
        self._setting = False
        self._span: tuple[int, int] | None = None
        self._state = "good"
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 10, 0)
        self.line = _Line(accessible_name)
        layout.addWidget(self.line, 1)
        self._mark = QLabel()
        self._mark.setAccessibleName("The formula is understood")
        layout.addWidget(self._mark)
        self.line.textChanged.connect(self._changed)
        self.line.committed.connect(self._commit)
        self.line.reverted.connect(self.reverted)
        self.line.focus_changed.connect(self._focus)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        """The text as typed."""
        return self.line.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text, unless it is shown already (then the cursor stays where it is)."""
        if text == self.text:
            return
        self._setting = True
        self.line.setPlainText(text)
        self.line.moveCursor(QTextCursor.MoveOperation.End)
        self._setting = False
        self._underline()

    def set_read_only(self, read_only: bool) -> None:
        """Whether the text can only be read and copied, such as the name of a Python function."""
        self.line.setReadOnly(read_only)

    def set_good(self) -> None:
        """The text was understood."""
        self._span, self._state = None, "good"
        self._refresh_mark()
        self._underline()

    def set_error(self, start: int, end: int) -> None:
        """Underline the characters from ``start`` to before ``end`` (Python indices)."""
        self._span, self._state = (start, end), "wrong"
        self._refresh_mark()
        self._underline()

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Take the theme's colours and the scaled type."""
        self._theme, self._scale = theme, text_scale
        self.line.setFont(ui_font(scaled(self._pixel_size, text_scale), 500))
        if self._pixel_size != 19:
            self.line.setStyleSheet(f"font-size: {scaled(self._pixel_size, text_scale)}px;")
        margin = self.line.document().documentMargin()
        height = self.line.fontMetrics().height() + round(2 * margin) + 2
        self.line.setFixedHeight(height)
        self.setFixedHeight(max(scaled(self._pixel_size + 23, text_scale), height + 4))
        self._refresh_mark()
        self._underline()

    def _refresh_mark(self) -> None:
        if self._theme is None:
            return
        good = self._state == "good"
        name, colour = ("check", self._theme.success) if good else ("warning", self._theme.error)
        size = scaled(20, self._scale)
        self._mark.setVisible(bool(self.text.strip()) or self._pixel_size == 19)
        self._mark.setPixmap(icon(name, self._theme, size, colour).pixmap(QSize(size, size), self.devicePixelRatioF()))
        self._mark.setAccessibleName("The formula is understood" if good else "The formula is not understood")

    def _underline(self) -> None:
        selections: list[QTextEdit.ExtraSelection] = []
        if self._span is not None and self._theme is not None:
            start, end = (utf16_index(self.text, index) for index in self._span)
            length = len(self.text.encode("utf-16-le")) // 2
            if start >= length:
                start, end = max(0, length - 1), length
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.line.document())
            cursor.setPosition(start)
            cursor.setPosition(min(max(end, start + 1), length), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(QColor(self._theme.error))
            wave.setForeground(QColor(self._theme.error))
            selection.format = wave
            selections.append(selection)
        self.line.setExtraSelections(selections)

    def _changed(self) -> None:
        if not self._setting:
            self.text_edited.emit(self.text)

    def _commit(self) -> None:
        self.line.document().clearUndoRedoStacks()
        self.committed.emit()

    def _focus(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().unpolish(self)
        self.style().polish(self)
        if not focused:
            self._commit()


def utf16_index(text: str, index: int) -> int:
    """Where Qt, which counts UTF-16 units, has the Python index ``index``."""
    return len(text[:index].encode("utf-16-le", "surrogatepass")) // 2
