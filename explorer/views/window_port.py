"""What only the window can do, for the actions: pictures, clipboard, focus, full screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from explorer.views.workspace import Workspace

__all__ = ["QtWindowPort"]


class QtWindowPort:
    """Implements the actions' :class:`~explorer.controller.actions.context.WindowPort` with Qt."""

    def __init__(self, workspace: Workspace) -> None:
        self._views = workspace

    def write_picture(self, path: Path) -> None:
        """Write what the window shows as a PNG; OSError where it cannot."""
        if not self._views.window.grab().save(str(path), "PNG"):
            raise OSError(f"the picture could not be written to {path}")

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)

    def pasted_text(self) -> str:
        """The text on the clipboard."""
        return QGuiApplication.clipboard().text()

    def choose_recent(self, paths: Sequence[Path]) -> Path | None:
        """Let the person choose among the sessions opened lately."""
        window = self._views.window
        menu = QMenu(window)
        for path in paths:
            menu.addAction(f"{path.name}   {path.parent}").setData(str(path))
        chosen = menu.exec(window.mapToGlobal(QPoint(16, self._views.window.menu_row.height())))
        return Path(chosen.data()) if chosen is not None else None

    def focus_formula(self) -> None:
        """Put the cursor into the formula."""
        line = self._views.window.header.editor.line
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()

    def focus_probe(self) -> None:
        """Put the cursor where the probe's position is typed."""
        self._views.partials.focus_position()

    def focus_finder(self) -> None:
        """Put the cursor into "Find an action"."""
        self._views.window.menu_row.finder.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or return."""
        window = self._views.window
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()

    def close(self) -> None:
        """Leave the program (asking first about unsaved work)."""
        self._views.window.close()
