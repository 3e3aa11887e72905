"""Python packages and system libraries that cannot be loaded, as one sentence with the remedy.

Python tells it in many ways: an ImportError of OpenCV, an OSError of MediaPipe (which loads its
library through ctypes), an AttributeError of a package whose files are half removed.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from posecheck.errors import LibraryError

PACKAGES: Mapping[str, str] = {
    "PIL": "pillow",
    "av": "av",
    "cryptography": "cryptography",
    "cv2": "opencv-contrib-python",
    "jinja2": "jinja2",
    "matplotlib": "matplotlib",
    "mediapipe": "mediapipe",
    "miniaudio": "miniaudio",
    "_miniaudio": "miniaudio",
    "numpy": "numpy",
    "platformdirs": "platformdirs",
    "pydantic": "pydantic",
    "pydantic_core": "pydantic",
    "rich": "rich",
    "segno": "segno",
    "starlette": "starlette",
    "typer": "typer",
    "uvicorn": "uvicorn",
    "websockets": "websockets",
}
"""The Python packages that posecheck requires: name of the module, name of the package."""

TITLES: Mapping[str, str] = {
    "PIL": "Pillow",
    "av": "PyAV",
    "cv2": "OpenCV",
    "mediapipe": "MediaPipe",
    "numpy": "NumPy",
}
"""What the modules are called that are not called as they are imported."""

SYSTEM_PACKAGES: Mapping[str, Mapping[str, str]] = {
    "libGL.so.1": {
        "apt": "libgl1", "dnf": "libglvnd-glx", "pacman": "libglvnd", "zypper": "libglvnd",
    },
    "libEGL.so.1": {
        "apt": "libegl1", "dnf": "libglvnd-egl", "pacman": "libglvnd", "zypper": "libglvnd",
    },
    "libGLESv2.so.2": {
        "apt": "libgles2", "dnf": "libglvnd-gles", "pacman": "libglvnd", "zypper": "libglvnd",
    },
    "libglib-2.0.so.0": {
        "apt": "libglib2.0-0", "dnf": "glib2", "pacman": "glib2", "zypper": "libglib-2_0-0",
    },
    "libgthread-2.0.so.0": {
        "apt": "libglib2.0-0", "dnf": "glib2", "pacman": "glib2", "zypper": "libgthread-2_0-0",
    },
    "libxcb.so.1": {
        "apt": "libxcb1", "dnf": "libxcb", "pacman": "libxcb", "zypper": "libxcb1",
    },
    "libX11.so.6": {
        "apt": "libx11-6", "dnf": "libX11", "pacman": "libx11", "zypper": "libX11-6",
    },
    "libXext.so.6": {
        "apt": "libxext6", "dnf": "libXext", "pacman": "libxext", "zypper": "libXext6",
    },
    "libSM.so.6": {"apt": "libsm6", "dnf": "libSM", "pacman": "libsm", "zypper": "libSM6"},
    "libICE.so.6": {"apt": "libice6", "dnf": "libICE", "pacman": "libice", "zypper": "libICE6"},
    "libespeak-ng.so.1": {
        "apt": "libespeak-ng1", "dnf": "espeak-ng", "pacman": "espeak-ng",
        "zypper": "libespeak-ng1",
    },
    "libstdc++.so.6": {
        "apt": "libstdc++6", "dnf": "libstdc++", "pacman": "gcc-libs", "zypper": "libstdc++6",
    },
    "libgomp.so.1": {
        "apt": "libgomp1", "dnf": "libgomp", "pacman": "gcc-libs", "zypper": "libgomp1",
    },
}  # fmt: skip
"""The package of each system library that the wheels of OpenCV, MediaPipe and NumPy, or the voice,
may lack, for each package manager."""

NEEDED = (
    "libGL.so.1", "libEGL.so.1", "libGLESv2.so.2", "libglib-2.0.so.0", "libgthread-2.0.so.0",
)  # fmt: skip
"""What a bare server lacks: where one of them is missing, the others are looked for too, so that
one line installs all."""

INSTALL: Mapping[str, str] = {
    "apt": "apt-get install",
    "dnf": "dnf install",
    "pacman": "pacman -S",
    "zypper": "zypper install",
}
"""How each package manager installs."""

MANAGERS: Mapping[str, str] = {
    "debian": "apt",
    "ubuntu": "apt",
    "fedora": "dnf",
    "rhel": "dnf",
    "centos": "dnf",
    "arch": "pacman",
    "suse": "zypper",
    "opensuse": "zypper",
}
"""The package manager of each family of systems, by the names in /etc/os-release."""

MISSING = re.compile(
    r"(?P<glibc>[^\s/:]+\.so[\w.]*): cannot open shared object file: No such file"
    r"|Error loading shared library (?P<musl>[^\s:]+): No such file"
    r"|Library not loaded: (?P<macos>\S+)"
)
"""A system library that is not there, in the words of glibc, musl and macOS."""

SENTENCES: tuple[tuple[str, str], ...] = (
    (
        r"version `(?P<what>G?LIBC\w*_[\d.]+)' not found",
        "This system is too old: {module} needs {what}; use a newer system, or an older Python "
        "for which there is an older {module}.",
    ),
    (
        r"cannot allocate memory in static TLS block",
        "The system's loader has no room left for {module}, as happens on ARM: start posecheck "
        "with LD_PRELOAD set to the path that the error names ({text}).",
    ),
    (
        r"Error relocating|libc\.musl|ld-musl",
        "{module} needs glibc, and this system has musl (Alpine): use a system with glibc, for "
        "example the image python:3.12-slim.",
    ),
    (
        r"(?P<what>[^\s:]+): file too short",
        "The library {what} is damaged: install it anew.",
    ),
    (
        r"wrong ELF class|invalid ELF header|incompatible architecture|[Ee]xec format error"
        r"|not a valid Win32 application|mach-o, but wrong architecture",
        "{module} is made for another processor than this Python: install posecheck anew, with a "
        "Python for this processor ({machine}).",
    ),
    (
        r"failed to map segment from shared object",
        "{module} must not be run from where it is installed, because that disk is mounted "
        "noexec: install posecheck elsewhere.",
    ),
    (
        r"numpy\.?_?core\.multiarray failed to import|compiled using NumPy 1\.x|_ARRAY_API not "
        r"found|numpy\.(dtype|ndarray) size changed|module compiled against",
        "The installed NumPy does not fit {module}: run `pip install --force-reinstall posecheck`.",
    ),
    (
        r"DLL load failed|WinError 126|WinError 1114",
        "A system library that {module} needs is missing: install Microsoft's Visual C++ "
        "Redistributable, and on Windows N the Media Feature Pack ({text}).",
    ),
)
"""Other words of the loader and of NumPy, and what they mean."""


@contextmanager
def translate_import_errors() -> Iterator[None]:
    """Turn what fails in the block because a library cannot be loaded into one sentence.

    Raises
    ------
    LibraryError
        In place of such an error.
    """
    try:
        yield
    except Exception as error:
        trouble = explain_import_error(error)
        if trouble is None or isinstance(error, LibraryError):
            raise
        raise LibraryError(trouble) from error


def explain_import_error(error: BaseException) -> str | None:
    """What is missing, in one sentence that says how to install it.

    Parameters
    ----------
    error
        Any error.

    Returns
    -------
    str or None
        None for an error that has nothing to do with the loading of a library.
    """
    if isinstance(error, LibraryError):
        return str(error)
    text = " ".join(str(error).split())
    module = _module_of(error)
    missing = MISSING.search(text)
    if missing and isinstance(error, ImportError | OSError):
        return _explain_missing(next(name for name in missing.groups() if name), module)
    title = TITLES.get(module or "", module)
    words = {"module": title or "A library", "text": text, "machine": platform.machine()}
    for pattern, sentence in SENTENCES:
        found = re.search(pattern, text)
        if found and isinstance(error, ImportError | OSError | ValueError | AttributeError):
            return sentence.format(**{**words, **found.groupdict()})
    if module is None or not isinstance(error, ImportError | AttributeError):
        return None
    package = PACKAGES[module]
    if isinstance(error, ModuleNotFoundError) and error.name == module:
        return (
            f"The Python package {package} is not installed: run `pip install {package}`"
            f"{_wheels_note(package)}."
        )
    return (
        f"The Python package {package} is damaged or of another version than posecheck needs: "
        f"run `pip install --force-reinstall posecheck` ({text})."
    )


def _module_of(error: BaseException) -> str | None:
    """The module of :data:`PACKAGES` that could not be loaded, as far as the error tells."""
    named = [getattr(error, "name", None) or ""] if isinstance(error, ImportError) else []
    named += re.findall(r"module '([\w.]+)'|named '([\w.]+)'|importing (\w+)", str(error))[:1]
    for name in named:
        first = (name if isinstance(name, str) else "".join(name)).split(".")[0]
        if first in PACKAGES:
            return first
    trace, found = error.__traceback__, None
    while trace is not None:  # the innermost package on the way to the error
        name = str(trace.tb_frame.f_globals.get("__name__", "")).split(".")[0]
        found = name if name in PACKAGES else found
        trace = trace.tb_next
    return found if isinstance(error, ImportError | OSError) else None


def _explain_missing(library: str, module: str | None) -> str:
    name = os.path.basename(library)
    needed = f", which {TITLES.get(module, module)} needs" if module else ""
    manager = _package_manager() if sys.platform == "linux" else None
    if manager is None or name not in SYSTEM_PACKAGES:
        how = "install the package of your system that holds it"
        if manager == "dnf":
            how = f"install it with `{_install_line(manager, [repr(f'{name}()(64bit)')])}`"
        return f"The system library {name} is missing{needed}: {how}."
    others = [other for other in NEEDED if other != name and not _is_there(other)]
    packages = dict.fromkeys(SYSTEM_PACKAGES[n][manager] for n in (name, *others))
    line = _install_line(manager, list(packages))
    if not others:
        return f"The system library {name} is missing{needed}: install it with `{line}`."
    names = ", ".join((name, *others))
    return f"System libraries are missing ({names}): install them with `{line}`."


def _install_line(manager: str, packages: list[str]) -> str:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return f"{'' if is_root else 'sudo '}{INSTALL[manager]} {' '.join(packages)}"


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _package_manager() -> str | None:
    """The package manager of this Linux; None where it is not one of :data:`MANAGERS`."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return None
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((m for name in names for n, m in MANAGERS.items() if name.startswith(n)), None)


def _wheels_note(package: str) -> str:
    """Why pip may have left a package out; "" where there is no such reason."""
    if package != "mediapipe":
        return ""
    if sys.platform == "linux" and platform.libc_ver()[0] != "glibc":
        return "; it has no files for musl (Alpine): use a system with glibc, such as Debian"
    if sys.maxsize < 2**32 or platform.machine().lower() not in (
        "x86_64", "amd64", "arm64", "aarch64",
    ):  # fmt: skip
        return f"; it has no files for this processor ({platform.machine()})"
    return ""
