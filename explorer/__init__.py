"""Gradient Explorer: surfaces, contours, partial derivatives and gradient descent of any function.

The public names below are loaded when first used, so that ``import explorer`` stays light: it
loads neither Qt nor SymPy nor NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.core.analysis.approximation import quadratic_approximation, tangent_plane
    from explorer.core.analysis.constrained import ConstrainedPoint, constrained_extrema
    from explorer.core.analysis.critical import CriticalPoint, critical_points
    from explorer.core.analysis.direction import directional_derivative
    from explorer.core.derivation import Derivation, Step, derive
    from explorer.core.function import Function, parse
    from explorer.core.learn.dataset import DataSet
    from explorer.core.learn.errors import DataError
    from explorer.core.learn.loss import loss
    from explorer.core.learn.minimum import Minimum, minimize
    from explorer.core.learn.network import Network
    from explorer.core.learn.reading import load_data
    from explorer.core.notation.errors import NotationError
    from explorer.core.objective import Objective
    from explorer.core.optim import OPTIMIZERS, Run, descend
    from explorer.core.sampling.field import Field
    from explorer.core.sampling.sample import sample
    from explorer.model.session import open_session, save_session
    from explorer.show import show

__version__ = "0.1.0"

__all__ = [
    "OPTIMIZERS",
    "ConstrainedPoint",
    "CriticalPoint",
    "DataError",
    "DataSet",
    "Derivation",
    "Field",
    "Function",
    "Minimum",
    "Network",
    "NotationError",
    "Objective",
    "Run",
    "Step",
    "constrained_extrema",
    "critical_points",
    "derive",
    "descend",
    "directional_derivative",
    "load_data",
    "loss",
    "minimize",
    "open_session",
    "parse",
    "quadratic_approximation",
    "sample",
    "save_session",
    "show",
    "tangent_plane",
]

_HOMES = {
    "OPTIMIZERS": "explorer.core.optim",
    "ConstrainedPoint": "explorer.core.analysis.constrained",
    "CriticalPoint": "explorer.core.analysis.critical",
    "DataError": "explorer.core.learn.errors",
    "DataSet": "explorer.core.learn.dataset",
    "Derivation": "explorer.core.derivation",
    "Field": "explorer.core.sampling.field",
    "Function": "explorer.core.function",
    "Minimum": "explorer.core.learn.minimum",
    "Network": "explorer.core.learn.network",
    "NotationError": "explorer.core.notation.errors",
    "Objective": "explorer.core.objective",
    "Run": "explorer.core.optim",
    "Step": "explorer.core.derivation",
    "constrained_extrema": "explorer.core.analysis.constrained",
    "critical_points": "explorer.core.analysis.critical",
    "derive": "explorer.core.derivation",
    "descend": "explorer.core.optim",
    "directional_derivative": "explorer.core.analysis.direction",
    "load_data": "explorer.core.learn.reading",
    "loss": "explorer.core.learn.loss",
    "minimize": "explorer.core.learn.minimum",
    "open_session": "explorer.model.session",
    "parse": "explorer.core.function",
    "quadratic_approximation": "explorer.core.analysis.approximation",
    "sample": "explorer.core.sampling.sample",
    "save_session": "explorer.model.session",
    "show": "explorer.show",
    "tangent_plane": "explorer.core.analysis.approximation",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its home when first used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'explorer' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
