"""Data from a file or the clipboard: actions of the File menu."""

from __future__ import annotations

from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context

__all__ = ["DATA_ACTIONS"]

MENU = "&File"


def _open(context: Context) -> None:
    path = context.dialogs.ask_data_path()
    if path is not None:
        context.intents.choose_panel("data")
        context.intents.learning.open_file(path)


def _paste(context: Context) -> None:
    context.intents.choose_panel("data")
    context.intents.learning.paste(context.window.pasted_text())


DATA_ACTIONS = (
    Action("data.open", "Open &data…", MENU, _open, "data", "Ctrl+Alt+O", "Read a table of CSV or TSV", "data"),
    Action("data.paste", "&Paste data", MENU, _paste, "data", "Ctrl+Shift+V", "Read a copied table", "data"),
)
