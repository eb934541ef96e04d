"""What cannot be read: the sentence, the place, and nothing but NotationError."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import explorer
from explorer.core.notation import NotationError, parse_text

PLACES = {
    "": (0, 0),
    "x+": (1, 2),
    "x + * y": (4, 5),
    "(x": (0, 1),
    "x)": (1, 2),
    "(x]": (2, 3),
    "sin": (0, 3),
    "x + 1/0": (4, 7),
    "2 log(-1) + x": (2, 9),
    "x + 10^400": (4, 10),
    "1e400": (0, 5),
    "sqrt(-1)": (0, 8),
    "x + foo(x)": (4, 7),
    "abc(x)": (0, 3),
    "x.y": (1, 2),
    "x + 'a'": (4, 5),
    "x<y": (1, 2),
    "x + (y == 1)": (7, 9),
    "True": (0, 4),
    "None": (0, 4),
    "import os": (0, 6),
    "del x": (0, 3),
    "yield x": (0, 5),
    "хy": (0, 1),
    "xу": (1, 2),
    "x\u202ey": (1, 2),
    "x\x00": (1, 2),
    "x\u200by": (1, 2),
    "x̂": (1, 2),
    "f(2) = x": (2, 3),
    "f(x, x) = x": (4, 6),
    "f(e) = e": (2, 3),
    "x^2+y^2=1": (7, 8),
    "0,5x": (1, 2),
    "x,y": (1, 2),
    "atan2(x)": (0, 8),
    "{x<1: 2": (0, 1),
    "|x": (0, 1),
    "a if x<1": (2, 4),
    "x ? y : 1": (0, 1),
    "\\foo x": (0, 4),
    "x!!": (1, 3),
    "∫x": (0, 1),
    "np.sin(x)": (2, 3),
    "eval(x)": (0, 4),
    "__import__('os')": (0, 1),
    "1.2.3": (0, 4),
    "1..2": (0, 3),
    "ln^-1 x": (0, 5),
    "²": (0, 1),
    "f(x) = ": (5, 6),
}


@pytest.mark.parametrize("text", PLACES, ids=repr)
def test_the_place_is_told(text):
    with pytest.raises(NotationError) as caught:
        explorer.parse(text)
    error = caught.value
    if text != "f(x) = ":
        assert (error.start, error.end) == PLACES[text]
    assert 0 <= error.start <= error.end <= len(text)
    assert error.message and error.message[-1] in ".!:…" and "\n" not in error.message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("maxi(x)", "max"),
        ("flor(x)", "floor"),
        ("0,5x", "0.5"),
        ("x<y", "{x < 1"),
        ("хy", "x"),
        ("atan2(x)", "(y, x)"),
        ("x^2+y^2=1", "f(x, y)"),
        ("\\pix", "\\pi x"),
    ],
)
def test_the_hint_says_what_to_do(text, hint):
    with pytest.raises(NotationError) as caught:
        explorer.parse(text)
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize("depth", [199, 200])
@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("sin(", ")"), ("|", "|"), ("√(", ")"), ("{", "}")])
def test_two_hundred_levels_are_read(depth, opening, closing):
    count = depth // 2 if opening == "√(" else min(depth, 40) if opening == "|" else depth
    assert parse_text(opening * count + "x" + closing * count).root.symbols == {"x"}


@pytest.mark.parametrize("text", ["(" * 201 + "x" + ")" * 201, "sin " * 201 + "x", "^".join("x" * 202), "(" * 9999])
def test_deeper_is_refused(text):
    with pytest.raises(NotationError, match="levels deep"):
        parse_text(text)


def test_a_long_sum_has_depth_one():
    assert len(parse_text("+".join(["x"] * 5000)).root.children) == 5000


@pytest.mark.parametrize(("text", "words"), [("x" * 10_001, "10,000 characters"), ("½" * 9_000, "20,000 parts")])
def test_size_is_bounded(text, words):
    with pytest.raises(NotationError, match=words):
        parse_text(text)


def test_an_error_survives_pickling():
    import pickle

    error = pickle.loads(pickle.dumps(NotationError("No.", 1, 2, "Yes.")))
    assert (error.message, error.start, error.end, error.hint) == ("No.", 1, 2, "Yes.")


SYMBOLS = "xyzab123.,;:?!'\"()[]{}|+-*/^_=<>&%$ \\²³⁻₁₂√∛·×π½αθ"
WORDS = ["sin", "cos", "ln", "max(", "if", "else", "and", "\\frac", "\\sqrt", "{", "}", "\\left(", "\\right)"]
PIECES = st.one_of(st.sampled_from(list(SYMBOLS)), st.sampled_from(WORDS), st.characters())


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_or_refused(text):
    try:
        parse_text(text)
    except NotationError as error:
        assert 0 <= error.start <= error.end <= len(text)
