"""A fully connected network: its weights, what it says, what it is blamed for, and how it is trained."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.learn.activations import SOFTMAX, Activation, activation_named
from explorer.core.learn.network_data import checked_inputs, checked_targets
from explorer.core.learn.network_layout import (
    MOST_HIDDEN,
    MOST_INPUTS,
    MOST_WIDTH,
    Layout,
    Views,
    initial_parameters,
)
from explorer.core.learn.network_losses import loss_named
from explorer.core.learn.passes import Passes, Structure, with_ones
from explorer.core.optim.noise import checked_seed
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.schedule import Schedule
from explorer.core.sampling.field import FloatArray

if TYPE_CHECKING:
    from explorer.core.learn.network_training import Training

__all__ = ["Network"]


class Network:
    """Layers of ``sizes`` (inputs, hidden …, outputs), every neuron joined to all of the layer before.

    ``activations`` names one for each layer after the inputs: sigmoid, tanh, relu, leaky_relu, softplus, linear, and
    for the last one also softmax. One name alone is for all hidden layers. By default hidden layers have tanh, and
    the last is linear, or sigmoid for cross-entropy.

    ``loss``: "squared" (mean over samples and outputs), "half-squared" (Σ½(y − t)² of a sample, mean over samples) or
    "cross-entropy" (of outputs that are probabilities; with softmax, targets are one-hot). The first weights are
    decided by ``initialisation`` and ``seed``; :meth:`reset` brings them back.

    ``weights`` and ``biases`` are lists of float64 arrays (out, in) and (out,), a layer each: views of the flat
    vector :attr:`parameters`, and settable. Raises ValueError or TypeError for settings that make no sense.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: Sequence[str] | str | None = None,
        loss: str = "squared",
        seed: int = 0,
        initialisation: str = "xavier",
    ) -> None:
        layers = _checked_sizes(sizes)
        kinds = _chosen(activations, len(layers) - 1, loss)
        self.structure = Structure(Layout(layers), kinds, loss_named(loss, kinds[-1], layers[-1]))
        self.seed, self.initialisation = checked_seed(seed), initialisation
        self._flat = initial_parameters(self.layout, initialisation, self.seed)
        self._set_views()

    def _set_views(self) -> None:
        self._blocks = self.layout.blocks(self._flat)
        self._weights = Views(block[:, :-1] for block in self._blocks)
        self._biases = Views(block[:, -1] for block in self._blocks)

    # What it is

    @property
    def layout(self) -> Layout:
        """Where each weight stands in :attr:`parameters`."""
        return self.structure.layout

    @property
    def sizes(self) -> tuple[int, ...]:
        """Inputs, hidden neurons of each layer, outputs."""
        return self.layout.sizes

    @property
    def activations(self) -> tuple[str, ...]:
        """The name of each layer's activation."""
        return tuple(kind.name for kind in self.structure.activations)

    @property
    def loss(self) -> str:
        """The name of the loss."""
        return self.structure.loss.name

    @property
    def names(self) -> tuple[str, ...]:
        """The name of every number in :attr:`parameters`: w_123 to neuron 2 of layer 1 from input 3, b_12."""
        return self.layout.names

    @property
    def parameters(self) -> FloatArray:
        """All weights and biases, shape (count,): the numbers themselves, not a copy."""
        return self._flat

    @parameters.setter
    def parameters(self, values: object) -> None:
        given = np.asarray(values, dtype=np.float64)
        if given.shape != self._flat.shape:
            raise ValueError(f"this network has {len(self._flat)} weights and biases, not the shape {given.shape}.")
        self._flat[:] = given

    @property
    def weights(self) -> list[FloatArray]:
        """(out, in) of each layer; setting one, or all, copies the numbers."""
        return self._weights

    @weights.setter
    def weights(self, values: Iterable[object]) -> None:
        self._weights.set_all(values)

    @property
    def biases(self) -> list[FloatArray]:
        """(out,) of each layer; setting one, or all, copies the numbers."""
        return self._biases

    @biases.setter
    def biases(self, values: Iterable[object]) -> None:
        self._biases.set_all(values)

    def reset(self, seed: int | None = None) -> None:
        """Back to the first weights, or to those of another ``seed``."""
        if seed is not None:
            self.seed = checked_seed(seed)
        self._flat[:] = initial_parameters(self.layout, self.initialisation, self.seed)

    def copy(self) -> Network:
        """Another network with the same weights."""
        other = Network.__new__(Network)
        other.structure, other.seed, other.initialisation = self.structure, self.seed, self.initialisation
        other._flat = self._flat.copy()
        other._set_views()
        return other

    def __copy__(self) -> Network:
        return self.copy()

    def __deepcopy__(self, memo: object) -> Network:
        return self.copy()

    # What it says

    def predict(self, X: object) -> FloatArray:
        """Its outputs (m, out) for samples (m, in); for a single sample (in,) shape (out,)."""
        inputs = checked_inputs(X, self.sizes[0])
        passes = self._passes(inputs, np.zeros((len(inputs), self.sizes[-1])))
        outputs = passes.outputs()
        return outputs[0] if np.ndim(X) == 1 and self.sizes[0] > 1 else outputs  # type: ignore[arg-type]

    def loss_at(self, X: object, T: object) -> float:
        """The loss over samples (m, in) with targets (m, out)."""
        with np.errstate(all="ignore"):
            return self._passes(*self.checked(X, T)).value()

    def loss_and_gradients(self, X: object, T: object) -> tuple[float, list[FloatArray], list[FloatArray]]:
        """The loss, ∂L/∂W (out, in) of each layer, ∂L/∂b (out,) of each layer."""
        passes = self._passes(*self.checked(X, T))
        with np.errstate(all="ignore"):
            loss = passes.value_and_gradient()
        blocks = self.layout.blocks(passes.gradient)
        return loss, [block[:, :-1].copy() for block in blocks], [block[:, -1].copy() for block in blocks]

    def checked(self, X: object, T: object) -> tuple[FloatArray, FloatArray]:
        """Samples (m, in) and targets (m, out) as arrays. Raises ValueError or TypeError with row and column."""
        inputs = checked_inputs(X, self.sizes[0])
        last = self.structure.activations[-1]
        return inputs, checked_targets(T, len(inputs), self.sizes[-1], self.structure.loss, last)

    def _passes(self, inputs: FloatArray, targets: FloatArray) -> Passes:
        return Passes(self.structure, with_ones(inputs), np.ascontiguousarray(targets.T), self._flat)

    # Training

    def train(
        self,
        X: object,
        T: object,
        optimizer: Optimizer,
        steps: int = 100,
        batch_size: int | None = None,
        schedule: Schedule | None = None,
        seed: int = 0,
    ) -> FloatArray:
        """Change the weights in ``steps`` steps of ``optimizer``; the losses over all rows, shape (steps + 1,).

        With a ``batch_size`` each step's slope is that of so many rows, drawn anew without repeats in every epoch as
        ``seed`` decides. Where the loss stops being finite, training stops at the last weights that had one and
        the losses after it are NaN. Raises ValueError or TypeError for settings that make no sense.
        """
        chunks = self.train_chunks(X, T, optimizer, steps, batch_size, schedule, seed, seconds=1.0)
        while True:
            try:
                next(chunks)
            except StopIteration as end:
                training: Training = end.value
                return training.padded(steps)

    def train_chunks(
        self,
        X: object,
        T: object,
        optimizer: Optimizer,
        steps: int = 100,
        batch_size: int | None = None,
        schedule: Schedule | None = None,
        seed: int = 0,
        seconds: float = 0.012,
        **recorded: Any,
    ) -> Generator[Training, None, Training]:
        """:meth:`train` in pieces of about ``seconds``: yields the training under way, and returns it.

        Stop iterating to cancel: the weights stay as they are by then. ``recorded`` is what
        :class:`~explorer.core.learn.network_training.Training` takes besides.
        """
        from explorer.core.learn.network_training import Training, checked_training_steps

        count = checked_training_steps(steps)
        training = Training(self, X, T, optimizer, batch_size, schedule, seed, **recorded)
        yield from training.chunks(count, seconds)
        return training

    def __repr__(self) -> str:
        shape = "-".join(map(str, self.sizes))
        return f"<Network {shape}, {', '.join(self.activations)}, {self.loss} loss>"


