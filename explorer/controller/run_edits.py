"""What the user can choose about runs, each as a pure function from a Document to a Document.

``run`` is a place among the runs; without one, an edit is about the last. Where there is no run yet,
settings are those of the first to come. An edit that makes no sense returns the document it was given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec.structs import replace

from explorer.model.document import Document, OptimiserSettings, RunSpec, ScheduleSettings

__all__ = [
    "MOST_RUNS",
    "RACE",
    "add_run",
    "clear_runs",
    "duplicate_run",
    "fork_run",
    "fork_source",
    "forks_of",
    "has_room",
    "remove_run",
    "set_batch",
    "set_hyperparameter",
    "set_noise",
    "set_optimiser",
    "set_same_start",
    "set_schedule",
    "set_schedule_keyword",
    "set_seed",
    "set_start",
    "set_steps",
    "set_tolerance",
    "set_warm_up",
    "show_run",
    "start_race",
]

MOST_RUNS = 8
RACE = ("GD", "Momentum", "RMSProp", "Adam")
LARGEST = 1e12
STEPS_MOST = 1_000_000
Hyperparameter = float | tuple[float, ...]


# Settings


def set_optimiser(document: Document, name: str, run: int | None = None) -> Document:
    """Another update rule, with its own defaults: one rule's learning rate seldom suits another."""
    if name == _spec(document, run).optimiser.name:
        return document
    return _changed(document, run, optimiser=OptimiserSettings(name))


def set_hyperparameter(document: Document, name: str, value: Hyperparameter | None, run: int | None = None) -> Document:
    """A hyperparameter by its public keyword; None returns it to its default."""
    if value is not None and not _usable(*(value if isinstance(value, tuple) else (value,))):
        return document
    settings = _spec(document, run).optimiser
    pairs = _with_pair(settings.hyperparameters, name, value)
    return _changed(document, run, optimiser=replace(settings, hyperparameters=pairs))


def set_schedule(document: Document, name: str, run: int | None = None) -> Document:
    """Another schedule with its own defaults; the warm-up stays."""
    before = _spec(document, run).schedule
    if name == before.name:
        return document
    return _changed(document, run, schedule=ScheduleSettings(name, (), before.warm_up))


def set_schedule_keyword(document: Document, name: str, value: float | None, run: int | None = None) -> Document:
    """A setting of the schedule by its public keyword; None returns it to its default."""
    if value is not None and not _usable(value):
        return document
    before = _spec(document, run).schedule
    return _changed(document, run, schedule=replace(before, keywords=_with_pair(before.keywords, name, value)))


def set_warm_up(document: Document, steps: int, run: int | None = None) -> Document:
    """Over how many steps the learning rate first rises, 0 for none."""
    steps = min(max(int(steps), 0), STEPS_MOST)
    return _changed(document, run, schedule=replace(_spec(document, run).schedule, warm_up=steps))


def set_noise(document: Document, deviation: float, run: int | None = None) -> Document:
    """The standard deviation of the noise on the gradient."""
    return _changed(document, run, noise=float(deviation)) if _usable(deviation) and deviation >= 0 else document


def set_batch(document: Document, rows: int, run: int | None = None) -> Document:
    """How many rows of the data a step sees, 0 for all."""
    return _changed(document, run, batch=max(int(rows), 0)) if _usable(rows) else document


def set_seed(document: Document, seed: int, run: int | None = None) -> Document:
    """The seed of the noise."""
    return _changed(document, run, seed=min(max(int(seed), 0), 2**63 - 1))


def set_steps(document: Document, steps: int, run: int | None = None) -> Document:
    """The step at which a run ends; that of all of them where they start together."""
    steps = min(max(int(steps), 1), STEPS_MOST)
    changed = _changed(document, run, steps=steps)
    if document.same_start:
        return replace(changed, runs=tuple(replace(spec, steps=steps) for spec in changed.runs))
    return changed


def set_tolerance(document: Document, tolerance: float) -> Document:
    """The ‖∇f‖ at which a run has arrived."""
    return replace(document, tolerance=float(tolerance)) if _usable(tolerance) and tolerance >= 0 else document


def show_run(document: Document, run: int, shown: bool) -> Document:
    """Draw a run, or leave it out of views and charts."""
    if not 0 <= run < len(document.runs):
        return document
    return replace(document, runs=_with(document.runs, run, shown=shown))


def _with_pair(
    pairs: tuple[tuple[str, Hyperparameter], ...], name: str, value: object
) -> tuple[tuple[str, object], ...]:
    others = tuple(pair for pair in pairs if pair[0] != name)
    return others if value is None else tuple(sorted((*others, (name, value))))


# Starts


def set_same_start(document: Document, same: bool) -> Document:
    """Let all runs begin where the first does and be equally long, or each for itself."""
    changed = replace(document, same_start=same)
    if not same or not document.runs:
        return changed
    first = document.runs[0]
    return replace(changed, runs=tuple(replace(run, start=first.start, steps=first.steps) for run in document.runs))


