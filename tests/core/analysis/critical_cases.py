"""Functions with all their critical points in a window: what the search must find, and nothing else.

``smooth`` points (Hessian regular) are computed by make_critical_reference.py and kept in
critical_reference.json; degenerate points and kinks are closed forms, written here. A function of one
variable has y = None.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import NamedTuple

REFERENCE = Path(__file__).with_name("critical_reference.json")


class Case(NamedTuple):
    name: str
    text: str
    x: tuple[float, float]
    y: tuple[float, float] | None = None
    degenerate: tuple[tuple[float, ...], ...] = ()
    kinks: tuple[tuple[float, float, str], ...] = ()
    curves: bool = False
    same: str = ""  # the text in elementary functions, for the reference
    closed: tuple[tuple[float | str, ...], ...] | None = None  # the regular points in closed form


def square(name, text, half, **more):
    return Case(name, text, (-half, half), (-half, half), **more)


TAN_T_IS_T = 4.493409457909064  # the least positive solution of tan t = t
ORIGIN = ((0.0, 0.0),)
PEAKS = "3(1-x)^2 exp(-x^2-(y+1)^2) - 10(x/5-x^3-y^5) exp(-x^2-y^2) - 1/3 exp(-(x+1)^2-y^2)"
GOLDSTEIN_PRICE = "(1+(x+y+1)^2(19-14x+3x^2-14y+6x y+3y^2))(30+(2x-3y)^2(18-32x+12x^2+48y-36x y+27y^2))"
SHUBERT_X = "(cos(2x+1)+2cos(3x+2)+3cos(4x+3)+4cos(5x+4)+5cos(6x+5))"
SHUBERT_Y = SHUBERT_X.replace("x", "y")
FRANKE = (
    "0.75exp(-((9x-2)^2+(9y-2)^2)/4)+0.75exp(-(9x+1)^2/49-(9y+1)/10)"
    "+0.5exp(-((9x-7)^2+(9y-3)^2)/4)-0.2exp(-(9x-4)^2-(9y-7)^2)"
)
HARTMAN_LIKE = "-exp(-((x-1)^2+2(y+1)^2))-1.2exp(-(2(x+1)^2+(y-1)^2))-3exp(-(3(x-2)^2+(y-2)^2))"
MUELLER_BROWN = (
    "-200exp(-(x-1)^2-10y^2)-100exp(-x^2-10(y-0.5)^2)"
    "-170exp(-6.5(x+0.5)^2+11(x+0.5)(y-1.5)-6.5(y-1.5)^2)+15exp(0.7(x+1)^2+0.6(x+1)(y-1)+0.7(y-1)^2)"
)
LEVY_13 = "sin(3pi x)^2+(x-1)^2(1+sin(3pi y)^2)+(y-1)^2(1+sin(2pi y)^2)"
ACKLEY = "-20exp(-0.2sqrt(0.5(x^2+y^2)))-exp(0.5(cos(2pi x)+cos(2pi y)))+e+20"

STANDARD = [
    square("Himmelblau", "(x^2+y-11)^2+(x+y^2-7)^2", 6),
    Case("six-hump camel", "(4-2.1x^2+x^4/3)x^2+x y+(-4+4y^2)y^2", (-3, 3), (-2, 2)),
    square("three-hump camel", "2x^2-1.05x^4+x^6/6+x y+y^2", 5),
    square("Rastrigin", "20+x^2-10cos(2pi x)+y^2-10cos(2pi y)", 2),
    square("Rastrigin, whole", "20+x^2-10cos(2pi x)+y^2-10cos(2pi y)", 5.12),
    square("peaks", PEAKS, 3),
    square("peaks, from afar", PEAKS, 6),
    square("Goldstein-Price", GOLDSTEIN_PRICE, 2),
    square("Beale", "(1.5-x+x y)^2+(2.25-x+x y^2)^2+(2.625-x+x y^3)^2", 4.5),
    square("Booth", "(x+2y-7)^2+(2x+y-5)^2", 10),
    square("Matyas", "0.26(x^2+y^2)-0.48x y", 10),
    Case("McCormick", "sin(x+y)+(x-y)^2-1.5x+2.5y+1", (-1.5, 4), (-3, 4)),
    Case("Rosenbrock", "(1-x)^2+100(y-x^2)^2", (-2, 2), (-1, 3)),
    square("Styblinski-Tang", "(x^4-16x^2+5x+y^4-16y^2+5y)/2", 5),
    Case("Branin", "(y-5.1/(4pi^2)x^2+5/pi x-6)^2+10(1-1/(8pi))cos x+10", (-5, 10), (0, 15)),
    square("Easom", "-cos(x)cos(y)exp(-((x-pi)^2+(y-pi)^2))", 6),
    square("Levy 13", LEVY_13, 1.5),
    square("Griewank", "1+x^2/4000+y^2/4000-cos(x)cos(y/sqrt(2))", 10),
    square("Shubert", f"{SHUBERT_X}{SHUBERT_Y}", 2),
    square("Ackley", ACKLEY, 2, kinks=((0, 0, "minimum"),)),
    Case("Adjiman", "cos(x)sin(y)-x/(y^2+1)", (-1, 2), (-1, 1)),
    square("Bohachevsky 1", "x^2+2y^2-0.3cos(3pi x)-0.4cos(4pi y)+0.7", 2),
    square("Bohachevsky 2", "x^2+2y^2-0.3cos(3pi x)cos(4pi y)+0.3", 2),
    square("Bohachevsky 3", "x^2+2y^2-0.3cos(3pi x+4pi y)+0.3", 2),
    square("Cube", "100(y-x^3)^2+(1-x)^2", 2, closed=((1, 1, "minimum"),)),
    square("Egg crate", "x^2+y^2+25(sin(x)^2+sin(y)^2)", 5),
    square("Exponential", "-exp(-0.5(x^2+y^2))", 3),
    square("Freudenstein-Roth", "(x-13+((5-y)y-2)y)^2+(x-29+((y+1)y-14)y)^2", 15),
    square("Leon", "100(y-x^2)^2+(1-x)^2", 1.5),
    square("Price 2", "1+sin(x)^2+sin(y)^2-0.1exp(-x^2-y^2)", 5),
    square("Periodic", "1+sin(x)^2+sin(y)^2-0.1exp(-(x-1)^2-y^2)", 4),
    square("Schaffer 1", "0.5+(sin(x^2-y)^2-0.5)/(1+0.001(x^2+y^2))^2", 2),
    square("Trecanni", "x^4+4x^3+4x^2+y^2", 5),
    square("Zirilli", "0.25x^4-0.5x^2+0.1x+0.5y^2", 5),
    square("Ursem 1", "-sin(2x-0.5pi)-3cos(y)-0.5x", 3),
    square("Brent", "(x+10)^2+(y+10)^2+exp(-x^2-y^2)", 12),
    square("Wayburn-Seader 1", "(x^6+y^4-17)^2+(2x+y-4)^2", 3),
    square("Wayburn-Seader 2", "(1.613-4(x-0.3125)^2-4(y-1.625)^2)^2+(y-1)^2", 3),
    square("Camel, inverted", "-(4-2.1x^2+x^4/3)x^2-x y+(4-4y^2)y^2", 2),
    square("Sphere", "x^2+y^2", 6),
    square("Sum squares", "x^2+2y^2", 10),
    square("Trid", "(x-1)^2+(y-1)^2-x y", 5),
    square("Zakharov", "x^2+y^2+(0.5x+y)^2+(0.5x+y)^4", 5),
    square("Dixon-Price", "(x-1)^2+2(2y^2-x)^2", 5),
    square("Rotated ellipse", "7x^2-6sqrt(3)x y+13y^2", 5),
    Case("Bird", "sin(x)exp((1-cos(y))^2)+cos(y)exp((1-sin(x))^2)+(x-y)^2", (-6, 6), (-6, 6)),
    square("Hosaki", "(1-8x+7x^2-7x^3/3+x^4/4)y^2 exp(-y)", 6, curves=True),
    square("Franke", FRANKE, 1.2),
    Case("Mueller-Brown", MUELLER_BROWN, (-1.5, 1.2), (-0.2, 2)),
    square("Gaussian wells", HARTMAN_LIKE, 4),
    square(
        "Giunta",
        "0.6+sin(16x/15-1)+sin(16x/15-1)^2+sin(4(16x/15-1))/50+sin(16y/15-1)+sin(16y/15-1)^2+sin(4(16y/15-1))/50",
        1,
    ),
    square("Keane", "-sin(x-y)^2 sin(x+y)^2/(1+x^2+y^2)", 2.5, curves=True),
    square("El-Attar", "(x^2+y-10)^2+(x+y^2-7)^2+(x^2+y^3-1)^2", 5),
    square("Parsopoulos", "cos(x)^2+sin(y)^2", 5),
    square("Quadratic", "-3803.84-138.08x-232.92y+128.08x^2+203.64y^2+182.25x y", 10),
    square("Rump's neighbour", "x^4+y^4+x^2 y^2-3x^2-2y^2+x/3", 3),
    square("Deckkers-Aarts, scaled", "x^2+y^2/10-(x^2+y^2)^2/100+(x^2+y^2)^4/10^6", 8),
    square("Jennrich-Sampson, short", "(4-exp(x)-exp(y))^2+(6-exp(2x)-exp(2y))^2", 1.5),
    square("Chichinadze", "x^2-12x+11+10cos(pi x/2)+8sin(5pi x/2)-0.2^0.5 exp(-0.5(y-0.5)^2)", 6),
    square("Mishra's waves", "sin(x)cos(2y)+0.1x^2", 4),
    square("Damavandi's shoulder", "(2+(x-1)^2+2(y-1)^2)exp(-0.1x^2)", 5),
]

TEXTBOOK = [
    square("saddle", "x^2-y^2", 3),
    square("product", "x y", 3),
    square("folium", "x^3+y^3-3x y", 3),
    square("cubic well", "x^3-3x+y^2", 3),
    square("two cubics", "x^3-3x+y^3-3y", 3),
    square("Stewart 14.7.3", "x^4+y^4-4x y+1", 3),
    square("Stewart 14.7.4", "10x^2 y-5x^2-4y^2-x^4-2y^4", 4),
    square("mixed cubic", "2x^3+x y^2+5x^2+y^2", 4),
    square("triangle", "x y(1-x-y)", 2),
    square("x² y and bowl", "x^2 y+y^2-2y+x^2", 4),
    square("bell times x", "x exp(-x^2-y^2)", 3),
    square("bell times x y", "x y exp(-x^2-y^2)", 3),
    square("bell times x y, far", "x y exp(-x^2-y^2)", 20),
    square("bell times x² - y²", "(x^2-y^2)exp(-x^2-y^2)", 3),
    square("bell times x² + 2y²", "(x^2+2y^2)exp(-x^2-y^2)", 3),
    square("bell times x² + 3y²", "(x^2+3y^2)e^(1-x^2-y^2)", 4),
    square("shifted bell", "exp(-(x-1)^2-2(y+0.5)^2)", 6),
    square("bell", "exp(-x^2-y^2)", 6),
    square("bell, far", "exp(-x^2-y^2)", 30),
    square("two bells", "exp(-(x-1.5)^2-y^2)+exp(-(x+1.5)^2-y^2)", 5),
    square("two unequal bells", "2exp(-(x-1)^2-(y-1)^2)+exp(-2(x+1)^2-(y+1)^2)", 4),
    square("waves", "sin(x)sin(y)", 4),
    square("sum of waves", "cos(x)+cos(y)", 6),
    square("three waves", "sin(x)+sin(y)+sin(x+y)", 3),
    square("crossed waves", "sin(x)cos(y)", 5),
    square("wave of a sum and bowl", "sin(x+y)+0.1(x^2+y^2)", 6),
    square("wave of a product", "sin(x y)", 1.2),
    square("wave and slope", "sin(x)+0.5x+y^2", 6),
    square("e to the x cos y", "e^x cos y", 5),
    square("e to the y, parabola", "e^y(y^2-x^2)", 4),
    square("e to the product", "e^(x y)", 3),
    square("e to the bowl", "e^(4y-x^2-y^2)", 5),
    square("x e to the x", "x e^x+y^2", 4),
    Case("log and reciprocals", "x y+1/x+1/y", (0.2, 4), (0.2, 4)),
    Case("box of least surface", "2x y+64/x+64/y", (0.5, 10), (0.5, 10)),
    Case("8/x + x/y + y", "8/x+x/y+y", (0.5, 8), (0.5, 8)),
    Case("logarithms", "log(x)+log(y)-x-y^2", (0.1, 4), (0.1, 4)),
    square("log of a bowl", "log(1+x^2+y^2)", 4),
    square("log of a cubic", "log(3+x^2+y^2)-x/3", 6),
    square("rational", "x/(1+x^2+y^2)", 4),
    square("rational, product", "x y/(1+x^2+y^2)^2", 4),
    square("rational difference", "(x^2-y^2)/(1+x^2+y^2)^2", 4),
    square("rational sum", "(x+y)/(1+x^2+y^2)", 6),
    square("rational, poles", "x^2+y^2+1/(x y)", 3),
    square("half sphere", "sqrt(1-x^2-y^2)", 2),
    square("half ellipsoid", "sqrt(9-x^2-2y^2)", 4),
    square("root above", "sqrt(1+x^2+y^2)", 5),
    square("hyperbolic", "cosh(x)-y^2+x y", 3),
    square("tanh", "tanh(x)tanh(y)", 6),
    square("tanh, far", "tanh(x)tanh(y)", 30),
    square("arctan", "atan(x)-x/4+y^2", 5),
    square("sigmoid", "sigmoid(x)-x/6+y^2", 6, same="1/(1+e^(-x))-x/6+y^2"),
    square("softplus", "softplus(x)+softplus(-2x)+y^2", 5, same="log(1+e^x)+log(1+e^(-2x))+y^2"),
    square("erf", "erf(x)-x/2+y^2", 3),
    square("gauss", "gauss(x)gauss(y)+0.1x", 3, same="e^(-x^2-y^2)+0.1x"),
    square(
        "sinc",
        "sinc(x)+sinc(y)",
        6,
        closed=tuple(
            (x, y, "maximum" if x == y == 0 else "saddle" if x == 0 or y == 0 else "minimum")
            for x in (-TAN_T_IS_T, 0, TAN_T_IS_T)
            for y in (-TAN_T_IS_T, 0, TAN_T_IS_T)
        ),
    ),
    square("cubic and product", "x^3-12x y+8y^3", 4),
    square("quartic wells", "(x^2-1)^2+(y^2-1)^2", 3),
    square("tilted wells", "(x^2-1)^2+(y^2-1)^2+0.2x+0.1x y", 3),
    square("five quartics", "x^4-2x^2+y^2", 3),
    square("sixth degree", "x^6-3x^4+2x^2+y^2-x y/2", 2),
    square("heart", "(x^2+y^2-1)^3-x^2 y^3", 2, degenerate=((-1, 0), (1, 0), (0, 1), (0, -1))),
    square("lemniscate", "(x^2+y^2)^2-2(x^2-y^2)", 3),
    square("trifolium-like", "(x^2+y^2)^2+3x^2 y-y^3", 2, degenerate=ORIGIN),
    square("torus-like", "(sqrt(x^2+y^2+1)-2)^2+x/2", 4),
    square("line of wells", "cos(2x)+y^2+x/5", 6),
    square("none", "x+y", 3),
    square("none, exponential", "e^x+y", 3),
    square("none, cubic", "x^3+x+y", 3),
    square("none, pole", "1/(x^2+y^2)", 3),
    square("none, max", "max(x,y)", 3, closed=()),
    Case("on the edge", "(x-1)^2+y^2", (1, 3), (-1, 1)),
    Case("on the corner", "(x-1)^2+(y-2)^2", (-1, 1), (0, 2)),
    square("just outside", "(x-3.001)^2+y^2", 3),
    square("close together", "x^3/3-1e-4 x+y^2", 2),
    square("closer together", "x^3/3-1e-8 x+y^2", 2),
    square("parameters", "a x^2+b y^2+x y", 3),
    square("ill-conditioned", "x^2+10^6 y^2", 3),
    square("large numbers", "10^9(x^2-1)^2+10^9 y^2", 3),
    square("small numbers", "10^-9((x^2-1)^2+y^2)", 3),
    square("off centre", "(x-0.123456789)^2-(y-1.987654321)^2", 3),
    square(
        "piecewise, smooth inside",
        "{x<0: (x+1)^2+y^2, (x-1)^2+y^2+1}",
        3,
        closed=((-1, 0, "minimum"), (1, 0, "minimum")),
    ),
    square("absolute value away", "|x-5|+x^2-x+y^2", 3, same="5-x+x^2-x+y^2"),
    square("power", "x^2.5+y^2-x", 3),
    Case("self power", "x^x+y^2", (0.05, 3), (-2, 2)),
    square("hypot", "hypot(x,y,1)-y/2", 3, same="sqrt(x^2+y^2+1)-y/2"),
]

DEGENERATE = [
    square("monkey saddle", "x^3-3x y^2", 2, degenerate=ORIGIN),
    square("quartic bowl", "x^4+y^4", 2, degenerate=ORIGIN),
    square("quartic saddle", "x^4-y^4", 2, degenerate=ORIGIN),
    square("half quartic", "x^4+y^2", 2, degenerate=ORIGIN),
    square("cusp", "x^2+y^3", 2, degenerate=ORIGIN),
    square("x² y + y²-like", "x^2 y+y^4", 2, degenerate=ORIGIN),
    square("textbook", "x^2 y+3x y^3", 3, degenerate=ORIGIN),
    square("Peano", "(y-x^2)(y-3x^2)", 2, degenerate=ORIGIN),
    square("dog saddle", "x^3 y-x y^3", 2, degenerate=ORIGIN),
    square("sixth power", "x^6+y^6", 2, degenerate=ORIGIN),
    square("quartic elsewhere", "(x-1)^4+(y+0.5)^4", 3, degenerate=((1, -0.5),)),
    square("quartic, multiplied out", "x^4-4x^3+6x^2-4x+1+(y-0.3)^4", 3, degenerate=((1, 0.3),)),
    square("cubic elsewhere", "(x-1/3)^3+(y-0.7)^2", 3, degenerate=((1 / 3, 0.7),)),
    square("flat wave", "sin(x)^3+y^2", 1, degenerate=ORIGIN),
    square("x - sin x", "x-sin(x)+y^2", 3, degenerate=ORIGIN),
    square("cosine of squares", "cos(x^2)+y^2", 1, degenerate=ORIGIN),
    square("cubes", "x^3+y^3", 2, degenerate=ORIGIN),
    square("quartic bell", "exp(-x^4-y^4)", 2, degenerate=ORIGIN),
    square("Chinese hat", "x^4+y^4-2x^2 y^2+x^2+y^2", 2),
    square("fold and well", "x^3+(y^2-1)^2", 2, degenerate=((0, -1), (0, 0), (0, 1))),
    square("swallowtail section", "x^5/5-x^3/3+y^2", 2, degenerate=ORIGIN),
    square("degenerate at 1", "x^3-3x^2+3x+y^2-2y", 3, degenerate=((1, 1),)),
    square("cubic of a sum", "(x+y)^3+(x-y)^2", 2, degenerate=ORIGIN),
    square("logarithm of 1 + quartic", "log(1+x^4+y^4)", 2, degenerate=ORIGIN),
]

KINKED = [
    square("diamond", "|x|+|y|", 2, kinks=((0, 0, "minimum"),), closed=()),
    square("cone", "sqrt(x^2+y^2)", 2, kinks=((0, 0, "minimum"),)),
    square("inverted cone", "1-hypot(x-0.5,y)", 2, kinks=((0.5, 0, "maximum"),), closed=()),
    square("kink and bowl", "|x|+y^2", 2, kinks=((0, 0, "minimum"),), closed=()),
    square("kink elsewhere", "|x-1/3|+(y+0.2)^2", 2, kinks=((1 / 3, -0.2, "minimum"),), closed=()),
    square("square pyramid", "max(|x|,|y|)", 2, kinks=((0, 0, "minimum"),), closed=()),
    square("kink, no extremum", "|x|+y", 2, closed=()),
    square("cone and bowl", "sqrt(x^2+y^2)+(x-2)^2", 3, kinks=()),
    square("ripple", "sin(sqrt(x^2+y^2))", 1.1, kinks=((0, 0, "minimum"),)),
    Case(
        "absolute cosine",
        "|cos x|",
        (-5, 5),
        None,
        closed=((-math.pi, "maximum"), (0, "maximum"), (math.pi, "maximum")),
        kinks=(
            (-math.pi / 2, 0, "minimum"),
            (math.pi / 2, 0, "minimum"),
            (-1.5 * math.pi, 0, "minimum"),
            (1.5 * math.pi, 0, "minimum"),
        ),
    ),
]

ONE_VARIABLE = [
    Case("one: cubic", "x^3-3x", (-6, 6)),
    Case("one: sine", "sin x", (-10, 10)),
    Case("one: quartic", "x^4-2x^2", (-3, 3)),
    Case("one: x to the fourth", "x^4", (-3, 3), degenerate=((0.0,),)),
    Case("one: damped", "exp(-x/5)sin(3x)", (-3, 6)),
    Case("one: log", "x log x", (0.01, 3)),
    Case("one: inflection", "x^3", (-2, 2), degenerate=((0.0,),)),
    Case("one: rational", "x/(1+x^2)", (-5, 5)),
    Case("one: none", "e^x", (-5, 5)),
    Case("one: Forrester", "(6x-2)^2 sin(12x-4)", (0, 1), degenerate=((1 / 3,),)),
    Case("one: chirp", "sin(x^2)", (-5, 5)),
    Case("one: sinc", "sinc(x)", (-15, 15)),
]

CURVES = [
    square("trough", "f(x,y)=x^2", 2, curves=True),
    square("quartic trough", "f(x,y)=x^4", 2, curves=True),
    square("slanted trough", "(x-y)^2", 2, curves=True),
    square("Mexican hat", "(x^2+y^2-1)^2", 2, curves=True),
    square("bell ring", "(x^2+y^2)exp(-x^2-y^2)", 3, curves=True),
    square("crossing troughs", "x^2 y^2", 2, curves=True),
    square("ring waves", "cos(x^2+y^2)", 3, degenerate=ORIGIN, curves=True),
    square("drop wave", "-(1+cos(12sqrt(x^2+y^2)))/(0.5(x^2+y^2)+2)", 1, closed=((0, 0, "minimum"),), curves=True),
]

CASES = [*STANDARD, *TEXTBOOK, *DEGENERATE, *KINKED, *ONE_VARIABLE, *CURVES]


def reference():
    """Name → list of [x, (y,) kind], from the committed file."""
    return json.loads(REFERENCE.read_text(encoding="utf-8"))
