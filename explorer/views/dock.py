"""A dock with our own title bar: title, what is shown now, and the buttons of the view."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.views.foot_line import FootLine
from explorer.views.theme import Theme
from explorer.views.widgets.basics import IconButton, label

__all__ = ["DockTitle", "ViewDock"]

LEAST_LETTERS = 4


class _Subtitle(QLabel):
    """A quiet line that ends in … where there is no room for all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits; of less than a few letters, nothing."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        if len(shown) > LEAST_LETTERS or shown == self.text():
            painter = QPainter(self)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.setFont(self.font())
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


class DockTitle(QWidget):
    """Title at weight 600, a quiet sub-title, and icon buttons at the right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 14, 4)
        row.setSpacing(10)
        self._title = label(title, "title")
        row.addWidget(self._title)
        self._subtitle = _Subtitle()
        row.addWidget(self._subtitle, 1)
        self._row = row
        self._buttons: list[IconButton] = []

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)

    def subtitle_text(self) -> str:
        """What stands beside the title."""
        return self._subtitle.text()

    def set_subtitle(self, text: str) -> None:
        """Tell the state, quietly."""
        self._subtitle.setText(text)
        self._subtitle.setToolTip(text)

    def add_button(self, icon_name: str, tooltip: str) -> IconButton:
        """Add an icon button at the right."""
        button = IconButton(icon_name, tooltip, 18)
        self._row.addWidget(button)
        self._row.setSpacing(4)
        self._buttons.append(button)
        return button

    def add_widget(self, widget: QWidget) -> None:
        """Add something else at the right."""
        self._row.addWidget(widget)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the buttons."""
        self.setStyleSheet(f"DockTitle {{ background: {theme.panel}; }}")
        for button in self._buttons:
            button.set_theme(theme, text_scale)


class ViewDock(QDockWidget):
    """Holds one view; it can float and be closed, and comes back from the View menu."""

    closed = Signal()

    def __init__(self, identity: str, title: str, content: QWidget) -> None:
        super().__init__(title)
        self.setObjectName(identity)
        self.title = DockTitle(title)
        self.setTitleBarWidget(self.title)
        self._frame = QWidget()
        self._frame.setObjectName("dockFrame")
        self._frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(content, 1)
        self.foot = FootLine()
        column.addWidget(self.foot)
        self.setWidget(self._frame)
        self.topLevelChanged.connect(lambda _floating: self.update())

    def add_float_button(self) -> None:
        """A button that takes the view out of the window and back."""
        button = self.title.add_button("float", "Take out of the window, or put back")
        button.clicked.connect(lambda: self.setFloating(not self.isFloating()))

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Background in the panel's or the canvas colour, icons recoloured."""
        self._frame.setStyleSheet(f"QWidget#dockFrame {{ background: {theme.panel}; }}")
        self.title.set_theme(theme, text_scale)
        self.foot.set_theme(theme, text_scale)
