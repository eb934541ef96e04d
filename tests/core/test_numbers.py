"""Numbers as a person reads them."""

import pytest

from explorer.core.numbers import format_value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.6084, "1.608"),
        (-1.6084, "−1.608"),
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (-0.001234, "−0.001234"),
        (1.234e-5, "1.234·10⁻⁵"),
        (1.2345e6, "1.234·10⁶"),
        (float("nan"), "undefined"),
        (float("-inf"), "−∞"),
    ],
)
def test_a_measured_value(value, text):
    assert format_value(value) == text
