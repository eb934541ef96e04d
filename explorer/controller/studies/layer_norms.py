"""The study of how large the gradient is in each layer of a network: whether it vanishes, explodes or is the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.learning.current_network import current_network, why_no_network
from explorer.controller.learning.place import current_key
from explorer.controller.plots import Plot
from explorer.controller.studies.study import StudyInput
from explorer.core.numbers import format_power_of_ten, format_value
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.core.learn.network import Network

__all__ = ["LayerNormsAnswer", "compute_layer_norms", "layer_norms_key", "layers_sentence", "twins_sentence"]

VANISHES: Final = 0.05
EXPLODES: Final = 20.0
LEAST: Final = 1e-15
TWIN: Final = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class LayerNormsAnswer:
    """``norms`` are (name of the block, its layer from 1, ‖∂L/∂block‖), W₁, b₁, W₂, b₂ …; ``sentence`` what that means.

    ``twins`` says that all neurons of a layer are the same, "" where they are not.
    """

    message: str = ""
    words: str = ""
    norms: tuple[tuple[str, int, float], ...] = ()
    sentence: str = ""
    is_warning: bool = False
    twins: str = ""
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def layer_norms_key(given: StudyInput) -> tuple[object, ...]:
    """Weights and rows."""
    learned = given.learned
    return (*current_key(given), learned.network, learned.objective, learned.problem)


def compute_layer_norms(given: StudyInput, token: CancelToken) -> LayerNormsAnswer:
    """The norms at the weights that are shown, over all training rows."""
    current, objective = current_network(given), given.learned.objective
    if current is None or objective is None:
        return LayerNormsAnswer(why_no_network(given.learned))
    gradient = objective.value_and_gradient(current.position)[1]
    blocks = current.network.layout.blocks(gradient)
    norms: list[tuple[str, int, float]] = []
    for layer, block in enumerate(blocks, 1):
        norms.append((f"W_{layer}", layer, float(np.linalg.norm(block[:, :-1]))))
        norms.append((f"b_{layer}", layer, float(np.linalg.norm(block[:, -1]))))
    whole = [float(np.linalg.norm(block)) for block in blocks]
    sentence, is_warning = layers_sentence(whole)
    twins = twins_sentence(current.network, gradient)
    return LayerNormsAnswer("", current.words, tuple(norms), sentence, is_warning, twins)


def layers_sentence(norms: list[float]) -> tuple[str, bool]:
    """What the sizes of ‖∂L/∂(W, b)‖ of the layers, first to last, mean, and whether that is bad for learning.

    A gradient vanishes where the first layer's is under a twentieth of the last's, and explodes over twenty times.
    """
    if not all(math.isfinite(norm) for norm in norms):
        return "The gradient is not finite: the weights have run away. Choose a smaller learning rate.", True
    first, last = norms[0], norms[-1]
    if max(norms) < LEAST:
        return "Every gradient is 0 here: nothing moves.", False
    if len(norms) == 1:
        return "One layer: its gradient is all there is.", False
    if first < LEAST:
        return "The first layer’s gradient is 0: nothing reaches it, so it does not learn.", True
    if last < LEAST:
        return "The last layer’s gradient is 0, the first one’s is not.", False
    ratio = first / last
    if ratio < VANISHES:
        return f"The first layer’s gradient is {_told(ratio)} of the last’s: it vanishes (under 1/20).", True
    if ratio > EXPLODES:
        told = _told(ratio)
        return f"The first layer’s gradient is {told} times the last’s: it explodes (over 20 times).", True
    return "Similar sizes, within 20 times: nothing vanishes or explodes.", False


def twins_sentence(network: Network, gradient: FloatArray) -> str:
    """Which hidden layers have neurons that are all alike, in weights in and out and in gradients, "" for none."""
    blocks, slopes = network.layout.blocks(network.parameters), network.layout.blocks(gradient)
    same = [
        layer + 1
        for layer in range(len(blocks) - 1)
        if len(blocks[layer]) > 1
        and _alike(blocks[layer])
        and _alike(slopes[layer])
        and _alike(blocks[layer + 1][:, :-1].T)
        and _alike(slopes[layer + 1][:, :-1].T)
    ]
    if not same:
        return ""
    where = "the hidden layer" if len(blocks) == 2 else f"hidden layer {', '.join(map(str, same))}"
    return f"All neurons of {where} stay equal: their gradients are the same, so the layer is worth one neuron."


def _alike(rows: FloatArray) -> bool:
    """Whether all rows are the same, but for rounding."""
    scale = float(np.abs(rows).max(initial=0.0))
    return bool(np.abs(rows - rows[0]).max() <= TWIN * max(scale, LEAST))


def _told(ratio: float) -> str:
    exponent = math.floor(math.log10(ratio) + 0.5)
    return format_power_of_ten(exponent) if abs(exponent) >= 3 else format_value(ratio, 0 if ratio >= 1 else 3)
