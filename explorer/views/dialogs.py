"""Questions to the user: which file, whether to keep unsaved work. All belong to the main window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

__all__ = ["FileDialogs"]

_SESSIONS = "Sessions (*.gradx)"
_TABLES = "Tables (*.csv *.tsv *.txt *.tab *.dat)"


class FileDialogs:
    """Modal questions; each answers None where the user cancels."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def ask_open_path(self) -> Path | None:
        """Which session to open."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a session", "", f"{_SESSIONS};;All files (*)")
        return Path(name) if name else None

    def ask_data_path(self) -> Path | None:
        """Which file of data to read."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open data", "", f"{_TABLES};;All files (*)")
        return Path(name) if name else None

    def ask_save_path(self, suggestion: str) -> Path | None:
        """Where to save the session."""
        return self._ask_target("Save the session", suggestion, _SESSIONS, ".gradx")

    def ask_picture_path(self, suggestion: str) -> Path | None:
        """Where to write a picture."""
        return self._ask_target("Save a picture", suggestion, "Pictures (*.png)", ".png")

    def ask_keep_changes(self, title: str) -> bool | None:
        """True: save first; False: leave the changes; None: cancel."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Unsaved changes")
        box.setText(f"Save the changes to {title} first?")
        choices = QMessageBox.StandardButton
        box.setStandardButtons(choices.Save | choices.Discard | choices.Cancel)
        box.setDefaultButton(choices.Save)
        answer = box.exec()
        return {choices.Save: True, choices.Discard: False}.get(choices(answer))

    def ask_recover(self, sentence: str) -> bool:
        """Whether to take back work that was lost in a crash."""
        answer = QMessageBox.question(self._window, "Lost work found", sentence)
        return answer == QMessageBox.StandardButton.Yes

    def show_error(self, sentence: str) -> None:
        """Say what went wrong, in one sentence."""
        QMessageBox.warning(self._window, "Gradient Explorer", sentence)

    def show_text(self, title: str, text: str) -> None:
        """Show a page of text, such as the list of shortcuts."""
        box = QMessageBox(self._window)
        box.setWindowTitle(title)
        box.setText(text)
        box.exec()

    def _ask_target(self, title: str, suggestion: str, kinds: str, suffix: str) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._window, title, suggestion, kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(suffix)
