"""Models to begin with, written with the columns that there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from explorer.controller.learning.learned import UsedData
from explorer.model.learn_settings import FitSettings

__all__ = ["QuickModel", "model_changes", "quick_models"]

LETTERS: Final = ("w", "b", "a", "c", "k", "m", "p", "q", "r", "s", "u", "v")
MOST_INPUTS: Final = 9


@dataclass(frozen=True, slots=True)
class QuickModel:
    """A word for a button, the model's text, and why it does not suit the data ("" if it does)."""

    word: str
    text: str
    is_probability: bool = False
    obstacle: str = ""


def quick_models(used: UsedData) -> tuple[QuickModel, ...]:
    """What the buttons offer: for one input curves, for several a plane; σ of it for classes."""
    names = _free(used)
    w, b, a, c, k = (names[letter] for letter in ("w", "b", "a", "c", "k"))
    not_classes = "" if used.is_classes else f"{used.data.titles.get(used.target, used.target)} is not 0 or 1"
    if len(used.inputs) > 1:
        plane = " + ".join((*(f"{w}_{place}*{x}" for place, x in enumerate(used.inputs[:MOST_INPUTS], 1)), b))
        return QuickModel("Plane", plane), QuickModel("Logistic", f"σ({plane})", True, not_classes)
    x = used.inputs[0]
    return (
        QuickModel("Line", f"{w}*{x} + {b}"),
        QuickModel("Quadratic", f"{a} + {b}*{x} + {c}*{x}^2"),
        QuickModel("Exponential", f"{a}*exp(-{k}*{x})"),
        QuickModel("Logistic", f"σ({w}*{x} + {b})", True, not_classes),
    )


def model_changes(model: QuickModel, fit: FitSettings) -> dict[str, object]:
    """The settings that change when a model is chosen: a probability asks for cross-entropy, nothing else does."""
    if model.is_probability:
        return {"model": model.text, "loss": "cross-entropy"}
    return {"model": model.text, "loss": "squared" if fit.loss == "cross-entropy" else fit.loss}


def _free(used: UsedData) -> dict[str, str]:
    """A letter for each parameter, another one where a column has that name."""
    taken = {name.partition("_")[0] for name in used.data.names}
    spare = [letter for letter in LETTERS if letter not in taken]
    chosen: dict[str, str] = {}
    for letter in ("w", "b", "a", "c", "k"):
        found = letter if letter in spare else next(s for s in spare if s not in ("w", "b", "a", "c", "k"))
        spare.remove(found)
        chosen[letter] = found
    return chosen
