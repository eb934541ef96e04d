"""What went through a network, forward and backward: numbers for a diagram, and each with its formula.

Symbols: x_1 an input, z_12 the weighted sum of neuron 2 in layer 1, a_12 its activation, t_1 a target,
δ_12 = ∂L/∂z_12; numbers are parted by commas where the network's own names are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from explorer.core.expression.nodes import Apply, Node, Number, Symbol
from explorer.core.learn.activations import LEAK, SOFTMAX
from explorer.core.learn.network import Network
from explorer.core.learn.network_data import checked_inputs
from explorer.core.learn.network_losses import CrossEntropy
from explorer.core.learn.passes import Structure, with_ones
from explorer.core.sampling.field import FloatArray

__all__ = [
    "BackwardTrace",
    "ForwardTrace",
    "StepKind",
    "StepPlace",
    "TraceStep",
    "backward_trace",
    "forward_trace",
    "step_places",
    "trace_step",
    "trace_steps",
]

StepKind = Literal["sum", "activation", "loss", "delta", "weight slope", "bias slope"]


@dataclass(frozen=True, slots=True, eq=False)
class ForwardTrace:
    """Samples ``inputs`` (m, in), and for each layer the weighted ``sums`` and the ``activations``, both (m, out)."""

    inputs: FloatArray
    sums: tuple[FloatArray, ...]
    activations: tuple[FloatArray, ...]

    @property
    def outputs(self) -> FloatArray:
        """The last layer's activations."""
        return self.activations[-1]


@dataclass(frozen=True, slots=True, eq=False)
class BackwardTrace:
    """A forward trace with what came back of the loss of its samples.

    ``deltas`` are ∂L/∂z of each layer, (m, out); ``weight_slopes`` ∂L/∂w on each edge, (out, in), and ``bias_slopes``
    ∂L/∂b, (out,), summed over the samples; ``input_slopes`` ∂L/∂x, (m, in).
    """

    forward: ForwardTrace
    targets: FloatArray
    loss: float
    deltas: tuple[FloatArray, ...]
    weight_slopes: tuple[FloatArray, ...]
    bias_slopes: tuple[FloatArray, ...]
    input_slopes: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class TraceStep:
    """``symbol`` ← ``formula``: with ``inputs`` for its symbols it comes to ``value``.

    ``layer`` counts from 1 (0 for the loss), ``neuron`` and ``origin`` from 1 (0 where there is none).
    """

    kind: StepKind
    symbol: str
    formula: Node
    inputs: Mapping[str, float]
    value: float
    layer: int = 0
    neuron: int = 0
    origin: int = 0


@dataclass(frozen=True, slots=True)
class StepPlace:
    """Which number a step finds: ``layer`` from 1 (0 for the loss), ``neuron`` and ``origin`` from 1 (0: none)."""

    kind: StepKind
    layer: int = 0
    neuron: int = 0
    origin: int = 0


@lru_cache(maxsize=32)
def step_places(sizes: tuple[int, ...]) -> tuple[StepPlace, ...]:
    """The order in which the numbers of a network of these ``sizes`` are found: forward, loss, backward."""
    found: list[StepPlace] = []
    for layer, size in enumerate(sizes[1:], 1):
        found += [StepPlace("sum", layer, neuron) for neuron in range(1, size + 1)]
        found += [StepPlace("activation", layer, neuron) for neuron in range(1, size + 1)]
    found.append(StepPlace("loss"))
    for layer in range(len(sizes) - 1, 0, -1):
        neurons = range(1, sizes[layer] + 1)
        found += [StepPlace("delta", layer, neuron) for neuron in neurons]
        for neuron in neurons:
            found += [StepPlace("weight slope", layer, neuron, origin) for origin in range(1, sizes[layer - 1] + 1)]
            found.append(StepPlace("bias slope", layer, neuron))
    return tuple(found)


def forward_trace(network: Network, X: object) -> ForwardTrace:
    """All sums and activations at samples (m, in) or one sample (in,)."""
    inputs = checked_inputs(X, network.sizes[0])
    entering, sums, activations = with_ones(inputs), [], []
    blocks = network.layout.blocks(network.parameters)
    for block, kind in zip(blocks, network.structure.activations, strict=True):
        total = block @ entering
        sums.append(total.T.copy())
        entering = np.ones((len(block) + 1, len(inputs)))
        entering[:-1] = total
        with np.errstate(all="ignore"):
            kind.apply(entering[:-1])
        activations.append(entering[:-1].T.copy())
    return ForwardTrace(inputs, tuple(sums), tuple(activations))


