"""What is found of runs that converged, diverged or left the domain."""

from __future__ import annotations

import numpy as np

from explorer.core.optim.diagnosis import Finding
from explorer.core.optim.finding_words import (
    bends_at,
    climbs,
    limit_words,
    steps_words,
)
from explorer.core.optim.finding_words import number_words as _n
from explorer.core.optim.symptoms import Symptoms

__all__ = ["blow_up", "converged", "left_the_domain", "unbounded"]


def converged(seen: Symptoms) -> Finding:
    """A minimum, or what else has no slope."""
    run, place = seen.run, -1
    if not run.gradient_norms[0]:
        return _at_rest_from_the_start(seen)
    least, greatest = float(seen.survey.least[place]), float(seen.survey.greatest[place])
    margin = 1e-6 * max(abs(least), abs(greatest))
    if np.isfinite(least) and least < -margin:
        return _at_the_wrong_point(seen, least, greatest)
    told = f"‖∇f‖ fell from {_n(run.gradient_norms[0])} to {_n(run.gradient_norms[-1])} in {steps_words(len(run))}"
    share = float(seen.survey.shares[place])
    if np.isfinite(share) and share > 0:
        told += f"; the learning rate is {_n(share)} of the limit {limit_words(seen)}"
    condition = float(seen.survey.conditions[place])
    if np.isfinite(condition) and len(run.variables) > 1:
        told += f", the condition number {_n(condition)}"
    return Finding("converged", "Converged at a minimum", f"{told}.", len(run), bends_at(seen, place))


def _at_rest_from_the_start(seen: Symptoms) -> Finding:
    least, greatest = float(seen.survey.least[0]), float(seen.survey.greatest[0])
    if least < 0:
        return _at_the_wrong_point(seen, least, greatest)
    if greatest > 0:
        return Finding("converged", "At rest", "The start is a minimum: the slope is 0 there.", 0, bends_at(seen, 0))
    return Finding(
        "plateau", "On a plateau", "f is flat at the start: no slope shows a way down.", 0, bends_at(seen, 0)
    )


def _at_the_wrong_point(seen: Symptoms, least: float, greatest: float) -> Finding:
    run = seen.run
    if greatest > 1e-6 * abs(least):
        bends = f"down (λ = {_n(least)}) in one direction and up ({_n(greatest)}) in another"
        told = f"The slope vanishes, but f bends {bends}"
        return Finding("saddle", "Stopped at a saddle", f"{told}: it is no minimum.", len(run), bends_at(seen, -1))
    told = f"The slope vanishes, but f bends down in every direction (λ from {_n(least)} to {_n(greatest)})"
    return Finding("maximum", "Stopped at a maximum", f"{told}.", len(run), bends_at(seen, -1))


def left_the_domain(seen: Symptoms) -> Finding:
    """Where f ended."""
    run = seen.run
    if not len(run):
        return Finding("left the domain", "No way from the start", run.reason, 0)
    norm = float(run.gradient_norms[-1])
    told = f"{run.reason} The slope before it is {_n(norm)}, too steep for the rate so near the edge"
    return Finding("left the domain", "Left the domain", f"{told}.", len(run), (("‖∇f‖", norm), *bends_at(seen, -1)))


def unbounded(seen: Symptoms) -> Finding | None:
    """A fall that never ends; the step from which every one is longer."""
    run = seen.run
    if not (run.losses[-1] < run.losses[0] and run.losses[-1] == np.min(run.losses)):
        return None
    growing = np.diff(seen.lengths) > 0
    calm = np.flatnonzero(~growing)
    step = min(int(calm[-1]) + 1 if len(calm) else 0, len(run))
    told = (
        f"f falls without bound: from step {step} on every step is longer than the one before, "
        f"and f reaches {_n(run.losses[-1])} at step {len(run)}. There is no minimum on this way"
    )
    return Finding("unbounded", "No minimum to find", f"{told}.", step, bends_at(seen, seen.survey.nearest(step)))


def blow_up(seen: Symptoms) -> Finding:
    """The last rise of f that no fall follows; the first step where it only fell."""
    run = seen.run
    falls = np.flatnonzero(seen.rises == 0)
    step = int(falls[-1]) + 1 if len(falls) and falls[-1] + 1 < len(run) else 0
    place = seen.survey.nearest(step)
    share, limit = float(seen.survey.shares[place]), float(seen.survey.limits[place])
    told = f"From step {step} on f grows, to {_n(np.max(run.losses))}"
    if not len(run):
        told = "The first step leads beyond all numbers"
    if climbs(seen):
        told += ": the rule is set to climb, and f has no top on this way"
    elif np.isfinite(share) and share > 1:
        told += (
            f": the learning rate {_n(seen.survey.rates[place])} is {_n(share)} times the limit "
            f"{limit_words(seen)} = {_n(limit)} for the curvature "
            f"λ = {_n(seen.survey.greatest[place])} there, so each step overshoots further"
        )
    else:
        told += ": the steps are too long for how f bends"
    return Finding("blow-up", "Blown up", f"{told}.", step, bends_at(seen, place))
