"""The Gallery: every shipped function with its picture, its name and what to see in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.views.style import mixed, scaled
from explorer.views.theme import Theme, colour_map
from explorer.views.widgets.basics import label

__all__ = ["GalleryPanel", "GalleryRow"]

PICTURE_SIZE = (96, 72)


@dataclass(frozen=True, slots=True)
class GalleryRow:
    """One entry as shown: its key, title, formula as text and what to see."""

    key: str
    title: str
    formula: str
    note: str


class _Entry(QFrame):
    """A picture with three lines beside it; click or Enter opens it."""

    chosen = Signal(str)

    def __init__(self, row: GalleryRow) -> None:
        super().__init__()
        self._key = row.key
        self.setObjectName("galleryEntry")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{row.title}: {row.formula}")
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 8, 8, 8)
        line.setSpacing(12)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line.addWidget(self.picture)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addStretch(1)
        column.addWidget(label(row.title, "section"))
        shown = row.formula if len(row.formula) <= 42 else row.formula[:41] + "…"
        column.addWidget(label(shown))
        column.addWidget(label(row.note, "quiet", wraps=True))
        column.addStretch(1)
        line.addLayout(column, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self._key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._key)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class GalleryPanel(QWidget):
    """Emits ``chosen`` with the key of the entry."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 4, 12, 20)
        self._column.setSpacing(4)
        self._entries: dict[str, _Entry] = {}
        self._pictures: dict[str, NDArray[np.uint8]] = {}
        self._scale = 1.0

    def set_rows(self, rows: Sequence[GalleryRow]) -> None:
        """Show these entries."""
        for row in rows:
            entry = _Entry(row)
            entry.chosen.connect(self.chosen)
            self._entries[row.key] = entry
            self._column.addWidget(entry)
        self._column.addStretch(1)

    def set_picture(self, key: str, shades: NDArray[np.uint8]) -> None:
        """``shades`` (rows, columns), first row at the bottom, index the default colour map."""
        self._pictures[key] = shades
        self._show_picture(key)

    def focus_first(self) -> None:
        """Put the keyboard on the first entry."""
        for entry in self._entries.values():
            entry.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour rows and rescale pictures."""
        self._scale = text_scale
        hover = mixed(theme.panel, theme.text, 0.06)
        self.setStyleSheet(
            f"QFrame#galleryEntry {{ border-radius: 8px; border: 2px solid transparent; }}"
            f"QFrame#galleryEntry:hover {{ background: {hover}; }}"
            f"QFrame#galleryEntry:focus {{ border: 2px solid {theme.focus}; }}"
        )
        for key in self._pictures:
            self._show_picture(key)

    def _show_picture(self, key: str) -> None:
        entry = self._entries.get(key)
        if entry is None:
            return
        rgb = np.ascontiguousarray(colour_map("strata")[self._pictures[key][::-1]])
        height, width = rgb.shape[:2]
        image = QImage(rgb.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        ratio = self.devicePixelRatioF()
        width, height = (round(scaled(side, self._scale) * ratio) for side in PICTURE_SIZE)
        pixmap = QPixmap.fromImage(
            image.scaled(
                width, height, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        )
        pixmap.setDevicePixelRatio(ratio)
        entry.picture.setPixmap(pixmap)
        entry.picture.setFixedSize(*(scaled(side, self._scale) for side in PICTURE_SIZE))
