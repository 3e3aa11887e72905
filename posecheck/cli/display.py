"""Whether a window can open on this screen, tried out and not guessed.

OpenCV's Qt ends the whole process where it finds no screen, so nobody may ask it.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Mapping

from posecheck.libraries import explain_import_error

CONNECT = """
import ctypes, sys
xcb = ctypes.CDLL("libxcb.so.1")
xcb.xcb_connect.restype = ctypes.c_void_p
xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
sys.exit(1 if xcb.xcb_connection_has_error(xcb.xcb_connect(None, None)) else 0)
"""
"""Connects to the X server as Qt does, with its rights (XAUTHORITY), in a process of its own: where
the server does not answer it hangs."""

ANSWER_S = 3.0
"""How long the X server may take to answer, in seconds. One on this machine takes milliseconds, one
reached over ssh some tenths of a second."""

X_PLATFORM = "xcb"
"""The only Qt platform that OpenCV's wheel has on Linux."""

UOI_FLAGS, WSF_VISIBLE = 1, 1
"""Windows: asks a window station for its flags; the flag of one that has a screen."""

GRAPHICS = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics"
"""macOS: the library that knows whether this process belongs to a session with a screen."""


def screen_trouble(environment: Mapping[str, str] | None = None) -> str:
    """Why no window can open.

    Parameters
    ----------
    environment
        By default this process's own.

    Returns
    -------
    str
        One sentence without its full stop; "" where a window can open.
    """
    environment = os.environ if environment is None else environment
    trouble = {"win32": _windows_trouble, "darwin": _macos_trouble}.get(sys.platform)
    return (trouble() if trouble else _x_trouble(environment)) or _opencv_trouble()


def window_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables in which OpenCV's window opens where it can, and says nothing needless.

    Desktops with Wayland often set QT_QPA_PLATFORM to ``wayland``, which OpenCV's Qt does not
    have: it would end the process, though it can use the X server beside Wayland.
    """
    # OpenCV's Qt looks for fonts that its wheel does not carry, and says so each time.
    changed = {"QT_LOGGING_RULES": "*=false", **environment}
    if environment.get("QT_QPA_PLATFORM", "").startswith("wayland"):
        changed["QT_QPA_PLATFORM"] = X_PLATFORM
    return changed


def _x_trouble(environment: Mapping[str, str]) -> str:
    display = environment.get("DISPLAY")
    if not display and environment.get("WAYLAND_DISPLAY"):
        return (
            "the screen is Wayland's alone, and OpenCV's windows need an X server: start XWayland, "
            "which sets DISPLAY"
        )
    if not display:
        return "there is no screen (DISPLAY is not set)"
    platform = window_environment(environment).get("QT_QPA_PLATFORM", X_PLATFORM)
    if X_PLATFORM not in re.split("[;:]", platform):
        return f"QT_QPA_PLATFORM is {platform}, and OpenCV's windows need {X_PLATFORM}"
    command = [sys.executable, "-I", "-S", "-c", CONNECT]
    try:
        done = subprocess.run(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ANSWER_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"the screen does not answer (DISPLAY is {display})"
    except OSError as error:
        return f"the screen cannot be tried out: {error}"
    if done.returncode == 0:
        return ""
    if b"Traceback" in done.stderr:  # there is no libxcb, which OpenCV needs too
        words = done.stderr.decode(errors="replace").strip().splitlines()[-1]
        return explain_import_error(OSError(words)) or f"the screen cannot be tried out: {words}"
    if done.stderr:  # libxcb says so, for example "Invalid MIT-MAGIC-COOKIE-1 key"
        return f"the screen refuses us (DISPLAY is {display}): check XAUTHORITY, or use `xhost`"
    return f"no screen answers there (DISPLAY is {display})"


def _opencv_trouble() -> str:
    """Whether OpenCV itself lacks windows: a headless wheel has overwritten it."""
    import cv2

    if not re.search(r"^\s*GUI:\s*NONE", cv2.getBuildInformation(), re.MULTILINE):
        return ""
    return (
        "the installed OpenCV has no windows: remove opencv-python-headless and its like with "
        "`pip uninstall`, then run `pip install --force-reinstall opencv-contrib-python`"
    )


def _windows_trouble() -> str:
    """A service, or a session over ssh, has a window station without a screen."""
    flags = (ctypes.c_uint * 3)()  # USEROBJECTFLAGS: inherit, reserved, flags
    try:
        user = ctypes.WinDLL("user32")  # type: ignore[attr-defined, unused-ignore]
        user.GetProcessWindowStation.restype = ctypes.c_void_p
        station = ctypes.c_void_p(user.GetProcessWindowStation())
        size = ctypes.sizeof(flags)
        known = user.GetUserObjectInformationW(station, UOI_FLAGS, ctypes.byref(flags), size, None)
    except (AttributeError, OSError):
        return ""
    if known and not flags[2] & WSF_VISIBLE:
        return "this session has no screen (a service, or ssh)"
    return ""


def _macos_trouble() -> str:
    """A session over ssh does not belong to the screen."""
    try:
        graphics = ctypes.CDLL(GRAPHICS)
        graphics.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
        session = graphics.CGSessionCopyCurrentDictionary()
    except (AttributeError, OSError):
        return ""
    return "" if session else "this session has no screen (ssh)"
