"""How a race ended, in words: who came to rest where, and who came to no end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.controller.pictures import RunPicture
from explorer.controller.race_table import arrival
from explorer.core.numbers import format_value
from explorer.core.sampling.field import FloatArray
from explorer.model.document import Document

__all__ = ["RaceWords", "race_words"]

SAME_PLACE = 0.04  # of the window's diagonal: ends nearer than this are one
NOTHING = 1e-12
LOWEST = "in the lowest"
AT_REST = ("converged", "out of steps", "stalled")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


@dataclass(frozen=True, slots=True)
class RaceWords:
    """A headline, what it says in full, and the meaning of its sign: "success", "warning" or "error"."""

    headline: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True, eq=False)
class _End:
    """A place where runs ended."""

    runs: list[RunPicture]

    @property
    def place(self) -> FloatArray:
        return _last(self.runs[0])

    @property
    def value(self) -> float:
        return min(float(run.values[-1]) for run in self.runs)

    @property
    def told(self) -> str:
        return format_value(0.0 if abs(self.value) < NOTHING else self.value)

    @property
    def rests(self) -> bool:
        return any(run.outcome != "out of steps" for run in self.runs)

    @property
    def settled(self) -> bool:
        return any(run.outcome == "converged" for run in self.runs)


def race_words(document: Document, runs: tuple[RunPicture, ...]) -> RaceWords | None:
    """What is to be said about all runs together, None without a run."""
    if not runs:
        return None
    if len(runs) == 1:
        word = runs[0].outcome
        tone = "success" if word == "converged" else "error" if word not in AT_REST else "warning"
        return RaceWords(_capital(word), runs[0].reason, tone)
    ends = _ends(runs, _reach(document))
    headline = f"{_starts(runs)}, {_places(ends)}."
    sentences = _about_ends(ends, runs, document) + _about_others(runs)
    tone = "success" if any(end.settled for end in ends) else "warning" if ends else "error"
    return RaceWords(headline, " ".join(sentences), tone)


def _last(run: RunPicture) -> FloatArray:
    return np.asarray(run.points[-1] if run.positions is None else run.positions[-1], dtype=float)


def _reach(document: Document) -> float:
    window = document.window
    return SAME_PLACE * float(np.hypot(window.x_max - window.x_min, window.y_max - window.y_min))


def _ends(runs: Sequence[RunPicture], reach: float) -> list[_End]:
    """The places at which runs ended, the lowest first."""
    ends: list[_End] = []
    for run in runs:
        if run.outcome not in AT_REST:
            continue
        near = [end for end in ends if float(np.linalg.norm(end.place - _last(run))) <= reach]
        if near:
            near[0].runs.append(run)
        else:
            ends.append(_End([run]))
    return sorted(ends, key=lambda end: end.value)


def _starts(runs: Sequence[RunPicture]) -> str:
    first = [run for run in runs if run.parent is None] or list(runs)
    count = len({tuple(run.points[0].tolist()) for run in first})
    return "Same start" if count == 1 else f"{_capital(_count(count))} starts"


def _places(ends: Sequence[_End]) -> str:
    if not ends:
        return "no end"
    noun = "valley" if all(end.settled for end in ends) else "place"
    return f"{_count(len(ends))} {noun}{'s' if len(ends) != 1 else ''}"


def _about_ends(ends: Sequence[_End], runs: Sequence[RunPicture], document: Document) -> list[str]:
    if not ends:
        return []
    if len(ends) == 1:
        return [_about_one_end(ends[0], len(runs), document)]
    start = np.asarray(runs[0].points[0] if runs[0].positions is None else runs[0].positions[0])
    nearest = min(ends, key=lambda end: float(np.linalg.norm(end.place - start)))
    told = []
    for end in sorted(ends, key=lambda end: end is not nearest):
        where = "in the nearest minimum" if end is nearest and end.settled else ""
        where = LOWEST if end is ends[0] and end is not nearest else where
        where = "in the nearest minimum, the lowest of all" if end is ends[0] and end is nearest else where
        told.append(_stop(end, where))
    return told


def _stop(end: _End, where: str) -> str:
    one = len(end.runs) == 1
    verb = ("stops" if one else "stop") if end.rests else ("still moves" if one else "still move")
    lowest = ", the lowest so far" if where == LOWEST else ""
    place = f" {where}, f = {end.told}." if where and end.rests else f" at f = {end.told}{lowest}."
    return f"{_names(end.runs)} {verb}{place}"


def _about_one_end(end: _End, total: int, document: Document) -> str:
    who = "All" if len(end.runs) == total and total > 2 else "Both" if len(end.runs) == total else _names(end.runs)
    verb = "arrives" if len(end.runs) == 1 else "arrive"
    told = f"{who} {verb} at f = {end.told}"
    steps = sorted(
        ((step, run.label) for run in end.runs if (step := arrival(run, document.tolerance)) is not None),
    )
    if not steps:
        return f"{told}, none within the tolerance yet."
    if len(end.runs) == 1:
        return f"{told}, within the tolerance at step {steps[0][0]}."
    if len(steps) == 1:
        return f"{told}; only {steps[0][1]} is within the tolerance, at step {steps[0][0]}."
    if steps[0][0] == steps[-1][0]:
        return f"{told} in {steps[0][0]} steps."
    return f"{told}: {steps[0][1]} first, in {steps[0][0]} steps, {steps[-1][1]} last, in {steps[-1][0]}."


def _about_others(runs: Sequence[RunPicture]) -> list[str]:
    told = []
    for word, singular, plural in (
        ("diverged", "diverges", "diverge"),
        ("left the domain", "leaves the domain of f", "leave the domain of f"),
        ("not started", "could not begin", "could not begin"),
    ):
        those = [run for run in runs if run.outcome == word]
        if those:
            verb = singular if len(those) == 1 else plural
            reason = f": {_lower(those[0].reason)}" if len({run.reason for run in those}) == 1 else "."
            told.append(f"{_names(those)} {verb}{reason}")
    return told


def _names(runs: Sequence[RunPicture]) -> str:
    names = [run.label for run in runs]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
