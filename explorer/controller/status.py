"""What happened, in words: the sentence for the status line, and the advice that one click follows."""

from __future__ import annotations

from explorer.controller.pictures import FieldPicture, RunPicture
from explorer.controller.results import Advice, Results
from explorer.controller.run_request import NOT_STARTED
from explorer.core.expression.text import name_text
from explorer.core.numbers import format_value
from explorer.model.learn_settings import FORMULA

__all__ = ["advice", "outcome_sentence", "status_sentence"]

GOOD = "converged"
NO_END = ("diverged", "left the domain")
FIND_WINDOW = Advice("", "function.find_window", "Find a window")
MOST_TOLD = 6  # variables of which a few tell where a run ended
USE_BOWL = Advice("", "descent.use_bowl", "Use the bowl x² + y²")


def status_sentence(results: Results) -> str:
    """The one sentence that matters most now; empty when all is as it should be and nothing runs."""
    if results.problem is not None:
        return results.problem.message
    if results.failures:
        return results.failures[0][1]
    if results.data_report.problem:
        return results.data_report.problem
    trouble: str = getattr(results.function, "trouble", "")
    if trouble:
        return trouble
    if results.picture is not None and results.picture.message:
        return results.picture.message
    if len(results.runs) > 1:
        outcomes = [run.outcome for run in results.runs]
        told = ", ".join(f"{outcomes.count(word)} {word}" for word in dict.fromkeys(outcomes))
        return f"{len(outcomes)} runs: {told}"
    letter = "f" if results.learned.subject == FORMULA else "L"
    return outcome_sentence(results.runs[0], letter) if results.runs else ""


NO_MINIMUM = "There is no minimum that way: f falls without end. Try the same settings on the bowl."


def outcome_sentence(run: RunPicture, letter: str = "f") -> str:
    """How a run ended, with the reason and where; ``letter`` is what the function is called."""
    steps = "1 step" if run.steps == 1 else f"{run.steps} steps"
    told = f"{run.label}: {run.outcome} after {steps}"
    if run.outcome == NOT_STARTED:
        return f"{run.label}: not started. {run.reason}"
    if run.outcome in NO_END:
        return f"{told}. {run.reason}".rstrip() if run.reason else f"{told}."
    value = f"{letter} = {format_value(float(run.values[-1]))}"
    if len(run.variables) > MOST_TOLD:
        return f"{told}, {value}."
    last = run.points[-1] if run.positions is None else run.positions[-1]
    names = [name_text(name) for name in (run.variables or ("x", "y"))[:3]]
    place = ", ".join(f"{name} = {format_value(value, 2)}" for name, value in zip(names, last, strict=False))
    return f"{told} at {place}, {value}."


def advice(results: Results) -> Advice | None:
    """What one click would mend: a window that shows nothing, a function without a minimum."""
    picture = results.picture
    if results.problem is not None:
        return None
    if picture is not None and picture.message and picture.dimension:
        return _with(FIND_WINDOW, picture.message)
    if results.runs and all(run.outcome in NO_END and _unbounded(run, picture) for run in results.runs):
        return _with(USE_BOWL, NO_MINIMUM)
    return None


def _with(kind: Advice, sentence: str) -> Advice:
    return Advice(sentence, kind.action, kind.button)


def _unbounded(run: RunPicture, picture: FieldPicture | None) -> bool:
    """Whether f fell below all that the window shows, so that a smaller step would not have helped."""
    finite = run.values[run.values == run.values]
    return picture is None or not len(finite) or float(finite.min()) < picture.low
