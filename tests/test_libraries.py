"""A library that cannot be loaded is one sentence with the remedy; what needs none of it works."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import REPOSITORY, program_environment

from posecheck import libraries
from posecheck.errors import LibraryError, PosecheckError
from posecheck.libraries import explain_import_error, translate_import_errors

DEBIAN = {"ID": "debian"}
FEDORA = {"ID": "nobara", "ID_LIKE": "fedora"}

NO_LIBGL = "libGL.so.1: cannot open shared object file: No such file or directory"
NO_LIBGLES = "libGLESv2.so.2: cannot open shared object file: No such file or directory"

BLOCKER = """
import os, sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in os.environ["BLOCKED"].split(","):
            raise {error}
sys.meta_path.insert(0, Blocker())
"""
"""A sitecustomize: the modules named in BLOCKED fail as they do where a library is missing."""


@pytest.fixture
def on(monkeypatch):
    """Makes this a Linux of the given kind, for an ordinary user."""

    def become(release: dict[str, str], there: bool = True) -> None:
        monkeypatch.setattr(libraries.sys, "platform", "linux")
        monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
        monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
        monkeypatch.setattr(libraries, "_is_there", lambda _: there)

    return become


@pytest.mark.parametrize(
    ("release", "error", "command"),
    [
        (DEBIAN, ImportError(NO_LIBGL, name="cv2"), "`sudo apt-get install libgl1`"),
        (FEDORA, ImportError(NO_LIBGL, name="cv2"), "`sudo dnf install libglvnd-glx`"),
        (DEBIAN, OSError(NO_LIBGLES), "`sudo apt-get install libgles2`"),
        (DEBIAN, OSError(NO_LIBGLES.replace("GLESv2.so.2", "EGL.so.1")), "install libegl1`"),
        (
            DEBIAN,
            ImportError(NO_LIBGL.replace("libGL.so.1", "libgthread-2.0.so.0")),
            "`sudo apt-get install libglib2.0-0`",
        ),
        (
            FEDORA,
            OSError(NO_LIBGL.replace("libGL.so.1", "libfoo.so.3")),
            "`sudo dnf install 'libfoo.so.3()(64bit)'`",
        ),
        (DEBIAN, OSError(NO_LIBGL.replace("libGL", "libfoo")), "the package of your system"),
        ({"ID": "void"}, OSError(NO_LIBGL), "the package of your system"),
    ],
)
def test_a_missing_system_library_comes_with_the_line_that_installs_it(on, release, error, command):
    on(release)
    sentence = explain_import_error(error)
    assert command in sentence
    assert "is missing" in sentence
    assert "\n" not in sentence


def test_one_line_installs_all_that_are_missing(on):
    on(DEBIAN, there=False)
    sentence = explain_import_error(ImportError(NO_LIBGL, name="cv2"))
    assert "`sudo apt-get install libgl1 libegl1 libgles2 libglib2.0-0`" in sentence


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            ImportError("Error loading shared library libGL.so.1: No such file or directory"),
            "libGL.so.1 is missing",
        ),
        (
            ImportError("Error relocating /x/cv2.abi3.so: __memcpy_chk: symbol not found"),
            "this system has musl",
        ),
        (
            OSError("/lib/libm.so.6: version `GLIBC_2.28' not found (required by libmediapipe.so)"),
            "needs GLIBC_2.28",
        ),
        (
            ImportError("/x/libgomp.so.1: cannot allocate memory in static TLS block", name="cv2"),
            "LD_PRELOAD",
        ),
        (OSError("/x/libmediapipe.so: wrong ELF class: ELFCLASS32"), "another processor"),
        (
            ImportError(
                "dlopen(cv2.abi3.so, 0x0002): tried: 'cv2.abi3.so' (mach-o file, but is an "
                "incompatible architecture (have 'x86_64', need 'arm64'))",
                name="cv2",
            ),
            "OpenCV is made for another processor",
        ),
        (OSError("/x/libGL.so.1: file too short"), "/x/libGL.so.1 is damaged"),
        (OSError("/x/libmediapipe.so: failed to map segment from shared object"), "noexec"),
        (
            ImportError("dlopen(x.so): Library not loaded: @rpath/libavcodec.61.dylib"),
            "libavcodec.61.dylib is missing",
        ),
        (
            ImportError(
                "DLL load failed while importing cv2: The specified module could not be found."
            ),
            "Visual C++",
        ),
        (
            ImportError("numpy.core.multiarray failed to import (auto-generated)", name="cv2"),
            "NumPy does not fit OpenCV",
        ),
        (
            ValueError("numpy.dtype size changed, may indicate binary incompatibility."),
            "NumPy does not fit",
        ),
        (
            ModuleNotFoundError("No module named 'mediapipe'", name="mediapipe"),
            "The Python package mediapipe is not installed: run `pip install mediapipe`",
        ),
        (
            ModuleNotFoundError("No module named 'mediapipe.tasks'", name="mediapipe.tasks"),
            "mediapipe is damaged",
        ),
        (
            ImportError("cannot import name 'Image' from 'PIL' (unknown location)", name="PIL"),
            "pillow is damaged",
        ),
        # two OpenCV wheels, one of them removed again: an empty folder cv2 is left
        (
            AttributeError("module 'cv2' has no attribute 'INTER_LINEAR'"),
            "opencv-contrib-python is damaged",
        ),
    ],
)
def test_what_the_loader_says_becomes_a_sentence(error, words):
    sentence = explain_import_error(error)
    assert words in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    "error",
    [
        OSError(2, "No such file or directory", "clip.mp4"),
        ValueError("not a number"),
        AttributeError("'NoneType' object has no attribute 'image'"),
        ModuleNotFoundError("No module named 'posecheck.engine.nonsense'", name="posecheck"),
        KeyError("cv2"),
    ],
)
def test_other_errors_stay_as_they_are(error):
    assert explain_import_error(error) is None
    with pytest.raises(type(error)) as caught, translate_import_errors():
        raise error
    assert caught.value is error


def test_it_is_a_posecheck_error_and_an_import_error():
    with pytest.raises(LibraryError) as caught, translate_import_errors():
        raise ImportError(NO_LIBGL, name="cv2")
    assert isinstance(caught.value, PosecheckError)
    assert isinstance(caught.value, ImportError)


def blocked(tmp_path: Path, modules: str, error: str) -> dict[str, str]:
    """An environment in which these modules cannot be loaded, in child processes neither."""
    (tmp_path / "sitecustomize.py").write_text(BLOCKER.format(error=error))
    environment = program_environment(tmp_path) | {"BLOCKED": modules}
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(REPOSITORY)])
    return environment


COMMANDS = """
import json, sys
from posecheck.__main__ import main
for words in json.loads(sys.argv[1]):
    sys.argv = ["posecheck", *words]
    print("begins", flush=True)
    print("begins", file=sys.stderr, flush=True)
    try:
        main()
    except SystemExit as end:
        print("status", end.code or 0, flush=True)
