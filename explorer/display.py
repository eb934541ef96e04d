"""Whether a window can be opened here, found out before Qt is asked (it aborts, and that cannot be caught)."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping

__all__ = ["display_problem"]

_SCREENLESS = {"offscreen", "minimal", "vnc", "linuxfb", "eglfs", "minimalegl", "vkkhrdisplay"}
_XCB_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
}


def display_problem(environment: Mapping[str, str] | None = None) -> str | None:
    """One sentence that says why no window can be opened, or None if one can."""
    if not sys.platform.startswith("linux"):
        return None
    variables = os.environ if environment is None else environment
    platform = variables.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform in _SCREENLESS:
        return _missing_libraries(
            ("libglib-2.0.so.0", "libfontconfig.so.1", "libdbus-1.so.3", "libEGL.so.1", "libGL.so.1")
        )
    if not platform and variables.get("WAYLAND_DISPLAY"):
        return None
    if platform and not platform.startswith("xcb"):
        return None
    display = variables.get("DISPLAY")
    if not display:
        return "there is no display; set DISPLAY, or run it under Xvfb (xvfb-run -a gradient-explorer …)."
    return _missing_libraries(tuple(_XCB_LIBRARIES)) or _unreachable(display)


def _missing_libraries(names: tuple[str, ...]) -> str | None:
    missing = [_XCB_LIBRARIES[name] for name in names if not _loads(name)]
    if not missing:
        return None
    return f"system libraries are missing; install them with: apt-get install {' '.join(missing)}"


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _unreachable(display: str) -> str | None:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return "the system library libxcb1 is missing; install it with: apt-get install libxcb1"
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    if refused:
        return (
            f"the display {display} does not answer; "
            "check DISPLAY, or run it under Xvfb (xvfb-run -a gradient-explorer …)."
        )
    return None
