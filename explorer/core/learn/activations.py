"""What a neuron does to its weighted sum: value, slope and bend of each activation, all through ``out=``.

Slope and bend are told from the activation a = f(z) itself, which a backward pass has at hand. At a kink they are
the ones of the left side, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from explorer.core.expression.nodes import Apply, Node

__all__ = ["ACTIVATIONS", "LEAK", "SOFTMAX", "Activation", "activation_named"]

Array = Any
LEAK: Final = 0.01
SOFTMAX: Final = "softmax"


@dataclass(frozen=True, slots=True)
class Activation:
    """One activation; ``formula`` and ``slope_formula`` are how a person writes it, of z or of a = f(z).

    ``apply(z)`` changes z in place. ``times_slope(delta, a, scratch)`` multiplies ``delta`` by f′ in place and
    leaves nothing of worth in ``scratch``. ``bend(a)`` is f″. ``node`` makes the tree of f, None for softmax,
    which needs all neurons of its layer.
    """

    name: str
    title: str
    formula: str
    slope_formula: str
    apply: Callable[[Array], None]
    times_slope: Callable[[Array, Array, Array], None]
    bend: Callable[[Array], Array]
    node: Callable[[Node], Node] | None

    def slope(self, activated: Array) -> Array:
        """f′ where f is ``activated``."""
        ones = np.ones_like(activated)
        self.times_slope(ones, activated, np.empty_like(activated))
        return ones


def _sigmoid(z: Array) -> None:
    np.negative(z, z)
    np.exp(z, z)
    np.add(z, 1.0, z)
    np.reciprocal(z, z)


def _times_sigmoid_slope(delta: Array, a: Array, scratch: Array) -> None:
    np.subtract(1.0, a, scratch)
    np.multiply(scratch, a, scratch)
    np.multiply(delta, scratch, delta)


def _tanh(z: Array) -> None:
    np.tanh(z, z)


def _times_tanh_slope(delta: Array, a: Array, scratch: Array) -> None:
    np.multiply(a, a, scratch)
    np.subtract(1.0, scratch, scratch)
    np.multiply(delta, scratch, delta)


def _relu(z: Array) -> None:
    np.maximum(z, 0.0, out=z)


def _times_relu_slope(delta: Array, a: Array, scratch: Array) -> None:
    np.sign(a, scratch)
    np.multiply(delta, scratch, delta)


def _leaky_relu(z: Array) -> None:
    np.maximum(z, LEAK * z, out=z)


def _times_leaky_slope(delta: Array, a: Array, scratch: Array) -> None:
    np.heaviside(a, 0.0, scratch)
    np.multiply(scratch, 1.0 - LEAK, scratch)
    np.add(scratch, LEAK, scratch)
    np.multiply(delta, scratch, delta)


def _softplus(z: Array) -> None:
    np.logaddexp(z, 0.0, z)


def _times_softplus_slope(delta: Array, a: Array, scratch: Array) -> None:
    np.negative(a, scratch)
    np.expm1(scratch, scratch)
    np.negative(scratch, scratch)
    np.multiply(delta, scratch, delta)


def _linear(z: Array) -> None:
    del z


def _times_one(delta: Array, a: Array, scratch: Array) -> None:
    del delta, a, scratch


def _softmax(z: Array) -> None:
    np.subtract(z, z.max(axis=-2, keepdims=True), z)
    np.exp(z, z)
    np.divide(z, z.sum(axis=-2, keepdims=True), z)


def _times_softmax_jacobian(delta: Array, a: Array, scratch: Array) -> None:
    np.multiply(delta, a, scratch)
    np.subtract(delta, scratch.sum(axis=-2, keepdims=True), delta)
    np.multiply(delta, a, delta)


def _no_bend(a: Array) -> Array:
    return np.zeros_like(a)


def _sigmoid_bend(a: Array) -> Array:
    return a * (1.0 - a) * (1.0 - 2.0 * a)


def _softplus_bend(a: Array) -> Array:
    slope = -np.expm1(-a)
    return slope * (1.0 - slope)


def _of(operator: str) -> Callable[[Node], Node]:
    return lambda z: Apply(operator, (z,))


_KINDS: Final = (
    Activation(
        "sigmoid",
        "Sigmoid",
        "σ(z) = 1/(1 + e^(−z))",
        "σ′ = a(1 − a)",
        _sigmoid,
        _times_sigmoid_slope,
        _sigmoid_bend,
        _of("sigmoid"),
    ),
    Activation(
        "tanh",
        "Tanh",
        "tanh(z)",
        "tanh′ = 1 − a²",
        _tanh,
        _times_tanh_slope,
        lambda a: -2.0 * a * (1.0 - a * a),
        _of("tanh"),
    ),
    Activation(
        "relu",
        "ReLU",
        "max(0, z)",
        "1 where z > 0, else 0",
        _relu,
        _times_relu_slope,
        _no_bend,
        _of("relu"),
    ),
    Activation(
        "leaky_relu",
        "Leaky ReLU",
        "z where z > 0, else 0.01z",
        "1 where z > 0, else 0.01",
        _leaky_relu,
        _times_leaky_slope,
        _no_bend,
        _of("leaky_relu"),
    ),
    Activation(
        "softplus",
        "Softplus",
        "ln(1 + e^z)",
        "σ(z) = 1 − e^(−a)",
        _softplus,
        _times_softplus_slope,
        _softplus_bend,
        _of("softplus"),
    ),
    Activation("linear", "Linear", "z", "1", _linear, _times_one, _no_bend, lambda z: z),
    Activation(
        SOFTMAX,
        "Softmax",
        "e^(zᵢ)/Σ e^(zⱼ)",
        "∂aᵢ/∂zⱼ = aᵢ(δᵢⱼ − aⱼ)",
        _softmax,
        _times_softmax_jacobian,
        _no_bend,
        None,
    ),
)

ACTIVATIONS: Final[Mapping[str, Activation]] = {kind.name: kind for kind in _KINDS}
"""The activations by name; softmax is for a last layer only."""

_ALIASES: Final = {"identity": "linear", "σ": "sigmoid", "leakyrelu": "leaky_relu", "logistic": "sigmoid"}


def activation_named(name: object) -> Activation:
    """The activation of that name. Raises ValueError with the names that there are."""
    text = name.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(name, str) else ""
    found = ACTIVATIONS.get(_ALIASES.get(text, text))
    if found is None:
        raise ValueError(f"there is no activation {name!r}; choose among {', '.join(ACTIVATIONS)}.")
    return found
