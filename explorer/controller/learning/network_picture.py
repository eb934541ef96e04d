"""A network as its diagram shows it: what went forward, what came back, how far a pass is stepped, what is called how.

Symbols on screen are those of the network's variables (w_111, b_11, z_11, δ_11), with the columns' own names for the
inputs, h for what a hidden neuron gives, ŷ for what the network says and y for the target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from explorer.core.expression.text import name_text
from explorer.core.learn.network import Network
from explorer.core.learn.network_layout import Layout
from explorer.core.learn.network_trace import BackwardTrace, StepPlace, backward_trace, step_places
from explorer.core.sampling.field import FloatArray

__all__ = [
    "OUTPUT",
    "WHOLE_BATCH",
    "NetworkPicture",
    "Reached",
    "edge_place",
    "last_step_of",
    "network_picture",
    "node_name",
    "plain_name",
    "reached",
    "symbols_of",
]

WHOLE_BATCH: Final = -1
OUTPUT: Final = "y\u0302"
_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the passes are stepped: ``step`` of ``count``, the ``place`` at work (None before the first and where
    they are not stepped but at their end), and how many numbers of each layer are known.

    ``slopes`` counts a layer's ∂L/∂w and ∂L/∂b row by row, a neuron's weights and then its bias.
    """

    step: int
    count: int
    place: StepPlace | None
    sums: tuple[int, ...]
    activations: tuple[int, ...]
    deltas: tuple[int, ...]
    slopes: tuple[int, ...]
    has_loss: bool

    @property
    def pass_name(self) -> str:
        """ "forward", "loss" or "backward": the pass that is shown."""
        if any(self.deltas):
            return "backward"
        return "loss" if self.has_loss else "forward"

    def known_slopes(self, layer: int, inputs: int, outputs: int) -> NDArray[np.bool_]:
        """Which ∂L/∂w and ∂L/∂b into a layer (from 0) are known, shape (outputs, inputs + 1)."""
        return np.arange(outputs * (inputs + 1)).reshape(outputs, inputs + 1) < self.slopes[layer]


@lru_cache(maxsize=256)
def reached(sizes: tuple[int, ...], step: int) -> Reached:
    """What is known after ``step`` steps; all of it for −1."""
    places = step_places(sizes)
    at = len(places) if step < 0 else min(step, len(places))
    counts = {kind: [0] * (len(sizes) - 1) for kind in ("sum", "activation", "delta", "slope")}
    for place in places[:at]:
        if place.kind != "loss":
            counts[place.kind.rpartition(" ")[2]][place.layer - 1] += 1
    return Reached(
        at,
        len(places),
        places[at - 1] if step > 0 else None,
        tuple(counts["sum"]),
        tuple(counts["activation"]),
        tuple(counts["delta"]),
        tuple(counts["slope"]),
        any(place.kind == "loss" for place in places[:at]),
    )


def last_step_of(sizes: tuple[int, ...], pass_name: str) -> int:
    """The step that ends a pass; the backward one ends with −1, so that it stays at its end."""
    if pass_name == "backward":
        return -1
    places = step_places(sizes)
    loss = next(index for index, place in enumerate(places) if place.kind == "loss")
    return loss + (pass_name == "loss")


@dataclass(frozen=True, slots=True, eq=False)
class NetworkPicture:
    """All numbers of a diagram. Layers count from 0, the inputs; what goes into them stands one place earlier.

    ``values`` are the inputs and every layer's activations, (neurons,), of the row ``sample`` or, with −1, their means
    over all ``samples``; so are ``sums``. ``weights`` (out, in) and ``biases`` (out,) go with ``weight_slopes``
    ∂L/∂w, ``bias_slopes`` ∂L/∂b and ``deltas`` ∂L/∂z: of the one row, or of the mean over all. ``targets`` are what the
    outputs should be. ``words`` say which weights these are.
    """

    sizes: tuple[int, ...]
    inputs: tuple[str, ...]
    activations: tuple[str, ...]
    loss_name: str
    weights: tuple[FloatArray, ...]
    biases: tuple[FloatArray, ...]
    values: tuple[FloatArray, ...]
    sums: tuple[FloatArray, ...]
    deltas: tuple[FloatArray, ...]
    weight_slopes: tuple[FloatArray, ...]
    bias_slopes: tuple[FloatArray, ...]
    targets: FloatArray
    loss: float
    sample: int
    samples: int
    words: str = ""

    @property
    def is_batch(self) -> bool:
        """Whether the numbers are means over all rows."""
        return self.sample < 0

    def node_name(self, layer: int, neuron: int) -> str:
        """What a neuron's value is called; both count from 0."""
        return self.inputs[neuron] if layer == 0 else node_name(self.sizes, layer, neuron + 1)

    def edge_name(self, layer: int, neuron: int, origin: int) -> str:
        """The variable on an edge into a layer (from 1), or, with ``origin`` the number of inputs, the bias's."""
        columns = self.sizes[layer - 1] + 1
        start = sum(out * (into + 1) for into, out in zip(self.sizes, self.sizes[1:layer], strict=False))
        return _names(self.sizes)[start + neuron * columns + origin]


