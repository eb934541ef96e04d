"""Why a run went the way it went, and what to change.

The doctor looks how f bends along the run (:mod:`.survey`), measures what the run shows (:mod:`.symptoms`),
puts that into words (:mod:`.findings`), and tries what may help (:mod:`.remedies`). All of it is bounded:
at most 49 Hessians, and up to 12 runs of at most 5000 steps each, about 24,000 in all.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from explorer.core.objective import Objective
from explorer.core.optim.diagnosis import Change, Diagnosis, Finding
from explorer.core.optim.findings import findings_of
from explorer.core.optim.remedies import changes_for, is_better, promise_of, tried_chunks
from explorer.core.optim.run import Run
from explorer.core.optim.survey import survey_chunks
from explorer.core.optim.symptoms import Symptoms

__all__ = ["Diagnosis", "diagnose", "diagnose_chunks"]

_MOST_TRIALS: Final = 12
_LONGEST_TRIAL: Final = 5000
_MOST_TRIED_STEPS: Final = 24_000


def diagnose(f: Objective, run: Run, steps: int | None = None, extent: float = 6.0) -> Diagnosis:
    """What ``run`` on ``f`` shows, and a change that was tried and helps.

    ``steps`` is how many the run was given (default: those it made), ``extent`` the width of what is
    looked at, in units of the position. Never raises for a run that went wrong.
    """
    chunks = diagnose_chunks(f, run, steps, extent)
    while True:
        try:
            next(chunks)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


def diagnose_chunks(
    f: Objective, run: Run, steps: int | None = None, extent: float = 6.0
) -> Generator[None, None, Diagnosis]:
    """:func:`diagnose` in pieces of a few milliseconds; stop iterating to cancel."""
    survey = yield from survey_chunks(f, run)
    seen = Symptoms(f, run, survey, extent)
    findings = findings_of(seen)
    yield
    change, promise = yield from _mended(seen, findings[0], steps or max(len(run), 1))
    return Diagnosis(findings[0], findings[1:], survey, change, promise)


def _mended(seen: Symptoms, finding: Finding, steps: int) -> Generator[None, None, tuple[Change | None, str]]:
    """The first change after which the run ends clearly better."""
    left = _MOST_TRIED_STEPS
    for change in changes_for(finding, seen, steps)[:_MOST_TRIALS]:
        if change.bowl:
            return change, "x² + y² has a minimum, at 0."
        new = yield from tried_chunks(seen.f, seen.run, change, steps)
        left -= min(max(change.steps or steps, 1), _LONGEST_TRIAL)
        if new is not None and is_better(new, seen.run, seen.variation):
            return change, promise_of(new)
        if left <= 0:
            break
    return None, ""
