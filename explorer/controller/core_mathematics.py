"""The real :class:`~explorer.controller.mathematics.Mathematics`: core's functions as the engine takes them."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.controller.executor import CancelToken
from explorer.controller.mathematics import Mathematics
from explorer.controller.problem import Reading
from explorer.controller.results import ExploredFunction, FormulaProblem, Suggestion
from explorer.controller.run_request import FinishedRun
from explorer.core.autodiff import derivative
from explorer.core.function import parse
from explorer.core.notation.errors import NotationError
from explorer.core.optim import OPTIMIZERS, descend_chunks, propose_learning_rate
from explorer.core.sampling.field import FloatArray
from explorer.core.sampling.windows import find_window, window_verdict
from explorer.model.document import OptimiserSettings

__all__ = ["core_mathematics"]

EMPTY_FORMULA = "Type a function of x and y, for example x² + y²."


def core_mathematics() -> Mathematics:
    """What the window computes with."""
    return Mathematics(_parse, window_verdict, _descend, _find_window, derivative)


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
    settings: OptimiserSettings,
    steps: int,
    token: CancelToken,
) -> tuple[FinishedRun, float | None]:
    kind = OPTIMIZERS.get(settings.name)
    if kind is None:
        raise ValueError(f"there is no optimiser called {settings.name}")
    place = dict(zip(function.variables, start.tolist(), strict=True))
    values = {**kind.watched, **dict(settings.hyperparameters)}
    if kind.rate is not None and kind.rate not in values:
        values[kind.rate] = propose_learning_rate(function, place, settings.name)
    chunks = descend_chunks(function, place, kind(**values), steps)
    while True:
        try:
            done = next(chunks)
        except StopIteration as end:
            rate = values.get(kind.rate) if kind.rate is not None else None
            return end.value, rate if isinstance(rate, float) else None
        token.check(done / steps)


def _find_window(
    function: ExploredFunction, axes: tuple[str, str], at: Mapping[str, float]
) -> tuple[float, float, float, float] | None:
    return find_window(function, axes, at)
