"""The study of the worked derivation: one partial, rule by rule, from the formula as typed."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.controller.callables import without_formula
from explorer.controller.executor import CancelToken
from explorer.controller.figures import Figure
from explorer.controller.plots import Plot
from explorer.controller.results import Partial
from explorer.controller.studies.study import StudyInput
from explorer.core.derivation import Derivation, finish, steps_of
from explorer.core.function import Function

__all__ = ["DerivationAnswer", "compute_derivation", "derivation_key"]

NO_VARIABLE = "f has no variable: there is nothing to derive by."


@dataclass(frozen=True, slots=True, eq=False)
class DerivationAnswer:
    """The derivation by ``name``; None with the reason in ``message``.

    ``simplifying`` tells that the symbolic form of its end is awaited.
    """

    name: str = ""
    derivation: Derivation | None = None
    message: str = ""
    simplifying: bool = False
    figures: tuple[Figure, ...] = ()
    plots: tuple[Plot, ...] = ()


def derivation_key(given: StudyInput) -> tuple[object, ...]:
    """The tree, the variable and what is known of its symbolic partial; no number at all."""
    name = _chosen(given)
    known = _partial(given, name)
    return (*given.problem.partials_key, name, None if known is None else known.node)


def compute_derivation(given: StudyInput, token: CancelToken) -> DerivationAnswer:
    """All steps, ending at the simplified partial as soon as that is known."""
    name = _chosen(given)
    function = given.function
    if not name:
        return DerivationAnswer(message=NO_VARIABLE)
    if not isinstance(function, Function):
        return DerivationAnswer(name, message=without_formula("to derive", function))
    known = _partial(given, name)
    steps = steps_of(function, name)
    token.check()
    if known is not None and known.node is not None and known.exact:
        return DerivationAnswer(name, finish(function, name, steps, known.node))
    worked = Function(steps[-1].line, function.variables, function.parameters)
    held = tuple(other for other in function.variables if other != name)
    derivation = Derivation(function, name, worked, tuple(steps), held)
    return DerivationAnswer(name, derivation, simplifying=known is None or (known.node is None and not known.note))


def _chosen(given: StudyInput) -> str:
    """The variable chosen in the panel, else the first axis."""
    chosen = given.choices.derive_by
    return chosen if chosen in given.function.variables else next(iter(given.axes), "")


def _partial(given: StudyInput, name: str) -> Partial | None:
    return next((partial for partial in given.partials if partial.name == name), None)
