"""Rows with other digits in their numbers: one layout, the right digits in the right places."""

import re
from dataclasses import replace

import pytest

from explorer.core.function import parse
from explorer.export.digits import without_digits
from explorer.export.formula import _typeset, typeset
from explorer.export.formula_rows import FormulaRow, gradient_row, norm_row, numbers_row


def row(x, y, result="1.608", formula="2 x y + 3 y³ + √(x/y)"):
    return numbers_row(parse(formula).root, {"x": x, "y": y}, (result,))


def places(picture):
    """Digit paths with where they stand, from the drawings."""
    return re.findall(r'<g transform="translate\(([-\d.]+) ([-\d.]+)\)">', "".join(p.drawing for p in picture.pieces))


def test_numbers_of_one_shape_share_a_layout():
    typeset(row("0.80", "0.60"), 15)
    before = _typeset.cache_info().misses
    for k in range(10):
        typeset(row(f"{k}.8{k}", f"1.{k}0", f"{k}.000"), 15)
    assert _typeset.cache_info().misses == before
    typeset(row("−0.80", "0.60"), 15)
    assert _typeset.cache_info().misses == before + 1


def test_every_digit_has_its_slot_and_its_own_path():
    picture = typeset(row("0.80", "1.23"), 15)
    # x twice, y three times, the result once.
    assert len(places(picture)) == 2 * 3 + 3 * 3 + 4
    same = typeset(row("0.80", "1.23"), 15)
    other = typeset(row("0.80", "1.24"), 15)
    assert same == picture and other != picture
    changed = sum(a.drawing != b.drawing for a, b in zip(picture.pieces, other.pieces, strict=True))
    assert changed == 3 and places(picture) == places(other)


def test_the_text_is_that_of_the_row():
    assert typeset(row("0.80", "1.23"), 15).text != typeset(row("0.80", "1.24"), 15).text
    assert "1.24" in typeset(row("0.80", "1.24"), 15).text


def extents(picture):
    """The least and the greatest x and y of the pieces of each name, in order."""
    names = dict.fromkeys(piece.name for piece in picture.pieces)
    found = []
    for name in names:
        pieces = [piece for piece in picture.pieces if piece.name == name]
        found.append(
            (
                min(p.x for p in pieces),
                min(p.y for p in pieces),
                max(p.x + p.width for p in pieces),
                max(p.y + p.height for p in pieces),
            )
        )
    return found


@pytest.mark.parametrize(
    "made",
    [
        row("0.18", "7.20"),
        row("−3.18", "12.20", "−7.421"),
        gradient_row([("x", "1.608"), ("y", "-3.232")]),
        norm_row([("x", "1.608"), ("y", "-3.232")], "3.610"),
    ],
)
def test_it_is_what_the_typesetter_itself_makes_of_the_digits(made):
    markup, digits = without_digits(made.markup)
    assert sum(map(len, digits)) > 0 and markup.count("data-slot") == len(digits)
    direct = typeset(replace(made, markup=made.markup.replace('data-role="number"', 'data-role="figures"')), 15)
    filled = typeset(made, 15)
    assert filled.width == pytest.approx(direct.width, abs=1.0)
    for one, other in zip(extents(filled), extents(direct), strict=True):
        assert one == pytest.approx(other, abs=1.2)


def test_other_numbers_within_a_number_stay():
    inner = "<msub><mn>12</mn><mn>7</mn></msub>"
    made = FormulaRow(f'<mrow><mrow data-role="number">{inner}</mrow><mo>+</mo><mn>34</mn></mrow>', "12₇ + 34")
    markup, digits = without_digits(made.markup)
    assert digits == ["12"] and "<mn>7</mn>" in markup and "<mn>34</mn>" in markup
    assert len(places(typeset(made, 15))) == 2