def network_picture(
    network: Network, X: FloatArray, T: FloatArray, sample: int, inputs: tuple[str, ...], words: str = ""
) -> tuple[NetworkPicture, BackwardTrace]:
    """The picture of one row (clamped to those there are) of samples (m, in) and targets (m, out), or with −1 of all.

    With it the trace that its numbers are from.
    """
    row = WHOLE_BATCH if sample < 0 else min(sample, len(X) - 1)
    chosen = slice(None) if row < 0 else slice(row, row + 1)
    trace = backward_trace(network, X[chosen], T[chosen])
    values = (trace.forward.inputs, *trace.forward.activations)
    picture = NetworkPicture(
        network.sizes,
        inputs,
        network.activations,
        network.loss,
        tuple(weights.copy() for weights in network.weights),
        tuple(biases.copy() for biases in network.biases),
        tuple(layer.mean(axis=0) for layer in values),
        tuple(layer.mean(axis=0) for layer in trace.forward.sums),
        tuple(layer.sum(axis=0) for layer in trace.deltas),
        trace.weight_slopes,
        trace.bias_slopes,
        T[chosen].mean(axis=0),
        trace.loss,
        row,
        len(X),
        words,
    )
    return picture, trace


# Names


def plain_name(name: str) -> str:
    """A name in plain text, its numbers as subscripts even where commas part them: w₁₂₃, h₁,₁₂."""
    letter, mark, place = name.partition("_")
    if mark and place.replace(",", "").isdecimal():
        return letter + place.translate(_SUBSCRIPTS)
    return name_text(name)


def node_name(sizes: tuple[int, ...], layer: int, neuron: int) -> str:
    """h_2, with several hidden layers h_12 (neuron 2 of layer 1); ŷ, with several outputs ŷ_2. Both count from 1."""
    if layer == len(sizes) - 1:
        return OUTPUT if sizes[-1] == 1 else f"{OUTPUT}_{neuron}"
    return f"h_{neuron}" if len(sizes) == 3 else f"h_{layer}{_mark(sizes)}{neuron}"


@lru_cache(maxsize=64)
def symbols_of(sizes: tuple[int, ...], inputs: tuple[str, ...]) -> Mapping[str, str]:
    """What the symbols of a trace's formulas are called on screen."""
    found = {f"x_{index}": name for index, name in enumerate(inputs, 1)}
    for layer, size in enumerate(sizes[1:], 1):
        for neuron in range(1, size + 1):
            found[f"a_{layer}{_mark(sizes)}{neuron}"] = node_name(sizes, layer, neuron)
    for output in range(1, sizes[-1] + 1):
        found[f"t_{output}"] = "y" if sizes[-1] == 1 else f"y_{output}"
    return found


@lru_cache(maxsize=64)
def edge_place(sizes: tuple[int, ...], name: str) -> StepPlace | None:
    """The step that finds ∂L/∂``name``, None where there is no such weight or bias."""
    return _places_by_name(sizes).get(name)


@lru_cache(maxsize=16)
def _places_by_name(sizes: tuple[int, ...]) -> Mapping[str, StepPlace]:
    found = {}
    names = iter(_names(sizes))
    for layer, (into, out) in enumerate(pairwise(sizes), 1):
        for neuron in range(1, out + 1):
            for origin in range(1, into + 1):
                found[next(names)] = StepPlace("weight slope", layer, neuron, origin)
            found[next(names)] = StepPlace("bias slope", layer, neuron)
    return found


@lru_cache(maxsize=16)
def _names(sizes: tuple[int, ...]) -> tuple[str, ...]:
    return Layout(sizes).names


def _mark(sizes: tuple[int, ...]) -> str:
    """What parts two numbers, as in the network's own names."""
    return "" if max(sizes) <= 9 else ","
