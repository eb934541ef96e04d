"""What the doctor suggests, done: a pure function from a Document to a Document."""

from __future__ import annotations

from msgspec.structs import replace

from explorer.controller import edits
from explorer.core.optim.diagnosis import Change
from explorer.model.document import Document, OptimiserSettings, RunSpec, ScheduleSettings

__all__ = ["mended"]


def mended(document: Document, run: int, change: Change) -> Document:
    """``document`` with a change made to one of its runs; the same document where that run is gone.

    A run that begins elsewhere is no fork any more, and takes those with it that start together.
    The bowl takes the place of the function, with the run's settings.
    """
    if not 0 <= run < len(document.runs):
        return document
    if change.bowl:
        bowl = edits.bowl_with_same_settings(replace(document, runs=(document.runs[run],)))
        return replace(bowl, runs=tuple(replace(spec, parent=None, fork_step=None) for spec in bowl.runs))
    runs = list(document.runs)
    runs[run] = _mended_spec(runs[run], change)
    if document.same_start:
        begun = {"start": runs[run].start} if change.start is not None else {}
        length = {"steps": runs[run].steps} if change.steps is not None else {}
        runs = [replace(spec, **begun, **length) for spec in runs]
    return replace(document, runs=tuple(runs))


def _mended_spec(spec: RunSpec, change: Change) -> RunSpec:
    if change.optimizer is not None or change.settings:
        spec = replace(spec, optimiser=_mended_settings(spec.optimiser, change))
    if change.schedule is not None:
        name, settings = change.schedule
        keywords = tuple((key, float(value)) for key, value in settings if isinstance(value, int | float))
        spec = replace(spec, schedule=ScheduleSettings(name, keywords, spec.schedule.warm_up))
    if change.steps is not None:
        spec = replace(spec, steps=(spec.fork_step or 0) + change.steps)
    if change.start is not None:
        start = dict(spec.start) | dict(change.start)
        spec = replace(spec, start=tuple(start.items()), parent=None, fork_step=None)
    return spec


def _mended_settings(settings: OptimiserSettings, change: Change) -> OptimiserSettings:
    """The optimiser with the changed settings; another optimiser begins from its own defaults."""
    kept = {} if change.optimizer is not None else dict(settings.hyperparameters)
    changed: dict[str, float | tuple[float, ...]] = {
        name: value if isinstance(value, tuple) else float(value)
        for name, value in change.settings
        if isinstance(value, tuple | int | float)
    }
    return OptimiserSettings(change.optimizer or settings.name, tuple((kept | changed).items()))
