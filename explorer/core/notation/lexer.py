"""From plain characters to tokens: numbers, names with their subscripts, functions, marks.

A run of letters is split greedily into known words (declared names, functions, Greek letters) and
single letters. LaTeX commands are turned into the same tokens in :mod:`.latex`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from explorer.core.expression.names import canonical_name
from explorer.core.notation import latex
from explorer.core.notation.characters import GREEK_LETTERS, SUBSCRIPT, SUPERSCRIPT, raised_or_lowered
from explorer.core.notation.errors import NotationError
from explorer.core.notation.tokens import ENDS_OPERAND, Token
from explorer.core.notation.words import (
    CHOICES,
    CONSTANTS,
    FUNCTIONS,
    GREEK_WORDS,
    KEYWORDS,
    RESERVED,
    function_named,
    similar_function,
)

__all__ = ["LETTERS", "Lexer"]

LETTERS: Final = f"A-Za-z{GREEK_LETTERS}"
_TOKEN: Final = re.compile(
    rf"""(?P<space>[ ~$]+)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<letters>[{LETTERS}]+)
    |(?P<command>\\(?:[A-Za-z]+\*?|.?))
    |(?P<super>{SUPERSCRIPT}+)
    |(?P<fraction>[¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
    |(?P<mark>\*\*|//|<=|>=|==|!=|<>|&&|.)""",
    re.VERBOSE,
)
_DIGIT_FUNCTION: Final = re.compile(r"(?:log10|log1p|log2|expm1|exp2|arctan2|atan2)(?=[ (])")
_UNDERSCORED: Final = re.compile(r"(?:leaky_relu|real_root)(?![^\W_])")
_SUBSCRIPT: Final = re.compile(
    rf" *_ *(?:\{{(?P<braced>(?:[^{{}}]|\{{[^{{}}]*\}})*)\}}|(?P<plain>\d+|[{LETTERS}]+\d*(?:_\w+)*|\\[A-Za-z]+))"
    rf"|(?P<lowered>{SUBSCRIPT}+)|(?P<digits>\d+)"
)
_SUBSCRIPT_TEXT: Final = re.compile(rf"(?:[{LETTERS}0-9 ,_]|\\[A-Za-z]+|[{{}}])+")
_USUAL: Final = frozenset("xyzuvt")

_MARKS: Final = {
    **{mark: mark for mark in "+-*/^!°?:,;()[]{}|"},
    "÷": "/",
    "**": "^",
    "//": "//",
    "%": "mod",
    "<": "lt",
    "<=": "le",
    "≤": "le",
    ">": "gt",
    ">=": "ge",
    "≥": "ge",
    "=": "eq",
    "==": "eq",
    "!=": "ne",
    "<>": "ne",
    "≠": "ne",
    "&&": "and",
    "∧": "and",
    "∨": "or",
    "¬": "not",
    "√": "root",
    "∛": "root",
    "∜": "root",
    "⌊": "floor(",
    "⌋": "floor)",
    "⌈": "ceil(",
    "⌉": "ceil)",
}
_ROOT_DEGREES: Final = {"√": 2.0, "∛": 3.0, "∜": 4.0}
_REFUSED: Final = {
    "'": ("A prime or quote has no meaning here.", "The program finds derivatives itself."),
    "′": ("A prime has no meaning here.", "The program finds derivatives itself."),
    '"': ("Text in quotes has no meaning in a formula.", None),
    "∞": ("∞ is not a number.", "Use a large number."),
    "‖": ("‖ is not read.", "Write hypot(x, y) for the length."),
    "∥": ("∥ is not read.", "Write hypot(x, y) for the length."),
    ".": ("A point belongs between the digits of a number.", "Attributes such as a.b do not exist here."),
    "_": ("A subscript needs a name before it.", "Write x_1."),
    "≔": ("Only the left side of a definition can stand before ≔.", None),
    "↦": ("An arrow can only follow the names of the variables.", None),
    "→": ("An arrow can only follow the names of the variables.", None),
}
_KNOWN_WORDS: Final = {
    **dict.fromkeys(FUNCTIONS, "function"),
    **dict.fromkeys(GREEK_WORDS, "greek"),
    "pi": "",
    "tau": "",
}


def _splitter(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted((word for word in words if len(word) > 1), key=len, reverse=True)
    return re.compile("|".join((*map(re.escape, longest_first), ".")))


_SPLIT: Final = _splitter(_KNOWN_WORDS)


class Lexer:
    """Groups the characters of ``plain`` from ``start`` on; ``declared`` are names to keep whole."""

    def __init__(self, plain: str, start: int, declared: Iterable[str] = ()) -> None:
        self.plain = plain
        self.position = start
        self.tokens: list[Token] = []
        self.environments: list[str] = []
        self.declared = frozenset(declared)
        self._bases = {name.partition("_")[0] for name in self.declared}
        words = {base for base in self._bases if len(base) > 1}
        self._split = _splitter({*words, *_KNOWN_WORDS}) if words else _SPLIT

    def run(self) -> list[Token]:
        """All tokens, with one of kind ``end of text`` last. Raises :class:`NotationError`."""
        plain, match_at = self.plain, _TOKEN.match
        size = len(plain)
        while self.position < size:
            match = match_at(plain, self.position)
            if match is None:
                raise NotationError("This cannot be read.", self.position, self.position + 1)
            self.position = match.end()
            kind = match.lastgroup
            if kind == "letters":
                self._letters(match.group(), match.start())
            elif kind == "number":
                self._number(match.group(), match.start())
            elif kind == "mark":
                self._mark(match.group(), match.start())
            elif kind == "super":
                self._raised(match.group(), match.start())
            elif kind == "command":
                latex.command(self, match.group(), match.start())
            elif kind == "fraction":
                self._fraction(match.group(), match.start())
        self.tokens.append(Token("end of text", "", size, size))
        return self.tokens

    def add(self, kind: str, start: int, end: int, value: float | str = "") -> None:
        """Append a token for ``plain[start:end]``."""
        self.tokens.append(Token(kind, self.plain[start:end], start, end, value))

    def add_name(self, base: str, start: int, end: int) -> None:
        """Append a name or constant, with the subscript that follows it."""
        match = _SUBSCRIPT.match(self.plain, end)
        if match is not None:
            self.position = match.end()
            self.add("name", start, match.end(), canonical_name(f"{base}_{self._subscript(match)}"))
        elif base in CONSTANTS and base not in self.declared:
            self.add("constant", start, end, CONSTANTS[base])
        else:
            self.add("name", start, end, canonical_name(base) if len(base) > 1 else base)

    def add_function(self, name: str, start: int, end: int) -> None:
        """Append a function; a subscript after it becomes tokens of their own (log₂)."""
        self.add("function", start, end, name)
        at = end
        while self.plain[at : at + 1] == " ":
            at += 1
        mark = self.plain[at : at + 1]
        if mark == "_":
            self.add("_", at, at + 1)
            self.position = at + 1
        elif mark and re.match(SUBSCRIPT, mark):
            match = re.compile(SUBSCRIPT + "+").match(self.plain, at)
            assert match is not None
            self.add("_", at, at)
            self._grouped(match.group(), at)
            self.position = match.end()

    def add_word(self, word: str, start: int, end: int) -> None:
        """Append a word that stands for one thing (from ``\\text{…}`` or the like)."""
        if word in KEYWORDS:
            self.add(KEYWORDS[word], start, end)
        elif word in self._bases or (function := function_named(word)) is None:
            self._refuse_unknown(word, start, end, [word])
            self.add_name(word, start, end)
        else:
            self.add_function(function, start, end)

    def _letters(self, run: str, start: int) -> None:
        end = start + len(run)
        if len(run) == 1:
            self.add_name(run, start, end)
            return
        following = self.plain[end : end + 1]
        special = _DIGIT_FUNCTION if following.isdigit() else _UNDERSCORED if following == "_" else None
        if special and (match := special.search(self.plain, start)) and match.start() < end:
            if match.start() > start:
                self._pieces(self.plain[start : match.start()], start)
            self.position = match.end()
            self.add_function(FUNCTIONS[match.group()], match.start(), match.end())
            return
        if run in self._bases:
            self.add_name(run, start, end)
        elif run in RESERVED:
            raise NotationError(f"The word {run} has no meaning in a formula.", start, end)
        elif run in CHOICES and run != "if" and following == "(":
            self.add("choice", start, end)
        elif run in KEYWORDS:
            self.add(KEYWORDS[run], start, end)
        elif len(run) > 1 and following in ("(", "[") and (function := function_named(run)) and run not in GREEK_WORDS:
            self.add_function(function, start, end)
        else:
            self._pieces(run, start)

    def _pieces(self, run: str, start: int) -> None:
        end = start + len(run)
        pieces = self._split.findall(run)
        if self.plain[end : end + 1] == "(" or (pieces[-1] not in FUNCTIONS and self._digits_then_bracket(end)):
            self._refuse_unknown(run, start, end, pieces)
        at = start
        last = len(pieces) - 1
        for index, piece in enumerate(pieces):
            next_at = at + len(piece)
            called = index == last and self.plain[next_at : next_at + 1] == "("
            known = piece not in self._bases and GREEK_WORDS.get(piece) not in self._bases
            if known and piece in FUNCTIONS and (piece not in GREEK_WORDS or (called and piece == "gamma")):
                self.add_function(FUNCTIONS[piece], at, next_at)
            elif index == last:
                self.add_name(GREEK_WORDS.get(piece, piece) if known else piece, at, next_at)
            elif known and piece in CONSTANTS:
                self.add("constant", at, next_at, CONSTANTS[piece])
            else:
                self.add("name", at, next_at, canonical_name(piece) if len(piece) > 1 else piece)
            at = next_at

    def _digits_then_bracket(self, at: int) -> bool:
        while self.plain[at : at + 1].isdigit():
            at += 1
        return self.plain[at - 1].isdigit() and self.plain[at : at + 1] == "("

    def _refuse_unknown(self, run: str, start: int, end: int, pieces: list[str]) -> None:
        """A word of three letters or more before a bracket must be made of known words and variables."""
        if len(run) < 3 or self.plain[end : end + 1] not in ("(", *"0123456789"):
            return
        if all(p in _KNOWN_WORDS or p in _USUAL or p in CONSTANTS or p in self._bases or p > "z" for p in pieces):
            return
        near = similar_function(run)
        hint = f"Did you mean {near}?" if near else f"For a product write {'·'.join(pieces)}·(…)."
        raise NotationError(f"There is no function called {run}.", start, end, hint)

    def _subscript(self, match: re.Match[str]) -> str:
        if match["lowered"]:
            return raised_or_lowered(match["lowered"])
        if match["digits"]:
            return match["digits"]
        if match["plain"]:
            return match["plain"]
        inside = match["braced"]
        if not _SUBSCRIPT_TEXT.fullmatch(inside) or not inside.strip():
            raise NotationError(
                "A subscript is a name or a number.", match.start("braced") - 1, match.end(), "Write x_1 or w_{rate}."
            )
        return canonical_name(f"x_{{{inside.replace(',', '')}}}").partition("_")[2]

    def _number(self, text: str, start: int) -> None:
        end = start + len(text)
        if self.plain[end : end + 1] == "." and "." in text:
            raise NotationError("A number has one decimal point.", start, end + 1)
        value = float(text)
        if value in (float("inf"),):
            raise NotationError("This number is too large.", start, end, "Numbers reach up to 1.8·10^308.")
        self.add("number", start, end, value)

    def _mark(self, mark: str, start: int) -> None:
        end = start + len(mark)
        if mark == "&":
            if self.environments:
                self.add("cell", start, end)
            return
        if mark == "|" and self.plain[start : end + 2] == "|| " and self.plain[start - 1 : start] == " ":
            self.position = end + 1
            self.add("or", start, end + 1)
            return
        kind = _MARKS.get(mark)
        if kind is None:
            message, hint = _REFUSED.get(mark, (f"{mark} has no meaning here.", None))
            raise NotationError(message, start, end, hint)
        self.add(kind, start, end, _ROOT_DEGREES.get(mark, ""))

    def _raised(self, run: str, start: int) -> None:
        """x², x⁻¹; before a root sign it is the root's degree (³√x)."""
        rest = self.plain[start + len(run) : start + len(run) + 1]
        if rest == "√" and not (self.tokens and self.tokens[-1].kind in ENDS_OPERAND):
            self.add("degree", start, start)
        else:
            self.add("^", start, start)
        self._grouped(run, start)

    def _grouped(self, run: str, start: int) -> None:
        """The tokens of a run of raised or lowered characters, in a bracket of its own."""
        end = start + len(run)
        plain = raised_or_lowered(run)
        if plain.isdecimal():
            self.add("number", start, end, float(plain))
            return
        self.add("(", start, start)
        for part in re.finditer(r"\d+|\D+", plain):
            at, stop = start + part.start(), start + part.end()
            if part.group().isdecimal():
                if part.start() and plain[part.start() - 1].isalpha():
                    self.add("^", at, at)  # e⁻ˣ² is e^(−x²): there is no higher line to raise the 2 to
                self.add("number", at, stop, float(part.group()))
            else:
                self.tokens += Lexer(" " * at + part.group(), at, self.declared).run()[:-1]
        self.add(")", end, end)

    def _fraction(self, character: str, start: int) -> None:
        above, below = (float(part) for part in unicodedata.normalize("NFKC", character).split("⁄"))
        before = self.tokens[-1] if self.tokens else None
        if before is not None and before.kind == "number" and before.end == start and float(before.value).is_integer():
            before.value = float(before.value) + above / below
            before.end = start + 1
            return
        self.add("(", start, start)
        self.add("number", start, start + 1, above)
        self.add("/", start, start + 1)
        self.add("number", start, start + 1, below)
        self.add(")", start + 1, start + 1)
