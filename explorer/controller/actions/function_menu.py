"""The Function menu: the formula, its axes, its window, the probe, what is held constant."""

from __future__ import annotations

from functools import partial

from explorer.controller import edits
from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context
from explorer.controller.openings import find_window, open_entry
from explorer.model.gallery import gallery_entries

__all__ = ["FUNCTION_MENU"]

MENU = "F&unction"
NUDGE = 0.02


def _other_entry(direction: int, context: Context) -> None:
    entries = gallery_entries()
    formula = context.store.document.formula
    shown = next((index for index, entry in enumerate(entries) if entry.formula == formula), None)
    following = 0 if shown is None else (shown + direction) % len(entries)
    open_entry(context.store, context.engine, context.playback, entries[following].name)


def _two_axes(context: Context) -> bool:
    return len(context.engine.axes) == 2


def _lock(which: tuple[int, ...], context: Context) -> None:
    names = [context.engine.axes[index] for index in which if index < len(context.engine.axes)]
    document = context.store.document
    hold = not all(name in document.locked for name in names)
    for name in names:
        document = edits.set_locked(document, name, hold)
    context.store.update(document, "Hold constant" if hold else "Let go")


def _locked(which: tuple[int, ...], context: Context) -> bool:
    axes, locked = context.engine.axes, context.store.document.locked
    return bool(axes) and all(index < len(axes) and axes[index] in locked for index in which)


def _has_axis(index: int, context: Context) -> bool:
    return len(context.engine.axes) > index


def _nudge(across: float, up: float, context: Context) -> None:
    window, (x, y) = context.engine.window, context.store.document.probe
    context.intents.move_probe(x + across * (window.x_max - window.x_min), y + up * (window.y_max - window.y_min))
    context.intents.settle()


def _probe_to_middle(context: Context) -> None:
    window = context.engine.window
    context.intents.move_probe((window.x_min + window.x_max) / 2, (window.y_min + window.y_max) / 2)
    context.intents.settle()


def _nudging(name: str, shortcut: str, across: float, up: float) -> Action:
    title = f"Move probe {name}"
    return Action(
        f"function.probe_{name}", title, MENU, partial(_nudge, across, up), "probe", shortcut, title, "target"
    )


def _locking(name: str, title: str, shortcut: str, which: tuple[int, ...]) -> Action:
    return Action(
        f"function.lock_{name}",
        title,
        MENU,
        partial(_lock, which),
        "lock",
        shortcut,
        "Hold constant, or let go",
        "lock",
        partial(_has_axis, which[-1]),
        partial(_locked, which),
    )


FUNCTION_MENU = (
    Action(
        "function.gallery",
        "&Gallery…",
        MENU,
        lambda context: context.intents.choose_panel("gallery"),
        "formula",
        "Ctrl+G",
        "Choose one of the shipped functions",
        "gallery",
    ),
    Action(
        "function.next_entry",
        "&Next of the gallery",
        MENU,
        partial(_other_entry, 1),
        "formula",
        "Ctrl+PgDown",
        "Open the next shipped function",
        "chevron-right",
    ),
    Action(
        "function.previous_entry",
        "Pre&vious of the gallery",
        MENU,
        partial(_other_entry, -1),
        "formula",
        "Ctrl+PgUp",
        "Open the shipped function before",
        "chevron-left",
    ),
    Action(
        "function.edit",
        "&Type a formula",
        MENU,
        lambda context: context.window.focus_formula(),
        "formula",
        "Ctrl+L | F2",
        "Put the cursor into the formula",
    ),
    Action(
        "function.swap_axes",
        "&Swap axes",
        MENU,
        lambda context: context.intents.swap_axes(),
        "axes",
        "Ctrl+Shift+X",
        "Exchange the first and the second axis",
        enabled=_two_axes,
    ),
    Action(
        "function.find_window",
        "&Find a window",
        MENU,
        lambda context: find_window(context.store, context.engine),
        "axes",
        "Ctrl+F",
        "Look for ranges on which the function shows something",
        "search",
        _two_axes,
    ),
    _locking("first", "Hold the &first axis constant", "Ctrl+Alt+X", (0,)),
    _locking("second", "Hold the s&econd axis constant", "Ctrl+Alt+Y", (1,)),
    _locking("both", "Hold &both constant", "Ctrl+Alt+B", (0, 1)),
    Action(
        "function.type_probe",
        "&Probe to a typed point",
        MENU,
        lambda context: context.window.focus_probe(),
        "probe",
        "Ctrl+P",
        "Put the cursor where the probe's position is typed",
        "target",
    ),
    Action(
        "function.probe_middle",
        "Probe to the &middle",
        MENU,
        _probe_to_middle,
        "probe",
        "Ctrl+Shift+P",
        "Bring the probe to the middle of the window",
        "target",
    ),
    _nudging("left", "Ctrl+Shift+Left", -NUDGE, 0.0),
    _nudging("right", "Ctrl+Shift+Right", NUDGE, 0.0),
    _nudging("up", "Ctrl+Shift+Up", 0.0, NUDGE),
    _nudging("down", "Ctrl+Shift+Down", 0.0, -NUDGE),
)
