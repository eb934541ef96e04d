"""The File menu: sessions and pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context
from explorer.model.errors import SessionError

__all__ = ["FILE_MENU", "may_leave", "open_path"]

MENU = "&File"


def may_leave(context: Context) -> bool:
    """Whether the document may go: it is saved, has just been saved, or the person lets it go."""
    if not context.store.dirty:
        return True
    keep = context.dialogs.ask_keep_changes(context.files.name)
    return _save(context) if keep else keep is False


def open_path(context: Context, path: Path) -> bool:
    """Open a session; on an error the sentence is shown and the document stays. True when opened."""
    return _told(context, lambda: context.files.open(path))


def _told(context: Context, work: Callable[[], None]) -> bool:
    try:
        work()
    except SessionError as error:
        context.dialogs.show_error(str(error))
        return False
    return True


def _new(context: Context) -> None:
    if may_leave(context):
        context.playback.rewind()
        context.files.new()


def _open(context: Context) -> None:
    if may_leave(context):
        path = context.dialogs.ask_open_path()
        if path is not None:
            open_path(context, path)


def _open_recent(context: Context) -> None:
    if may_leave(context):
        path = context.window.choose_recent(context.files.recent)
        if path is not None:
            open_path(context, path)


def _save(context: Context) -> bool:
    path = context.files.path
    return _save_as(context) if path is None else _told(context, lambda: context.files.save(path))


def _save_as(context: Context) -> bool:
    path = context.dialogs.ask_save_path(context.files.suggestion)
    return path is not None and _told(context, lambda: context.files.save(path))


def _export_picture(context: Context) -> None:
    path = context.dialogs.ask_picture_path(Path(context.files.suggestion).stem + ".png")
    if path is not None:
        try:
            context.window.write_picture(path)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            context.dialogs.show_error(f"Could not write {path.name}: {reason}; choose another place.")


FILE_MENU = (
    Action("file.new", "&New", MENU, _new, "session", "Ctrl+N", "Start again with x²y + 3xy³"),
    Action("file.open", "&Open…", MENU, _open, "session", "Ctrl+O", "Open a session", "open"),
    Action(
        "file.open_recent",
        "Open &recent…",
        MENU,
        _open_recent,
        "session",
        "Ctrl+Shift+O",
        "Open a session that was open lately",
        enabled=lambda context: bool(context.files.recent),
    ),
    Action(
        "file.save",
        "&Save",
        MENU,
        lambda context: _ignore(_save(context)),
        "save",
        "Ctrl+S",
        "Save the session",
        "save",
    ),
    Action(
        "file.save_as",
        "Save &as…",
        MENU,
        lambda context: _ignore(_save_as(context)),
        "save",
        "Ctrl+Shift+S",
        "Save the session under another name",
    ),
    Action(
        "file.export_picture",
        "&Export picture of window…",
        MENU,
        _export_picture,
        "export",
        "Ctrl+E",
        "Write what the window shows as a PNG",
        "export",
    ),
    Action("file.quit", "&Quit", MENU, lambda context: context.window.close(), "quit", "Ctrl+Q", "Leave the program"),
)


def _ignore(_done: bool) -> None:
    """An action has no answer."""
