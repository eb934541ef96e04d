"""Texts about f are said of L where a loss is explored, and of f elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from explorer.controller.plots import Plot, PlotAxis, PlotRule
from explorer.controller.studies.lettering import in_letter, row_in_letter, said_in
from explorer.export.approximation_rows import linear_row
from explorer.export.direction_rows import cosine_row, slope_row


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("∇f ∥ ∇g", "∇L ∥ ∇g"),
        ("‖∇f‖ ≤ 0.01", "‖∇L‖ ≤ 0.01"),
        ("Error of ∂f/∂x₁ against h", "Error of ∂L/∂x₁ against h"),
        ("f is undefined here; if it falls, far off", "L is undefined here; if it falls, far off"),
        ("f″ = 0, so f(P + δ) − f(P)", "L″ = 0, so L(P + δ) − L(P)"),
        ("w_f and f_1 stay", "w_f and f_1 stay"),
    ],
)
def test_only_the_function_changes_its_letter(text: str, told: str) -> None:
    assert said_in(text, "L") == told
    assert said_in(text, "f") == text


def test_the_tangent_beside_a_loss_is_called_t() -> None:
    assert said_in("|f − L|, tangent", "L", has_plane=True) == "|L − T|, tangent"
    row = row_in_letter(linear_row(("w", "b")), "L", has_plane=True)
    assert row.text.startswith("T(w, b) = L(P)")
    assert row.markup is not None
    assert ">f</mi>" not in row.markup


def test_a_plot_changes_its_words_and_keeps_its_keys() -> None:
    plot = Plot("f along the curve", PlotAxis("s", 0, 1), PlotAxis("f", 0, 1), rules=(PlotRule(0, label="f here"),))
    told = in_letter(plot, "L")
    assert (told.title, told.left.name, told.bottom.name, told.rules[0].label) == (
        "L along the curve",
        "L",
        "s",
        "L here",
    )
    assert told.bottom is plot.bottom
    assert in_letter(plot, "f") is plot


def test_what_says_nothing_of_f_stays_the_same_object() -> None:
    plot = Plot("Error", PlotAxis("h", 0, 1), PlotAxis("error", 0, 1))
    assert in_letter(plot, "L") is plot


def test_values_of_other_modules_are_left_alone() -> None:
    @dataclass(frozen=True)
    class Foreign:
        name: str = "f"

    foreign = Foreign()
    assert in_letter((foreign, "f"), "L") == (foreign, "L")


def test_formulas_of_the_direction() -> None:
    assert row_in_letter(slope_row(), "L").text == "D_u L = ∇L·u"
    assert row_in_letter(cosine_row(), "L").latex.count("L") == 2
    assert row_in_letter(slope_row(), "f") == slope_row()
