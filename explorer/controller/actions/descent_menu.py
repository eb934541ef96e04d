"""The Descent menu: playback, optimisers, runs."""

from __future__ import annotations

from functools import partial

from explorer.controller.actions.action import Action
from explorer.controller.actions.context import Context
from explorer.controller.actions.race_actions import RACE_ACTIONS

__all__ = ["DESCENT_MENU"]

MENU = "&Descent"
OPTIMISERS = (("GD", "&Gradient descent"), ("Momentum", "&Momentum"), ("Adam", "&Adam"))


def _play(context: Context) -> None:
    if not context.store.document.runs and not context.playback.playing:
        context.intents.start_at_probe()
    else:
        context.playback.toggle()


def _has_run(context: Context) -> bool:
    return bool(context.store.document.runs)


def _choose(name: str, context: Context) -> None:
    context.intents.choose_optimiser(name)


def _chosen(name: str, context: Context) -> bool:
    spec = context.intents.chosen_spec
    return (context.store.document.optimiser if spec is None else spec.optimiser).name == name


def _moving(identity: str, title: str, shortcut: str, tooltip: str, icon: str, steps: int | None) -> Action:
    def function(context: Context) -> None:
        if steps is not None:
            context.playback.step(steps)
        elif identity == "first":
            context.playback.first()
        else:
            context.playback.last()

    return Action(f"descent.{identity}", title, MENU, function, "play", shortcut, tooltip, icon, _has_run)


DESCENT_MENU = (
    Action("descent.play", "&Play or pause", MENU, _play, "play", "F5", "Play the run, or pause it", "play"),
    _moving("forward", "Step &forward", "Ctrl+Right", "One step forward", "forward", 1),
    _moving("back", "Step &back", "Ctrl+Left", "One step back", "back", -1),
    _moving("first", "F&irst step", "Alt+Home", "Back to the start", "first", None),
    _moving("last", "&Last step", "Alt+End", "To the end of the run", "last", None),
    Action(
        "descent.faster",
        "Fast&er",
        MENU,
        lambda context: context.playback.faster(),
        "speed",
        "Ctrl+]",
        "More steps a second",
    ),
    Action(
        "descent.slower",
        "Slo&wer",
        MENU,
        lambda context: context.playback.slower(),
        "speed",
        "Ctrl+[",
        "Fewer steps a second",
    ),
    *(
        Action(
            f"descent.use_{name}",
            title,
            MENU,
            partial(_choose, name),
            "optimiser",
            f"Ctrl+Alt+{number}",
            f"Descend by {title.replace('&', '')}",
            checked=partial(_chosen, name),
        )
        for number, (name, title) in enumerate(OPTIMISERS, 1)
    ),
    Action(
        "descent.start_at_probe",
        "&Start at the probe",
        MENU,
        lambda context: context.intents.start_at_probe(),
        "runs",
        "Ctrl+B",
        "Drop a ball where the probe is",
        "target",
        lambda context: bool(context.engine.variables),
    ),
    *RACE_ACTIONS,
    Action(
        "descent.clear_runs",
        "&Clear runs",
        MENU,
        lambda context: context.intents.clear_runs(),
        "all",
        "Ctrl+Shift+Backspace",
        "Take all runs away",
        "trash",
        _has_run,
    ),
    Action(
        "descent.use_bowl",
        "&Use the bowl",
        MENU,
        lambda context: context.intents.use_bowl(),
        "all",
        "Ctrl+Shift+B",
        "The same start and settings on x² + y², which has a minimum",
    ),
    Action(
        "descent.logarithmic",
        "Loga&rithmic chart",
        MENU,
        lambda context: context.intents.charts.set_logarithmic(0, not context.store.view.loss_logarithmic),
        "chart",
        "Ctrl+Shift+G",
        "Show the first chart on a logarithmic or a linear axis",
        checked=lambda context: context.store.view.loss_logarithmic,
    ),
    Action(
        "descent.pin",
        "&Pin the chosen run",
        MENU,
        lambda context: context.intents.charts.pin(),
        "chart",
        "Ctrl+Alt+P",
        "Keep the chosen run's lines in the charts, dashed, to compare with",
        enabled=lambda context: context.intents.charts.can_pin,
    ),
    Action(
        "descent.unpin_all",
        "&Unpin all",
        MENU,
        lambda context: context.intents.charts.unpin_all(),
        "chart",
        "Ctrl+Alt+Shift+P",
        "Take the pinned lines out of the charts",
        enabled=lambda context: bool(context.store.document.pins),
    ),
)