def set_start(document: Document, start: Mapping[str, float], run: int | None = None) -> Document:
    """Start a run elsewhere, all of them where they start together; drop the first ball if there is none.

    A fork's start is that of the run it leaves.
    """
    if not _usable(*start.values()):
        return document
    place = tuple((name, float(value)) for name, value in start.items())
    if not document.runs:
        return replace(document, runs=(replace(_next_run(document), start=place),))
    if document.same_start:
        return replace(document, runs=tuple(replace(spec, start=place) for spec in document.runs))
    line = _line_of(document, _place(document, run))
    moved = {line[-1], *forks_of(document, line[-1])}
    return replace(
        document,
        runs=tuple(replace(spec, start=place) if index in moved else spec for index, spec in enumerate(document.runs)),
    )


# Runs


def has_room(document: Document, more: int = 1) -> bool:
    """Whether so many more runs fit."""
    return len(document.runs) + more <= MOST_RUNS


def add_run(
    document: Document,
    start: Mapping[str, float],
    optimiser: OptimiserSettings | None = None,
    run: int | None = None,
) -> Document:
    """One more run beside those there are, as long and as noisy as ``run``; one start for all ends where it differs."""
    if not has_room(document) or not _usable(*start.values()):
        return document
    place = tuple((name, float(value)) for name, value in start.items())
    like = _spec(document, run)
    added = RunSpec(place, optimiser or like.optimiser, like.steps, like.seed, noise=like.noise, batch=like.batch)
    same = document.same_start and all(spec.start == place for spec in document.runs)
    return replace(document, same_start=same or not document.runs, runs=(*document.runs, added))


def duplicate_run(document: Document, run: int | None = None) -> Document:
    """The same run once more, to be changed."""
    if not document.runs or not has_room(document):
        return document
    return replace(document, runs=(*document.runs, replace(_spec(document, run), shown=True)))


def start_race(document: Document, start: Mapping[str, float], names: tuple[str, ...] = RACE) -> Document:
    """These optimisers from one start instead of the runs there are."""
    if not _usable(*start.values()):
        return document
    place = tuple((name, float(value)) for name, value in start.items())
    specs = tuple(
        RunSpec(
            place, OptimiserSettings(name), document.steps, document.seed, noise=document.noise, batch=document.batch
        )
        for name in names
    )
    return replace(document, same_start=True, runs=specs)


def fork_source(document: Document, run: int, step: int) -> int:
    """The run in whose own steps ``step`` lies: ``run``, or one of those that it was forked from."""
    line = _line_of(document, run)
    return next((index for index in line if step >= (document.runs[index].fork_step or 0)), line[-1])


def fork_run(document: Document, step: int, run: int | None = None) -> Document:
    """A new run that leaves ``run`` at ``step`` (counted as the playhead is) with its settings and its seed.

    One that leaves it at its end makes as many steps again.
    """
    if not document.runs or not has_room(document) or step < 0:
        return document
    source = fork_source(document, _place(document, run), step)
    parent = document.runs[source]
    steps = parent.steps if step < parent.steps else min(step + document.steps, STEPS_MOST)
    fork = replace(parent, parent=source, fork_step=int(step), steps=steps, shown=True)
    return replace(document, runs=(*document.runs, fork))


def forks_of(document: Document, run: int) -> tuple[int, ...]:
    """The places of all forks of a run, and of their forks."""
    found: list[int] = []
    for index, spec in enumerate(document.runs):
        if spec.parent is not None and spec.parent in (run, *found):
            found.append(index)
    return tuple(found)


def remove_run(document: Document, run: int | None = None) -> Document:
    """Take a run away, and with it its forks: without its first steps a fork has no beginning."""
    if not document.runs:
        return document
    chosen = _place(document, run)
    gone = {chosen, *forks_of(document, chosen)}
    kept = [index for index in range(len(document.runs)) if index not in gone]
    place = {old: new for new, old in enumerate(kept)}
    runs = (document.runs[index] for index in kept)
    return replace(
        document,
        runs=tuple(spec if spec.parent is None else replace(spec, parent=place[spec.parent]) for spec in runs),
    )


def clear_runs(document: Document) -> Document:
    """Take all balls away."""
    return replace(document, runs=(), same_start=True)


# Helpers


def _place(document: Document, run: int | None) -> int:
    last = len(document.runs) - 1
    return last if run is None else min(max(run, 0), last)


def _next_run(document: Document) -> RunSpec:
    return RunSpec(
        (),
        document.optimiser,
        document.steps,
        document.seed,
        schedule=document.schedule,
        noise=document.noise,
        batch=document.batch,
    )


def _spec(document: Document, run: int | None) -> RunSpec:
    return document.runs[_place(document, run)] if document.runs else _next_run(document)


def _line_of(document: Document, run: int) -> list[int]:
    """``run``, the run that it was forked from, and so on to the first."""
    line = [run]
    while (parent := document.runs[line[-1]].parent) is not None:
        line.append(parent)
    return line


def _changed(document: Document, run: int | None, **changes: object) -> Document:
    """A run with other settings, which the next run will have as well."""
    changed = replace(document, **changes)
    return replace(changed, runs=_with(document.runs, _place(document, run), **changes)) if document.runs else changed


def _with(runs: tuple[RunSpec, ...], place: int, **changes: object) -> tuple[RunSpec, ...]:
    return tuple(replace(run, **changes) if index == place else run for index, run in enumerate(runs))


def _usable(*values: float) -> bool:
    return all(math.isfinite(value) and abs(value) <= LARGEST for value in values)