def _checked_sizes(sizes: Sequence[int]) -> tuple[int, ...]:
    if isinstance(sizes, (str, bytes)) or not all(
        isinstance(size, (int, np.integer)) and not isinstance(size, bool) for size in sizes
    ):
        raise TypeError(f"the sizes must be whole numbers such as [2, 4, 1], not {sizes!r}.")
    layers = tuple(int(size) for size in sizes)
    if not 2 <= len(layers) <= MOST_HIDDEN + 2:
        raise ValueError(f"a network has inputs, outputs and up to {MOST_HIDDEN} hidden layers, not {list(layers)}.")
    if not 1 <= layers[0] <= MOST_INPUTS:
        raise ValueError(f"a network has 1 to {MOST_INPUTS} inputs, not {layers[0]}.")
    for size in layers[1:]:
        if not 1 <= size <= MOST_WIDTH:
            raise ValueError(f"a layer has 1 to {MOST_WIDTH} neurons, not {size}.")
    return layers


def _chosen(activations: Sequence[str] | str | None, layers: int, loss: str) -> tuple[Activation, ...]:
    last = "sigmoid" if loss == "cross-entropy" else "linear"
    if activations is None or isinstance(activations, str):
        names = [activations or "tanh"] * (layers - 1) + [last]
    else:
        names = list(activations)
    if len(names) != layers:
        raise ValueError(f"{layers} layers after the inputs need {layers} activations, not {len(names)}.")
    kinds = tuple(activation_named(name) for name in names)
    if any(kind.name == SOFTMAX for kind in kinds[:-1]):
        raise ValueError("softmax is for the last layer only: it makes the outputs a distribution.")
    return kinds
