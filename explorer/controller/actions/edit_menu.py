"""The Edit menu: undo, redo, copying the formula."""

from __future__ import annotations

from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context

__all__ = ["EDIT_MENU"]

MENU = "&Edit"


def _formula_as(kind: str, context: Context) -> None:
    function = context.engine.results.function
    if function is not None:
        context.window.copy_text(str(getattr(function, kind)))


def _has_function(context: Context) -> bool:
    return context.engine.results.function is not None


EDIT_MENU = (
    Action(
        "edit.undo",
        "&Undo",
        MENU,
        lambda context: context.store.undo(),
        "history",
        "Ctrl+Z",
        "Take the last change back",
        "undo",
        lambda context: context.store.can_undo,
    ),
    Action(
        "edit.redo",
        "&Redo",
        MENU,
        lambda context: context.store.redo(),
        "history",
        "Ctrl+Shift+Z | Ctrl+Y",
        "Do again what was taken back",
        "redo",
        lambda context: context.store.can_redo,
    ),
    Action(
        "edit.copy_latex",
        "Copy formula as &LaTeX",
        MENU,
        lambda context: _formula_as("latex", context),
        "copy",
        "Ctrl+Shift+L",
        "Put the formula on the clipboard in LaTeX",
        "copy",
        _has_function,
    ),
    Action(
        "edit.copy_text",
        "Copy formula as &text",
        MENU,
        lambda context: _formula_as("text", context),
        "copy",
        "Ctrl+Shift+T",
        "Put the formula on the clipboard in plain notation",
        "copy",
        _has_function,
    ),
    Action(
        "edit.find_action",
        "&Find an action",
        MENU,
        lambda context: context.window.focus_finder(),
        "find",
        "Ctrl+K",
        "Type part of an action's name",
        "search",
    ),
)
