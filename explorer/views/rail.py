"""The rail at the right edge: one word and one icon a panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton

from explorer.views.icons import icon
from explorer.views.style import scaled
from explorer.views.theme import Theme

__all__ = ["Rail"]

USUAL, CLOSE, LEAST, MARGIN, SPACING = 56, 50, 38, 8, 2


class Rail(QToolBar):
    """Emits ``panel_chosen`` with the identity of the panel; a click on the open one closes it ("")."""

    panel_chosen = Signal(str)

    def __init__(self, panels: Sequence[tuple[str, str, str]]) -> None:
        super().__init__("Panels")
        self.setObjectName("rail")
        self.setOrientation(Qt.Orientation.Vertical)
        self.setMovable(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self._icons: dict[str, str] = {}
        self._actions: dict[str, QAction] = {}
        self._open = ""
        self._scale = 1.0
        group = QActionGroup(self)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        for identity, word, icon_name in panels:
            action = QAction(word, self)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, identity=identity: self._clicked(identity))
            group.addAction(action)
            self.addAction(action)
            self._actions[identity] = action
            self._icons[identity] = icon_name
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                button.setAccessibleName(f"Panel {word}")

    def set_open(self, identity: str) -> None:
        """Show which panel is open, "" for none."""
        self._open = identity
        for name, action in self._actions.items():
            action.setChecked(name == identity)

    def set_theme(self, theme: Theme, text_scale: float) -> None:
        """Recolour the icons."""
        size = scaled(20, text_scale)
        self.setIconSize(QSize(size, size))
        for identity, action in self._actions.items():
            action.setIcon(icon(self._icons[identity], theme, size, theme.text2))
            button = self.widgetForAction(action)
            if button is not None:
                button.setFixedWidth(scaled(76, text_scale))
        self._scale = text_scale
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Every panel stays in reach, however low the window is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Stand closer where there is not room for all at their usual height."""
        usual, least = scaled(USUAL, self._scale), scaled(LEAST, self._scale)
        room = (self.height() - scaled(2 * MARGIN, self._scale)) // max(1, len(self._actions))
        height = min(usual, max(least, room - scaled(SPACING, self._scale)))
        size = scaled(20 if height >= scaled(CLOSE, self._scale) else 16, self._scale)
        self.setIconSize(QSize(size, size))
        for action in self._actions.values():
            button = self.widgetForAction(action)
            if button is not None and button.height() != height:
                button.setFixedHeight(height)

    def _clicked(self, identity: str) -> None:
        self.panel_chosen.emit("" if identity == self._open else identity)
