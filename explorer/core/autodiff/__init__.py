"""Derivatives of expression trees without SymPy: forward (tree to tree) and reverse (numbers)."""

from explorer.core.autodiff.forward import derivative, hessian, partials
from explorer.core.autodiff.reverse import Trace, reverse_gradient

__all__ = ["Trace", "derivative", "hessian", "partials", "reverse_gradient"]
