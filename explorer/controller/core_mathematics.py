"""The real :class:`~explorer.controller.mathematics.Mathematics`: core's functions as the engine takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from explorer.controller.callables import callables_by_text, is_callable_text, lost_problem
from explorer.controller.executor import CancelToken
from explorer.controller.mathematics import Mathematics
from explorer.controller.problem import Reading
from explorer.controller.results import ExploredFunction, FormulaProblem, Suggestion
from explorer.controller.run_request import FinishedRun
from explorer.controller.run_settings import course_of
from explorer.core.autodiff import derivative
from explorer.core.callable_objective import CallableObjective
from explorer.core.function import parse
from explorer.core.notation.errors import NotationError
from explorer.core.optim import Run, descend_chunks
from explorer.core.optim.batches import HasRows
from explorer.core.optim.resume import resume_chunks
from explorer.core.sampling.field import FloatArray
from explorer.core.sampling.windows import find_window, window_verdict
from explorer.model.document import RunSpec

__all__ = ["core_mathematics"]

EMPTY_FORMULA = "Type a function of x and y, for example x² + y²."


def core_mathematics(callables: Iterable[CallableObjective] = ()) -> Mathematics:
    """What the window computes with; ``callables`` are the Python functions that it may show."""
    return Mathematics(partial(_read, callables_by_text(callables)), window_verdict, _descend, _find_window, derivative)


def _read(callables: Mapping[str, CallableObjective], text: str) -> Reading:
    if is_callable_text(text):
        function = callables.get(text)
        return Reading(function, None if function is not None else lost_problem(text))
    return _parse(text)


def _parse(text: str) -> Reading:
    if not text.strip():
        return Reading(None, FormulaProblem(EMPTY_FORMULA, 0, len(text)))
    try:
        function = parse(text)
    except NotationError as error:
        return Reading(None, FormulaProblem(error.message, error.start, error.end, error.hint or ""))
    suggestions = function.parsed.suggestions if function.parsed is not None else ()
    return Reading(
        function,
        None,
        tuple(Suggestion(found.message, found.start, found.end, found.replacement) for found in suggestions),
    )


def _descend(
    function: ExploredFunction,
    start: FloatArray,
    spec: RunSpec,
    parent: Run | None,
    token: CancelToken,
) -> tuple[FinishedRun, float | None]:
    place = dict(zip(function.variables, start.tolist(), strict=True))
    optimiser, schedule = course_of(function, place, spec, parent)
    batch = spec.batch if isinstance(function, HasRows) else None
    if parent is None:
        chunks = descend_chunks(
            function,
            place,
            optimiser,
            spec.steps,
            schedule=schedule,
            noise=spec.noise,
            seed=spec.seed,
            batch_size=batch,
        )
        count = spec.steps
    else:
        step = spec.fork_step or 0
        count = max(spec.steps - step, 1)
        chunks = resume_chunks(
            parent,
            step - parent.first_step,
            optimiser,
            count,
            schedule=schedule,
            noise=spec.noise,
            seed=spec.seed,
            batch_size=batch,
        )
    while True:
        try:
            done = next(chunks)
        except StopIteration as end:
            return end.value, None if optimiser.rate is None else optimiser.number(optimiser.rate)
        token.check(done / count)


def _find_window(
    function: ExploredFunction, axes: tuple[str, str], at: Mapping[str, float]
) -> tuple[float, float, float, float] | None:
    return find_window(function, axes, at)
