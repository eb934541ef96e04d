"""The study of a network's passes: values, weights and gradients of one row or of the batch, one number explained."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.learning.learned import Learned
from explorer.controller.learning.network_picture import (
    NetworkPicture,
    Reached,
    edge_place,
    network_picture,
    reached,
    symbols_of,
)
from explorer.controller.learning.place import current_key, current_position
from explorer.controller.plots import Plot
from explorer.controller.studies.study import StudyInput
from explorer.core.expression.nodes import Apply, Node, Number, Symbol
from explorer.core.learn.activations import SOFTMAX
from explorer.core.learn.network import Network
from explorer.core.learn.network_losses import CrossEntropy
from explorer.core.learn.network_trace import BackwardTrace, StepPlace, TraceStep, trace_step
from explorer.core.sampling.field import FloatArray

__all__ = ["NetworkPassAnswer", "compute_network_pass", "explained_steps", "is_quick_pass", "network_pass_key"]

_AT_HAND: Final = 1_000_000  # products of a pass over all rows that cost no more than a frame


@dataclass(frozen=True, slots=True, eq=False)
class NetworkPassAnswer:
    """The picture with how far its passes are stepped; nothing but the ``message`` where there is none.

    ``steps`` explain one number, the last of them, found at ``place``: that of the step at work, or ∂L by the chosen
    weight ``edge`` and the δ that it needs; none for the batch. ``names`` are what their symbols are called on screen.
    ``batch_slope`` is ∂L/∂``edge`` over all rows, NaN where that was not worth the time.
    """

    message: str = ""
    picture: NetworkPicture | None = None
    reached: Reached | None = None
    edge: str = ""
    place: StepPlace | None = None
    steps: tuple[TraceStep, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    batch_slope: float = math.nan
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def network_pass_key(given: StudyInput) -> tuple[object, ...]:
    """The weights shown, the data, the row, the step and the weight explained."""
    view, learned = given.view, given.learned
    return (*current_key(given), learned.network, learned.used, view.sample, view.pass_step, view.edge)


def is_quick_pass(given: StudyInput) -> bool:
    """Whether both passes over all rows take a few milliseconds."""
    learned = given.learned
    if learned.used is None or learned.network is None:
        return True
    return len(learned.used.training) * learned.network.layout.count <= _AT_HAND


def compute_network_pass(given: StudyInput, token: CancelToken) -> NetworkPassAnswer:
    """Both passes at the weights that are shown."""
    learned, used, first = given.learned, given.learned.used, given.learned.network
    if first is None or used is None:
        return NetworkPassAnswer(_why_none(learned))
    position, words = current_position(given)
    network = first.copy()
    network.parameters = position
    X = np.column_stack([used.training[name] for name in used.inputs])
    T = np.asarray(used.training[used.target], dtype=np.float64)[:, None]
    return network_pass(network, X, T, (given.view.sample, given.view.pass_step, given.view.edge), used.inputs, words)


def network_pass(
    network: Network, X: FloatArray, T: FloatArray, look: tuple[int, int, str], inputs: tuple[str, ...], words: str = ""
) -> NetworkPassAnswer:
    """The answer for samples (m, in) with targets (m, out); ``look`` is the row, the step and the weight explained."""
    sample, step, edge = look
    picture, trace = network_picture(network, X, T, sample, inputs, words)
    so_far = reached(network.sizes, step)
    place = _explained(network, so_far, edge)
    steps = () if picture.is_batch else explained_steps(network, trace, place)
    names = symbols_of(network.sizes, inputs)
    batch = _batch_slope(network, X, T, place)
    return NetworkPassAnswer("", picture, so_far, _edge_at(picture, place), place, steps, names, batch)


def explained_steps(network: Network, trace: BackwardTrace, place: StepPlace) -> tuple[TraceStep, ...]:
    """The step of a place, before it, for ∂L by a weight, that of the δ that it needs."""
    if place.kind in ("weight slope", "bias slope"):
        delta = trace_step(network, trace, StepPlace("delta", place.layer, place.neuron))
        return delta, trace_step(network, trace, place)
    step = trace_step(network, trace, place)
    return (_as_surprise(network, trace, step) if place.kind == "loss" else step,)


def _explained(network: Network, so_far: Reached, edge: str) -> StepPlace:
    """The number at work; where none is, the chosen weight's slope, else the first weight's."""
    if so_far.place is not None:
        return so_far.place
    return edge_place(network.sizes, edge) or StepPlace("weight slope", 1, 1, 1)


def _edge_at(picture: NetworkPicture, place: StepPlace) -> str:
    """The name of the weight or bias whose slope is found at a place, "" for another step."""
    if "slope" not in place.kind:
        return ""
    origin = place.origin - 1 if place.origin else picture.sizes[place.layer - 1]
    return picture.edge_name(place.layer, place.neuron - 1, origin)


def _batch_slope(network: Network, X: FloatArray, T: FloatArray, place: StepPlace) -> float:
    if "slope" not in place.kind or len(X) * network.layout.count > _AT_HAND:
        return math.nan
    _, weights, biases = network.loss_and_gradients(X, T)
    layer, neuron = place.layer - 1, place.neuron - 1
    return float(biases[layer][neuron] if place.kind == "bias slope" else weights[layer][neuron, place.origin - 1])


def _why_none(learned: Learned) -> str:
    if learned.problem is not None:
        return " ".join(part for part in (learned.problem.message, learned.problem.hint) if part)
    return learned.data_problem or "There is no network: choose data first."


def _as_surprise(network: Network, trace: BackwardTrace, step: TraceStep) -> TraceStep:
    """The cross-entropy as it is read, −(y ln ŷ + (1 − y) ln(1 − ŷ)), in place of the form that never overflows."""
    if not isinstance(network.structure.loss, CrossEntropy):
        return step
    layer, outputs = len(network.sizes) - 1, network.sizes[-1]
    mark = "" if max(network.sizes) <= 9 else ","
    terms: list[Node] = []
    inputs: dict[str, float] = {}
    for output in range(1, outputs + 1):
        a, t = Symbol(f"a_{layer}{mark}{output}"), Symbol(f"t_{output}")
        inputs[a.name] = float(trace.forward.outputs[0, output - 1])
        inputs[t.name] = float(trace.targets[0, output - 1])
        terms.append(t * Apply("log", (a,)))
        if network.activations[-1] != SOFTMAX:
            terms.append((1 - t) * Apply("log", (1 - a,)))
    total: Node = Apply("add", tuple(terms)) if len(terms) > 1 else terms[0]
    share = network.structure.loss.share(1, outputs, network.structure.activations[-1])
    formula = Apply("neg", (total if share == 1.0 else Number(share) * total,))
    return replace(step, formula=formula, inputs=inputs)
