"""A network that suits the data."""

from __future__ import annotations

from msgspec.structs import replace

from explorer.controller.learning.learned import UsedData
from explorer.model.learn_settings import NetworkSettings

__all__ = ["network_defaults"]


def network_defaults(used: UsedData, before: NetworkSettings) -> NetworkSettings:
    """The same hidden layers, with the output and the loss that classes, or numbers, need."""
    if used.is_classes:
        return replace(before, output="sigmoid", loss="cross-entropy")
    return replace(before, output="linear", loss="squared")
