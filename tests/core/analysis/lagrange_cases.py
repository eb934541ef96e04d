"""Textbook problems with constraints: f, constraints, box, and every stationary point in closed form.

A point is (position, multipliers, kind). Boxes hold all points of the problem unless told otherwise.
"""

from itertools import product
from math import e, pi, sqrt

MIN, MAX, SADDLE, FLAT = "minimum", "maximum", "saddle", "degenerate"
R2, R3 = sqrt(2), sqrt(3)
SIGNS = (1, -1)


def box(size, names="xy"):
    return dict.fromkeys(names, (-size, size))


def positive(size, names="xy"):
    return dict.fromkeys(names, (0.05, size))


CASES = [
    # The circle
    (
        "x y",
        ["x^2+y^2-1"],
        box(2),
        [((s / R2, t / R2), [s * t / 2], MAX if s == t else MIN) for s, t in product(SIGNS, SIGNS)],
    ),
    ("x + y", ["x^2+y^2=1"], box(2), [((s / R2, s / R2), [s / R2], MAX if s > 0 else MIN) for s in SIGNS]),
    ("3x + 4y", ["x^2+y^2=25"], box(6), [((s * 3, s * 4), [s / 2], MAX if s > 0 else MIN) for s in SIGNS]),
    ("x^2+2y^2", ["x^2+y^2=1"], box(2), [((s, 0), [1], MIN) for s in SIGNS] + [((0, s), [2], MAX) for s in SIGNS]),
    ("x^2 - y^2", ["x^2+y^2=1"], box(2), [((s, 0), [1], MAX) for s in SIGNS] + [((0, s), [-1], MIN) for s in SIGNS]),
    ("x", ["x^2+y^2=4"], box(3), [((s * 2, 0), [s / 4], MAX if s > 0 else MIN) for s in SIGNS]),
    (
        "x^2 y",
        ["x^2+y^2=3"],
        box(2),
        [((s * R2, t), [t], MAX if t > 0 else MIN) for s, t in product(SIGNS, SIGNS)]
        + [((0, R3), [0], MIN), ((0, -R3), [0], MAX)],
    ),
    (
        "x^2 - 2x + y^2 - 4y",
        ["x^2+y^2=20"],
        box(5),
        [((2, 4), [1 / 2], MIN), ((-2, -4), [3 / 2], MAX)],
    ),
    (
        "e^(x y)",
        ["x^2+y^2=2"],
        box(2),
        [((s, t), [s * t * e ** (s * t) / 2], MAX if s == t else MIN) for s, t in product(SIGNS, SIGNS)],
    ),
    (
        "x^4 + y^4",
        ["x^2+y^2=1"],
        box(2),
        [((s / R2, t / R2), [1], MIN) for s, t in product(SIGNS, SIGNS)]
        + [(p, [2], MAX) for p in ((1, 0), (-1, 0), (0, 1), (0, -1))],
    ),
    # f itself stationary on the constraint: its multiplier is 0.
    ("(x-1)^2 + y^2", ["x^2+y^2=1"], box(2), [((1, 0), [0], MIN), ((-1, 0), [2], MAX)]),
    # Ellipses and other conics
    (
        "x y",
        ["x^2/8+y^2/2=1"],
        box(4),
        [((2 * s, t), [2 * s * t], MAX if s == t else MIN) for s, t in product(SIGNS, SIGNS)],
    ),
    ("4x y", ["x^2/9+y^2/16=1"], positive(5), [((3 / R2, 4 / R2), [24], MAX)]),
    ("x + 2y", ["x^2+4y^2=8"], box(4), [((s * 2, s), [s / 4], MAX if s > 0 else MIN) for s in SIGNS]),
    ("x^2+y^2", ["x y=1"], box(3), [((s, s), [2], MIN) for s in SIGNS]),
    ("x + y", ["x y = 4"], box(5), [((2, 2), [1 / 2], MIN), ((-2, -2), [-1 / 2], MAX)]),
    (
        "x^2+y^2",
        ["x^2+x y+y^2=3"],
        box(3),
        [((s, s), [2 / 3], MIN) for s in SIGNS] + [((s * R3, -s * R3), [2], MAX) for s in SIGNS],
    ),
    (
        "x^2+y^2",
        ["5x^2-6x y+5y^2=8"],
        box(3),
        [((s * R2, s * R2), [1 / 2], MAX) for s in SIGNS] + [((s / R2, -s / R2), [1 / 8], MIN) for s in SIGNS],
    ),
    ("y", ["y=x^2"], box(2), [((0, 0), [1], MIN)]),
    ("x^2 + (y-2)^2", ["y=x^2"], box(3), [((s * sqrt(1.5), 1.5), [-1], MIN) for s in SIGNS] + [((0, 0), [-4], MAX)]),
    ("(x-3)^2 + y^2", ["y^2=4x"], box(5), [((1, 2), [1], MIN), ((1, -2), [1], MIN), ((0, 0), [3 / 2], MAX)]),
    # Lines
    ("x^2+y^2", ["x+y=1"], box(3), [((0.5, 0.5), [1], MIN)]),
    ("x y", ["x+y=10"], positive(10), [((5, 5), [5], MAX)]),
    ("x^2+2y^2", ["3x+2y=11"], box(6), [((3, 1), [2], MIN)]),
    ("x^2 y^3", ["x+y=5"], positive(5), [((2, 3), [108], MAX)]),
    ("x^0.6 y^0.4", ["3x+5y=150"], {"x": (1, 60), "y": (1, 60)}, [((30, 12), [30**0.6 * 12**0.4 / 150], MAX)]),
    ("ln x + 2ln y", ["x+2y=6"], {"x": (0.1, 6), "y": (0.1, 3)}, [((2, 2), [1 / 2], MAX)]),
    ("x ln x + y ln y", ["x+y=2"], {"x": (0.1, 2), "y": (0.1, 2)}, [((1, 1), [1], MIN)]),
    ("1/x + 1/y", ["x+y=4"], positive(4), [((2, 2), [-1 / 4], MIN)]),
    ("x + y", ["1/x+4/y=1"], {"x": (0.5, 10), "y": (0.5, 20)}, [((3, 6), [-9], MIN)]),
    ("√x + √y", ["x+y=2"], positive(2), [((1, 1), [1 / 2], MAX)]),
    # Other curves
    ("e^(x y)", ["x^3+y^3=16"], box(4), [((2, 2), [e**4 / 6], MAX)]),
    ("x y", ["x^4+y^4=2"], box(2), [((s, t), [s * t / 4], MAX if s == t else MIN) for s, t in product(SIGNS, SIGNS)]),
    (
        "x^2+y^2",
        ["x^4+y^4=1"],
        box(2),
        [((s * 2**-0.25, t * 2**-0.25), [1 / R2], MAX) for s, t in product(SIGNS, SIGNS)]
        + [(p, [1 / 2], MIN) for p in ((1, 0), (-1, 0), (0, 1), (0, -1))],
    ),
    ("sin x + sin y", ["x+y=pi/2"], box(3), [((pi / 4, pi / 4), [1 / R2], MAX)]),
    ("x + y", ["e^x+e^y=2"], {"x": (-3, 2), "y": (-3, 2)}, [((0, 0), [1], MAX)]),
    ("y", ["y=x^4"], box(2), [((0, 0), [1], FLAT)]),
    ("y", ["y=x^3"], box(2), [((0, 0), [1], FLAT)]),
    ("x", ["sin(y)=x"], box(3), [((s, s * pi / 2), [-1], MAX if s > 0 else MIN) for s in SIGNS]),
    # Three variables, one constraint
    ("x+y+z", ["x^2+y^2+z^2=1"], box(2, "xyz"), [((s / R3,) * 3, [s * R3 / 2], MAX if s > 0 else MIN) for s in SIGNS]),
    ("2x+6y+10z", ["x^2+y^2+z^2=35"], box(7, "xyz"), [((s, 3 * s, 5 * s), [s], MAX if s > 0 else MIN) for s in SIGNS]),
    (
        "x y z",
        ["x^2+2y^2+3z^2=6"],
        box(3, "xyz"),
        [
            ((r * R2, s, t * sqrt(2 / 3)), [r * s * t / (2 * R3)], MAX if r * s * t > 0 else MIN)
            for r, s, t in product(SIGNS, SIGNS, SIGNS)
        ]
        + [(p, [0], SADDLE) for s in SIGNS for p in ((s * sqrt(6), 0, 0), (0, s * R3, 0), (0, 0, s * R2))],
    ),
    ("x^2+y^2+z^2", ["x+2y+3z=14"], box(6, "xyz"), [((1, 2, 3), [2], MIN)]),
    ("x^2+y^2+z^2", ["x y z=8"], positive(6, "xyz"), [((2, 2, 2), [1], MIN)]),
    ("x y z", ["2x y+2y z+2x z=12"], positive(4, "xyz"), [((R2,) * 3, [R2 / 4], MAX)]),
    ("x y z", ["x+y+z=6"], positive(6, "xyz"), [((2, 2, 2), [4], MAX)]),
    ("8x y z", ["x^2+y^2/4+z^2/9=1"], positive(4, "xyz"), [((1 / R3, 2 / R3, 3 / R3), [8 * 6 / (R3 * 2)], MAX)]),
    (
        "x^2+2y^2+3z^2",
        ["x^2+y^2+z^2=1"],
        box(2, "xyz"),
        [
            (p, [k], kind)
            for s in SIGNS
            for p, k, kind in (((s, 0, 0), 1, MIN), ((0, s, 0), 2, SADDLE), ((0, 0, s), 3, MAX))
        ],
    ),
    (
        "x^2+y^2+z^2",
        ["z^2=x y+1"],
        box(3, "xyz"),
        [((0, 0, s), [1], MIN) for s in SIGNS] + [((s, -s, 0), [2], SADDLE) for s in SIGNS],
    ),
    (
        "(x-3)^2+(y-1)^2+(z+1)^2",
        ["x^2+y^2+z^2=4"],
        box(3, "xyz"),
        [
            ((s * 6 / sqrt(11), s * 2 / sqrt(11), -s * 2 / sqrt(11)), [1 - s * sqrt(11) / 2], MIN if s > 0 else MAX)
            for s in SIGNS
        ],
    ),
    # Two constraints
    (
        "x+2y+3z",
        ["x-y+z=1", "x^2+y^2=1"],
        box(5, "xyz"),
        [
            ((-s * 2 / sqrt(29), s * 5 / sqrt(29), 1 + s * 7 / sqrt(29)), [3, s * sqrt(29) / 2], MAX if s > 0 else MIN)
            for s in SIGNS
        ],
    ),
    (
        "x y+y z",
        ["x y=1", "y^2+z^2=1"],
        box(3, "xyz"),
        [((s * R2, s / R2, t / R2), [1, s * t / 2], MAX if s == t else MIN) for s, t in product(SIGNS, SIGNS)],
    ),
    (
        "z",
        ["x^2+y^2=z^2", "x+y+2z=2"],
        box(10, "xyz"),
        [((-1 - s * R2, -1 - s * R2, 2 + s * R2), None, MAX if s > 0 else MIN) for s in SIGNS],
    ),
    ("x^2+y^2+z^2", ["x+y+z=1", "x+2y+3z=6"], box(5, "xyz"), [((-5 / 3, 1 / 3, 7 / 3), [-22 / 3, 4], MIN)]),
    (
        "x^2+y^2+z^2",
        ["z=x^2+y^2", "x+y+z=12"],
        {"x": (-6, 6), "y": (-6, 6), "z": (0, 20)},
        [((2, 2, 8), None, MIN), ((-3, -3, 18), None, MAX)],
    ),
    (
        "x",
        ["x+y+z=0", "x^2+y^2+z^2=24"],
        box(6, "xyz"),
        [((4 * s, -2 * s, -2 * s), [1 / 3, s / 12], MAX if s > 0 else MIN) for s in SIGNS],
    ),
    ("z", ["x^2+y^2+z^2=1", "x+y+z=1"], box(2, "xyz"), [((0, 0, 1), None, MAX), ((2 / 3, 2 / 3, -1 / 3), None, MIN)]),
    # No freedom is left
    ("x+y", ["x^2+y^2=2", "x=y"], box(3), [((s, s), [s / 2, 0], FLAT) for s in SIGNS]),
    ("x y", ["x+y=3", "x-y=1"], box(5), [((2, 1), [3 / 2, -1 / 2], FLAT)]),
    # Four variables
    ("x+y+z+u", ["x^2+y^2+z^2+u^2=4"], box(3, "xyzu"), [((s,) * 4, [s / 2], MAX if s > 0 else MIN) for s in SIGNS]),
    ("x^2+y^2+z^2+u^2", ["x+y+z+u=4", "x-y+z-u=2"], box(4, "xyzu"), [((1.5, 0.5, 1.5, 0.5), [2, 1], MIN)]),
    # Border of the box
    ("x + y", ["x^2+y^2=2"], {"x": (-1, 1), "y": (-1, 1)}, [((s, s), [s / 2], MAX if s > 0 else MIN) for s in SIGNS]),
    ("y", ["x^2+y^2=1"], {"x": (0, 2), "y": (0, 2)}, [((0, 1), [1 / 2], MAX)]),
    # Never met, never stationary
    ("x + y", ["x^2+y^2+1"], box(5), []),
    ("x", ["y=x^3-x"], box(2), []),
    ("x", ["1/x=0"], box(2), []),
]
