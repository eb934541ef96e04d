"""Our row for the typesetter ziamath (pinned to 0.13): each child is laid out once.

ziamath measures a row by building all its children a second time, so its time doubles with every
level of nesting. This row builds the children once and then only the brackets that must fit them.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from ziafont.fonttypes import BBox
from ziamath.nodes import Mnode
from ziamath.nodes.mrow import Mrow
from ziamath.nodes.nodetools import infer_opform

__all__ = ["ROW_TAG", "SingleRow"]

ROW_TAG = "singlerow"
_PLAIN_HEIGHT = 0.95
_PLAIN_DEPTH = 0.35


class SingleRow(Mrow, tag=ROW_TAG):  # type: ignore[misc, call-arg]
    """A horizontal row whose stretchy brackets fit what stands between them."""

    def _setup(self, **kwargs: Any) -> None:
        # ziamath looks at this name to align fractions with the row's axis.
        self.mtag = "mrow"
        kwargs.pop("rowymin", None)
        kwargs.pop("rowymax", None)
        children = list(self.element)
        for index, child in enumerate(children):
            if child.tag == "mo":
                infer_opform(index, child, self)
        made = self._build_contents(children, kwargs)
        low = min((node.bbox.ymin for node in made.values()), default=0.0)
        high = max((node.bbox.ymax for node in made.values()), default=0.0)
        self._place([made.get(i) or self._bracket(child, low, high, kwargs) for i, child in enumerate(children)])

    def _build_contents(self, children: list[ElementTree.Element], kwargs: dict[str, Any]) -> dict[int, Any]:
        made: dict[int, Any] = {}
        for index, child in enumerate(children):
            if not _stretches(child):
                made[index] = Mnode.fromelement(child, parent=self, **kwargs)
                self.nodes.append(made[index])
        self.nodes.clear()
        return made

    def _bracket(self, child: ElementTree.Element, low: float, high: float, kwargs: dict[str, Any]) -> Any:
        # A letter's tail or a raised 2 does not call for a larger bracket.
        if high > _PLAIN_HEIGHT * self.glyphsize or low < -_PLAIN_DEPTH * self.glyphsize:
            kwargs = {**kwargs, "rowymin": low, "rowymax": high}
        return Mnode.fromelement(child, parent=self, **kwargs)

    def _place(self, nodes: list[Any]) -> None:
        x = left = right = 0.0
        for node in nodes:
            self.nodes.append(node)
            self.nodexy.append((x, 0))
            left = min(left, x + node.bbox.xmin)
            right = max(right, x + node.bbox.xmax)
            x += node.xadvance()
        low = min((node.bbox.ymin for node in nodes), default=0.0)
        high = max((node.bbox.ymax for node in nodes), default=0.0)
        self.bbox = BBox(left, right, low, high)
        self._xadvance = x


def _stretches(child: ElementTree.Element) -> bool:
    return child.tag == "mo" and child.get("stretchy") == "true"
