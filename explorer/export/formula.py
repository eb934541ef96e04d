"""Formulas typeset as SVG pieces, each with its box, its name and its node; pure Python, no Qt.

MathML goes to ziamath, whose layout tree is walked here instead of taking its one drawing:
element ids would be lost in it, and pieces that know what they show can be coloured and clicked.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape
from typing import Any, Final
from xml.etree import ElementTree

from explorer.core.expression.nodes import Apply, Node
from explorer.export.digits import SLOT, Slots, with_digits, without_digits
from explorer.export.formula_rows import TOO_LONG, FormulaItem, FormulaRow, join_rows

__all__ = ["TOO_LONG", "FormulaItem", "FormulaPicture", "FormulaRow", "Piece", "Region", "typeset"]

_LAYOUT: Final = threading.Lock()
_CACHED_PICTURES: Final = 256
_LEADING: Final = 0.35


@dataclass(frozen=True, slots=True)
class Piece:
    """Glyphs and bars of one meaning. The box is in pixels, y downwards, zero on the baseline.

    ``drawing`` is a fragment of SVG without any colour. ``name`` is the variable it shows (as a
    letter or as a number put in for it), ``role`` another meaning ("gradient", "folded", …),
    ``node`` the innermost operation or leaf it belongs to. A line may be broken before it if
    ``breakable``. ``touched`` tells that it lies in the part at work (``data-role="touched"``).
    """

    drawing: str
    x: float
    y: float
    width: float
    height: float
    name: str | None = None
    role: str | None = None
    node: Node | None = None
    breakable: bool = False
    touched: bool = False
    shift: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Region:
    """The box of a whole operation, for hovering and clicking; inner ones come after outer ones."""

    x: float
    y: float
    width: float
    height: float
    node: Node


@dataclass(frozen=True, slots=True)
class FormulaPicture:
    """A typeset formula: pieces to the right of (0, 0) on the baseline, all in pixels.

    ``message`` says why there are no pieces; ``text`` and ``latex`` are what to read and copy.
    """

    pieces: tuple[Piece, ...]
    regions: tuple[Region, ...]
    width: float
    ascent: float
    descent: float
    text: str
    latex: str = ""
    message: str | None = None

    @property
    def height(self) -> float:
        """Ascent and descent together."""
        return self.ascent + self.descent

    def svg(
        self, default: str, colours: Mapping[str, str] | None = None, roles: Mapping[str, str] | None = None
    ) -> str:
        """One SVG document. A piece takes the colour of its name, else of its role, else ``default``."""
        drawn: list[str] = []
        for piece in self.pieces:
            colour = (colours or {}).get(piece.name or "") or (roles or {}).get(piece.role or "") or default
            move = "" if piece.shift == (0.0, 0.0) else f' transform="translate({piece.shift[0]} {piece.shift[1]})"'
            drawn.append(f'<g fill="{escape(colour)}"{move}>{piece.drawing}</g>')
        box = f"0 {-self.ascent:.3f} {self.width:.3f} {self.height:.3f}"
        size = f'width="{self.width:.3f}" height="{self.height:.3f}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{box}">{"".join(drawn)}</svg>'

    def touched_boxes(self) -> list[tuple[float, float, float, float]]:
        """Where the part at work lies: (x, y, width, height) of its stretch on each line, y downwards from the top."""
        boxes: list[tuple[float, float, float, float]] = []
        line: float | None = None
        for piece in (piece for piece in self.pieces if piece.touched):
            box = (piece.x, piece.y + self.ascent, piece.width, piece.height)
            boxes.append(box if line != piece.shift[1] else _spanning(boxes.pop(), box))
            line = piece.shift[1]
        return boxes

    def broken(self, width: float, indent: float = 24.0) -> FormulaPicture:
        """The same formula on several lines where it is wider than ``width``, broken before + and −."""
        starts = [0.0, *(piece.x for piece in self.pieces if piece.breakable)]
        lines = _line_starts(starts, self.width, width, indent)
        if len(lines) == 1:
            return self
        return _stacked(self, lines, indent)


def typeset(items: Sequence[FormulaItem] | FormulaItem, pixel_size: float) -> FormulaPicture:
    """Typeset a row of trees, prepared rows and plain text at a font size in pixels.

    Cached by content. A formula too long to typeset gives a picture without pieces whose
    ``message`` says so. Safe to call from any thread.
    """
    row = join_rows(items if isinstance(items, (list, tuple)) else (items,))
    if row.markup is None:
        return FormulaPicture((), (), 0.0, pixel_size, pixel_size * 0.3, row.text, row.latex, TOO_LONG)
    markup, digits = without_digits(row.markup)
    shape = replace(row, markup=markup, text="" if digits else row.text, latex="" if digits else row.latex)
    picture, slots = _typeset(shape, round(pixel_size, 2))
    return _filled(picture, slots, digits, row) if digits else picture


@lru_cache(maxsize=_CACHED_PICTURES)
def _typeset(row: FormulaRow, pixel_size: float) -> tuple[FormulaPicture, Slots]:
    assert row.markup is not None
    with _LAYOUT:
        walk = _Walk(row)
        return walk.picture(_layout(row.markup, pixel_size)), walk.slots


def _filled(picture: FormulaPicture, slots: Slots, digits: Sequence[str], row: FormulaRow) -> FormulaPicture:
    """The picture with its digits put in."""
    coming = iter(slots.drawings(digits))
    pieces = tuple(
        replace(piece, drawing=with_digits(piece.drawing, coming)) if SLOT in piece.drawing else piece
        for piece in picture.pieces
    )
    return replace(picture, pieces=pieces, text=row.text, latex=row.latex)


def _layout(markup: str, pixel_size: float) -> Any:
    # Importing the typesetter reads its font: only when there is something to typeset.
    import ziamath

    from explorer.export.ziamath_rows import ROW_TAG

    # With SVG 2 symbols QSvgRenderer draws nothing but fraction bars.
    ziamath.config.svg2 = False
    element = ElementTree.fromstring(f"<math>{markup}</math>")
    for row in element.iter("mrow"):
        row.tag = ROW_TAG
    return ziamath.Math(element, size=pixel_size).node


@dataclass(frozen=True, slots=True)
class _Meaning:
    name: str | None = None
    role: str | None = None
    node: int | None = None
    touched: bool = False
    slot: int | None = None


class _Walk:
    """Collects the leaves of a layout tree with what their ancestors say about them."""

    def __init__(self, row: FormulaRow) -> None:
        self._row = row
        self._leaves: list[tuple[_Meaning, Piece]] = []
        self._regions: list[Region] = []
        self.slots = Slots()

    def picture(self, root: Any) -> FormulaPicture:
        stack: list[tuple[Any, float, float, _Meaning]] = [(root, 0.0, 0.0, _Meaning())]
        while stack:
            drawable, x, y, meaning = stack.pop()
            if hasattr(drawable, "element"):
                meaning = self._enter(drawable, x, y, meaning)
                placed = zip(drawable.nodes, drawable.nodexy, strict=True)
                stack.extend(reversed([(child, x + dx, y + dy, meaning) for child, (dx, dy) in placed]))
            else:
                self._leaf(drawable, x, y, meaning)
        box = root.bbox
        pieces = self._merged()
        left = min([0.0, *(piece.x for piece in pieces)])
        width = max([float(box.xmax), *(piece.x + piece.width for piece in pieces)])
        top = max([float(box.ymax), *(-piece.y for piece in pieces)])
        bottom = max([float(-box.ymin), *(piece.y + piece.height for piece in pieces)])
        shifted = tuple(replace(piece, x=piece.x - left, shift=(-left, 0.0)) for piece in pieces) if left else pieces
        row = self._row
        return FormulaPicture(shifted, tuple(self._regions), width - left, top, bottom, row.text, row.latex)

    def _enter(self, drawable: Any, x: float, y: float, meaning: _Meaning) -> _Meaning:
        element = drawable.element
        name = element.get("data-name")
        meaning = replace(meaning, name=unescape(name)) if name else meaning
        role = element.get("data-role")
        if role == "touched":
            meaning = replace(meaning, touched=True)
        elif role:
            meaning = replace(meaning, role=role)
        if slot := element.get("data-slot"):
            meaning = replace(meaning, slot=int(slot))
        if index := element.get("data-node"):
            meaning = replace(meaning, node=int(index))
            box = drawable.bbox
            node = self._row.nodes[int(index)]
            self._regions.append(Region(x + box.xmin, y - box.ymax, box.xmax - box.xmin, box.ymax - box.ymin, node))
        return meaning

    def _leaf(self, drawable: Any, x: float, y: float, meaning: _Meaning) -> None:
        if meaning.slot is not None and getattr(drawable, "char", "") == "0":
            drawing = self.slots.add(meaning.slot, drawable, x, y)
        else:
            drawing = _drawn(drawable, x, y)
        if not drawing:
            return
        box = drawable.bbox
        # A bar is drawn downwards from its position, whatever its own box says.
        is_bar = not hasattr(drawable, "glyph")
        top, height = (y, box.ymax - box.ymin) if is_bar else (y - box.ymax, box.ymax - box.ymin)
        self._leaves.append(
            (
                meaning,
                Piece(
                    drawing, x + box.xmin, top, box.xmax - box.xmin, height, breakable=self._breaks(drawable, meaning)
                ),
            )
        )

    def _breaks(self, drawable: Any, meaning: _Meaning) -> bool:
        if getattr(drawable, "char", "") not in ("+", "−") or meaning.node not in self._row.sums:
            return False
        node = self._row.nodes[meaning.node]
        return isinstance(node, Apply) and node.operator == "add"

    def _merged(self) -> tuple[Piece, ...]:
        merged: list[Piece] = []
        last: _Meaning | None = None
        for meaning, piece in self._leaves:
            node = None if meaning.node is None else self._row.nodes[meaning.node]
            if merged and meaning == last and not piece.breakable:
                merged[-1] = _united(merged[-1], piece)
            else:
                touched = meaning.touched
                merged.append(replace(piece, name=meaning.name, role=meaning.role, node=node, touched=touched))
            last = meaning
        return tuple(merged)


def _drawn(drawable: Any, x: float, y: float) -> str:
    """A glyph or bar as SVG without a colour."""
    canvas = ElementTree.Element("g")
    drawable.draw(x, y, canvas)
    for part in canvas:
        part.attrib.pop("fill", None)
    return "".join(ElementTree.tostring(part, encoding="unicode") for part in canvas)


def _united(first: Piece, second: Piece) -> Piece:
    boxes = [(piece.x, piece.y, piece.width, piece.height) for piece in (first, second)]
    x, y, width, height = _spanning(*boxes)
    return replace(first, drawing=first.drawing + second.drawing, x=x, y=y, width=width, height=height)


def _spanning(
    first: tuple[float, float, float, float], second: tuple[float, float, float, float]
) -> tuple[float, float, float, float]:
    """The smallest box around two boxes (x, y, width, height)."""
    left, top = min(first[0], second[0]), min(first[1], second[1])
    right, bottom = (max(first[k] + first[k + 2], second[k] + second[k + 2]) for k in (0, 1))
    return left, top, right - left, bottom - top


def _line_starts(starts: Sequence[float], total: float, width: float, indent: float) -> list[float]:
    """The x at which each line begins: as many pieces on a line as fit."""
    lines = [0.0]
    for candidate, following in zip(starts, [*starts[1:], total], strict=True):
        room = width - (indent if len(lines) > 1 else 0.0)
        if candidate > lines[-1] and following - lines[-1] > room:
            lines.append(candidate)
    return lines


def _stacked(picture: FormulaPicture, lines: Sequence[float], indent: float) -> FormulaPicture:
    """The picture with what lies right of each line's start moved below the line before it."""
    members: list[list[Piece]] = [[] for _ in lines]
    for piece in picture.pieces:
        members[max(i for i, start in enumerate(lines) if piece.x + piece.width / 2 >= start or i == 0)].append(piece)
    moved: list[Piece] = []
    baseline = bottom = width = 0.0
    for number, (start, line) in enumerate(zip(lines, members, strict=True)):
        above = max((-piece.y for piece in line), default=0.0)
        below = max((piece.y + piece.height for piece in line), default=0.0)
        if number:
            baseline += bottom + above + _LEADING * (above + below)
        across = indent - start if number else 0.0
        for piece in line:
            shift = (piece.shift[0] + across, piece.shift[1] + baseline)
            moved.append(replace(piece, x=piece.x + across, y=piece.y + baseline, shift=shift))
            width = max(width, moved[-1].x + piece.width)
        bottom = below
    return replace(picture, pieces=tuple(moved), regions=(), width=width, descent=baseline + bottom)
