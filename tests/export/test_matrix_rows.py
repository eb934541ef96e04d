"""Matrices as rows: their text, LaTeX, and that they can be typeset with every entry in its place."""

import numpy as np

from explorer.core.function import parse
from explorer.export.formula import typeset
from explorer.export.formula_rows import join_rows
from explorer.export.matrix_rows import hessian_head, matrix_row, numbers_matrix


def trees(*texts):
    return [parse(text).root for text in texts]


def test_a_matrix_of_trees_keeps_their_nodes_and_texts():
    (a, b), (c, d) = trees("2y", "2x + 9y²"), trees("2x + 9y²", "18xy")
    row = matrix_row([[a, b], [c, d]])
    assert row.text == "(2y, 2x + 9y²; 2x + 9y², 18xy)"
    assert r"\begin{pmatrix} 2 y & " in row.latex and r" \\ " in row.latex
    assert a in row.nodes and d in row.nodes
    numbers = {int(piece.partition('"')[0]) for piece in row.markup.split('data-node="')[1:]}
    assert numbers and max(numbers) < len(row.nodes)


def test_entries_stand_in_rows_and_columns():
    picture = typeset(join_rows((hessian_head(("P",)), numbers_matrix([["1", "−22"], ["333", "4"]]))), 16)
    assert picture.text == "H(P) = (1, −22; 333, 4)" and picture.message is None
    numbers = [piece for piece in picture.pieces if piece.role == "number"]
    middles = np.array([[piece.x + piece.width / 2, piece.y] for piece in numbers])
    upper = middles[:, 1] < middles[:, 1].mean()
    assert upper.any() and (~upper).any()
    assert np.ptp(middles[:, 0]) > 20


def test_a_matrix_is_higher_than_a_number_and_colours_follow_names():
    (x,) = trees("x")
    tall = typeset(matrix_row([[x], [x]]), 16)
    assert tall.height > 1.8 * typeset((x,), 16).height
    assert {piece.name for piece in tall.pieces if piece.name} == {"x"}
