"""Words for points and bends: what eigenvalues, determinants and second derivatives say."""

from __future__ import annotations

from explorer.core.numbers import format_value

__all__ = ["bend_word", "count_of", "determinant_sentence", "point_words", "second_derivative_sentence"]

_PLANE = {
    "minimum": "Both eigenvalues are positive: the surface bends up in every direction, a minimum.",
    "maximum": "Both eigenvalues are negative: the surface bends down in every direction, a maximum.",
    "saddle": "One eigenvalue is negative, one positive: down one way, up across it, a saddle.",
}
_LINE = {
    "minimum": "f″ is positive: the curve bends up, a minimum.",
    "maximum": "f″ is negative: the curve bends down, a maximum.",
}
_PLANE_DEGENERATE = {
    "minimum": "An eigenvalue is 0, so the test is silent; around it f rises in every direction, as at a minimum.",
    "maximum": "An eigenvalue is 0, so the test is silent; around it f falls in every direction, as at a maximum.",
    "saddle": "An eigenvalue is 0, so the test is silent; around it f rises some ways and falls others.",
}
_LINE_DEGENERATE = {
    "minimum": "f″ = 0, so the test is silent; f rises on both sides, as at a minimum.",
    "maximum": "f″ = 0, so the test is silent; f falls on both sides, as at a maximum.",
    "saddle": "f″ = 0 and f goes on in the same direction: an inflection with a level tangent.",
}


def count_of(number: int, thing: str) -> str:
    """``1 critical point``, ``9 critical points``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def point_words(kind: str, behaviour: str, note: str, dimension: int, kink: bool) -> tuple[str, str]:
    """The word for a critical point of one or two variables, and why it is what it is.

    ``behaviour`` is what f does around it, ``note`` what core says of degenerate ones and kinks.
    """
    if kink:
        return "kink", note
    if kind != "degenerate":
        return kind, (_LINE if dimension == 1 else _PLANE).get(kind, note)
    if dimension == 1:
        word = "inflection" if behaviour == "saddle" else "degenerate"
        return word, _LINE_DEGENERATE.get(behaviour, note)
    return "degenerate", _PLANE_DEGENERATE.get(behaviour, note)


def determinant_sentence(kind: str, determinant: float, trace: float) -> str:
    """The second-derivative test by determinant and trace, whose verdict is ``kind``."""
    d, t = format_value(determinant), format_value(trace)
    return {
        "minimum": f"det H = {d} > 0 and tr H = {t} > 0: f bends up in every direction here.",
        "maximum": f"det H = {d} > 0 and tr H = {t} < 0: f bends down in every direction here.",
        "saddle": f"det H = {d} < 0: f is saddle-shaped here.",
    }.get(kind, "det H = 0: f does not bend along one direction here, so H alone does not tell its shape.")


def second_derivative_sentence(kind: str, value: float) -> str:
    """The same for a function of one variable."""
    told = f"f″ = {format_value(value)}"
    return {
        "minimum": f"{told} > 0: the curve bends up here.",
        "maximum": f"{told} < 0: the curve bends down here.",
    }.get(kind, "f″ = 0: the curve does not bend here.")


def bend_word(eigenvalue: float, largest: float) -> str:
    """What f does along an eigenvector; ``largest`` is the size of the largest eigenvalue."""
    if abs(eigenvalue) <= 1e-9 * largest or eigenvalue == 0.0:
        return "does not bend"
    return "bends up" if eigenvalue > 0 else "bends down"
