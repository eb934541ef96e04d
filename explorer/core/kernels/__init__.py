"""Trees compiled to fast numeric functions: on a lattice, at scattered points, at one point."""

from explorer.core.kernels.grid import GridKernel, compile_grid
from explorer.core.kernels.points import PointsKernel, compile_points
from explorer.core.kernels.scalar import ScalarFunction, compile_scalar

__all__ = ["GridKernel", "PointsKernel", "ScalarFunction", "compile_grid", "compile_points", "compile_scalar"]
