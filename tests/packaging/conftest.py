"""The scripts of packaging/ import each other by plain names, as a program run from there does."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
