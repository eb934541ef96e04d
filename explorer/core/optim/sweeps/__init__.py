"""Sweeps: many descents at once, over starts (basins) or over hyperparameters."""

from __future__ import annotations

from explorer.core.optim.sweeps.basins import BasinMap, BasinSearch
from explorer.core.optim.sweeps.rate_finder import RateCurve, RateFinder
from explorer.core.optim.sweeps.tuning import SettingMap, SettingSearch, Swept

__all__ = ["BasinMap", "BasinSearch", "RateCurve", "RateFinder", "SettingMap", "SettingSearch", "Swept"]
