"""A network that suits the data, and one with another shape."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from explorer.controller.learning.learned import UsedData
from explorer.model.learn_settings import NetworkSettings

__all__ = ["MOST_LAYERS", "MOST_NEURONS", "network_defaults", "with_activation", "with_layers", "with_width"]

MOST_LAYERS: Final = 4
MOST_NEURONS: Final = 16
USUAL_WIDTH: Final = 4


def network_defaults(used: UsedData, before: NetworkSettings) -> NetworkSettings:
    """The same hidden layers, with the output and the loss that classes, or numbers, need."""
    if used.is_classes:
        return replace(before, output="sigmoid", loss="cross-entropy")
    return replace(before, output="linear", loss="squared")


def with_width(network: NetworkSettings, layer: int, width: int) -> NetworkSettings:
    """So many neurons in a hidden layer (from 0), at least 1 and at most :data:`MOST_NEURONS`."""
    width = min(max(int(width), 1), MOST_NEURONS)
    hidden = tuple(width if index == layer else size for index, size in enumerate(network.hidden))
    return replace(network, hidden=hidden)


def with_activation(network: NetworkSettings, layer: int, name: str) -> NetworkSettings:
    """Another activation of a hidden layer (from 0)."""
    names = tuple(name if index == layer else kind for index, kind in enumerate(network.activations))
    return replace(network, activations=names)


def with_layers(network: NetworkSettings, count: int) -> NetworkSettings:
    """So many hidden layers, 0 to :data:`MOST_LAYERS`; those added at the end are like the last."""
    count = min(max(int(count), 0), MOST_LAYERS)
    hidden, kinds = network.hidden[:count], network.activations[:count]
    width, kind = (hidden[-1], kinds[-1]) if hidden else (USUAL_WIDTH, "tanh")
    missing = count - len(hidden)
    return replace(network, hidden=hidden + (width,) * missing, activations=kinds + (kind,) * missing)
