"""A model, its loss and its partials as formulas; what they say is what the loss computes."""

import re

import pytest

from explorer.core.learn.generators import generate
from explorer.core.learn.loss import loss
from explorer.core.numbers import format_value
from explorer.export.formula import typeset
from explorer.export.loss_rows import fit_row, mean_numbers_row, mean_row, model_row

LINE, MOONS = generate("line", 20, 0.5), generate("moons", 20, 0.1)
LOSSES = {
    "squared": loss("w*x + b", LINE, "y"),
    "absolute": loss("a + b*x + c*x^2", LINE, "y", "absolute"),
    "huber": loss("a*exp(-k x)", LINE, "y", "huber", 0.1, 0.05, delta=0.5),
    "logistic": loss("σ(w_1 x_1 + w_2 x_2 + b)", MOONS, "y", "cross-entropy"),
    "probability": loss("0.5 + arctan(w x_1 + b)/π", MOONS, "y", "cross-entropy", 0, 0.1),
}


def test_the_model_and_its_loss_stand_side_by_side():
    assert model_row(LOSSES["squared"].trees.root).text == "ŷ = wx + b"
    assert fit_row(LOSSES["squared"]).text.split("    ")[1] == "L = 1/n Σ (ŷᵢ − yᵢ)²"
    assert fit_row(LOSSES["absolute"]).text.endswith("L = 1/n Σ |ŷᵢ − yᵢ|")
    assert fit_row(LOSSES["huber"]).text.endswith("L = 1/n Σ H_0.5(ŷᵢ − yᵢ) + 0.1 Σ |p| + 0.05 Σ p²")
    assert "ln(1 − ŷᵢ)" in fit_row(LOSSES["logistic"]).text


def test_partials_are_means_with_the_rows_index_at_columns_only():
    assert mean_row(LOSSES["squared"], "b").text == "∂L/∂b = 2/n Σ (ŷᵢ − yᵢ)"
    assert mean_row(LOSSES["squared"], "w").text == "∂L/∂w = 2/n Σ (ŷᵢ − yᵢ)·x_i"
    assert mean_row(LOSSES["logistic"], "w_1").text == "∂L/∂w₁ = 1/n Σ (ŷᵢ − yᵢ)·x_1i"
    assert "(ŷᵢ(1 − ŷᵢ))" in mean_row(LOSSES["probability"], "b").text


@pytest.mark.parametrize("case", LOSSES)
def test_every_row_is_typeset(case):
    for row in (fit_row(LOSSES[case]), *(mean_row(LOSSES[case], name) for name in LOSSES[case].variables)):
        assert typeset([row], 20.0).width > 60
        assert "…" not in row.text


@pytest.mark.parametrize("case", LOSSES)
def test_the_numbers_are_factor_times_sum_plus_penalty(case):
    objective = LOSSES[case]
    point = {name: 0.3 * (place + 1) for place, name in enumerate(objective.variables)}
    gradient = objective.gradient(point)
    for name, value in zip(objective.variables, gradient, strict=True):
        text = mean_numbers_row(objective, name, float(value), point[name]).text.replace("−", "-")
        above, below, total, rest, result = re.fullmatch(
            r"(\d+)/(\d+) · \(?(-?[\d.]+)\)?(?: ([+-] [\d.]+))? = (-?[\d.]+)", text
        ).groups()
        penalty = float(rest.replace(" ", "")) if rest else 0.0
        assert float(above) / float(below) * float(total) + penalty == pytest.approx(float(result), abs=2e-3)
        assert result == format_value(float(value)).replace("−", "-")
