"""Edits of how a network is trained, as pure functions: the run from the first weights, rows a step."""

from __future__ import annotations

from msgspec.structs import replace

from explorer.model.document import Document, RunSpec

__all__ = ["next_training", "trained", "with_batch"]


def next_training(document: Document, run: int | None) -> RunSpec:
    """The settings of the chosen run, or of the first one to come."""
    if document.runs:
        return document.runs[-1 if run is None else min(max(run, 0), len(document.runs) - 1)]
    return RunSpec(
        (),
        document.optimiser,
        document.steps,
        document.seed,
        schedule=document.schedule,
        noise=document.noise,
        batch=document.batch,
    )


def trained(document: Document, run: int | None) -> tuple[Document, int]:
    """The document in which the chosen run goes from the network's first weights, and its place.

    Where there is no run yet it is the first; a run that started elsewhere, or was forked, is put back to the start.
    """
    if not document.runs:
        return replace(document, runs=(next_training(document, run),), same_start=True), 0
    place = len(document.runs) - 1 if run is None else min(max(run, 0), len(document.runs) - 1)
    fresh = replace(document.runs[place], start=(), parent=None, fork_step=None, shown=True)
    runs = tuple(fresh if index == place else spec for index, spec in enumerate(document.runs))
    same = document.same_start and all(spec.start == () for spec in runs)
    return replace(document, runs=runs, same_start=same), place


def with_batch(document: Document, rows: int, run: int | None) -> Document:
    """How many rows a step takes, 0 for all: of the chosen run, and of the next."""
    rows = max(int(rows), 0)
    changed = replace(document, batch=rows)
    if not document.runs:
        return changed
    place = len(document.runs) - 1 if run is None else min(max(run, 0), len(document.runs) - 1)
    runs = tuple(replace(spec, batch=rows) if index == place else spec for index, spec in enumerate(document.runs))
    return replace(changed, runs=runs)
