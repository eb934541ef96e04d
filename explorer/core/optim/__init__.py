"""Descent: update rules, the loop that follows them, and the words for how it ended."""

from __future__ import annotations

from explorer.core.optim.descent import Run, descend, descend_chunks
from explorer.core.optim.learning_rate import propose_learning_rate
from explorer.core.optim.optimiser import Optimizer
from explorer.core.optim.registry import OPTIMIZERS

__all__ = ["OPTIMIZERS", "Optimizer", "Run", "descend", "descend_chunks", "propose_learning_rate"]
