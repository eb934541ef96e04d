"""Which class makes which panel; order, words and icons are in :mod:`explorer.controller.panels`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from explorer.views.panels.derivation_panel import DerivationPanel
from explorer.views.panels.panel import Panel

__all__ = ["FACTORIES"]

FACTORIES: Final[Mapping[str, Callable[[], Panel]]] = {
    "derivation": DerivationPanel,
}
"""Panels that show studies, by identity; each is made once, with the window."""
