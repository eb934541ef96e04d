"""What a network is like at given samples: right or wrong, which features matter, where it decides, where it learns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from explorer.core.learn.activations import SOFTMAX
from explorer.core.learn.network import Network
from explorer.core.learn.network_data import checked_inputs
from explorer.core.learn.passes import with_ones
from explorer.core.sampling.field import FloatArray

__all__ = [
    "DecisionGrid",
    "Sensitivity",
    "accuracy",
    "decision_grid",
    "importance",
    "jacobians",
    "layer_norms",
    "sensitivity",
]

_MOST_GRID: Final = 1 << 22


def accuracy(network: Network, X: object, T: object) -> float:
    """The share of samples whose class it names: the likeliest of a softmax, above ½ or not of each other output."""
    inputs, targets = network.checked(X, T)
    outputs = network.predict(inputs)
    if network.activations[-1] == SOFTMAX:
        right = outputs.argmax(axis=1) == targets.argmax(axis=1)
    else:
        right = ((outputs > 0.5) == (targets > 0.5)).all(axis=1)
    return float(right.mean())


def layer_norms(network: Network, X: object, T: object) -> FloatArray:
    """‖∂L/∂(W, b)‖ of every layer, first to last, shape (layers,): small in front means the gradient vanishes."""
    _, weights, biases = network.loss_and_gradients(X, T)
    pairs = zip(weights, biases, strict=True)
    return np.array([np.hypot(np.linalg.norm(weight), np.linalg.norm(bias)) for weight, bias in pairs])


def jacobians(network: Network, X: object) -> FloatArray:
    """∂prediction/∂feature at every sample of (m, in), shape (m, out, in), by backpropagation to the inputs."""
    inputs = checked_inputs(X, network.sizes[0])
    entering, activated = with_ones(inputs), []
    blocks = network.layout.blocks(network.parameters)
    with np.errstate(all="ignore"):
        for block, kind in zip(blocks, network.structure.activations, strict=True):
            rows = np.ones((len(block) + 1, len(inputs)))
            rows[:-1] = block @ entering
            kind.apply(rows[:-1])
            activated.append(rows[:-1])
            entering = rows
        slopes = np.repeat(np.eye(network.sizes[-1])[:, :, None], len(inputs), axis=2)
        for layer in range(len(blocks) - 1, -1, -1):
            kind, outputs = network.structure.activations[layer], activated[layer]
            for slope in slopes:
                kind.times_slope(slope, outputs, np.empty_like(slope))
            slopes = blocks[layer][:, :-1].T @ slopes
    return np.ascontiguousarray(np.moveaxis(slopes, 2, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """How one output answers to each feature at one sample; all arrays (in,).

    ``slopes`` are ∂prediction/∂feature; ``scaled`` are slopes times ``scales``, the change per standard deviation of
    a feature. ``nudges`` are changes of one feature at a time, ``predicted`` the changes of the output that the slopes
    promise for them, ``actual`` those that come.
    """

    prediction: float
    slopes: FloatArray
    scales: FloatArray
    nudges: FloatArray

    actual: FloatArray

    @property
    def scaled(self) -> FloatArray:
        """The slope per standard deviation."""
        return np.asarray(self.slopes * self.scales)

    @property
    def predicted(self) -> FloatArray:
        """Slope times nudge."""
        return np.asarray(self.slopes * self.nudges)


def sensitivity(
    network: Network,
    sample: Sequence[float] | FloatArray,
    output: int = 0,
    scales: FloatArray | None = None,
    nudges: FloatArray | float | None = None,
) -> Sensitivity:
    """The sensitivity of an output at a ``sample`` (in,).

    ``scales`` are the features' standard deviations (1 unless given), ``nudges`` what each is changed by (a tenth of
    its scale unless given). Raises ValueError for an output that there is not.
    """
    if not 0 <= output < network.sizes[-1]:
        raise ValueError(f"the network has outputs 0 to {network.sizes[-1] - 1}, not {output}.")
    here = checked_inputs(np.asarray(sample, dtype=np.float64)[None], network.sizes[0])
    spread = np.ones(network.sizes[0]) if scales is None else np.asarray(scales, dtype=np.float64)
    changes = np.broadcast_to(np.asarray(0.1 * spread if nudges is None else nudges, dtype=np.float64), spread.shape)
    prediction = float(network.predict(here)[0, output])
    moved = network.predict(here + np.diag(changes))[:, output]
    return Sensitivity(prediction, jacobians(network, here)[0, output], spread, changes, moved - prediction)


def importance(network: Network, X: object, output: int = 0) -> tuple[FloatArray, FloatArray]:
    """Mean and mean size of ∂prediction/∂feature per standard deviation over samples (m, in), each shape (in,).

    It tells what the model answers to, near the data, one feature at a time: not what causes what, and of features that
    move together any share of what they do together.
    """
    inputs = checked_inputs(X, network.sizes[0])
    slopes = jacobians(network, inputs)[:, output] * inputs.std(axis=0)
    return slopes.mean(axis=0), np.abs(slopes).mean(axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class DecisionGrid:
    """Outputs on a lattice of two features: ``x`` (columns,), ``y`` (rows,), ``outputs`` (rows, columns, out)."""

    x: FloatArray
    y: FloatArray
    outputs: FloatArray

    @property
    def classes(self) -> FloatArray:
        """The likeliest output, (rows, columns); for a single one 0 or 1, which is above ½."""
        if self.outputs.shape[-1] == 1:
            return np.asarray(self.outputs[..., 0] > 0.5, dtype=np.float64)
        return np.asarray(self.outputs.argmax(axis=-1), dtype=np.float64)


def decision_grid(
    network: Network,
    x: tuple[float, float],
    y: tuple[float, float] | None = None,
    shape: tuple[int, int] = (64, 64),
    features: tuple[int, int] = (0, 1),
    held: Sequence[float] | FloatArray | None = None,
) -> DecisionGrid:
    """What the network says over a window of two of its ``features``, the others ``held`` (in,), 0 by default.

    With one input ``y`` is left out: a fitted curve, one row. Raises ValueError for features that there are not.
    """
    count = network.sizes[0]
    rows, columns = (1, shape[1]) if y is None else shape
    if rows * columns > _MOST_GRID:
        raise ValueError(f"a grid of {rows:,} × {columns:,} is too large.")
    used = features[:1] if y is None else features
    if len(set(used)) < len(used) or not all(0 <= feature < count for feature in used):
        raise ValueError(f"the network has inputs 0 to {count - 1}; choose two different ones, not {features}.")
    samples = np.tile(np.zeros(count) if held is None else np.asarray(held, dtype=np.float64), (rows * columns, 1))
    xs = np.linspace(x[0], x[1], columns)
    ys = np.zeros(1) if y is None else np.linspace(y[0], y[1], rows)
    samples[:, features[0]] = np.tile(xs, rows)
    if y is not None:
        samples[:, features[1]] = np.repeat(ys, columns)
    return DecisionGrid(xs, ys, network.predict(samples).reshape(rows, columns, -1))
