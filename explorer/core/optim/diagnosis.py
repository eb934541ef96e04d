"""What the doctor says of a run, and what it advises, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from explorer.core.optim.hyperparameters import Value
from explorer.core.optim.survey import Survey

__all__ = ["Change", "Diagnosis", "Finding", "Kind"]

Kind: TypeAlias = Literal[
    "converged",
    "zigzag",
    "overshoot",
    "blow-up",
    "unbounded",
    "plateau",
    "saddle",
    "maximum",
    "tiny rate",
    "left the domain",
    "noise floor",
    "slow valley",
    "unfinished",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a run shows: ``title`` in a few words, one ``sentence`` with numbers.

    ``step`` is where it shows, counted along ``run.points``; None for nowhere in particular.
    ``evidence`` are the numbers behind it by name.
    """

    kind: Kind
    title: str
    sentence: str
    step: int | None = None
    evidence: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What to do otherwise: the words of the button, and the settings that change (None: as they are).

    ``reason`` says what its number is, such as "half of 2/λ".

    ``settings`` are those of ``optimizer``, or of the run's own where that is None; ``schedule`` is a
    name of SCHEDULES with its settings. ``bowl`` tells to descend x² + y² instead.
    """

    words: str
    optimizer: str | None = None
    settings: tuple[tuple[str, Value], ...] = ()
    schedule: tuple[str, tuple[tuple[str, Value], ...]] | None = None
    start: tuple[tuple[str, float], ...] | None = None
    steps: int | None = None
    bowl: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """The main finding of a run, what else it shows, how f bends on its way, and a change that helps.

    ``suggestion`` was tried unless it is the bowl, and ``promise`` says what came of it; None where
    nothing needs mending, or nothing that was tried helped.
    """

    finding: Finding
    others: tuple[Finding, ...]
    survey: Survey
    suggestion: Change | None
    promise: str

    @property
    def kind(self) -> Kind:
        """The main finding's kind."""
        return self.finding.kind

    @property
    def title(self) -> str:
        """The main finding in a few words."""
        return self.finding.title

    @property
    def sentence(self) -> str:
        """The main finding with its numbers."""
        return self.finding.sentence

    @property
    def step(self) -> int | None:
        """Where it shows."""
        return self.finding.step

    @property
    def evidence(self) -> tuple[tuple[str, float], ...]:
        """The numbers behind it."""
        return self.finding.evidence
