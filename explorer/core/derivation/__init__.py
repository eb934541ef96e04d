"""Worked steps of a partial derivative, as data: rule, piece, line, sentence."""

from explorer.core.derivation.derive import derive, finish, steps_of
from explorer.core.derivation.display import FOLDED_FROM, line_mathml, line_tree
from explorer.core.derivation.steps import Derivation, Step
from explorer.core.derivation.work import MOST_STEPS, worked_steps

__all__ = [
    "FOLDED_FROM",
    "MOST_STEPS",
    "Derivation",
    "Step",
    "derive",
    "finish",
    "line_mathml",
    "line_tree",
    "steps_of",
    "worked_steps",
]
