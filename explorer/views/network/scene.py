"""What a diagram shows just now: the picture, how far it is stepped, which numbers stand on edges, what is chosen."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from explorer.controller.learning.network_picture import NetworkPicture, Reached, plain_name
from explorer.core.numbers import format_power_of_ten, format_value
from explorer.core.sampling.field import FloatArray
from explorer.views.network.geometry import Edge

__all__ = ["GRADIENTS", "NONE", "WEIGHTS", "DiagramScene", "Neuron", "short_number"]

WEIGHTS, GRADIENTS, NONE = "weights", "gradients", "none"
Neuron = tuple[int, int]
"""(layer from 0, neuron from 0)."""

_LARGEST_SHORT: Final = 999.5


def short_number(value: float, most: int = 2) -> str:
    """Three digits at most, so that it fits on an edge: 12.1, −0.34, 10⁴ where it is larger; ``most`` decimals."""
    if not math.isfinite(value):
        return format_value(value) if not math.isnan(value) else "?"
    size = abs(value)
    if size >= _LARGEST_SHORT:
        exponent = math.floor(math.log10(size))
        return f"{'−' if value < 0 else ''}{format_power_of_ten(exponent)}"
    decimals = min(most, 0 if size >= 99.95 else 1 if size >= 9.995 else 2)
    text = f"{value:.{decimals}f}" if value else "0"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


@dataclass(frozen=True, eq=False)
class DiagramScene:
    """All that is drawn. ``numbers`` is one of "weights", "gradients" and "none"; ``chosen`` the weight explained.

    ``hovered`` is the weight under the pointer, ``neuron`` the neuron.
    """

    picture: NetworkPicture
    reached: Reached
    numbers: str = GRADIENTS
    chosen: Edge | None = None
    hovered: Edge | None = None
    neuron: Neuron | None = None
    _texts: dict[Edge, str] = field(default_factory=dict, repr=False)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons of every layer."""
        return self.picture.sizes

    # What is known

    def value(self, layer: int, neuron: int) -> float | None:
        """A neuron's value, None before it is found."""
        if layer > 0 and neuron >= self.reached.activations[layer - 1]:
            return None
        return float(self.picture.values[layer][neuron])

    def delta(self, layer: int, neuron: int) -> float | None:
        """∂L/∂z of a neuron, None before it is found."""
        if layer == 0 or neuron >= self.reached.deltas[layer - 1]:
            return None
        return float(self.picture.deltas[layer - 1][neuron])

    @cached_property
    def weights(self) -> tuple[FloatArray, ...]:
        """Weights and, in the last column, biases into every layer, (out, in + 1)."""
        pairs = zip(self.picture.weights, self.picture.biases, strict=True)
        return tuple(np.column_stack(pair) for pair in pairs)

    @cached_property
    def slopes(self) -> tuple[FloatArray, ...]:
        """∂L by each of them; NaN where it is not found yet."""
        found = []
        for layer, (slopes, biases) in enumerate(
            zip(self.picture.weight_slopes, self.picture.bias_slopes, strict=True)
        ):
            out, into = slopes.shape
            both = np.column_stack((slopes, biases))
            found.append(np.where(self.reached.known_slopes(layer, into, out), both, np.nan))
        return tuple(found)

    # What is written

    @cached_property
    def largest_slope(self) -> Edge | None:
        """The weight or bias whose gradient is the largest of all, None before any is found."""
        best, found = 0.0, None
        for layer, slopes in enumerate(self.slopes, 1):
            sizes = np.abs(np.nan_to_num(slopes, nan=0.0, posinf=np.inf, neginf=np.inf))
            place = int(np.argmax(sizes))
            if sizes.flat[place] > best:
                best, found = float(sizes.flat[place]), (layer, *divmod(place, slopes.shape[1]))
        return found

    @cached_property
    def exponent(self) -> int:
        """Gradients are written times ten to this, a multiple of 3, so that the largest is 1 to 999.

        It is that of all gradients, so that it stays while the passes are stepped through.
        """
        every = [np.abs(slopes) for slopes in (*self.picture.weight_slopes, *self.picture.bias_slopes)]
        largest = max((float(np.max(sizes, initial=0.0, where=np.isfinite(sizes))) for sizes in every), default=0.0)
        if largest <= 0:
            return 0
        return -3 * math.floor(math.log10(largest) / 3.0 + 1e-9)

    def amount(self, edge: Edge) -> float:
        """What is written on an edge, or at a bias, unscaled; NaN where nothing is."""
        layer, neuron, origin = edge
        if self.numbers == NONE:
            return math.nan
        return float((self.weights if self.numbers == WEIGHTS else self.slopes)[layer - 1][neuron, origin])

    def text(self, edge: Edge) -> str:
        """The number on an edge, or at a bias, "" where none is."""
        found = self._texts.get(edge)
        if found is None:
            found = self._texts[edge] = self._written(edge)
        return found

    def _written(self, edge: Edge) -> str:
        layer, neuron, origin = edge
        if self.numbers == WEIGHTS:
            return short_number(float(self.weights[layer - 1][neuron, origin]))
        if self.numbers == NONE or not self._is_found(edge):
            return ""
        return short_number(self._slope(edge) * 10.0**self.exponent)

    def _slope(self, edge: Edge) -> float:
        layer, neuron, origin = edge
        return float(self.slopes[layer - 1][neuron, origin])

    def _is_found(self, edge: Edge) -> bool:
        layer, neuron, origin = edge
        return neuron * (self.sizes[layer - 1] + 1) + origin < self.reached.slopes[layer - 1]

    # What is at work

    @cached_property
    def busy_edges(self) -> frozenset[Edge]:
        """The weights and biases that the step at work uses or finds; without a step that which is explained."""
        place = self.reached.place
        if place is None or place.kind in ("activation", "loss"):
            return frozenset() if place is not None or self.chosen is None else frozenset({self.chosen})
        layer, neuron = place.layer, place.neuron - 1
        if place.kind == "sum":
            return frozenset((layer, neuron, origin) for origin in range(self.sizes[layer - 1] + 1))
        if place.kind == "weight slope":
            return frozenset({(layer, neuron, place.origin - 1)})
        if place.kind == "bias slope":
            return frozenset({(layer, neuron, self.sizes[layer - 1])})
        if layer + 1 == len(self.sizes):
            return frozenset()
        return frozenset((layer + 1, to, neuron) for to in range(self.sizes[layer + 1]))

    @cached_property
    def busy_neurons(self) -> frozenset[Neuron]:
        """The neurons whose number the step at work finds."""
        place = self.reached.place
        if place is None or "slope" in place.kind:
            return frozenset()
        if place.kind == "loss":
            return frozenset((len(self.sizes) - 1, neuron) for neuron in range(self.sizes[-1]))
        return frozenset({(place.layer, place.neuron - 1)})

    def is_bias(self, edge: Edge) -> bool:
        """Whether it is a bias, not a weight."""
        return edge[2] == self.sizes[edge[0] - 1]

    # What the pointer is told

    def facts(self) -> str:
        """The numbers of what is under the pointer, "" for none."""
        if self.hovered is not None:
            return self.edge_facts(self.hovered)
        return "" if self.neuron is None else self._neuron_facts(*self.neuron)

    def edge_facts(self, edge: Edge) -> str:
        """A weight or bias and its gradient."""
        layer, neuron, origin = edge
        name = plain_name(self.picture.edge_name(*edge))
        told = f"{name} = {format_value(float(self.weights[layer - 1][neuron, origin]))}"
        slope = self._slope(edge)
        return told + (f",  ∂L/∂{name} = {format_value(slope)}" if self._is_found(edge) else "")

    def _neuron_facts(self, layer: int, neuron: int) -> str:
        told = []
        value, delta = self.value(layer, neuron), self.delta(layer, neuron)
        place = f"{layer}{',' if max(self.sizes) > 9 else ''}{neuron + 1}"
        if layer > 0 and neuron < self.reached.sums[layer - 1]:
            told.append(f"{plain_name(f'z_{place}')} = {format_value(float(self.picture.sums[layer - 1][neuron]))}")
        if value is not None:
            told.append(f"{plain_name(self.picture.node_name(layer, neuron))} = {format_value(value)}")
        if delta is not None:
            told.append(f"{plain_name(f'δ_{place}')} = {format_value(delta)}")
        return ",  ".join(told)
