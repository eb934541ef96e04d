"""How different two colours look, to the usual eye and to three kinds of colour-blind ones.

Colour-vision deficiency: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, the matrices for severity 1, applied
to linear RGB. Difference: CIEDE2000 as written down by Sharma, Wu and Dalal, "The CIEDE2000
Color-Difference Formula", Color Research and Application 30(1), 2005.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import numpy as np

from explorer.views.theme import rgb

VIEWS = ("normal", "deuteranopia", "protanopia", "tritanopia")
_SEEN_AS = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# Linear sRGB to CIE XYZ and its white point D65 (IEC 61966-2-1).
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = np.array([0.95047, 1.0, 1.08883])

Lab = tuple[float, float, float]


def lab_of(colour: str, view: str = "normal") -> Lab:
    """CIE L*a*b* of ``#RRGGBB`` as that eye sees it."""
    encoded = np.array(rgb(colour)) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    xyz = _TO_XYZ @ np.clip(_SEEN_AS[view] @ linear, 0, 1) / _WHITE
    edge = 6 / 29
    x, y, z = (float(v) for v in np.where(xyz > edge**3, np.cbrt(xyz), xyz / (3 * edge**2) + 4 / 29))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(first: Lab, second: Lab) -> float:
    """The CIEDE2000 difference of two colours; 1 is about the smallest that an eye tells apart."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    stretch = 1.5 - 0.5 * _seventh((hypot(a1, b1) + hypot(a2, b2)) / 2)
    c1, c2 = hypot(stretch * a1, b1), hypot(stretch * a2, b2)
    h1, h2 = degrees(atan2(b1, stretch * a1)) % 360, degrees(atan2(b2, stretch * a2)) % 360
    turn, hue = _hue_difference_and_mean(h1, h2, grey=c1 * c2 == 0)
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    in_lightness = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / sqrt(20 + (lightness - 50) ** 2))
    in_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    in_hue = 2 * sqrt(c1 * c2) * sin(radians(turn) / 2) / (1 + 0.015 * chroma * weight)
    rotation = -2 * _seventh(chroma) * sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt(in_lightness**2 + in_chroma**2 + in_hue**2 + rotation * in_chroma * in_hue)


def _seventh(chroma: float) -> float:
    return sqrt(chroma**7 / (chroma**7 + 25.0**7))


def _hue_difference_and_mean(h1: float, h2: float, *, grey: bool) -> tuple[float, float]:
    """The signed turn from h1 to h2 in −180 … 180 and the mean hue on its side, in degrees."""
    if grey:
        return 0.0, h1 + h2
    turn = (h2 - h1 + 180) % 360 - 180 if abs(h2 - h1) > 180 else h2 - h1
    mean = (h1 + h2) / 2
    if abs(h2 - h1) > 180:
        mean += 180 if h1 + h2 < 360 else -180
    return turn, mean


def smallest_differences(colours: Sequence[str], against: Sequence[str] | None = None) -> list[float]:
    """For each of VIEWS the smallest difference of any two colours, or of any one with any of ``against``."""
    pairs = list(combinations(colours, 2) if against is None else product(colours, against))
    return [min(ciede2000(lab_of(a, view), lab_of(b, view)) for a, b in pairs) for view in VIEWS]
