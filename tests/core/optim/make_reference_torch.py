"""Write ``reference_torch.json``: where torch.optim's optimisers go, in double precision.

Run by hand in an environment that has PyTorch, never by the tests:
``python tests/core/optim/make_reference_torch.py``. The formulas are the ones in the table below.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch

STEPS = (1, 2, 3, 5, 10, 20, 50, 100, 200)
FORMULAS = {
    "(1-x)^2 + 100(y-x^2)^2": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "x^2 + 20y^2 + x y": lambda x, y: x**2 + 20 * y**2 + x * y,
    "3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)e^(-x^2-y^2) - e^(-(x+1)^2-y^2)/3": lambda x, y: (
        3 * (1 - x) ** 2 * torch.exp(-(x**2) - (y + 1) ** 2)
        - 10 * (x / 5 - x**3 - y**5) * torch.exp(-(x**2) - y**2)
        - torch.exp(-((x + 1) ** 2) - y**2) / 3
    ),
}
STARTS = {0: (-1.2, 1.0), 1: (2.0, -1.5), 2: (0.3, 0.6)}
CASES = [
    ("GD", "SGD", {"lr": 1e-3}),
    ("GD", "SGD", {"lr": 2e-3, "weight_decay": 0.1}),
    ("GD", "SGD", {"lr": 1e-3, "momentum": 0.8, "dampening": 0.3}),
    ("Momentum", "SGD", {"lr": 5e-4, "momentum": 0.9}),
    ("Momentum", "SGD", {"lr": 1e-4, "momentum": 0.95, "weight_decay": 0.01, "maximize": True}),
    ("Nesterov", "SGD", {"lr": 5e-4, "momentum": 0.9, "nesterov": True}),
    ("Adam", "Adam", {}),
    ("Adam", "Adam", {"lr": 0.05, "betas": [0.8, 0.95], "eps": 1e-6, "weight_decay": 0.02}),
    ("Adam", "Adam", {"lr": 0.02, "maximize": True}),
    ("AMSGrad", "Adam", {"lr": 0.05, "amsgrad": True}),
    ("AdamW", "AdamW", {"lr": 0.03}),
    ("AdaGrad", "Adagrad", {"lr": 0.1, "lr_decay": 0.01, "initial_accumulator_value": 0.1}),
    ("RMSProp", "RMSprop", {"lr": 0.01}),
    ("RMSProp", "RMSprop", {"lr": 0.005, "alpha": 0.9, "centered": True, "momentum": 0.5, "weight_decay": 0.01}),
    ("Adadelta", "Adadelta", {"lr": 1.0, "rho": 0.8}),
    ("NAdam", "NAdam", {"lr": 0.02, "weight_decay": 0.01}),
    ("NAdam", "NAdam", {"lr": 0.02, "weight_decay": 0.01, "decoupled_weight_decay": True}),
    ("RAdam", "RAdam", {"lr": 0.05}),
    ("RAdam", "RAdam", {"lr": 0.05, "betas": [0.9, 0.99], "weight_decay": 0.01, "decoupled_weight_decay": True}),
    ("Adamax", "Adamax", {"lr": 0.02, "weight_decay": 0.01}),
]


def trajectory(formula, start, kind, keywords):
    """Positions after each of STEPS steps."""
    position = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    keywords = {name: tuple(value) if isinstance(value, list) else value for name, value in keywords.items()}
    optimiser = getattr(torch.optim, kind)([position], **keywords)
    points = []
    for step in range(1, max(STEPS) + 1):
        optimiser.zero_grad()
        formula(position[0], position[1]).backward()
        optimiser.step()
        if step in STEPS:
            points.append(position.tolist())
    return points


def main():
    """Write the table beside this file."""
    table = {"torch": torch.__version__.split("+")[0], "steps": STEPS, "cases": []}
    for index, (text, formula) in enumerate(FORMULAS.items()):
        for ours, theirs, keywords in CASES:
            points = trajectory(formula, STARTS[index], theirs, keywords)
            if all(abs(number) < 1e6 for number in points[-1]):
                start = dict(zip("xy", STARTS[index], strict=True))
                case = {"formula": text, "start": start, "optimiser": ours, "torch": theirs}
                table["cases"].append({**case, "keywords": keywords, "points": points})
    lines = ",\n".join(json.dumps(case) for case in table.pop("cases"))
    head = json.dumps(table)[:-1]
    Path(__file__).with_name("reference_torch.json").write_text(f'{head}, "cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
