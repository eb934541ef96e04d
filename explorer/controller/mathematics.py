"""What the engine asks of core, as one bundle of functions, so that its tests can hand in small ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from explorer.controller.field_request import Verdict
from explorer.controller.problem import Parse
from explorer.controller.results import ExploredFunction
from explorer.controller.run_request import Descend
from explorer.controller.symbolic_process import SymbolicAnswer, SymbolicTask
from explorer.core.expression.nodes import Node

__all__ = ["FindWindow", "Mathematics", "SymbolicClient"]

FindWindow: TypeAlias = Callable[
    [ExploredFunction, tuple[str, str], Mapping[str, float]], tuple[float, float, float, float] | None
]


@dataclass(frozen=True, slots=True)
class Mathematics:
    """Read a text; judge a field; descend; find a window that shows something; differentiate plainly."""

    parse: Parse
    verdict: Verdict
    descend: Descend
    find_window: FindWindow
    derivative: Callable[[Node, str], Node]


class SymbolicClient(Protocol):
    """What is asked of :class:`~explorer.controller.symbolic_process.SymbolicProcess`."""

    def request(
        self,
        kind: str,
        payload: SymbolicTask,
        on_result: Callable[[SymbolicAnswer], None],
        on_failure: Callable[[str], None],
    ) -> None:
        """Ask instead of whatever of that kind was asked before; one callback follows on the UI thread."""
        ...

    def cancel(self, kind: str) -> None:
        """Drop what was asked of that kind."""
        ...
