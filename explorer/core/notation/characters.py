"""Every character of a formula under its plain spelling, one for one, so that positions stay true.

Mathematical alphabets and full-width forms become the letters that they stand for, the many dashes
and dots one minus and one product sign. What looks like a letter of mathematics and is another one
(Cyrillic х), what turns the direction of text and what controls a terminal is refused by name.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from explorer.core.notation.errors import NotationError

__all__ = ["GREEK_LETTERS", "SUBSCRIPT", "SUPERSCRIPT", "plain_characters", "raised_or_lowered"]

GREEK_LETTERS: Final = "αβγδεζηθικλμνξοπρσςτυφχψωΓΔΘΛΞΠΣΥΦΨΩϑϱ"

_ONE_FOR_ONE: Final = {
    "-": "‐‑‒–—−﹣－",
    "*": "·⋅∙•∗×✕✖⨯·・⁢",
    "÷": "∕⁄",
    "+": "➕⁤",
    "<": "‹",
    "=": "＝",
    "≤": "⩽≦",
    "≥": "⩾≧",
    "∧": "⋀",
    "∨": "⋁",
    "|": "∣❘ǀ",
    " ": "\t\n\r\v\f⁡",
    "(": "⟮❨",
    ")": "⟯❩",
    ":": "꞉∶",
    "ε": "ϵ",
    "φ": "ϕ",
    "μ": "µ",
    "Δ": "∆",
    "Ω": "Ω",
    "Π": "∏",
    "Σ": "∑",
    "e": "ℯ",
}
_SAME: Final = {ord(other): plain for plain, others in _ONE_FOR_ONE.items() for other in others}
for _operator in "∏∑":  # a product or a sum sign is no letter
    del _SAME[ord(_operator)]

_LOOKALIKES: Final = dict(
    zip(
        "асеорхуікјѕһԁԛԝАВСЕНІЈКМОРЅТХУΑΒΕΖΗΙΚΜΝΟΡΤΧıǃ",
        "aceopxyikjshdqwABCEHIJKMOPSTXYABEZHIKMNOPTXi!",
        strict=True,
    )
)
_LETTERLIKE: Final = re.compile("[\u2100-\u214f\U0001d400-\U0001d7ff\uff01-\uff5e]")

_SUPER: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵝᵞᵟᶿᵠᵡ"
_SUB: Final = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ"
SUPERSCRIPT: Final = f"[{_SUPER}]"
SUBSCRIPT: Final = f"[{_SUB}]"
_PLAIN: Final = {
    **{c: unicodedata.normalize("NFKC", c) for c in _SUPER + _SUB},
    **{"⁺": "+", "⁻": "-"},
}

_FRACTIONS: Final = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_MARKS: Final = "+-*/÷^!%°=<>≤≥≠≔:?,;()[]{}|‖∥_.'′&\\$~√∛∜⌊⌋⌈⌉∧∨¬∞↦→\""
_ALLOWED: Final = re.compile(
    "[0-9A-Za-z " + re.escape(GREEK_LETTERS + _SUPER + _SUB + _FRACTIONS + _MARKS) + "]*", re.DOTALL
)
_TROUBLE: Final = {
    "∑": "Sums with ∑ are not read",
    "∏": "Products with ∏ are not read",
    "∫": "Integrals are not read",
    "∂": "Derivatives are found by the program",
    "∇": "The gradient is found by the program",
    "±": "± means two values",
    "∓": "∓ means two values",
    "@": "@ has no meaning here",
    "#": "# has no meaning here",
}


class _Plain(dict[int, str]):
    """A translation table that fills itself for what has a compatible plain letter."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = character
        if character.isspace():
            plain = " "
        elif _LETTERLIKE.match(character):
            plain = unicodedata.normalize("NFKC", character)
            plain = plain.translate(_SAME) if len(plain) == 1 else character
        self[code] = plain
        return plain


_TABLE: Final = _Plain(_SAME)


def plain_characters(text: str, also: frozenset[str] = frozenset()) -> str:
    """``text`` in plain characters, of the same length; ``also`` are letters of declared names.

    Raises :class:`NotationError` at the first character that a formula cannot contain.
    """
    plain = text if text.isascii() and text.isprintable() else text.translate(_TABLE)
    position = 0
    while True:
        match = _ALLOWED.match(plain, position)
        position = match.end() if match else position
        if position >= len(plain):
            return plain
        if plain[position] not in also:
            raise _refusal(text[position], position)
        position += 1


def raised_or_lowered(run: str) -> str:
    """The plain characters of a run of superscripts or subscripts, one for one."""
    return "".join(_PLAIN[c] for c in run)


def _refusal(character: str, at: int) -> NotationError:
    code = f"U+{ord(character):04X}"
    plain = _LOOKALIKES.get(character)
    if plain is not None:
        script = unicodedata.name(character, "another").split()[0].capitalize()
        return NotationError(
            f"This {script} letter only looks like {plain}.", at, at + 1, f"Type the Latin letter {plain} instead."
        )
    if character in _TROUBLE:
        return NotationError(f"{_TROUBLE[character]}.", at, at + 1, "Write the function out.")
    category = unicodedata.category(character)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return NotationError(f"An invisible character ({code}) stands here.", at, at + 1, "Delete it.")
    if category.startswith("M"):
        return NotationError("Accents are not part of a name.", at, at + 1, "Use a letter with a subscript: x_1.")
    if character.isalpha():
        return NotationError(
            f"The letter {character} is not used in formulas.", at, at + 1, "Use Latin or Greek letters."
        )
    return NotationError(f"{character} ({code}) is not part of the notation.", at, at + 1, None)
