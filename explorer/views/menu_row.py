"""The top row: menus at the left, the session's name in the middle, "Find an action" at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QLineEdit, QMenuBar, QSizePolicy, QWidget

from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme
from explorer.views.widgets.basics import label

__all__ = ["ActionFinder", "MenuRow"]


class ActionFinder(QLineEdit):
    """Type part of an action's title, press Enter: it runs."""

    action_found = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Find an action")
        self.setAccessibleName("Find an action")
        self._actions: dict[str, QAction] = {}
        self._hint = "Ctrl+K"
        self.setClearButtonEnabled(False)

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Offer these actions."""
        self._actions = {}
        for action in actions:
            shortcut = action.shortcut().toString()
            title = action.text().replace("&", "")
            self._actions[f"{title}   {shortcut}" if shortcut else title] = action
        completer = QCompleter(sorted(self._actions), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setMaxVisibleItems(12)
        completer.activated[QModelIndex].connect(self._chosen)  # type: ignore[index]
        self.setCompleter(completer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter runs the first action that matches; Escape leaves the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            matches = [a for t, a in self._actions.items() if self.text().lower() in t.lower() and a.isEnabled()]
            if self.text() and matches:
                self._run(matches[0])
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The shortcut stands at the right while the field is empty."""
        super().paintEvent(event)
        if not self.text():
            painter = QPainter(self)
            painter.setPen(self.palette().placeholderText().color())
            area = self.rect().adjusted(0, 0, -10, 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._hint)

    def _chosen(self, index: QModelIndex) -> None:
        action = self._actions.get(str(index.data()))
        if action is not None:
            self._run(action)

    def _run(self, action: QAction) -> None:
        self.clear()
        self.clearFocus()
        if action.isEnabled():
            action.trigger()


class MenuRow(QWidget):
    """Lays the three out; the middle stays in the middle of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("menuRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 0, 14, 0)
        self.menu_bar = QMenuBar()
        self.menu_bar.setNativeMenuBar(False)
        self.menu_bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._title = label("Gradient Explorer", "quiet")
        self.finder = ActionFinder()
        self._glass = self.finder.addAction(QAction(self.finder).icon(), QLineEdit.ActionPosition.LeadingPosition)
        grid.addWidget(self.menu_bar, 0, 0)
        grid.addWidget(self._title, 0, 1, Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(self.finder, 0, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)

    def set_title(self, title: str) -> None:
        """The session's name."""
        self._title.setText(title)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the magnifying glass, follow the text scale."""
        self._glass.setIcon(icon("search", theme, scaled(16, text_scale), theme.text2))
        self.finder.setFixedWidth(scaled(232, text_scale))
        self.finder.setFixedHeight(scaled(26, text_scale))
