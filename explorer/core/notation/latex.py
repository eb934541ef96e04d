"""LaTeX commands as tokens: the same ones that plain text gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from explorer.core.expression.names import GREEK
from explorer.core.notation.errors import NotationError
from explorer.core.notation.words import FUNCTIONS, KEYWORDS

if TYPE_CHECKING:
    from explorer.core.notation.lexer import Lexer

__all__ = ["DISPLAYS", "command"]

_SPACES: Final = frozenset(
    """, ; : ! > quad qquad thinspace enspace displaystyle textstyle scriptstyle limits nolimits nonumber notag
    mathop mathopen mathclose mathrel mathbin mathord hline hfill left right middle big Big bigg Bigg bigl bigr Bigl
    Bigr biggl biggr Biggl Biggr bigm ( ) [ ] rm bf it boldmath mathstrut strut relax allowbreak""".split()
)
_MARKS: Final = {
    **dict.fromkeys(("cdot", "times", "ast", "star", "bullet", "cdotp"), "*"),
    "div": "/",
    **dict.fromkeys(("le", "leq", "leqslant", "leqq"), "le"),
    **dict.fromkeys(("ge", "geq", "geqslant", "geqq"), "ge"),
    "lt": "lt",
    "gt": "gt",
    "ne": "ne",
    "neq": "ne",
    **dict.fromkeys(("land", "wedge"), "and"),
    **dict.fromkeys(("lor", "vee"), "or"),
    **dict.fromkeys(("lnot", "neg"), "not"),
    **dict.fromkeys(("bmod", "mod"), "mod"),
    **dict.fromkeys(("vert", "mid"), "|"),
    "lvert": "|(",
    "rvert": "|)",
    "lfloor": "floor(",
    "rfloor": "floor)",
    "lceil": "ceil(",
    "rceil": "ceil)",
    "lbrace": "\\{",
    "rbrace": "\\}",
    "{": "\\{",
    "}": "\\}",
    "lbrack": "[",
    "rbrack": "]",
    "lparen": "(",
    "rparen": ")",
    "colon": ":",
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), "frac"),
    "over": "over",
    "sqrt": "sqrt",
    "%": "mod",
}
_UPRIGHT: Final = frozenset(
    """text textrm textnormal textit textbf mbox hbox mathrm mathit mathsf mathbf mathcal mathbb boldsymbol bm
    operatorname operatorname* mathtt mathnormal""".split()
)
_SKIPPED_WITH_ARGUMENT: Final = frozenset("label tag hspace vspace phantom hphantom vphantom".split())
_CASES: Final = frozenset("cases dcases rcases array cases* dcases*".split())
DISPLAYS: Final = frozenset(
    "equation align aligned alignat gather gathered split displaymath math multline eqnarray flalign".split()
)
_REFUSED: Final = {
    **dict.fromkeys(("pm", "mp"), "± means two values."),
    "infty": "∞ is not a number.",
    **dict.fromkeys(("sum", "prod"), "Sums and products over an index are not read."),
    **dict.fromkeys(("int", "iint", "oint"), "Integrals are not read."),
    "lim": "Limits are not read.",
    **dict.fromkeys(("partial", "nabla"), "Derivatives are found by the program."),
    **dict.fromkeys(("prime", "dot", "ddot"), "The program finds derivatives itself."),
    **dict.fromkeys(("hat", "bar", "tilde", "vec", "overline", "underline"), "Accents are not part of a name."),
    **dict.fromkeys(("dots", "ldots", "cdots"), "Dots leave out what the program needs."),
    **dict.fromkeys(("Vert", "lVert", "rVert", "|"), "‖ is not read."),
    **dict.fromkeys(("mapsto", "to", "rightarrow"), "An arrow can only follow the names of the variables."),
}
_FILLERS: Final = frozenset("if for when where falls wenn si provided".split())
_OTHERWISE: Final = frozenset("otherwise else elsewhere sonst sinon".split())

_ARGUMENT: Final = re.compile(r" *\{([^{}]*)\}")
_OPTION: Final = re.compile(r" *\[[^\]]*\]| *\{[^{}]*\}")
_ROW_OPTION: Final = re.compile(r"\*?(?: *\[[^\]]*(?:pt|em|ex|mm|cm)\])?")
_WORD: Final = re.compile(r"[^\W\d_]+(?:\\?_[^\W_]+)*|[^\W\d_]+\d+")
_CASES_AHEAD: Final = re.compile(r"[ ~$]*\\begin")


def command(lexer: Lexer, text: str, start: int) -> None:
    """Append what the command ``text`` at ``start`` stands for. Raises :class:`NotationError`."""
    name = text[1:]
    if name.endswith("*") and name not in _UPRIGHT:
        name = name[:-1]
        lexer.position -= 1
    end = lexer.position
    if name == "\\":
        _row(lexer, start, end)
    elif name in _SPACES or name in ("", " "):
        _delimiter(lexer, name, end)
    elif name in ("begin", "end"):
        _environment(lexer, name, start, end)
    elif name in _UPRIGHT:
        _upright(lexer, start, end)
    elif name in _SKIPPED_WITH_ARGUMENT:
        match = _ARGUMENT.match(lexer.plain, end)
        lexer.position = match.end() if match else end
    elif name == "circ" and lexer.tokens and lexer.tokens[-1].kind == "^":
        raised = lexer.tokens.pop()
        lexer.add("°", raised.start, end)
    elif name in _MARKS:
        _mark(lexer, name, start, end)
    else:
        _named(lexer, name, start, end)


def _mark(lexer: Lexer, name: str, start: int, end: int) -> None:
    if name in ("{", "lbrace") and _CASES_AHEAD.match(lexer.plain, end):
        return  # the brace that \begin{cases} or an array draws by itself
    lexer.add(_MARKS[name], start, end)


def _named(lexer: Lexer, name: str, start: int, end: int) -> None:
    if name in GREEK or name in ("pi", "tau"):
        lexer.add_name({"pi": "π", "tau": "τ"}.get(name) or GREEK[name], start, end)
    elif name in FUNCTIONS:
        lexer.add_function(FUNCTIONS[name], start, end)
    elif name in _REFUSED:
        raise NotationError(_REFUSED[name], start, end, "Write the function out.")
    else:
        raise NotationError(f"The command \\{name} is not known.", start, end, _hint(name))


def _hint(name: str) -> str | None:
    known = [word for word in (*FUNCTIONS, *GREEK, "pi", "tau", "cdot") if name.startswith(word)]
    if not known:
        return None
    longest = max(known, key=len)
    return f"Put a space after \\{longest}: \\{longest} {name[len(longest) :]}."


def _delimiter(lexer: Lexer, name: str, end: int) -> None:
    """``\\left|`` opens and ``\\right|`` closes; the invisible delimiter ``\\right.`` is nothing."""
    opens = name == "left" or name.endswith(("gl", "gL"))
    closes = name == "right" or name.endswith("gr")
    if not (opens or closes):
        return
    at = end
    while lexer.plain[at : at + 1] == " ":
        at += 1
    following = lexer.plain[at : at + 1]
    if following == ".":
        lexer.position = at + 1
    elif following == "|":
        lexer.add("|(" if opens else "|)", at, at + 1)
        lexer.position = at + 1
    elif match := re.compile(r"\\(?:vert|mid)(?![A-Za-z])").match(lexer.plain, at):
        lexer.add("|(" if opens else "|)", at, match.end())
        lexer.position = match.end()


def _row(lexer: Lexer, start: int, end: int) -> None:
    match = _ROW_OPTION.match(lexer.plain, end)
    lexer.position = match.end() if match else end
    if lexer.environments:
        lexer.add("row", start, end)


def _environment(lexer: Lexer, name: str, start: int, end: int) -> None:
    match = _ARGUMENT.match(lexer.plain, end)
    if match is None:
        raise NotationError(f"\\{name} needs the name of an environment.", start, end, r"Write \begin{cases}.")
    kind = match.group(1).strip()
    lexer.position = match.end()
    if kind.rstrip("*") in DISPLAYS:
        return
    if kind not in _CASES:
        raise NotationError(f"The environment {kind} is not read.", start, match.end(), r"Use \begin{cases}.")
    if name == "begin":
        option = _OPTION.match(lexer.plain, lexer.position) if kind == "array" else None
        lexer.position = option.end() if option else lexer.position
        lexer.environments.append(kind)
    elif not lexer.environments:
        raise NotationError(r"There is no \begin for this \end.", start, match.end())
    else:
        lexer.environments.pop()
    lexer.add(name, start, lexer.position)


def _upright(lexer: Lexer, start: int, end: int) -> None:
    """A word set upright stands for one thing: a filler, a keyword, a function or a name."""
    match = _ARGUMENT.match(lexer.plain, end)
    if match is None:
        return  # \mathbf x: the font is nothing to us
    word = match.group(1).strip().strip(".,;:").strip()
    lower = word.lower()
    if word and not _WORD.fullmatch(word) and lower not in KEYWORDS:
        parts = lower.split()
        if not parts or not set(parts) <= _FILLERS | _OTHERWISE | set(KEYWORDS):
            return  # \mathbf{x + y}: read what is inside as it stands
        lower = next((part for part in parts if part in _OTHERWISE), parts[-1])
    lexer.position = match.end()
    if not word or (lower in _FILLERS and (lexer.environments or lower != "if")):
        return
    if lower in _OTHERWISE:
        lexer.add("else", start, match.end())
    else:
        lexer.add_word(word.replace("\\_", "_"), start, match.end())
