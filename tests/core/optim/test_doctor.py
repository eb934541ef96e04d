"""Diagnoses of constructed cases, and that what is suggested helps when it is done."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer as gx
from explorer.core.callable_objective import CallableObjective
from explorer.core.optim import OPTIMIZERS, Run, descend
from explorer.core.optim.diagnosis import Change, Diagnosis
from explorer.core.optim.doctor import diagnose, diagnose_chunks
from explorer.core.optim.remedies import tried_chunks
from explorer.core.optim.survey import stable_rate

GD = OPTIMIZERS["GD"]


def examined(text: str, start: dict[str, float], optimizer: object, steps: int = 200, **more: object) -> Diagnosis:
    f = gx.parse(text)
    run = descend(f, start, optimizer, steps=steps, **more)  # type: ignore[arg-type]
    return diagnose(f, run, steps)


def made(run: Run, change: Change, steps: int = 200) -> Run:
    assert run.course is not None
    chunks = tried_chunks(run.course.objective, run, change, steps)
    while True:
        try:
            next(chunks)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


@pytest.mark.parametrize("condition", [20, 100, 400])
def test_a_zigzag_names_the_condition_number_and_the_change_mends_it(condition: int) -> None:
    f = gx.parse(f"x²/2 + {condition}y²/2")
    steps = 2 * condition
    run = descend(f, {"x": 5, "y": 1}, GD(lr=1.9 / condition), steps)
    found = diagnose(f, run, steps)
    assert found.kind == "zigzag"
    assert dict(found.evidence)["condition number"] == pytest.approx(condition)
    assert dict(found.evidence)["share of the limit"] == pytest.approx(0.95)
    assert found.step is not None and run.points[found.step, 1] * run.points[found.step + 1, 1] < 0
    assert found.suggestion is not None
    again = made(run, found.suggestion, steps)
    assert again.losses[-1] < 0.1 * run.losses[-1]


def test_plain_descent_just_under_and_just_over_its_limit() -> None:
    below = examined("x² + y²", {"x": 1, "y": 2}, GD(lr=0.98))
    above = examined("x² + y²", {"x": 1, "y": 2}, GD(lr=1.02))
    assert (below.kind, above.kind) == ("overshoot", "blow-up")
    assert dict(above.evidence)["limit"] == pytest.approx(1.0)
    assert above.step == 0
    for found in (below, above):
        assert found.suggestion is not None
        assert dict(found.suggestion.settings)["lr"] == pytest.approx(0.5)
        assert found.suggestion.reason == "half of 2/λ"


@settings(max_examples=25, deadline=None)
@given(st.floats(0.01, 1e3), st.sampled_from(["GD", "Momentum", "Nesterov"]), st.floats(0.0, 0.95))
def test_the_limit_divides_rates_that_hold_from_rates_that_do_not(curvature: float, name: str, momentum: float) -> None:
    f = gx.parse(f"{curvature!r}/2*x²")
    more = {} if name == "GD" else {"momentum": max(momentum, 0.1)}
    run = descend(f, {"x": 1}, OPTIMIZERS[name](lr=1.0, **more), steps=1)
    limit = stable_rate(run, 0, np.array([[curvature]]))
    below = descend(f, {"x": 1}, OPTIMIZERS[name](lr=0.97 * limit, **more), steps=1500)
    above = descend(f, {"x": 1}, OPTIMIZERS[name](lr=1.03 * limit, **more), steps=1500)
    assert below.losses[-1] < 1e-3 * below.losses[0]
    assert above.losses[-1] > 1e3 * above.losses[0]


def test_the_limit_of_adam_is_that_of_its_scaled_curvature() -> None:
    """From a slope that has hardly changed, v̂ is its square: Adam is stable up to 2(1 + β)/(1 − β) |g|/λ."""
    f = gx.parse("50x²")
    run = descend(f, {"x": 1}, OPTIMIZERS["Adam"](lr=1e-9), steps=3)
    limit = stable_rate(run, 2, np.array([[100.0]]))
    assert limit == pytest.approx(2 * 1.9 / 0.1 * 100 / 100, rel=1e-6)


def test_a_saddle_on_the_way_and_a_saddle_at_the_end() -> None:
    held_up = examined("x² - y² + y⁴/4", {"x": 1, "y": 1e-12}, GD(lr=0.1))
    assert held_up.kind == "saddle" and held_up.title == "Held up at a saddle"
    assert dict(held_up.evidence)["least λ"] == pytest.approx(-2, rel=1e-3)
    assert held_up.step is not None and 50 < held_up.step < 90
    stopped = examined("x² - y² + y⁴/4", {"x": 1, "y": 0}, GD(lr=0.1))
    assert stopped.title == "Stopped at a saddle"
    assert stopped.suggestion is not None and stopped.suggestion.start is not None
    assert dict(stopped.suggestion.start)["y"] != 0
    assert "f = −1" in stopped.promise


def test_a_saddle_without_a_minimum_behind_it_is_unbounded() -> None:
    found = examined("x² - y²", {"x": 1, "y": 1e-3}, GD(lr=0.1))
    assert found.kind == "unbounded"
    assert [other.title for other in found.others] == ["Held up at a saddle"]


def test_the_chapters_function_falls_without_bound() -> None:
    found = examined("x²y + 3xy³", {"x": 1, "y": 2}, GD(lr=0.01))
    assert found.kind == "unbounded"
    assert found.suggestion is not None and found.suggestion.bowl
    assert found.step is not None


@pytest.mark.parametrize("text", ["-sigmoid(5x)sigmoid(5y)", "1 - exp(-x² - y²)"])
def test_a_plateau_is_left_by_starting_where_f_slopes(text: str) -> None:
    f = gx.parse(text)
    run = descend(f, {"x": -3, "y": -3}, GD(lr=0.1))
    found = diagnose(f, run, 200)
    assert found.kind == "plateau"
    assert found.suggestion is not None and found.suggestion.start is not None
    assert made(run, found.suggestion).losses[-1] < run.losses[-1]


def test_leaving_the_domain() -> None:
    f = gx.parse("√x + y²")
    run = descend(f, {"x": 1, "y": 1}, GD(lr=0.1))
    found = diagnose(f, run, 200)
    assert (found.kind, found.step) == ("left the domain", len(run))
    assert found.suggestion is not None
    assert made(run, found.suggestion).outcome not in ("left the domain", "diverged")


def test_a_start_in_a_hole_gets_another_start() -> None:
    found = examined("√(x - 10)", {"x": 1}, GD(lr=0.1))
    assert (found.kind, found.step) == ("left the domain", 0)
    assert found.suggestion is not None and found.suggestion.start is not None
    assert dict(found.suggestion.start)["x"] >= 10


@pytest.mark.parametrize("rate", [0.0, 1e-4])
def test_a_tiny_rate_is_raised_to_half_the_limit(rate: float) -> None:
    found = examined("x² + y²", {"x": 1, "y": 2}, GD(lr=rate))
    assert found.kind == "tiny rate"
    assert found.suggestion is not None
    assert dict(found.suggestion.settings)["lr"] == pytest.approx(0.5)


def test_noise_keeps_a_run_from_settling_and_a_falling_rate_lets_it() -> None:
    found = examined("x² + y²", {"x": 1, "y": 2}, GD(lr=0.1), noise=1.0)
    assert found.kind == "noise floor"
    assert found.suggestion is not None and found.suggestion.schedule is not None
    assert found.suggestion.schedule[0] == "Cosine"


def test_adam_with_too_high_a_rate_overshoots_and_a_lower_one_is_suggested() -> None:
    found = examined("x²/2 + 50y²", {"x": 5, "y": 1}, OPTIMIZERS["Adam"](lr=3))
    assert found.kind == "overshoot"
    assert found.suggestion is not None and dict(found.suggestion.settings)["lr"] < 3  # type: ignore[operator]


def test_a_good_run_needs_nothing() -> None:
    found = examined("x² + y²", {"x": 1, "y": 2}, GD(lr=0.1))
    assert (found.kind, found.suggestion, found.others) == ("converged", None, ())


@pytest.mark.parametrize(
    ("text", "start", "optimizer"),
    [
        ("0*x + 3", {"x": 1}, GD(lr=0.1)),
        ("x² + y²", {"x": 1, "y": 1}, GD(lr=1e300)),
        ("x² + y²", {"x": 0, "y": 0}, GD(lr=0.1)),
        ("-x²-y²", {"x": 0, "y": 0}, GD(lr=0.1)),
        ("1/x", {"x": 0}, GD(lr=0.1)),
        ("|x| + 3|y|", {"x": 1.03, "y": 0.7}, GD(lr=0.1)),
        ("x⁴ + y⁴", {"x": 0, "y": 0.1}, OPTIMIZERS["Newton"]()),
        ("x² + y²", {"x": 1, "y": 1}, OPTIMIZERS["GradientFlow"]()),
        ("floor(x)", {"x": 0.5}, OPTIMIZERS["Lion"]()),
        ("exp(x)", {"x": 700}, GD(lr=1)),
    ],
)
def test_bad_runs_are_told_in_a_sentence(text: str, start: dict[str, float], optimizer: object) -> None:
    found = examined(text, start, optimizer, steps=50)
    assert found.title and found.sentence.endswith(".")
    assert all(math.isfinite(value) for _, value in found.evidence)


@pytest.mark.parametrize("name", list(OPTIMIZERS))
def test_every_rule_is_examined(name: str) -> None:
    kind = OPTIMIZERS[name]
    found = examined("(1-x)² + 100(y-x²)²", {"x": -1, "y": 1}, kind(**kind.watched), steps=60)
    assert found.title and found.sentence


def test_no_steps_and_one_step() -> None:
    for steps in (0, 1):
        assert examined("x² + y²", {"x": 1, "y": 1}, GD(lr=0.1), steps=steps).title


def test_it_can_be_stopped_between_pieces() -> None:
    f = gx.parse("x² + 50y²")
    chunks = diagnose_chunks(f, descend(f, {"x": 5, "y": 1}, GD(lr=0.019)), 200)
    assert sum(1 for _ in chunks) > 20


@settings(max_examples=15, deadline=None)
@given(st.floats(1.5, 50), st.floats(0.2, 1.9), st.floats(-3, 3), st.floats(0.5, 3))
def test_what_is_suggested_never_ends_higher(condition: float, share: float, x: float, y: float) -> None:
    f = gx.parse(f"x²/2 + {condition!r}/2*y²")
    run = descend(f, {"x": x, "y": y}, GD(lr=share / condition), steps=80)
    found = diagnose(f, run, 80)
    if found.suggestion is not None:
        assert made(run, found.suggestion, 80).losses[-1] <= run.losses[-1] + 1e-4 * run.losses[0]


def test_a_python_function_is_examined_by_its_numeric_derivatives() -> None:
    f = CallableObjective(lambda x, y: 0.5 * x**2 + 50 * y**2, ("x", "y"))
    run = descend(f, {"x": 5, "y": 1}, GD(lr=0.019))
    found = diagnose(f, run, 200)
    assert found.kind == "zigzag"
    assert dict(found.evidence)["condition number"] == pytest.approx(100, rel=1e-3)
    assert found.suggestion is not None and made(run, found.suggestion).losses[-1] < run.losses[-1]


def test_many_variables_are_examined_without_their_hessian() -> None:
    names = [f"x_{index}" for index in range(70)]
    f = gx.parse(" + ".join(f"{name}²" for name in names))
    run = descend(f, dict.fromkeys(names, 1.0), GD(lr=0.1), steps=50)
    found = diagnose(f, run, 50)
    assert found.title and np.isnan(found.survey.limits).all()
