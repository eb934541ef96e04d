"""The doctor's answer for the window, and that its suggestion is one step that mends the run."""

import pytest

from explorer.controller.doctor_edits import mended
from explorer.controller.executor import Cancelled, CancelToken
from explorer.controller.figures import Mark, Stroke
from explorer.controller.studies.doctor import compute_doctor
from explorer.controller.studies.study import StudyInput
from explorer.core.optim.diagnosis import Change
from explorer.model.document import Document, OptimiserSettings, RunSpec


def examined(program, chosen=0, token=None):
    given = StudyInput(program.engine._problem, (), program.engine.results.runs, 0.0, chosen)
    return compute_doctor(given, token or CancelToken())


def run_of(program, formula, start, optimiser="GD", **settings):
    program.intents.enter_formula(formula)
    program.intents.choose_optimiser(optimiser)
    for name, value in settings.items():
        program.intents.set_hyperparameter(name, value)
    program.intents.place_start(*start)
    program.intents.settle()


def test_the_offending_step_is_marked_with_its_steep_direction(program):
    run_of(program, "x²/2 + 50y²", (2.5, 1.0), lr=0.019)
    answer = examined(program)
    mark = next(figure for figure in answer.figures if isinstance(figure, Mark))
    place = program.engine.results.runs[0].points[answer.step]
    assert answer.title == "Zigzags across a ravine"
    assert (mark.x, mark.y) == pytest.approx(tuple(place)) and f"step {answer.step}" in mark.label
    steep = next(figure for figure in answer.figures if isinstance(figure, Stroke))
    assert steep.points[0, 0] == pytest.approx(steep.points[1, 0]) and steep.label == "λ = 100"


def test_rates_and_limits_are_charted(program):
    run_of(program, "x²/2 + 50y²", (2.5, 1.0), lr=0.019)
    rate, condition = examined(program).charts
    limit, used = rate.lines
    assert limit.points[:, 1] == pytest.approx(0.02) and used.points[:, 1] == pytest.approx(0.019)
    assert condition.lines[0].points[:, 1] == pytest.approx(100)


@pytest.mark.parametrize(
    ("formula", "start", "lr", "title"),
    [
        ("x² + y²", (1.0, 2.0), 1.05, "Blown up"),
        ("x² + y²", (1.0, 2.0), 1e-5, "Learning rate too small"),
        ("x² - y² + y⁴/4", (1.0, 0.0), 0.1, "Stopped at a saddle"),
        ("1 - exp(-x² - y²)", (-3.0, -3.0), 0.1, "On a plateau"),
        ("x²y + 3xy³", (1.0, 2.0), 0.01, "No minimum to find"),
    ],
)
def test_one_click_mends_the_run_and_one_undo_takes_it_back(program, formula, start, lr, title):
    run_of(program, formula, start, lr=lr)
    before, outcome = program.store.document, program.engine.results.runs[0].outcome
    answer = examined(program)
    assert answer.title == title
    program.intents.mend_run(answer.run, answer.change)
    again = program.engine.results.runs[0]
    assert again.outcome == "converged" or (outcome == "diverged" and again.outcome != "diverged")
    program.store.undo()
    assert program.store.document == before


def test_a_good_run_needs_no_button(program):
    run_of(program, "x² + y²", (1.0, 2.0), lr=0.1)
    answer = examined(program)
    assert (answer.tone, answer.change, answer.figures) == ("success", None, ())


def test_a_saddle_passed_on_the_way_is_marked_though_the_run_converged(program):
    run_of(program, "x² - y² + y⁴/4", (2.0, 1e-3), lr=0.1)
    answer = examined(program)
    mark = next(figure for figure in answer.figures if isinstance(figure, Mark))
    assert answer.title == "Converged at a minimum" and mark.label == f"saddle, step {answer.step}"
    assert abs(mark.y) < 0.2 and "Held up at a saddle" in answer.also


def test_without_a_run_a_sentence(program):
    assert "Drop a ball" in examined(program).message


def test_it_stops_when_it_is_cancelled(program):
    run_of(program, "x²/2 + 50y²", (2.5, 1.0), lr=0.019)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        examined(program, token=token)


def test_a_change_keeps_what_it_does_not_name():
    first = RunSpec(
        (("x", 1.0), ("y", 2.0)), OptimiserSettings("Adam", (("lr", 3.0), ("betas", (0.8, 0.9)))), 60, noise=0.5
    )
    document = Document(runs=(first, first), same_start=False)
    changed = mended(document, 1, Change("", settings=(("lr", 0.1),)))
    assert changed.runs[0] == first
    assert dict(changed.runs[1].optimiser.hyperparameters) == {"lr": 0.1, "betas": (0.8, 0.9)}
    assert (changed.runs[1].noise, changed.runs[1].steps) == (0.5, 60)
    other = mended(document, 0, Change("", "Momentum", (("lr", 0.2), ("momentum", 0.9))))
    assert dict(other.runs[0].optimiser.hyperparameters) == {"lr": 0.2, "momentum": 0.9}
    cosine = mended(document, 0, Change("", schedule=("Cosine", (("T_max", 60.0),))))
    assert (cosine.runs[0].schedule.name, dict(cosine.runs[0].schedule.keywords)) == ("Cosine", {"T_max": 60.0})
    assert mended(document, 7, Change("", steps=5)) is document


def test_runs_that_start_together_move_together():
    run = RunSpec((("x", 1.0), ("y", 2.0)))
    document = Document(runs=(run, run), same_start=True)
    moved = mended(document, 1, Change("", start=(("x", 0.5),), steps=400))
    assert {spec.start for spec in moved.runs} == {(("x", 0.5), ("y", 2.0))}
    assert {spec.steps for spec in moved.runs} == {400}
