"""Menus and shortcuts made from the one table of actions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from explorer.controller.actions import Action, Context

__all__ = ["ActionMenu"]


class ActionMenu:
    """Owns a QAction for each action and keeps its state true when a menu opens."""

    def __init__(self, actions: Iterable[Action], context: Context, owner: QWidget, menu_bar: QMenuBar) -> None:
        self._context = context
        self._pairs: list[tuple[Action, QAction]] = []
        self._menus: dict[str, QMenu] = {}
        last_group: dict[str, str] = {}
        for action in actions:
            menu = self._menu(action.menu, menu_bar)
            if last_group.get(action.menu, action.group) != action.group:
                menu.addSeparator()
            last_group[action.menu] = action.group
            item = self._make(action, owner)
            menu.addAction(item)
            owner.addAction(item)
            self._pairs.append((action, item))
        self.refresh()

    @property
    def items(self) -> list[QAction]:
        """All QActions, in the table's order."""
        return [item for _, item in self._pairs]

    def item(self, identity: str) -> QAction:
        """The QAction of one action."""
        return next(item for action, item in self._pairs if action.id == identity)

    def refresh(self) -> None:
        """Enable, disable and tick by the present state."""
        for action, item in self._pairs:
            item.setEnabled(action.enabled is None or action.enabled(self._context))
            if action.checked is not None:
                item.setChecked(action.checked(self._context))

    def _menu(self, title: str, menu_bar: QMenuBar) -> QMenu:
        menu = self._menus.get(title)
        if menu is None:
            menu = menu_bar.addMenu(title)
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self.refresh)
            self._menus[title] = menu
        return menu

    def _make(self, action: Action, owner: QWidget) -> QAction:
        item = QAction(action.title, owner)
        if action.shortcut:
            item.setShortcuts([QKeySequence(part) for part in action.shortcuts])
        item.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        item.setToolTip(action.tooltip or action.title)
        item.setCheckable(action.checked is not None)
        item.triggered.connect(lambda _checked=False: self._run(action))
        return item

    def _run(self, action: Action) -> None:
        if action.enabled is not None and not action.enabled(self._context):
            self.refresh()
            return
        action.function(self._context)
        self.refresh()
