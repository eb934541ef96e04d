"""Everything that can be done, in one table: menus, toolbar, shortcuts and "Find an action" come from it."""

from __future__ import annotations

from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context, Dialogs, WindowPort
from explorer.controller.actions.data_menu import DATA_ACTIONS
from explorer.controller.actions.descent_menu import DESCENT_MENU
from explorer.controller.actions.edit_menu import EDIT_MENU
from explorer.controller.actions.file_menu import FILE_MENU, may_leave, open_path
from explorer.controller.actions.function_menu import FUNCTION_MENU
from explorer.controller.actions.help_menu import HELP_MENU, shortcuts_text
from explorer.controller.actions.view_menu import VIEW_MENU

__all__ = [
    "ACTIONS",
    "Action",
    "Context",
    "Dialogs",
    "WindowPort",
    "action",
    "may_leave",
    "open_path",
    "shortcuts_text",
]

_AT = next(place for place, entry in enumerate(FILE_MENU) if entry.id == "file.save")
FILE_WITH_DATA = (*FILE_MENU[:_AT], *DATA_ACTIONS, *FILE_MENU[_AT:])

ACTIONS: tuple[Action, ...] = (*FILE_WITH_DATA, *EDIT_MENU, *VIEW_MENU, *FUNCTION_MENU, *DESCENT_MENU, *HELP_MENU)


def action(identity: str) -> Action:
    """The action of that id, such as an advice names. Raises KeyError where there is none."""
    for entry in ACTIONS:
        if entry.id == identity:
            return entry
    raise KeyError(identity)
