"""What an action is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explorer.controller.actions.context import Context

__all__ = ["Action"]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    ``id`` never changes; ``title`` is what menus show, ``&`` before its mnemonic; ``shortcut`` is
    in Qt's portable spelling, alternatives separated by ``|``. ``group`` separates a menu's parts.
    ``enabled`` None means always, ``checked`` None that there is nothing to tick. ``icon`` names a
    file of ``resources/icons``.
    """

    id: str
    title: str
    menu: str
    function: Callable[[Context], None]
    group: str = ""
    shortcut: str = ""
    tooltip: str = ""
    icon: str = ""
    enabled: Callable[[Context], bool] | None = None
    checked: Callable[[Context], bool] | None = None

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """The shortcut and its alternatives."""
        return tuple(part.strip() for part in self.shortcut.split("|") if part.strip())
