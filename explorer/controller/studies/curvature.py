"""The study of how f bends at the probe: Hessian, its determinant and trace, eigenvalues and eigenvectors."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure, Stroke
from explorer.controller.plots import Plot
from explorer.controller.studies.at_probe import hole_sentence, kink_sentence
from explorer.controller.studies.point_words import bend_word, determinant_sentence, second_derivative_sentence
from explorer.controller.studies.study import StudyInput
from explorer.core.analysis.curvature import Kind, classify, principal_axes
from explorer.core.autodiff import derivative
from explorer.core.expression.nodes import Node, number_of_nodes
from explorer.core.function import Function
from explorer.core.intervals.tidy import tidied
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray

__all__ = ["Bend", "CurvatureAnswer", "compute_curvature", "curvature_key"]

NO_VARIABLE = "f has no variable: nothing bends."
NO_SECOND = "f has no finite second partials at P. Drag P a little to the side."
SHARE = 0.11  # of the window, from P to each end of an eigenvector
MOST_NODES = 80


@dataclass(frozen=True, slots=True)
class Bend:
    """One principal direction: eigenvalue λ, unit vector on the axes, and what f does along it."""

    eigenvalue: float
    direction: tuple[float, ...]
    word: str


@dataclass(frozen=True, slots=True, eq=False)
class CurvatureAnswer:
    """The Hessian (k, k) over the k drawn ``axes`` at the probe; None with the reason in ``message``.

    ``entries`` are the second partials as trees, row by row, where they are short, else empty.
    ``kind`` is the second-derivative test's verdict, ``sentence`` tells it, ``aside`` adds where P is
    no critical point.
    """

    axes: tuple[str, ...] = ()
    hessian: FloatArray | None = None
    entries: tuple[Node, ...] = ()
    bends: tuple[Bend, ...] = ()
    kind: Kind = "degenerate"
    sentence: str = ""
    aside: str = ""
    message: str = ""
    held: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = field(default=())


def curvature_key(given: StudyInput) -> tuple[object, ...]:
    """The probe's key, the window (which the eigenvectors' length follows), the switch, and the partials as trees."""
    trees = tuple(partial.node for partial in given.partials)
    return (*given.probe_key, given.window, given.choices.eigenvectors, trees)


def compute_curvature(given: StudyInput, token: CancelToken) -> CurvatureAnswer:
    """How f bends at the probe over the drawn axes."""
    axes, indices = given.axes, list(given.axis_indices)
    if not axes:
        return CurvatureAnswer(message=NO_VARIABLE)
    value, gradient = given.function.value_and_gradient(given.position)
    if not np.isfinite(value):
        return CurvatureAnswer(axes, message=hole_sentence(given, value))
    hessian = np.asarray(given.function.hessian_at(given.position))[np.ix_(indices, indices)]
    if not np.isfinite(hessian).all():
        return CurvatureAnswer(axes, message=NO_SECOND)
    window = given.window
    sizes = np.array([window.x_max - window.x_min, window.y_max - window.y_min])[: len(axes)]
    kind = classify(hessian, sizes)
    bends = _bends(hessian)
    shown = given.choices.eigenvectors and len(axes) == 2
    return CurvatureAnswer(
        axes,
        hessian,
        _entries(given),
        bends,
        kind,
        _sentence(kind, hessian),
        kink_sentence(given, gradient, "H is that of one side.") or _aside(gradient[indices], hessian, sizes),
        "",
        tuple(name for name, _ in given.problem.held),
        _figures(given.problem.probe, bends, sizes) if shown else (),
    )


def _bends(hessian: FloatArray) -> tuple[Bend, ...]:
    values, vectors = principal_axes(hessian)
    largest = float(np.abs(values).max())
    return tuple(
        Bend(value, tuple(vector), bend_word(value, largest))
        for value, vector in zip(values.tolist(), vectors.T.tolist(), strict=True)
    )


def _sentence(kind: Kind, hessian: FloatArray) -> str:
    if len(hessian) == 1:
        return second_derivative_sentence(kind, float(hessian[0, 0]))
    determinant = float(hessian[0, 0] * hessian[1, 1] - hessian[0, 1] * hessian[1, 0])
    return determinant_sentence(kind, determinant, float(np.trace(hessian)))


def _aside(gradient: FloatArray, hessian: FloatArray, sizes: FloatArray) -> str:
    """Extrema need a slope of zero: say so where it is not."""
    norm = float(np.hypot(*gradient)) if len(gradient) == 2 else abs(float(gradient[0]))
    if norm <= 1e-7 * float(np.abs(hessian).max() * sizes.max()):
        return "P is a critical point: the slope is zero in every direction."
    name = "steepest slope" if len(gradient) == 2 else "slope"
    return f"P is no critical point ({name} {format_value(norm)}), so this tells how f bends, nothing more."


def _entries(given: StudyInput) -> tuple[Node, ...]:
    """The second partials by the axes, row by row, from the simplified first ones where they are known."""
    function, axes = given.function, given.axes
    if not isinstance(function, Function) or number_of_nodes(function.root) > MOST_NODES:
        return ()
    known = {partial.name: partial.node for partial in given.partials if partial.exact}
    plain = dict(zip(function.variables, function.gradient_nodes, strict=True))
    return _second(tuple(known.get(name) or plain[name] for name in axes), axes)


@lru_cache(maxsize=32)
def _second(slopes: tuple[Node, ...], axes: tuple[str, ...]) -> tuple[Node, ...]:
    entries = tidied([derivative(slope, name) for slope in slopes for name in axes])
    # The mixed partials are equal: written alike, that can be seen.
    return (entries[0], entries[1], entries[1], entries[3]) if len(axes) == 2 else entries


def _figures(probe: tuple[float, float], bends: tuple[Bend, ...], sizes: FloatArray) -> tuple[Figure, ...]:
    strokes = []
    for number, bend in enumerate(bends, 1):
        vector = np.array(bend.direction)
        reach = SHARE * vector / np.hypot(*(vector / sizes))
        ends = np.array(probe) + np.outer(np.linspace(-1.0, 1.0, 21), reach)
        style = {"bends up": "solid", "bends down": "dashed"}.get(bend.word, "dotted")
        label = "λ₁λ₂"[2 * number - 2 : 2 * number]
        strokes.append(Stroke(ends, "text", 2.6, style, label, frozenset(("map", "surface", "floor"))))  # type: ignore[arg-type]
    return tuple(strokes)
