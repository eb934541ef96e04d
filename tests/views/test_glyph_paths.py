"""Glyphs as painter paths look as an SVG renderer draws them; what is no glyph is left to it."""

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

import explorer
from explorer.export.formula import typeset
from explorer.export.formula_rows import node_row, norm_row
from explorer.views.glyph_paths import drawing_path

SIDE = (600, 120)


def painted(draw):
    image = QImage(*SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(SIDE[1], SIDE[0], 4)[..., :3].astype(int)


@pytest.mark.parametrize(
    "row",
    [
        node_row(explorer.parse("√(x²+y²)/(e^(-x²)+|y|)").root),
        node_row(explorer.parse("{x < 1: α_1 x, max(x, y)}").root),
        norm_row([("x", "1.608"), ("y", "-3.232")], "3.610"),
    ],
    ids=["fraction", "cases", "numbers"],
)
def test_paths_look_as_an_svg_renderer_draws_them(qapp, row):
    picture = typeset(row, 20.0)

    def by_paths(painter):
        painter.translate(0.0, picture.ascent)
        for piece in picture.pieces:
            painter.fillPath(drawing_path(piece.drawing), QColor("black"))

    def by_svg(painter):
        source = QByteArray(picture.svg("#000000").encode())
        QSvgRenderer(source).render(painter, QRectF(0, 0, picture.width, picture.height))

    paths, svg = painted(by_paths), painted(by_svg)
    assert (svg < 128).any()
    assert np.abs(paths - svg).mean() < 0.02  # of 255; where two glyphs meet, their edges blend otherwise


@pytest.mark.parametrize(
    "drawing",
    [
        '<circle r="3" />',
        '<path d="M 0 0 A 1 1 0 0 0 2 2" />',
        '<path d="M 0" />',
        '<g transform="rotate(3)"><path d="M 0 0 L 1 1 Z" /></g>',
    ],
)
def test_what_is_no_glyph_has_no_path(drawing):
    assert drawing_path(drawing) is None


def test_a_moved_glyph_stands_where_it_is_moved(qapp):
    square = "M 0 0 L 2 0 L 2 2 L 0 2 Z"
    moved = drawing_path(f'<g transform="translate(10.5 -3)"><path d="{square}" /></g>')
    assert moved.boundingRect() == QRectF(10.5, -3, 2, 2)
    assert drawing_path('<rect x="1" y="-2" width="3" height="4" />').boundingRect() == QRectF(1, -2, 3, 4)
