"""Which numbers a model or a network has now: those that pictures of data, diagrams and bars are drawn for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from explorer.controller.pictures import RunPicture
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.controller.studies.study import StudyInput

__all__ = ["chosen_run", "current_key", "current_position", "run_position"]


def chosen_run(given: StudyInput) -> RunPicture | None:
    """The run chosen in the table, None while there is none."""
    return given.runs[min(given.chosen, len(given.runs) - 1)] if given.runs else None


def run_position(given: StudyInput) -> tuple[FloatArray, int] | None:
    """Where the chosen run is at the playhead, (n,) over the variables of ``given.whole``, and at which step."""
    run = chosen_run(given)
    if run is None or run.positions is None or len(run.variables) != len(given.whole.variables):
        return None
    place = int(run.place_at(given.playhead))
    return np.asarray(run.positions[place]), run.first_step + place


def current_position(given: StudyInput) -> tuple[FloatArray, str]:
    """The numbers that are shown, (n,) over the variables of ``given.whole``, and where they are, in words.

    Of a network those at the playhead of the chosen run, before there is one the first weights; of a model
    those at the probe.
    """
    first = given.problem.first
    if first is None:
        return given.position, "at P"
    found = run_position(given)
    return (first, "first weights") if found is None else (found[0], f"step {found[1]}")


def current_key(given: StudyInput) -> tuple[object, ...]:
    """What :func:`current_position` depends on."""
    first = given.problem.first
    if first is None:
        return given.probe_key
    found = run_position(given)
    run = chosen_run(given)
    return (given.whole, *((None, 0) if found is None or run is None else (id(run.positions), found[1])))
