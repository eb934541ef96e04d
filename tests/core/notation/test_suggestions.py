"""Exponents lost by copying are offered again."""

import pytest

from explorer.core.notation import parse_text


def test_each_and_all_together():
    found = parse_text("x2y+3xy3").suggestions
    assert [(one.start, one.end, one.replacement) for one in found] == [
        (0, 2, "x²"),
        (6, 8, "y³"),
        (0, 8, "x²y+3xy³"),
    ]
    assert found[0].message == "x₂: did you mean x²?"


@pytest.mark.parametrize("text", ["x1 + x2", "x_2 + y", "x₂ + y", "x² + y", "w_1x + w_2y", "x0 + x3", "log2(x)"])
def test_real_subscripts_are_left_alone(text):
    assert parse_text(text).suggestions == ()


def test_what_is_offered_is_read():
    mended = parse_text("x2+y2").suggestions[-1].replacement
    assert parse_text(mended).root is parse_text("x^2+y^2").root
