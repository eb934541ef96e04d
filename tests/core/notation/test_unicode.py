"""Unicode: raised and lowered characters, roots, signs in their many shapes, mathematical alphabets."""

import math

import pytest

import explorer
from explorer.core.notation import NotationError

X, Y, Z, N = 0.7, 1.3, 0.4, 2.0
POINT = {"x": X, "y": Y, "z": Z, "n": N, "α": 0.6, "β": 0.9, "θ": 0.5, "x_1": 1.1, "x_12": 1.9, "x_i": 0.2}

RAISED = {
    "x²y + 3xy³": X**2 * Y + 3 * X * Y**3,
    "x²³": X**23,
    "x⁻¹": 1 / X,
    "x⁻²y": Y / X**2,
    "x⁺²": X**2,
    "xⁿ": X**2,
    "xⁿ⁺¹": X**3,
    "x⁽ⁿ⁺¹⁾": X**3,
    "2ˣ": 2**X,
    "2ˣʸ": 2 ** (X * Y),
    "e⁻ˣ": math.exp(-X),
    "e⁻ˣ²": math.exp(-(X**2)),
    "e^x²": math.exp(X**2),
    "(x+y)²": (X + Y) ** 2,
    "2²x": 4 * X,
    "−x²": -(X**2),
    "sin²x+cos²x": 1.0,
    "sin⁻¹x": math.asin(X),
    "x²^y": (X**2) ** Y,
    "|x|²": X**2,
}
LOWERED = {
    "x₁": 1.1,
    "x₁₂": 1.9,
    "xᵢ": 0.2,
    "x₁²": 1.1**2,
    "2x₁x₁₂": 2 * 1.1 * 1.9,
    "log₂8": 3.0,
    "log₂ x": math.log2(X),
    "log₁₀(x)": math.log10(X),
}
ROOTS = {
    "√x": math.sqrt(X),
    "√2x": math.sqrt(2) * X,
    "√(x)y": math.sqrt(X) * Y,
    "√(x²+y²)": math.hypot(X, Y),
    "√x²": X,
    "√√x": X**0.25,
    "2√x": 2 * math.sqrt(X),
    "x√y": X * math.sqrt(Y),
    "∛x": X ** (1 / 3),
    "∛(−8)": -2.0,
    "∜x": X**0.25,
    "³√x": X ** (1 / 3),
    "⁵√x": X**0.2,
    "y ³√x": Y**3 * math.sqrt(X),
}
SIGNS = {
    "x·y": X * Y,
    "x×y": X * Y,
    "x⋅y": X * Y,
    "x∙y": X * Y,
    "x∗y": X * Y,
    "x\u2062y": X * Y,
    "sin\u2061x": math.sin(X),
    "x−y": X - Y,
    "x–y": X - Y,
    "x‐y": X - Y,
    "x÷y": X / Y,
    "x∕y": X / Y,
    "x⁄y": X / Y,
    "x\u00a0y": X * Y,
    "x\u2009+\u3000y": X + Y,
    "{x ≤ 0.7: 1, 2}": 1.0,
    "{x ⩾ 0.8: 1, 2}": 2.0,
    "{x ≠ 0.7: 1, 2}": 2.0,
    "{x > 0 ∧ y > 2: 1, 2}": 2.0,
    "{x > 0 ∨ y > 2: 1, 2}": 1.0,
    "{¬ x > 0: 1, 2}": 2.0,
    "⌊2.7⌋": 2.0,
    "⌈2.1⌉": 3.0,
    "2⌊3x⌋": 4.0,
    "∣x−y∣": Y - X,
    "2½x": 2.5 * X,
    "½x²": X**2 / 2,
    "⅓x": X / 3,
    "x^½": math.sqrt(X),
    "30°": math.pi / 6,
    "sin 30°": 0.5,
    "f(x, y) ≔ x": X,
}
LETTERS = {
    "αx": 0.6 * X,
    "αβ": 0.6 * 0.9,
    "2πx": math.tau * X,
    "τ": math.tau,
    "𝑥 + 𝐲": X + Y,
    "𝑥²": X**2,
    "𝛼𝑥": 0.6 * X,
    "𝜋": math.pi,
    "𝟐𝒙": 2 * X,
    "ℯ^x": math.exp(X),
    "ｘ＊ｙ": X * Y,
    "（ｘ＋１）": X + 1,
    "cosθ": math.cos(0.5),
    "sinα cosβ": math.sin(0.6) * math.cos(0.9),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [pair for table in (RAISED, LOWERED, ROOTS, SIGNS, LETTERS) for pair in table.items()],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_value(text, value):
    assert explorer.parse(text)(POINT) == pytest.approx(value, rel=1e-13, abs=1e-14)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("²x", (0, 1)),
        ("x + ²", (4, 5)),
        ("x₁ + ₂", (5, 6)),
        ("√", (0, 1)),
        ("x + √", (4, 5)),
        ("³√", (1, 2)),
        ("𝑥 + хy", (4, 5)),
        ("⌊x", (0, 1)),
        ("⌊x⌉", (2, 3)),
        ("x ± y", (2, 3)),
        ("∑x", (0, 1)),
        ("∂f", (0, 1)),
        ("x²⁺", (2, 3)),
        ("x + ∞", (4, 5)),
    ],
)
def test_the_place_counts_characters_as_typed(text, span):
    with pytest.raises(NotationError) as caught:
        explorer.parse(text)
    assert (caught.value.start, caught.value.end) == span


def test_a_letter_outside_the_basic_plane_is_one_character():
    spans = explorer.core.notation.parse_text("𝑥²𝑦 + 1").spans
    assert spans[(0,)] == (0, 3)
    assert spans[()] == (0, 7)
