"""The optimisers by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from explorer.core.optim.adam import Adam, Adamax, AdamW, AMSGrad, NAdam, RAdam
from explorer.core.optim.adaptive import Adadelta, AdaGrad, Lion, RMSProp
from explorer.core.optim.gradient_flow import GradientFlow
from explorer.core.optim.lbfgs import LBFGS
from explorer.core.optim.line_search import LineSearch
from explorer.core.optim.newton import Newton
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.quasi_newton import BFGS
from explorer.core.optim.rules import GD, Momentum, Nesterov

__all__ = ["OPTIMIZERS"]


class _Registry(Mapping[str, type[Optimizer]]):
    """Name → class. Iterating gives each optimiser once; PyTorch's spellings are found too."""

    def __init__(self, classes: tuple[type[Optimizer], ...], aliases: dict[str, str]) -> None:
        self._classes = {kind.name: kind for kind in classes}
        self._aliases = aliases

    def __getitem__(self, name: str) -> type[Optimizer]:
        known = self._classes.get(self._aliases.get(name, name))
        if known is None:
            raise KeyError(f"no optimiser is called {name!r}; there are {', '.join(self._classes)}")
        return known

    def __contains__(self, name: object) -> bool:
        return name in self._classes or name in self._aliases

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)

    def __repr__(self) -> str:
        return f"OPTIMIZERS({', '.join(self._classes)})"


_KINDS: Final[tuple[type[Optimizer], ...]] = (
    GD,
    Momentum,
    Nesterov,
    AdaGrad,
    RMSProp,
    Adadelta,
    Adam,
    AMSGrad,
    AdamW,
    NAdam,
    RAdam,
    Adamax,
    Lion,
    Newton,
    BFGS,
    LBFGS,
    LineSearch,
    GradientFlow,
)

OPTIMIZERS: Final[Mapping[str, type[Optimizer]]] = _Registry(
    _KINDS, {"SGD": "GD", "Adagrad": "AdaGrad", "RMSprop": "RMSProp"}
)
"""Every optimiser by its name, and by PyTorch's spelling where that differs."""