def backward_trace(network: Network, X: object, T: object) -> BackwardTrace:
    """Forward and backward over samples (m, in) with targets (m, out), or one sample; L is the loss of these alone."""
    inputs, targets = network.checked(X, T)
    forward, structure = forward_trace(network, inputs), network.structure
    blocks = network.layout.blocks(network.parameters)
    share = structure.loss.share(len(inputs), network.sizes[-1], structure.activations[-1])
    last = np.array(forward.sums[-1].T)
    delta, scratch = np.empty_like(last), np.empty_like(last)
    with np.errstate(all="ignore"):
        loss = structure.loss.delta(
            last, np.ascontiguousarray(targets.T), structure.activations[-1], delta, scratch, share
        )
        deltas = [delta]
        for layer in range(len(blocks) - 2, -1, -1):
            delta = blocks[layer + 1][:, :-1].T @ deltas[0]
            activated = forward.activations[layer].T
            structure.activations[layer].times_slope(delta, activated, np.empty_like(delta))
            deltas.insert(0, delta)
    entering = (inputs, *forward.activations[:-1])
    slopes = tuple(np.asarray(delta @ values) for delta, values in zip(deltas, entering, strict=True))
    biases = tuple(np.asarray(delta.sum(axis=1)) for delta in deltas)
    back = np.asarray((blocks[0][:, :-1].T @ deltas[0]).T)
    return BackwardTrace(forward, targets, loss, tuple(delta.T for delta in deltas), slopes, biases, back)


def trace_steps(network: Network, trace: BackwardTrace) -> tuple[TraceStep, ...]:
    """Every number of one sample's trace in the order of :func:`step_places`.

    Raises ValueError for a trace of several samples.
    """
    writer = _Writer(network, trace)
    return tuple(writer.step(place) for place in step_places(network.sizes))


def trace_step(network: Network, trace: BackwardTrace, place: StepPlace) -> TraceStep:
    """One of the :func:`trace_steps`. Raises ValueError for a trace of several samples."""
    return _Writer(network, trace).step(place)


