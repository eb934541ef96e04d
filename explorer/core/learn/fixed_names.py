"""What an objective without sliders has in common with a formula."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

__all__ = ["FixedNames"]


class FixedNames:
    """An objective all of whose numbers are variables, in an order that is its own."""

    variables: tuple[str, ...]

    def with_parameters(self, **values: float) -> Self:
        """Itself. Raises ValueError for any name: there are no parameters besides the variables."""
        if values:
            raise ValueError(f"There is no parameter {next(iter(values))} besides the variables.")
        return self

    def with_variables(self, variables: Sequence[str]) -> Self:
        """Itself for its own variables. Raises ValueError for others."""
        if tuple(variables) != self.variables:
            raise ValueError(f"This is a function of {', '.join(self.variables[:6])}, in that order.")
        return self
