"""Schedules: closed forms, the marks that PyTorch's documentation gives, and what cannot be scheduled."""

import math

import numpy as np
import pytest

import explorer
from explorer.core.optim import SCHEDULES, Sequence

STEPS = np.arange(12)


def test_the_examples_of_torchs_documentation():
    assert np.allclose(
        SCHEDULES["Constant"](factor=0.5, total_iters=4).rates(0.05, STEPS[:6]), [0.025] * 4 + [0.05] * 2
    )
    ramp = [0.025, 0.03125, 0.0375, 0.04375, 0.05, 0.05]
    assert np.allclose(SCHEDULES["WarmUp"](start_factor=0.5, total_iters=4).rates(0.05, STEPS[:6]), ramp)
    halves = SCHEDULES["Step"](step_size=30, gamma=0.1)
    assert [halves.rate(0.05, step) for step in (0, 29, 30, 59, 60)] == pytest.approx([0.05, 0.05, 5e-3, 5e-3, 5e-4])


def test_exponential_is_a_geometric_sequence():
    rates = SCHEDULES["Exponential"](gamma=0.9).rates(2.0, STEPS)
    assert np.allclose(rates[1:] / rates[:-1], 0.9, rtol=1e-14) and rates[0] == 2.0


def test_cosine_begins_at_the_rate_and_turns_at_its_least():
    wave = SCHEDULES["Cosine"](T_max=6, eta_min=0.01)
    rates = wave.rates(0.1, STEPS)
    assert rates[0] == pytest.approx(0.1) and rates[6] == pytest.approx(0.01)
    assert np.allclose(rates[:7], wave.rates(0.1, 12 - STEPS[:7]))
    assert rates[3] == pytest.approx((0.1 + 0.01) / 2)


def test_one_cycle_peaks_where_it_should_and_stays_at_its_end():
    cycle = SCHEDULES["OneCycle"](max_lr=0.5, total_steps=101, pct_start=0.2)
    rates = cycle.rates(123.0, np.arange(140))
    peak = 0.2 * 101 - 1
    assert rates[0] == pytest.approx(0.5 / 25) and abs(int(np.argmax(rates)) - peak) < 1
    assert (
        np.allclose(rates[100:], 0.5 / 25 / 1e4)
        and (np.diff(rates[:19]) > 0).all()
        and (np.diff(rates[20:101]) < 0).all()
    )
    momenta = cycle.momenta(np.arange(140))
    assert momenta[0] == pytest.approx(0.95) and momenta.min() == pytest.approx(0.85, abs=1e-3)
    assert SCHEDULES["OneCycle"](cycle_momentum=False).momenta(STEPS) is None


def test_the_greatest_rate_of_a_cycle_is_the_optimisers_own_if_none_is_given():
    assert SCHEDULES["OneCycle"](div_factor=10.0).rate(0.3, 0) == pytest.approx(0.03)


def test_warm_up_comes_before_any_schedule():
    whole = SCHEDULES["Exponential"](gamma=0.5).warmed_up(total_iters=4, start_factor=0.2)
    assert np.allclose(whole.rates(1.0, np.arange(7)), [0.2, 0.4, 0.6, 0.8, 1.0, 0.5, 0.25])
    assert isinstance(whole, Sequence) and whole == SCHEDULES["Exponential"](gamma=0.5).warmed_up(4, 0.2)


def test_a_sequence_moves_the_momentum_only_where_a_part_does():
    cycle = SCHEDULES["OneCycle"](total_steps=50)
    momenta = cycle.warmed_up(3).momenta(np.arange(6))
    assert np.isnan(momenta[:3]).all() and momenta[3:] == pytest.approx(cycle.momenta(np.arange(3)))


def test_a_run_under_a_schedule_is_a_product_of_its_factors():
    schedule = SCHEDULES["Cosine"](T_max=30)
    bowl, start = explorer.parse("x^2 + y^2"), {"x": 1.0, "y": -2.0}
    run = explorer.descend(bowl, start, explorer.OPTIMIZERS["GD"](lr=0.2), steps=40, schedule=schedule)
    factors = np.cumprod([1 - 2 * 0.1 * (1 + math.cos(math.pi * t / 30)) for t in range(40)])
    assert np.allclose(run.points[1:], factors[:, None] * [1.0, -2.0], rtol=1e-12)
    assert np.allclose(run.learning_rates, schedule.rates(0.2, np.arange(40)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: SCHEDULES["Step"](step_size=0),
        lambda: SCHEDULES["Step"](step_size=2.5),
        lambda: SCHEDULES["WarmUp"](start_factor=0.0),
        lambda: SCHEDULES["WarmUp"](end_factor=1.5),
        lambda: SCHEDULES["Cosine"](T_max=math.nan),
        lambda: SCHEDULES["OneCycle"](anneal_strategy="sine"),
        lambda: SCHEDULES["OneCycle"](pct_start=2.0),
        lambda: Sequence((SCHEDULES["Constant"](),), (3,)),
        lambda: Sequence((SCHEDULES["Constant"](),) * 3, (5, 2)),
    ],
)
def test_settings_that_make_no_sense(make):
    with pytest.raises(ValueError, match=r"\.$"):
        make()


def test_what_has_no_learning_rate_cannot_be_scheduled():
    f, start = explorer.parse("x^2 + y^2"), {"x": 1.0, "y": 1.0}
    with pytest.raises(ValueError, match="no learning rate"):
        explorer.descend(f, start, explorer.OPTIMIZERS["GradientFlow"](), schedule=SCHEDULES["Step"]())
    with pytest.raises(TypeError, match="SCHEDULES"):
        explorer.descend(f, start, explorer.OPTIMIZERS["GD"](), schedule="cosine")
