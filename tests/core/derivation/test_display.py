"""Lines as MathML: what is touched is marked, what is far is folded, numbers are put in."""

import re
from xml.etree import ElementTree

import pytest

import explorer
from explorer.core.derivation import derive, line_mathml, line_tree, steps_of
from explorer.core.expression.printing import ExpressionTooLong
from explorer.export.formula import typeset
from explorer.export.formula_rows import FormulaRow

LONG = "x²y + 3xy³ + sin(x²y) e^(-x²-y²) + ln(x²+y²+1)/(x+y) + √(x²+3y²+1) + x^3 y^2 cos(x y) + (x²+y²)^3"


def words(markup):
    """What a reader sees, without spaces."""
    return "".join(ElementTree.fromstring(markup).itertext())


def touched(markup):
    return ["".join(e.itertext()) for e in ElementTree.fromstring(markup).iter() if e.get("data-role") == "touched"]


def test_the_touched_part_is_marked_before_and_after():
    step = steps_of(explorer.parse("x²y + 3xy³"), "x")[2]
    before, nodes = line_mathml(step, "before")
    assert words(before) == "y∂∂x[x2]+∂∂x[3xy3]" and touched(before) == ["∂∂x[x2]"]
    after, _ = line_mathml(step, "after")
    # The result has been joined with the factor beside it; sums and products mark their parts.
    assert words(after) == "2xy+∂∂x[3xy3]" and "".join(touched(after)) == "2xy"
    indices = {int(index) for index in re.findall(r'data-node="(\d+)"', before)}
    assert indices == set(range(len(nodes)))


def test_only_the_piece_at_work_is_marked_where_it_stands_twice():
    steps = steps_of(explorer.parse("x² + x²"), "x")
    assert touched(line_mathml(steps[1], "before")[0]) == ["∂∂x[x2]"]
    assert "".join(touched(line_mathml(steps[1], "after")[0])) == "2x"


def test_a_term_that_vanishes_leaves_no_mark():
    steps = steps_of(explorer.parse("x² + y²"), "x")
    assert touched(line_mathml(steps[2], "before")[0]) == ["∂∂x[y2]"]
    assert steps[2].replacement is None and touched(line_mathml(steps[2], "after")[0]) == []


def test_numbers_go_everywhere_but_under_the_derivative_sign():
    step = steps_of(explorer.parse("x²y + 3xy³"), "x")[1]
    markup, _ = line_mathml(step, "after", {"x": "1.5", "y": "-2"})
    assert words(markup) == "(−2)∂∂x[x2]+∂∂x[3x(−2)3]"
    assert 'data-name="y" data-role="number"' in markup and 'data-name="x">x</mi>' in markup
    last = steps_of(explorer.parse("x²y + 3xy³"), "x")[-1]
    assert words(line_mathml(last, "after", {"x": "1.5", "y": "-2"})[0]) == "2(1.5)(−2)+3(−2)3"


def test_a_long_line_folds_what_is_far_from_the_work():
    steps = steps_of(explorer.parse(LONG), "x")
    late = steps[len(steps) // 2]
    folded, _ = line_mathml(late, "before")
    whole, _ = line_mathml(late, "before", fold=False)
    assert 'data-role="folded"' in folded and len(words(folded)) < len(words(whole)) / 2
    assert touched(folded) == touched(whole)
    assert "…+…+…" not in words(folded)
    assert r"\ldots" not in late.latex


def test_a_short_line_is_never_folded():
    step = steps_of(explorer.parse("x²y + 3xy³"), "x")[1]
    assert line_tree(step, "before", fold=True) is line_tree(step, "before", fold=False)


def test_every_line_of_a_long_derivation_can_be_typeset_and_shows_its_mark():
    for step in derive(explorer.parse(LONG), "x").steps[::5]:
        for which in ("before", "after"):
            markup, nodes = line_mathml(step, which)
            picture = typeset(FormulaRow(markup, "", "", nodes), 20)
            assert picture.pieces and picture.message is None
            assert any(piece.touched for piece in picture.pieces) == bool(touched(markup))


def test_a_line_too_long_to_typeset_is_said_to_be_so():
    step = steps_of(explorer.parse(LONG), "x")[0]
    with pytest.raises(ExpressionTooLong):
        line_mathml(step, limit=100)


def test_placeholders_are_no_notation_and_no_message():
    from explorer.core.symbolic.messages import BadMessage, forest, trees

    for text in ("derivative(x, y)", "mark(x)", "folded()", "∂/∂x[x²]"):
        with pytest.raises(explorer.NotationError):
            explorer.parse(text)
    line = steps_of(explorer.parse("x²y + x"), "x")[0].line
    with pytest.raises(BadMessage):
        trees(forest([line]))
