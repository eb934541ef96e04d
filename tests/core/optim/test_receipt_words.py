"""The sentence that says why a step went where it went, case by case."""

import pytest

import explorer as gx
from explorer.core.optim import OPTIMIZERS, SCHEDULES, descend, receipt
from explorer.core.optim.finding_words import number_words
from explorer.core.optim.receipt_words import term_words, why


def told(text, start, optimizer, step, steps=60, **more):
    run = descend(gx.parse(text), start, optimizer, steps, **more)
    return why(run, receipt(run, step), step)


@pytest.mark.parametrize(
    ("name", "settings", "step", "words"),
    [
        ("GD", {"lr": 0.01}, 1, "Straight downhill: the slope, ‖∇f‖ = 2.24, times the learning rate 0.01."),
        ("GD", {"lr": 0.01, "maximize": True}, 3, "set to climb"),
        ("GD", {"lr": 0.01, "weight_decay": 3.0}, 3, "Weight decay pulls towards the origin"),
        ("Momentum", {"lr": 0.01}, 40, "% of the way comes from slopes met before"),
        ("Adam", {"lr": 0.1}, 1, "Every variable moves by about the learning rate 0.1"),
        ("Lion", {"lr": 0.1}, 2, "Only signs count"),
        ("LineSearch", {}, 1, "as far as the search along that line"),
        ("Newton", {}, 1, "the bottom of the bowl"),
    ],
)
def test_each_rule_has_its_reason(name, settings, step, words):
    text = "x² + y²" if name in ("Newton", "LineSearch") else "2x + y"
    assert words in told(text, {"x": 2, "y": 3}, OPTIMIZERS[name](**settings), step)


def test_a_schedule_that_lowered_the_rate_is_named():
    sentence = told("2x + y", {"x": 2, "y": 3}, OPTIMIZERS["GD"](lr=0.1), 50, schedule=SCHEDULES["Cosine"](T_max=60))
    assert sentence.startswith("The schedule has lowered the rate from 0.1 to ")


def test_noise_larger_than_the_slope_is_named():
    assert "Noise decides" in told("0.01x", {"x": 2}, OPTIMIZERS["GD"](lr=0.1), 3, noise=1.0)


def test_a_step_too_long_and_a_step_that_is_nothing():
    assert "f rises by" in told("x²", {"x": 1}, OPTIMIZERS["GD"](lr=1.2), 1)
    assert "The step is nothing" in told("x²", {"x": 1}, OPTIMIZERS["GD"](lr=0.0), 1)
    assert "goes uphill, to a saddle or a maximum" in told("cos(x)", {"x": 0.3}, OPTIMIZERS["Newton"](), 1)


def test_momentum_that_carries_on_against_the_slope():
    run = descend(gx.parse("x²"), {"x": 1}, OPTIMIZERS["Momentum"](lr=0.05), 60)
    passed = next(step for step in range(2, 60) if run.points[step - 1, 0] < 0)
    sentence = why(run, receipt(run, passed + 1), passed + 1)
    assert sentence.startswith("−∇f points back up the path, yet the velocity still remembers the slope behind")


def test_one_letter_has_one_meaning_in_each_rule():
    f = gx.parse("x²")
    for name, symbol, words in (("Momentum", "v", "velocity"), ("Adam", "v", "mean square"), ("Lion", "s", "its sign")):
        run = descend(f, {"x": 1}, OPTIMIZERS[name](lr=0.1), 3)
        assert term_words(receipt(run, 2), symbol) == words


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (100.0, "100"), (0.018, "0.018"), (-1.8, "−1.8"), (1e-8, "10⁻⁸"), (-1e-8, "−10⁻⁸"), (2.5e9, "2.5·10⁹")],
)
def test_numbers_in_sentences_are_short(value, text):
    assert number_words(value) == text
    assert number_words(float("inf")) == "∞" and number_words(float("nan")) == "undefined"
