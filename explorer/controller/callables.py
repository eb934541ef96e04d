"""Python functions as formulas: the text that stands for one, and what is said where a formula would be needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from explorer.controller.results import ExploredFunction, FormulaProblem
from explorer.core.callable_objective import CallableObjective
from explorer.core.expression.nodes import Node

__all__ = [
    "NO_FORMULA",
    "callable_text",
    "callables_by_text",
    "is_callable_text",
    "lost_problem",
    "no_formula",
    "tree_of",
    "without_formula",
]

PREFIX: Final = "Python: "
LONGEST: Final = 80
NO_FORMULA: Final = "A Python function has no formula"


def callable_text(objective: CallableObjective) -> str:
    """What stands in a document for a Python function: its title, which no formula looks like."""
    title = " ".join(objective.title.replace("<lambda>", "a function").split())
    return PREFIX + (title if len(title) <= LONGEST else title[: LONGEST - 1] + "…")


def callables_by_text(objectives: Iterable[CallableObjective]) -> Mapping[str, CallableObjective]:
    """Python functions by the text that stands for them."""
    return {callable_text(objective): objective for objective in objectives}


def is_callable_text(text: str) -> bool:
    """Whether a text stands for a Python function, known here or not."""
    return text.startswith(PREFIX)


def lost_problem(text: str) -> FormulaProblem:
    """Why a Python function that is not here cannot be shown."""
    name = text.removeprefix(PREFIX)
    return FormulaProblem(
        f"{name} was a Python function of the program that opened it, and no file keeps one.",
        0,
        len(text),
        "Call explorer.show with it again, or type a formula.",
    )


def tree_of(function: ExploredFunction | None) -> Node | None:
    """The tree of a formula; None for a function that is none."""
    root = getattr(function, "root", None)
    return root if isinstance(root, Node) else None


def without_formula(purpose: str, function: object = None) -> str:
    """``A Python function has no formula to derive.``, with the name of what the function is."""
    return f"{no_formula(function)} {purpose}."


def no_formula(function: object = None) -> str:
    """``A network's loss has no short formula``."""
    called = getattr(function, "called", "")
    return f"{called} has no short formula" if called else NO_FORMULA
