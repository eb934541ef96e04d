"""Descent: update rules, schedules, the loop that follows them, and the words for how it ended."""

from __future__ import annotations

from explorer.core.optim.descent import Run, descend, descend_chunks
from explorer.core.optim.doctor import Diagnosis, diagnose, diagnose_chunks
from explorer.core.optim.learning_rate import propose_learning_rate
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.race import Runner, race, race_chunks
from explorer.core.optim.receipt import Receipt, receipt
from explorer.core.optim.registry import OPTIMIZERS
from explorer.core.optim.resume import resume, resume_chunks, state_at
from explorer.core.optim.schedules import SCHEDULES, Schedule, Sequence

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "Diagnosis",
    "Optimizer",
    "Receipt",
    "Run",
    "Runner",
    "Schedule",
    "Sequence",
    "descend",
    "descend_chunks",
    "diagnose",
    "diagnose_chunks",
    "propose_learning_rate",
    "race",
    "race_chunks",
    "receipt",
    "resume",
    "resume_chunks",
    "state_at",
]
