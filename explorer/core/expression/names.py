"""Names of variables and parameters: one canonical spelling each, and which name plays which role.

A name is a letter, a Greek letter or a whole word, with at most one subscript: ``x``, ``α``,
``x_1``, ``w_rate``. Any spelling (``x1``, ``x₁``, ``x_{1}``, ``alpha``, ``\\alpha``) has the same
canonical one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, TypeVar

from explorer.core.expression.nodes import Node

__all__ = ["GREEK", "canonical_mapping", "canonical_name", "natural_key", "parameters_of", "variables_of"]

GREEK: Final = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "varepsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "vartheta": "ϑ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "omicron": "ο",
    "rho": "ρ",
    "varrho": "ϱ",
    "sigma": "σ",
    "varsigma": "ς",
    "upsilon": "υ",
    "phi": "φ",
    "varphi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
"""English names of the Greek letters that are names (π and τ are constants)."""

_SAME_LETTER: Final = str.maketrans({"ϵ": "ε", "ϕ": "φ", "µ": "μ", "∆": "Δ", "Ω": "Ω"})
_USUAL_VARIABLES: Final = "xyzuvt"
_WRAPPED: Final = re.compile(r"\\(?:text|mathrm|mathit|operatorname)\s*\{([^{}]*)\}")
_TRAILING_DIGITS: Final = re.compile(r"([^\W\d_]+)(\d+)")

Value = TypeVar("Value")


@lru_cache(maxsize=1024)
def canonical_name(text: str) -> str:
    """The canonical spelling of one name, however it was written.

    Text that is no name comes back trimmed and otherwise as it was, so that a look-up of it fails.
    """
    plain = _WRAPPED.sub(r"\1", text.strip())
    plain = "".join("_" + unicodedata.normalize("NFKC", c) if _is_subscript(c) else c for c in plain)
    plain = unicodedata.normalize("NFKC", plain).replace("\\", "").replace("{", "").replace("}", "").replace(" ", "")
    plain = plain.translate(_SAME_LETTER)
    letter, mark, subscript = plain.partition("_")
    subscript = subscript.replace("_", "")
    if not mark:
        digits = _TRAILING_DIGITS.fullmatch(letter)
        if digits is not None:
            letter, subscript = digits.groups()
    letter = GREEK.get(letter, letter)
    return f"{letter}_{subscript}" if subscript else letter


def canonical_mapping(values: Mapping[str, Value]) -> dict[str, Value]:
    """The same mapping under canonical names; a later spelling of the same name wins."""
    return {canonical_name(name): value for name, value in values.items()}


def variables_of(root: Node, header: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """The names to differentiate by, in order.

    All names of the header if there is one; else the names among x y z u v t, with any subscript,
    in that order and then in natural order; else all names in natural order.
    """
    if header is not None:
        return header
    usual = [name for name in root.symbols if name.partition("_")[0] in tuple(_USUAL_VARIABLES)]
    return tuple(sorted(usual or root.symbols, key=_variable_key))


def parameters_of(root: Node, variables: Iterable[str]) -> tuple[str, ...]:
    """Every other name, in natural order."""
    return tuple(sorted(root.symbols - set(variables), key=natural_key))


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which ``x_2`` stands before ``x_10``."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _variable_key(name: str) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    letter = name.partition("_")[0]
    return (_USUAL_VARIABLES.index(letter) if letter in tuple(_USUAL_VARIABLES) else 99, natural_key(name))


def _is_subscript(character: str) -> bool:
    return unicodedata.decomposition(character).startswith("<sub>")
