"""Files dropped onto the window: a frame shows that they would be taken."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from explorer.views.charts.paint import colour
from explorer.views.fonts import ui_font
from explorer.views.theme import Theme, theme

__all__ = ["FileDrop"]

SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".dat", ".gradx")
WORDS = "Drop it here: a table becomes the data, a session is opened"


class FileDrop(QObject):
    """Watches a window; ``dropped`` tells the first of the files."""

    dropped = Signal(Path)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._veil = _Veil(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def set_theme(self, new_theme: Theme, text_scale: float) -> None:
        """Recolour the frame."""
        self._veil.theme, self._veil.scale = new_theme, text_scale

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what can be read; leave everything else."""
        kind = event.type()
        if kind == QEvent.Type.DragEnter and isinstance(event, QDragEnterEvent):
            if path_of(event.mimeData()) is not None:
                event.acceptProposedAction()
                self._veil.setGeometry(self._window.rect())
                self._veil.show()
                self._veil.raise_()
                return True
        elif kind == QEvent.Type.DragLeave:
            self._veil.hide()
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._veil.hide()
            path = path_of(event.mimeData())
            if path is not None:
                event.acceptProposedAction()
                self.dropped.emit(path)
                return True
        return super().eventFilter(watched, event)


def path_of(data: QMimeData) -> Path | None:
    """The first file that can be read, by its ending."""
    paths = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return next((path for path in paths if path.suffix.lower() in SUFFIXES), None)


class _Veil(QWidget):
    """A frame and a sentence over the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.theme: Theme = theme("light")
        self.scale = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(self.theme.panel, 0.82))
        painter.setPen(QPen(colour(self.theme.accent), 3, Qt.PenStyle.DashLine))
        painter.drawRect(self.rect().adjusted(12, 12, -12, -12))
        painter.setFont(ui_font(19 * self.scale, 600))
        painter.setPen(colour(self.theme.text))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, WORDS)
