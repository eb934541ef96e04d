"""The Help menu."""

from __future__ import annotations

from collections.abc import Iterable

from explorer import __version__
from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context

__all__ = ["HELP_MENU", "shortcuts_text"]

MENU = "&Help"
ABOUT = (
    f"Gradient Explorer {__version__}\n\n"
    "Type a function; see its surface, its contours, its gradient and a running descent.\n"
    "Free software under the MIT licence."
)


def shortcuts_text(actions: Iterable[Action]) -> str:
    """All shortcuts, one a line, by menu."""
    lines: list[str] = []
    menu = ""
    for action in actions:
        if action.shortcuts:
            if action.menu != menu:
                menu = action.menu
                lines.append(("\n" if lines else "") + menu.replace("&", ""))
            lines.append(f"  {action.title.replace('&', '')}: {' or '.join(action.shortcuts)}")
    return "\n".join(lines)


def _show_shortcuts(context: Context) -> None:
    from explorer.controller.actions import ACTIONS  # the table that this menu is part of

    context.dialogs.show_text("Shortcuts", shortcuts_text(ACTIONS))


HELP_MENU = (
    Action("help.shortcuts", "&Shortcuts", MENU, _show_shortcuts, "help", "F1", "List all shortcuts", "help"),
    Action(
        "help.about",
        "&About Gradient Explorer",
        MENU,
        lambda context: context.dialogs.show_text("About Gradient Explorer", ABOUT),
        "help",
        tooltip="Version and licence",
        icon="info",
    ),
)
