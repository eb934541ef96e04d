"""Every operator of one operand with its meaning in mpmath and places where it is defined."""

import mpmath
from mpmath import mp


def _sinc(t):
    return mpmath.sin(t) / t if t != 0 else mpmath.mpf(1)


def _cbrt(t):
    return mpmath.sign(t) * mpmath.cbrt(abs(t))


def _softplus(t):
    return mpmath.log1p(mpmath.exp(t))


ANYWHERE = (-2.3, -0.7, 0.4, 1.9)
UNIT = (-0.8, -0.3, 0.2, 0.7)
POSITIVE = (0.2, 0.9, 2.5, 7.0)
OUTSIDE = (-3.5, -1.4, 1.3, 2.8)
ABOVE_ONE = (1.2, 1.9, 3.4, 8.0)

UNARY = {
    "sqrt": (mpmath.sqrt, POSITIVE),
    "cbrt": (_cbrt, ANYWHERE),
    "exp": (mpmath.exp, ANYWHERE),
    "log": (mpmath.log, POSITIVE),
    "sin": (mpmath.sin, ANYWHERE),
    "cos": (mpmath.cos, ANYWHERE),
    "tan": (mpmath.tan, ANYWHERE),
    "cot": (mpmath.cot, ANYWHERE),
    "sec": (mpmath.sec, ANYWHERE),
    "csc": (mpmath.csc, ANYWHERE),
    "arcsin": (mpmath.asin, UNIT),
    "arccos": (mpmath.acos, UNIT),
    "arctan": (mpmath.atan, ANYWHERE),
    "arccot": (lambda t: mp.pi / 2 - mpmath.atan(t), ANYWHERE),
    "arcsec": (lambda t: mpmath.acos(1 / t), OUTSIDE),
    "arccsc": (lambda t: mpmath.asin(1 / t), OUTSIDE),
    "sinh": (mpmath.sinh, ANYWHERE),
    "cosh": (mpmath.cosh, ANYWHERE),
    "tanh": (mpmath.tanh, ANYWHERE),
    "coth": (mpmath.coth, ANYWHERE),
    "sech": (mpmath.sech, ANYWHERE),
    "csch": (mpmath.csch, ANYWHERE),
    "arsinh": (mpmath.asinh, ANYWHERE),
    "arcosh": (mpmath.acosh, ABOVE_ONE),
    "artanh": (mpmath.atanh, UNIT),
    "arcoth": (lambda t: mpmath.atanh(1 / t), OUTSIDE),
    "arsech": (lambda t: mpmath.acosh(1 / t), (0.2, 0.5, 0.9)),
    "arcsch": (lambda t: mpmath.asinh(1 / t), ANYWHERE),
    "abs": (abs, ANYWHERE),
    "sign": (mpmath.sign, ANYWHERE),
    "floor": (mpmath.floor, ANYWHERE),
    "ceil": (mpmath.ceil, ANYWHERE),
    "sigmoid": (lambda t: 1 / (1 + mpmath.exp(-t)), ANYWHERE),
    "relu": (lambda t: max(t, mpmath.mpf(0)), ANYWHERE),
    "leaky_relu": (lambda t: t if t > 0 else t / 100, ANYWHERE),
    "softplus": (_softplus, ANYWHERE),
    "step": (lambda t: mpmath.mpf(t > 0), ANYWHERE),
    "gauss": (lambda t: mpmath.exp(-t * t), ANYWHERE),
    "erf": (mpmath.erf, ANYWHERE),
    "gamma": (mpmath.gamma, ANYWHERE),
    "digamma": (mpmath.digamma, ANYWHERE),
    "trigamma": (lambda t: mpmath.polygamma(1, t), ANYWHERE),
    "factorial": (mpmath.factorial, ANYWHERE),
    "sinc": (_sinc, ANYWHERE),
}

BINARY = {
    "div": (lambda a, b: a / b, ((1.3, -0.7), (-2.0, 3.1))),
    "pow": (lambda a, b: a**b, ((1.3, -0.7), (2.5, 3.1))),
    "root": (lambda a, b: a ** (1 / b), ((1.3, 3.0), (2.5, 4.0))),
    "log_base": (lambda a, b: mpmath.log(a) / mpmath.log(b), ((1.3, 0.7), (2.5, 3.1))),
    "mod": (lambda a, b: a - b * mpmath.floor(a / b), ((1.3, 0.7), (-2.5, 0.9))),
    "atan2": (mpmath.atan2, ((1.3, -0.7), (-2.0, 3.1))),
    "hypot": (mpmath.hypot, ((1.3, -0.7), (-2.0, 3.1))),
    "min": (min, ((1.3, -0.7), (-2.0, 3.1))),
    "max": (max, ((1.3, -0.7), (-2.0, 3.1))),
    "add": (lambda a, b: a + b, ((1.3, -0.7), (-2.0, 3.1))),
    "mul": (lambda a, b: a * b, ((1.3, -0.7), (-2.0, 3.1))),
}
