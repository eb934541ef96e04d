"""The part of the Descent menu about several runs: add, fork, duplicate, remove, choose, show, race."""

from __future__ import annotations

from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context
from explorer.controller.run_edits import RACE

__all__ = ["RACE_ACTIONS"]

MENU = "&Descent"


def _has_run(context: Context) -> bool:
    return bool(context.store.document.runs)


def _has_variables(context: Context) -> bool:
    return bool(context.engine.variables)


def _beside(context: Context, step: int) -> None:
    chosen, count = context.intents.chosen_run, len(context.store.document.runs)
    if chosen is not None:
        context.intents.choose_run((chosen + step) % count)


def _show_or_hide(context: Context) -> None:
    chosen, spec = context.intents.chosen_run, context.intents.chosen_spec
    if chosen is not None and spec is not None:
        context.intents.show_run(chosen, not spec.shown)


def _is_hidden(context: Context) -> bool:
    spec = context.intents.chosen_spec
    return spec is not None and not spec.shown


RACE_ACTIONS = (
    Action(
        "descent.race",
        "&Race of four",
        MENU,
        lambda context: context.intents.start_race(),
        "runs",
        "Ctrl+Alt+R",
        f"{', '.join(RACE)} from one start",
        "compare",
        _has_variables,
    ),
    Action(
        "descent.add_run",
        "&Add run",
        MENU,
        lambda context: context.intents.add_run(),
        "runs",
        "Ctrl+Alt+N",
        "One more run from the same start, by the next optimiser",
        "plus",
        _has_variables,
    ),
    Action(
        "descent.fork",
        "For&k at this step",
        MENU,
        lambda context: context.intents.fork_run(),
        "chosen",
        "Ctrl+Alt+F",
        "A new run that goes another way from here",
        "fork",
        _has_run,
    ),
    Action(
        "descent.duplicate",
        "&Duplicate run",
        MENU,
        lambda context: context.intents.duplicate_run(),
        "chosen",
        "Ctrl+Alt+C",
        "The chosen run once more, to be changed",
        "copy",
        _has_run,
    ),
    Action(
        "descent.hide",
        "&Hide run",
        MENU,
        _show_or_hide,
        "chosen",
        "Ctrl+Alt+H",
        "Leave the chosen run out of views and charts, or show it again",
        "eye",
        _has_run,
        _is_hidden,
    ),
    Action(
        "descent.remove",
        "Re&move run",
        MENU,
        lambda context: context.intents.remove_run(),
        "chosen",
        "Ctrl+Shift+Delete",
        "Take the chosen run away, and its forks with it",
        "trash",
        _has_run,
    ),
    Action(
        "descent.next_run",
        "&Next run",
        MENU,
        lambda context: _beside(context, 1),
        "chosen",
        "F8",
        "Choose the next run of the table",
        enabled=_has_run,
    ),
    Action(
        "descent.previous_run",
        "Pre&vious run",
        MENU,
        lambda context: _beside(context, -1),
        "chosen",
        "F7",
        "Choose the run before",
        enabled=_has_run,
    ),
)
