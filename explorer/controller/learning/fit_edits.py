"""Edits of a fit as pure functions: another model with its own window, a run that begins at P."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from explorer.controller import run_edits
from explorer.controller.learning.beginnings import LearnedOf, placed
from explorer.model.document import Document, RunSpec
from explorer.model.learn_settings import MODEL

__all__ = ["descended", "with_fit"]


def with_fit(document: Document, learned_of: LearnedOf, **changes: object) -> Document:
    """Other settings of the fit; a model of other parameters begins in a window of its own, without runs."""
    changed = replace(document, learn=replace(document.learn, fit=replace(document.learn.fit, **changes)))
    if document.subject != MODEL or "model" not in changes:
        return changed
    new = learned_of(changed).loss
    if new is None:
        return changed
    before = {*(slider.name for slider in document.held), *(document.axes or ())}
    old = learned_of(document).loss
    known = set(old.variables) if old is not None else before
    if set(new.variables) == known:
        return changed
    return placed(replace(changed, runs=(), pins=()), new)


def descended(document: Document, start: Mapping[str, float], run: int | None) -> tuple[Document, int]:
    """One more run from ``start`` like ``run`` but with the rows a step that are chosen now, and its place.

    Where there is no room for another one, ``run`` itself begins there.
    """
    if not document.runs:
        changed = run_edits.set_start(document, start)
        place = len(changed.runs) - 1
    elif run_edits.has_room(document):
        changed = run_edits.add_run(document, start, None, run)
        place = len(changed.runs) - 1
    else:
        changed = run_edits.set_start(replace(document, same_start=False), start, run)
        place = len(changed.runs) - 1 if run is None else min(run, len(changed.runs) - 1)
    return replace(changed, runs=_with_batch(changed.runs, place, document.batch)), place


def _with_batch(runs: tuple[RunSpec, ...], place: int, batch: int) -> tuple[RunSpec, ...]:
    return tuple(replace(spec, batch=batch) if index == place else spec for index, spec in enumerate(runs))
