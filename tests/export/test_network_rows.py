"""Rows of a network's formula: as text, of every depth, and that all of them can be typeset."""

import pytest

from explorer.export.formula import typeset
from explorer.export.network_rows import network_loss_row, network_row, says_row


@pytest.mark.parametrize(
    ("activations", "text"),
    [
        (("sigmoid",), "ŷ = σ(W₁ x + b₁)"),
        (("tanh", "sigmoid"), "ŷ = σ(W₂ tanh(W₁ x + b₁) + b₂)"),
        (("relu", "linear"), "ŷ = W₂ ReLU(W₁ x + b₁) + b₂"),
        (("linear", "sigmoid"), "ŷ = σ(W₂ (W₁ x + b₁) + b₂)"),
        (("tanh", "relu", "linear"), "ŷ = W₃ ReLU(W₂ tanh(W₁ x + b₁) + b₂) + b₃"),
        (("tanh",) * 4 + ("sigmoid",), "ŷ = σ(W₅ a₄ + b₅), aₗ = tanh(Wₗ aₗ₋₁ + bₗ), a₀ = x"),
        (("tanh", "relu", "tanh", "linear"), "ŷ = W₄ a₃ + b₄, aₗ = φₗ(Wₗ aₗ₋₁ + bₗ), a₀ = x"),
    ],
)
def test_what_a_network_says(activations, text):
    assert says_row(activations).text == text


@pytest.mark.parametrize(
    ("loss", "text"),
    [
        ("squared", "L = 1/n Σ (ŷᵢ − yᵢ)²"),
        ("half-squared", "L = 1/(2n) Σ (ŷᵢ − yᵢ)²"),
        ("cross-entropy", "L = −1/n Σ [yᵢ ln ŷᵢ + (1 − yᵢ) ln(1 − ŷᵢ)]"),
    ],
)
def test_its_loss(loss, text):
    assert network_loss_row(loss).text == text


@pytest.mark.parametrize("depth", range(5))
@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "relu", "leaky_relu", "softplus", "linear"])
def test_every_row_is_typeset(depth, kind):
    row = network_row((kind,) * depth + ("sigmoid",), "cross-entropy")
    picture = typeset((row,), 18)
    assert picture.width > 100 and "<mtext>" not in (row.markup or "")
