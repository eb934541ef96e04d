"""The words that the notation knows: functions under all their spellings, Greek letters, reserved words."""

from __future__ import annotations

import difflib
from typing import Final

from explorer.core.expression.names import GREEK

__all__ = [
    "CHOICES",
    "CONSTANTS",
    "FUNCTIONS",
    "GREEK_WORDS",
    "INVERSES",
    "KEYWORDS",
    "RESERVED",
    "function_named",
    "similar_function",
]

_SPELLINGS: Final = """
sqrt: Sqrt
cbrt: Cbrt
root: nthroot real_root
exp:
log: ln
lg: log10
log2: lb ld
log1p:
expm1:
exp2:
pow: Pow power
Rational:
clip: clamp
sin:
cos:
tan: tg
cot: ctg cotan ctan cotg
sec:
csc: cosec
arcsin: asin
arccos: acos
arctan: atan arctg atg
arccot: acot arcctg actg
arcsec: asec
arccsc: acsc arccosec
sinh: sh
cosh: ch
tanh: th tgh
coth: cth ctgh cotanh
sech:
csch: cosech
arsinh: asinh arcsinh arsh argsinh argsh
arcosh: acosh arccosh arch argcosh argch
artanh: atanh arctanh arth argtanh argth
arcoth: acoth arccoth
arsech: asech arcsech
arcsch: acsch arccsch
abs: Abs fabs
sign: sgn signum
floor:
ceil: ceiling
sigmoid: logistic expit
relu: ReLU
leaky_relu: leakyrelu leakyReLU LeakyReLU lrelu
softplus:
step: heaviside Heaviside
gauss: gaussian
erf:
erfc:
gamma: Gamma
digamma:
trigamma:
factorial: fact
sinc:
mod: Mod
atan2: arctan2
hypot: norm
min: Min minimum
max: Max maximum
"""

FUNCTIONS: Final[dict[str, str]] = {}
"""Every spelling of a function → its own name here."""
for _line in _SPELLINGS.strip().splitlines():
    _name, _, _others = _line.partition(":")
    FUNCTIONS.update(dict.fromkeys((_name, *_others.split()), _name))

CHOICES: Final = frozenset("if If IF ifelse where piecewise Piecewise cases".split())
"""Words that choose between values when they are called."""

KEYWORDS: Final = {
    "if": "if",
    "If": "if",
    "else": "else",
    "otherwise": "else",
    "and": "and",
    "or": "or",
    "not": "not",
    "mod": "mod",
    "True": "true",
    "true": "true",
    "False": "false",
    "false": "false",
}
"""Whole words with a meaning of their own → the kind of token."""

RESERVED: Final = frozenset("None import del yield".split())
CONSTANTS: Final = {"e": "e", "pi": "pi", "π": "pi", "tau": "tau", "τ": "tau"}
GREEK_WORDS: Final = {word: letter for word, letter in GREEK.items() if word not in ("pi", "tau")}

_INVERTIBLE: Final = "sin cos tan cot sec csc"
INVERSES: Final = {
    **{name: f"arc{name}" for name in _INVERTIBLE.split()},
    **{f"{name}h": f"ar{name}h" for name in _INVERTIBLE.split()},
}
"""What sin⁻¹ means."""


def function_named(word: str) -> str | None:
    """The function of this spelling; a capital first letter or all capitals are forgiven."""
    known = FUNCTIONS.get(word)
    if known is None and len(word) > 2 and word[0].isupper():
        known = FUNCTIONS.get(word.lower())
    return known


def similar_function(word: str) -> str | None:
    """A known function whose spelling is near ``word``."""
    near = difflib.get_close_matches(word.lower(), FUNCTIONS, n=1, cutoff=0.7)
    return near[0] if near else None