"""
"""Several commands in one program, as if each were started anew."""


def run(environment: dict[str, str], *commands: Sequence[str]) -> list[tuple[int, str, str]]:
    """Each command's exit status, standard output and standard error."""
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(commands)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    outputs = done.stdout.split("begins\n")[1:]
    errors = done.stderr.split("begins\n")[1:]
    return [
        (int(out.split("status ")[-1]), out, error)
        for out, error in zip(outputs, errors, strict=True)
    ]


def test_what_needs_no_library_works_without_them(tmp_path):
    environment = blocked(
        tmp_path,
        "cv2,av,PIL,mediapipe,matplotlib,miniaudio",
        f"ImportError({NO_LIBGL!r}, name=name)",
    )
    commands = ["--version"], ["practice", "--help"], ["history"], ["exercises"]
    texts = "posecheck ", "--camera", "Nothing has been practised yet", "supine_release"
    for (status, out, error), text in zip(run(environment, *commands), texts, strict=True):
        assert (status, error) == (0, "")
        assert text in out


def test_every_command_that_needs_one_says_what_to_install(tmp_path, release_clip):
    environment = blocked(tmp_path, "cv2", f"ImportError({NO_LIBGL!r}, name=name)")
    commands = ["measure", str(release_clip)], ["practice"], ["selftest"], ["demo"]
    analyze = ["analyze", str(release_clip), "--out", str(tmp_path / "out")]
    for status, _, error in run(environment, *commands, analyze):
        assert status == 2
        assert "The system library libGL.so.1 is missing, which OpenCV needs" in error
        assert len(error.splitlines()) == 1


def test_what_fails_in_mediapipes_process_comes_through(tmp_path, release_clip):
    """The libraries that MediaPipe needs are loaded there and nowhere else."""
    environment = blocked(tmp_path, "mediapipe", f"OSError({NO_LIBGLES!r})")
    command = ["measure", str(release_clip), "--out", str(tmp_path / "a.csv")]
    ((status, _, error),) = run(environment, command)
    assert status == 2
    assert "The system library libGLESv2.so.2 is missing" in error
    assert "Traceback" not in error
    assert not (tmp_path / "a.csv").exists()


def test_the_doctor_names_it_and_goes_on(tmp_path):
    environment = blocked(tmp_path, "cv2,miniaudio", f"ImportError({NO_LIBGL!r}, name=name)")
    ((status, out, _),) = run(environment, ["doctor", "--camera", str(tmp_path / "none.mp4")])
    assert status == 1
    lines = [line for line in out.splitlines() if ":" in line]
    found = {line.split(":")[0].split()[-1]: line for line in lines}
    assert list(found) == [
        "Python", "Model", "Video", "Speed", "Screen", "Voice", "Sound", "History", "Camera",
    ]  # fmt: skip
    for title in ("Model", "Video", "Speed", "Sound", "Camera"):
        assert found[title].startswith("fault")
        assert "libGL.so.1 is missing" in found[title]
    assert found["History"].startswith("ok")


def test_python_gets_the_sentence_too(tmp_path):
    environment = blocked(tmp_path, "cv2", f"ImportError({NO_LIBGL!r}, name=name)")
    code = """
import posecheck
assert posecheck.Landmark and posecheck.PosecheckError  # these need no library
try:
    posecheck.measure("photo.jpg")
except posecheck.PosecheckError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert "libGL.so.1 is missing" in done.stdout
