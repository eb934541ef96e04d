"""Whatever the settings: a run ends in words, its receipts add up, and its forks go on as it did."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import explorer
from explorer.core.optim import OPTIMIZERS, SCHEDULES, Sequence, descend, receipt, resume

FUNCTIONS = [
    explorer.parse(text)
    for text in (
        "(1-x)^2 + 100(y-x^2)^2",
        "x²y + 3xy³",
        "3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)e^(-x^2-y^2)",
        "ln(x+4) + √(y+3) + |x y|",
        "sin(x) cosh(y) / x",
    )
]
WORDS = {"converged", "diverged", "stalled", "left the domain", "out of steps"}


def values_of(setting):
    if setting.kind == "switch":
        return st.booleans()
    if setting.kind == "choice":
        return st.sampled_from(setting.choices)
    low, high = setting.slider
    numbers = st.integers(int(low), min(int(high), 30)) if setting.whole else st.floats(low, high)
    if setting.kind == "pair":
        return st.tuples(*(numbers for _ in setting.symbols))
    return st.one_of(st.just(setting.default), numbers)


def made(kind):
    keywords = st.fixed_dictionaries({}, optional={setting.name: values_of(setting) for setting in kind.settings})
    return keywords.map(lambda chosen: attempt(kind, chosen)).filter(lambda value: value is not None)


def attempt(kind, keywords):
    try:
        return kind(**keywords)
    except ValueError as error:
        assert str(error).endswith(".")
        return None


optimisers = st.sampled_from(list(OPTIMIZERS)).flatmap(lambda name: made(OPTIMIZERS[name]))
schedules = st.sampled_from(list(SCHEDULES)).flatmap(lambda name: made(SCHEDULES[name]))
coordinates = st.floats(-3, 3)


@given(
    st.sampled_from(FUNCTIONS), coordinates, coordinates, optimisers, st.none() | schedules, st.sampled_from([0, 0.3])
)
@settings(max_examples=120)
def test_a_run_ends_in_words_and_can_be_taken_apart(f, x, y, optimiser, schedule, noise):
    schedule = schedule if "lr" in optimiser.values else None
    run = descend(f, {"x": x, "y": y}, optimiser, 12, schedule=schedule, noise=noise, seed=1)
    assert run.outcome in WORDS and run.reason.endswith(".")
    if len(run) == 0:
        return
    assert np.isfinite(run.points).all()
    for step in {1, len(run)}:
        paid = receipt(run, step)
        assert np.array_equal(paid.position + paid.delta, run.points[step])
        total, size = sum(part.values for part in paid.parts), sum(np.abs(part.values) for part in paid.parts)
        # Denormal numbers have no relative precision.
        assert (np.abs(total - paid.delta) <= 1e-9 * size + 1e-300).all()
    half = len(run) // 2
    assert np.array_equal(resume(run, half).points, run.points[half:])


@given(schedules, schedules, st.floats(1e-6, 10))
@settings(max_examples=60)
def test_a_schedules_rates_are_finite_and_never_negative(one, other, base):
    steps = np.arange(500)
    for schedule in (one, Sequence((one, other), (70,)), one.warmed_up(9)):
        rates = schedule.rates(base, steps)
        assert rates.shape == (500,) and np.isfinite(rates).all() and (rates >= -1e-12).all()
        assert np.array_equal(rates[123:130], schedule.rates(base, steps[123:130]))
