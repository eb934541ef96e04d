"""Open Gradient Explorer, or test it, from a checkout: ``python3 packaging/run.py [test]``.

Goal: two commands that work on a machine with nothing but Python, on Debian, Windows and macOS
alike. Constraints: the standard library only, and syntax that an older Python still reads, so
that it can say which version is needed instead of failing in the middle of a file.
Rejected: a shell script beside a batch file; two descriptions of one thing drift apart.
"""

from __future__ import annotations

import subprocess
import sys

if sys.version_info < (3, 11):  # noqa: UP036  (this file is how an older Python learns what is missing)
    sys.exit(
        "Gradient Explorer needs Python 3.11 or newer; this is Python %d.%d. "  # noqa: UP031
        "Install a newer one and start this file with it." % sys.version_info[:2]
    )

import stages
from environment import Environment, prepare_environment
from system_packages import MissingPackages, ensure_system_packages

HELP = """\
python3 packaging/run.py [formula or file.gradx] [options]   open the window (--help tells its options)
python3 packaging/run.py test [pytest arguments]             run the tests, those that need OpenGL too
python3 packaging/run.py check                               style, types and the direction of imports
python3 packaging/run.py benchmark [names]                    measure speed against references
python3 packaging/run.py build                               make the program as a folder in dist/, and try it
python3 packaging/run.py help                                this text

Each makes what it needs first: system libraries where it may, and an environment in .venv."""


def ready(extras: tuple[str, ...], *, tests: bool) -> Environment:
    """The environment with these extras, after the system libraries that it needs."""
    ensure_system_packages(tests=tests)
    return prepare_environment(extras)


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "help":
        print(HELP)
        return 0
    if command == "test":
        return stages.test(ready(("test",), tests=True), rest)
    if command == "check":
        return stages.check(ready(("test",), tests=False))
    if command == "benchmark":
        return stages.benchmark(ready(("test",), tests=True), rest)
    if command == "build":
        return stages.build(ready(("package", "test"), tests=True))
    return stages.open_window(ready((), tests=False), arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except MissingPackages as missing:
        print(missing, file=sys.stderr)
        sys.exit(2)
    except subprocess.CalledProcessError:
        print("The environment could not be made; see above, check the network and try again.", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
