"""The faces of the window: the right files, tabular figures, a smallest size."""

from __future__ import annotations

from PySide6.QtGui import QFontInfo, QFontMetricsF

from explorer.views.fonts import formula_font, is_formula_text, math_italic, ui_font


def test_the_formula_face_is_stix_two_math(qapp):
    assert QFontInfo(formula_font(21)).family() == "STIX Two Math"


def test_the_formula_face_has_the_signs_that_inter_lacks(qapp):
    metrics = QFontMetricsF(formula_font(21))
    assert all(metrics.inFontUcs4(ord(sign)) for sign in "∇∂‖−𝑥𝑦ℎ𝛼")


def test_figures_are_tabular(qapp):
    metrics = QFontMetricsF(ui_font(13, 500))
    widths = [metrics.horizontalAdvance(figure * 4) for figure in "0123456789"]
    assert max(widths) - min(widths) < 0.25  # hinting rounds each figure to 1/64 px


def test_no_text_is_under_twelve_pixels(qapp):
    assert ui_font(7).pixelSize() == 12
    assert formula_font(1.5).pixelSize() == 12


def test_letters_become_mathematical_italics():
    assert math_italic("x") == "𝑥"
    assert math_italic("h") == "ℎ"
    assert math_italic("Zαω_1") == "𝑍𝛼𝜔_1"


def test_labels_with_nabla_are_formula_text():
    assert is_formula_text("‖∇f‖")
    assert not is_formula_text("start")
