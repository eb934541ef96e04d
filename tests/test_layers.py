"""The house rules that a program can read: direction of imports, no executed input, lengths, docstrings."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "explorer"
LAYERS = ("core", "model", "export", "controller", "views")
QT = ("PySide6", "pyqtgraph", "OpenGL", "superqt")
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "resources" not in path.relative_to(PACKAGE).parts)
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]
# They put the window together, each for another way to open it.
COMPOSITION = ("explorer/__main__.py", "explorer/app.py", "explorer/show.py")
MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 60

# Nothing that a user types or opens may reach one of these.
FORBIDDEN_CALLS = {"eval", "exec", "__import__"}
FORBIDDEN_NAMES = {"sympify", "parse_expr", "parse_latex", "lambdify", "literal_eval"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
# The kernels' own syntax tree, built by us from numbers and mangled names, is compiled there alone.
MAY_COMPILE = "explorer/core/kernels/"
HEX_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?\b|#[0-9A-Fa-f]{3}\b")
# The one reader of theme files: it names white, the other half of its casing rule.
MAY_NAME_COLOURS = ("explorer/views/theme.py",)


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name)


def layer_of(name: str) -> str | None:
    """The layer of a file or a dotted module; None for the composition root and the package itself."""
    parts = name.replace(".py", "").replace("/", ".").split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "explorer" and parts[1] in LAYERS else None


def absolute(node: ast.ImportFrom, name: str) -> str:
    """The dotted module that a from-import names, relative ones resolved."""
    if node.level == 0:
        return node.module or ""
    base = name.removesuffix(".py").split("/")[: -node.level]
    return ".".join([*base, node.module or ""]).rstrip(".")


def imports_of(name: str) -> Iterator[tuple[str, int]]:
    """Every module that a file imports anywhere, lazily too, with its line."""
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = absolute(node, name)
            yield module, node.lineno
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def described(name: str, found: list[tuple[str, int]]) -> str:
    return "; ".join(f"{name}:{line} {what}" for what, line in found)


@pytest.mark.parametrize("name", NAMES)
def test_imports_point_towards_the_core(name: str) -> None:
    own = layer_of(name)
    if own is None:
        if name in COMPOSITION:
            return
        wrong = [(module, line) for module, line in imports_of(name) if layer_of(module) == "views"]
    else:
        above = LAYERS[LAYERS.index(own) + 1 :]
        wrong = [
            (module, line)
            for module, line in imports_of(name)
            if layer_of(module) in above or module in ("explorer.app", "explorer.__main__")
        ]
    assert not wrong, described(name, wrong)


@pytest.mark.parametrize("name", [name for name in NAMES if layer_of(name) != "views"])
def test_no_qt_below_the_views(name: str) -> None:
    if name in COMPOSITION:
        return
    wrong = [(module, line) for module, line in imports_of(name) if module.split(".")[0] in QT]
    assert not wrong, described(name, wrong)


@pytest.mark.parametrize("name", NAMES)
def test_sympy_stays_in_the_symbolic_package(name: str) -> None:
    if name.startswith("explorer/core/symbolic/"):
        return
    wrong = [(module, line) for module, line in imports_of(name) if module.split(".")[0] == "sympy"]
    assert not wrong, described(name, wrong)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_executes_what_it_is_given(name: str) -> None:
    wrong = [(module, line) for module, line in imports_of(name) if module.split(".")[0] in FORBIDDEN_MODULES]
    forbidden = FORBIDDEN_CALLS | FORBIDDEN_NAMES | (set() if name.startswith(MAY_COMPILE) else {"compile"})
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Name) and node.id in forbidden:
            wrong.append((node.id, node.lineno))
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_NAMES:
            wrong.append((node.attr, node.lineno))
        elif isinstance(node, ast.keyword) and node.arg in ("allow_pickle", "shell") and not is_false(node.value):
            wrong.append((f"{node.arg}=", node.lineno))
    assert not wrong, described(name, wrong)


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


@pytest.mark.parametrize("name", [name for name in NAMES if layer_of(name) == "views"])
def test_views_take_their_colours_from_the_theme(name: str) -> None:
    if name in MAY_NAME_COLOURS:
        return
    prose = docstrings_of(name)
    wrong = [
        (node.value, node.lineno)
        for node in ast.walk(tree_of(name))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in prose and HEX_COLOUR.search(node.value)
    ]
    assert not wrong, described(name, wrong)


def docstrings_of(name: str) -> set[int]:
    """Identities of the constants that are docstrings."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [node.body for node in ast.walk(tree_of(name)) if isinstance(node, owners)]
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


@pytest.mark.parametrize("name", NAMES)
def test_every_module_says_what_it_is_for(name: str) -> None:
    assert ast.get_docstring(tree_of(name)), f"{name} has no docstring"


@pytest.mark.parametrize("name", NAMES)
def test_files_and_functions_stay_short(name: str) -> None:
    lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_FILE_LINES, f"{name} has {lines} lines"
    long = [
        (f"{node.name} has {length} lines", node.lineno)
        for node in ast.walk(tree_of(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := code_lines(node)) > MAX_FUNCTION_LINES
    ]
    assert not long, described(name, long)


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function; a text that runs over many lines, such as a style sheet, counts as one."""
    texts = [node for node in ast.walk(function) if isinstance(node, ast.Constant | ast.JoinedStr)]
    folded = {line for text in texts for line in range(text.lineno + 1, (text.end_lineno or text.lineno) + 1)}
    return (function.end_lineno or function.lineno) - function.lineno + 1 - len(folded)


def run_python(program: str) -> str:
    """What a fresh interpreter prints for a program, run in the checkout; its failure fails the test."""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_loads_neither_qt_nor_sympy() -> None:
    heavy = {"sympy", *QT}
    loaded = run_python("import sys, explorer; print(' '.join(sorted({n.split('.')[0] for n in sys.modules})))")
    assert not heavy & set(loaded.split())


# A machine without Qt and SymPy, as far as an interpreter can tell.
WITHOUT = """
import importlib, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in {absent!r}:
            raise ModuleNotFoundError(f'{{name}} is imported where it must not be', name=name)
sys.meta_path.insert(0, Absent())
for name in {modules!r}:
    importlib.import_module(name)
"""


def test_the_lower_layers_import_with_neither_qt_nor_sympy_installed() -> None:
    lower = [name for name in NAMES if layer_of(name) not in (None, "views")]
    lower = [name for name in lower if not name.startswith("explorer/core/symbolic/")]
    modules = [name.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for name in lower]
    run_python(WITHOUT.format(absent=("sympy", *QT), modules=modules))


def test_the_lower_layers_tests_ask_for_no_qt() -> None:
    found = []
    for layer in ("core", "model", "export", "controller"):
        for path in sorted((ROOT / "tests" / layer).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(ROOT)} uses {word}" for word in (*QT, "qtbot", "qapp") if used(word, text)]
    assert not found, "; ".join(found)


def used(word: str, text: str) -> bool:
    """Whether a test file imports a module or takes a fixture of that name."""
    return re.search(rf"^\s*(?:import|from) {word}\b|def \w+\([^)]*\b{word}\b", text, re.MULTILINE) is not None
