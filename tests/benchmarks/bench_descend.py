"""How many more steps a second ``descend`` records than ``torch.optim`` on the same function, in float64.

Torch is not needed to run the program: name an interpreter that has it in ``GRADIENT_EXPLORER_TORCH_PYTHON``.
Prints, never asserts a time. Both record position and loss at every step; minima over interleaved repeats.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

STEPS = 20_000
TORCH_STEPS = 1_500
FUNCTIONS = {
    "Rosenbrock": ("(1-x)^2 + 100(y-x^2)^2", (-1.2, 1.0), 1e-4),
    "Himmelblau": ("(x^2+y-11)^2 + (x+y^2-7)^2", (1.0, 1.0), 1e-3),
    "peaks": ("3(1-x)^2 e^(-x^2-(y+1)^2) - 10(x/5-x^3-y^5)e^(-x^2-y^2) - e^(-(x+1)^2-y^2)/3", (0.5, -0.5), 1e-3),
}
OPTIMISERS = {"GD": ("SGD", {}), "Momentum": ("SGD", {"momentum": 0.9}), "Adam": ("Adam", {})}

TORCH_PROGRAM = """
import json, sys, time, torch
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
function, start, rate, name, options, steps = json.loads(sys.argv[1])
exp = torch.exp
f = {
    "Rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "Himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "peaks": lambda x, y: 3 * (1 - x) ** 2 * exp(-x**2 - (y + 1) ** 2)
    - 10 * (x / 5 - x**3 - y**5) * exp(-x**2 - y**2) - exp(-(x + 1) ** 2 - y**2) / 3,
}[function]
p = torch.tensor(start, requires_grad=True)
optimiser = getattr(torch.optim, name)([p], lr=rate, **options)
points, losses = [], []
began = time.perf_counter()
for _ in range(steps):
    optimiser.zero_grad()
    loss = f(p[0], p[1])
    loss.backward()
    points.append(p.detach().clone())
    losses.append(loss.item())
    optimiser.step()
print(steps / (time.perf_counter() - began))
"""


def ours(function: str, optimiser: str) -> float:
    """Recorded steps a second of ``descend``."""
    import explorer

    text, (x, y), rate = FUNCTIONS[function]
    f = explorer.parse(text)
    chosen = explorer.OPTIMIZERS[optimiser](lr=rate)
    explorer.descend(f, {"x": x, "y": y}, chosen, steps=10)
    began = time.perf_counter()
    run = explorer.descend(f, {"x": x, "y": y}, chosen, steps=STEPS)
    return (len(run.points) - 1) / (time.perf_counter() - began)


def torchs(python: str, function: str, optimiser: str) -> float:
    """Recorded steps a second of ``torch.optim``."""
    _, start, rate = FUNCTIONS[function]
    name, options = OPTIMISERS[optimiser]
    question = json.dumps([function, start, rate, name, options, TORCH_STEPS])
    answer = subprocess.run([python, "-c", TORCH_PROGRAM, question], capture_output=True, text=True, check=True)
    return float(answer.stdout)


def main() -> int:
    """Print the table."""
    python = os.environ.get("GRADIENT_EXPLORER_TORCH_PYTHON")
    if not python:
        print("Name an interpreter with torch in GRADIENT_EXPLORER_TORCH_PYTHON to compare with it.")
        return 0
    ratios = []
    for function in FUNCTIONS:
        for optimiser in OPTIMISERS:
            pairs = [(ours(function, optimiser), torchs(python, function, optimiser)) for _ in range(3)]
            mine, other = (max(side) for side in zip(*pairs, strict=True))
            ratios.append(mine / other)
            print(f"{function:11s} {optimiser:9s} {mine:12,.0f} steps/s   torch {other:8,.0f}   {mine / other:6.1f}×")
    print(f"geometric mean {math.exp(sum(map(math.log, ratios)) / len(ratios)):.1f}×, least {min(ratios):.1f}×")
    return 0


if __name__ == "__main__":
    sys.exit(main())
