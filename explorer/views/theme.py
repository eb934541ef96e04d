"""All colours of the window as one frozen value, read once from ``resources/themes``.

No view writes a hex value: it takes a :class:`Theme` and asks for a meaning (``theme.x`` is the
colour of the first axis and of ∂f/∂x everywhere).
"""

from __future__ import annotations

from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from explorer.model.resources import resource_bytes

__all__ = ["RUN_MARKERS", "Theme", "colour_map", "colour_map_names", "theme"]

SIGNS = {"positive": (7, 6), "negative": (1, 2)}  # stops of the diverging map, on a light and on a dark ground
RUN_MARKERS = ("●", "■", "▲", "◆", "✚", "▼", "★", "⬢")


class Theme(msgspec.Struct, frozen=True):
    """Colours as ``#RRGGBB`` by meaning; see the table in the theme's file for each."""

    name: str
    dark: bool
    window: str
    panel: str
    canvas: str
    raised: str
    text: str
    text2: str
    disabled: str
    hairline: str
    grid: str
    border: str
    accent: str
    accent_background: str
    on_accent: str
    focus: str
    warning: str
    x: str
    y: str
    gradient: str
    held: str
    held_background: str
    probe: str
    loss: str
    success: str
    error: str
    casing: str
    casing_dark: str
    contour: str
    contour_on_dark: str
    contour_opacity: float
    runs: tuple[str, ...]
    floor_mix: float

    def meaning(self, name: str) -> str:
        """The colour of a meaning as values name it: a colour's own name, ``run1`` … ``run8``, or a sign's.

        "positive" and "negative" are brown and teal of the diverging map, as strong as this theme's ground asks for.
        """
        if name in SIGNS:
            light, dark = SIGNS[name]
            return _colour_maps()["tide"][dark if self.dark else light]
        if name.startswith("run") and name[3:].isdecimal():
            return self.runs[(int(name[3:]) - 1) % len(self.runs)]
        return str(getattr(self, name))

    def word(self, name: str) -> str:
        """The colour of a word of that meaning on a map or surface, where the grey of what is held would be lost."""
        return self.text if name == "held" else self.meaning(name)

    def casing_for(self, core: str) -> str:
        """White or near-black, whichever contrasts more with ``core``."""
        white, black = "#FFFFFF", self.casing_dark
        return white if contrast(core, white) >= contrast(core, black) else black


@cache
def theme(name: str) -> Theme:
    """The shipped theme of that name, ``"light"`` or ``"dark"``."""
    return msgspec.json.decode(resource_bytes("themes", f"{name}.json"), type=Theme)


@cache
def _colour_maps() -> dict[str, list[str]]:
    return msgspec.json.decode(resource_bytes("themes", "colour_maps.json"), type=dict[str, list[str]])


def colour_map_names() -> list[str]:
    """The names of the shipped colour maps."""
    return list(_colour_maps())


@cache
def colour_map(name: str, entries: int = 256) -> NDArray[np.uint8]:
    """A colour map as (entries, 3) bytes, interpolated linearly between its nine stops."""
    stops = np.array([rgb(stop) for stop in _colour_maps()[name]], dtype=float)
    position = np.linspace(0, len(stops) - 1, entries)
    columns = [np.interp(position, np.arange(len(stops)), stops[:, channel]) for channel in range(3)]
    table: NDArray[np.uint8] = np.rint(np.stack(columns, axis=1)).astype(np.uint8)
    table.setflags(write=False)
    return table


def rgb(colour: str) -> tuple[int, int, int]:
    """``#RRGGBB`` as three bytes."""
    value = int(colour[1:], 16)
    return value >> 16, value >> 8 & 255, value & 255


@cache
def contrast(first: str, second: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 … 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