class _Writer:
    """One sample's trace in symbols."""

    def __init__(self, network: Network, trace: BackwardTrace) -> None:
        if len(trace.forward.inputs) != 1:
            raise ValueError(f"the steps are those of one sample, not of {len(trace.forward.inputs)}: choose one.")
        self._trace, self._structure = trace, network.structure
        self._mark = "" if max(network.sizes) <= 9 else ","
        self._known = dict(zip(network.names, network.parameters.tolist(), strict=True))
        for index, value in enumerate(trace.forward.inputs[0].tolist(), 1):
            self._known[f"x_{index}"] = value
        for index, value in enumerate(trace.targets[0].tolist(), 1):
            self._known[f"t_{index}"] = value
        tables = (("z", trace.forward.sums), ("a", trace.forward.activations), ("δ", trace.deltas))
        for letter, layers in tables:
            for layer, values in enumerate(layers, 1):
                for neuron, value in enumerate(values[0].tolist(), 1):
                    self._known[self._name(letter, layer, neuron)] = value

    def step(self, place: StepPlace) -> TraceStep:
        """The number found there with its formula."""
        kind, layer, neuron, origin = place.kind, place.layer, place.neuron, place.origin
        if kind == "loss":
            return self._made(place, "L", self._loss(), self._trace.loss)
        if kind == "weight slope":
            value = float(self._trace.weight_slopes[layer - 1][neuron - 1, origin - 1])
            formula = self._delta_symbol(layer, neuron) * self._entering(layer, origin)
            return self._made(place, f"∂L/∂{self._name('w', layer, neuron, origin)}", formula, value)
        if kind == "bias slope":
            value = float(self._trace.bias_slopes[layer - 1][neuron - 1])
            symbol = f"∂L/∂{self._name('b', layer, neuron)}"
            return self._made(place, symbol, self._delta_symbol(layer, neuron), value)
        letter, formula_of = {
            "sum": ("z", self._sum),
            "activation": ("a", self._activation),
            "delta": ("δ", self._delta),
        }[kind]
        symbol = self._name(letter, layer, neuron)
        return self._made(place, symbol, formula_of(layer, neuron), self._known[symbol])

    # Formulas

    def _delta_symbol(self, layer: int, neuron: int) -> Symbol:
        return Symbol(self._name("δ", layer, neuron))

    def _entering(self, layer: int, origin: int) -> Node:
        return Symbol(f"x_{origin}") if layer == 1 else Symbol(self._name("a", layer - 1, origin))

    def _sum(self, layer: int, neuron: int) -> Node:
        terms = [
            Symbol(self._name("w", layer, neuron, origin)) * self._entering(layer, origin)
            for origin in range(1, self._structure.layout.sizes[layer - 1] + 1)
        ]
        return _added([*terms, Symbol(self._name("b", layer, neuron))])

    def _activation(self, layer: int, neuron: int) -> Node:
        kind = self._structure.activations[layer - 1]
        z = Symbol(self._name("z", layer, neuron))
        if kind.node is not None:
            return kind.node(z)
        # e^(zᵢ − zⱼ) does not overflow where the outputs are certain
        shifted = [other - z for other in self._all("z", layer)]
        return Number(1.0) / _added([Apply("exp", (difference,)) for difference in shifted])

    def _loss(self) -> Node:
        last, layer = self._structure.activations[-1], len(self._structure.activations)
        targets = [Symbol(f"t_{k}") for k in range(1, self._structure.layout.sizes[-1] + 1)]
        if isinstance(self._structure.loss, CrossEntropy):
            sums = self._all("z", layer)
            if last.name == SOFTMAX:
                largest = Apply("max", tuple(sums))
                total = _added([Apply("exp", (z - largest,)) for z in sums])
                chosen = _added([t * z for t, z in zip(targets, sums, strict=True)])
                terms = [largest + Apply("log", (total,)) - chosen]
            else:
                terms = [Apply("softplus", (z,)) - t * z for t, z in zip(targets, sums, strict=True)]
        else:
            outputs = self._all("a", layer)
            terms = [(a - t) ** Number(2.0) for a, t in zip(outputs, targets, strict=True)]
        return _times(self._share(), _added(terms))

    def _delta(self, layer: int, neuron: int) -> Node:
        last = len(self._structure.activations)
        if layer < last:
            after = range(1, self._structure.layout.sizes[layer + 1] + 1)
            terms = [
                Symbol(self._name("w", layer + 1, to, neuron)) * Symbol(self._name("δ", layer + 1, to)) for to in after
            ]
            return _added(terms) * self._slope(layer, neuron)
        outputs = self._all("a", layer)
        off = outputs[neuron - 1] - Symbol(f"t_{neuron}")
        if isinstance(self._structure.loss, CrossEntropy):
            return _times(self._share(), off)
        if self._structure.activations[-1].name == SOFTMAX:
            blames = [a - Symbol(f"t_{k}") for k, a in enumerate(outputs, 1)]
            mean = _added([blame * a for blame, a in zip(blames, outputs, strict=True)])
            return _times(2.0 * self._share(), outputs[neuron - 1] * (off - mean))
        return _times(2.0 * self._share(), off * self._slope(layer, neuron))

    def _slope(self, layer: int, neuron: int) -> Node:
        """f′ at a neuron, told from its activation as the backward pass does."""
        a = Symbol(self._name("a", layer, neuron))
        name = self._structure.activations[layer - 1].name
        if name == "sigmoid":
            return a * (1 - a)
        if name == "tanh":
            return 1 - a ** Number(2.0)
        if name == "softplus":
            return 1 - Apply("exp", (-a,))
        if name == "linear":
            return Number(1.0)
        below = Number(0.0 if name == "relu" else LEAK)
        return Apply("piecewise", (Apply("gt", (a, Number(0.0))), Number(1.0), Apply("true", ()), below))

    # Details

    def _share(self) -> float:
        structure: Structure = self._structure
        return structure.loss.share(1, structure.layout.sizes[-1], structure.activations[-1])

    def _all(self, letter: str, layer: int) -> list[Node]:
        return [Symbol(self._name(letter, layer, k)) for k in range(1, self._structure.layout.sizes[layer] + 1)]

    def _name(self, letter: str, *places: int) -> str:
        return f"{letter}_{self._mark.join(map(str, places))}"

    def _made(self, place: StepPlace, symbol: str, formula: Node, value: float) -> TraceStep:
        inputs = {name: self._known[name] for name in sorted(formula.symbols)}
        return TraceStep(place.kind, symbol, formula, inputs, value, place.layer, place.neuron, place.origin)


def _added(terms: list[Node]) -> Node:
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))


def _times(share: float, node: Node) -> Node:
    return node if share == 1.0 else Number(share) * node
