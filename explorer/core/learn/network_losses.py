"""What a network is blamed for: losses of its last layer, told from the weighted sums z so that none overflows.

With a = f(z) the outputs, t the targets, m samples and k outputs:

* **squared**: Σ(a − t)²/(mk); **half-squared**: Σ½(a − t)²/m;
* **cross-entropy** of sigmoid outputs: −Σ(t ln a + (1 − t) ln(1 − a))/(mk), as
  max(z, 0) − tz + ln(1 + e^(−|z|)); of a softmax: −Σ t ln a/m, as ln Σe^z − Σtz. Either way δ = a − t, shared out.

Arrays have the outputs on the last axis but one and the samples on the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from explorer.core.learn.activations import SOFTMAX, Activation
from explorer.core.sampling.field import FloatArray

__all__ = ["LOSSES", "CrossEntropy", "NetworkLoss", "Squared", "loss_named"]

Array = Any


@dataclass(frozen=True, slots=True)
class NetworkLoss:
    """A loss of the last layer; ``formula`` and ``delta_formula`` are how a person writes it and ∂L/∂z."""

    name: str
    title: str
    formula: str
    delta_formula: str

    def share(self, samples: int, outputs: int, last: Activation) -> float:
        """What the sum over samples and outputs is multiplied by."""
        raise NotImplementedError

    def delta(self, z: Array, targets: Array, last: Activation, delta: Array, scratch: Array, share: float) -> float:
        """The loss's sum times ``share``; turns ``z`` into the outputs and ``delta`` into ∂L/∂z."""
        raise NotImplementedError

    def terms(self, z: Array, targets: Array, last: Activation) -> FloatArray:
        """Each sample's sum over the outputs, shape (…, samples); ``z`` is lost."""
        raise NotImplementedError

    def sums(self, z: Array, targets: Array, last: Activation) -> FloatArray:
        """The sum over samples and outputs, shape (…); ``z`` is lost."""
        return np.asarray(self.terms(z, targets, last).sum(axis=-1))


@dataclass(frozen=True, slots=True)
class Squared(NetworkLoss):
    """Squared distances, halved or not."""

    halved: bool

    def share(self, samples: int, outputs: int, last: Activation) -> float:
        """See :meth:`NetworkLoss.share`."""
        del last
        return 0.5 / samples if self.halved else 1.0 / (samples * outputs)

    def delta(self, z: Array, targets: Array, last: Activation, delta: Array, scratch: Array, share: float) -> float:
        """See :meth:`NetworkLoss.delta`."""
        last.apply(z)
        np.subtract(z, targets, delta)
        flat = delta.ravel()
        total = float(flat.dot(flat)) * share
        np.multiply(delta, 2.0 * share, delta)
        last.times_slope(delta, z, scratch)
        return total

    def terms(self, z: Array, targets: Array, last: Activation) -> FloatArray:
        """See :meth:`NetworkLoss.terms`."""
        last.apply(z)
        np.subtract(z, targets, z)
        np.multiply(z, z, z)
        return np.asarray(z[..., 0, :] if z.shape[-2] == 1 else z.sum(axis=-2))

    def sums(self, z: Array, targets: Array, last: Activation) -> FloatArray:
        """See :meth:`NetworkLoss.sums`."""
        last.apply(z)
        np.subtract(z, targets, z)
        return np.asarray(np.einsum("...ij,...ij->...", z, z))


@dataclass(frozen=True, slots=True)
class CrossEntropy(NetworkLoss):
    """Surprise at the targets, of outputs that are probabilities."""

    def share(self, samples: int, outputs: int, last: Activation) -> float:
        """See :meth:`NetworkLoss.share`; the outputs of a softmax are one distribution."""
        return 1.0 / samples if last.name == SOFTMAX else 1.0 / (samples * outputs)

    def delta(self, z: Array, targets: Array, last: Activation, delta: Array, scratch: Array, share: float) -> float:
        """See :meth:`NetworkLoss.delta`."""
        if last.name == SOFTMAX:
            np.copyto(delta, z)
            total = float(self.terms(delta, targets, last).sum()) * share
            last.apply(z)
        else:
            np.abs(z, delta)
            np.negative(delta, delta)
            np.exp(delta, delta)
            np.log1p(delta, delta)
            np.maximum(z, 0.0, out=scratch)
            total = (float(delta.sum() + scratch.sum()) - float(z.ravel().dot(targets.ravel()))) * share
            last.apply(z)
        np.subtract(z, targets, delta)
        np.multiply(delta, share, delta)
        return total

    def terms(self, z: Array, targets: Array, last: Activation) -> FloatArray:
        """See :meth:`NetworkLoss.terms`."""
        if last.name == SOFTMAX:
            np.subtract(z, z.max(axis=-2, keepdims=True), z)
            chosen = (z * targets).sum(axis=-2)
            return np.asarray(np.log(np.exp(z).sum(axis=-2)) - chosen)
        linear = np.maximum(z, 0.0)
        linear -= z * targets
        np.abs(z, z)
        np.negative(z, z)
        np.exp(z, z)
        np.log1p(z, z)
        np.add(z, linear, z)
        return np.asarray(z[..., 0, :] if z.shape[-2] == 1 else z.sum(axis=-2))


_KINDS: Final[tuple[NetworkLoss, ...]] = (
    Squared("squared", "Squared", "L = Σ(a − t)²/(mk)", "∂L/∂z = 2(a − t)·f′(z)/(mk)", False),
    Squared("half-squared", "Half squared", "L = Σ½(a − t)²/m", "∂L/∂z = (a − t)·f′(z)/m", True),
    CrossEntropy("cross-entropy", "Cross-entropy", "L = −Σ t ln a + (1 − t) ln(1 − a), averaged", "∂L/∂z = (a − t)/m"),
)

LOSSES: Final[Mapping[str, NetworkLoss]] = {kind.name: kind for kind in _KINDS}
"""The losses of a network by name."""


def loss_named(name: object, last: Activation, outputs: int) -> NetworkLoss:
    """The loss of that name. Raises ValueError where there is none, or the outputs are no probabilities."""
    text = name.strip().lower().replace("_", "-").replace(" ", "-") if isinstance(name, str) else ""
    found = LOSSES.get(text)
    if found is None:
        raise ValueError(f"there is no loss {name!r}; choose among {', '.join(LOSSES)}.")
    if last.name == SOFTMAX and outputs < 2:
        raise ValueError("a softmax needs two outputs or more: with one it always says 1; use sigmoid there.")
    if isinstance(found, CrossEntropy) and last.name not in ("sigmoid", SOFTMAX):
        raise ValueError(
            f"cross-entropy needs outputs that are probabilities, which {last.name} gives none of: "
            "make the last activation sigmoid or softmax."
        )
    return found
