"""Chromium without a window, driven through its DevTools protocol over a pipe.

Only what the tests of the pages need: nothing is installed, nothing listens on a port.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
"""Names of the browser, on the path."""

TAKE_ENDS = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)
"""Becomes the browser, which reads from 3 and writes to 4."""

ANSWER_S = 60.0
"""How long an answer of the browser may take."""


def find_chromium() -> str | None:
    """The browser's program; None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Browser:
    """One page in a browser; a context manager.

    Attributes
    ----------
    console
        What the page wrote to the console, and exceptions, as texts.
    requests
        The addresses that were asked for.
    """

    def __init__(self, width: int = 1280, height: int = 800, arguments: Sequence[str] = ()) -> None:
        program = find_chromium()
        assert program is not None
        self._home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        import fcntl  # not on Windows

        # above 9, so that none of them is 3 or 4
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (to_browser, from_browser)]
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                TAKE_ENDS,
                *map(str, ends),
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--mute-audio",
                "--remote-debugging-pipe",
                f"--user-data-dir={self._home.name}",
                f"--window-size={width},{height}",
                *arguments,
                "about:blank",
            ],
            pass_fds=ends,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (to_browser, from_browser, *ends):
            os.close(end)
        self._number, self._buffer = 0, b""
        self.console: list[str] = []
        self.requests: list[str] = []
        self._events: list[str] = []
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.resize(width, height)

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Call a method of the protocol."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def resize(self, width: int, height: int, scale: float = 1.0) -> None:
        """Give the page another size in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=scale, mobile=width < 600,
        )  # fmt: skip

    def prefer(self, **features: str) -> None:
        """Set media features: ``prefer(prefers_color_scheme="dark")``."""
        wanted = [{"name": k.replace("_", "-"), "value": v} for k, v in features.items()]
        self.call("Emulation.setEmulatedMedia", features=wanted)

    def open(self, path: Path) -> None:
        """Open a file, and wait until it is loaded."""
        self.visit(path.resolve().as_uri())

    def visit(self, url: str) -> None:
        """Open an address, and wait until it is loaded."""
        self._events.clear()
        self.call("Page.navigate", url=url)
        while "Page.loadEventFired" not in self._events:
            self._read()

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression; of a promise, what it comes to."""
        found = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def wait_for(self, script: str, seconds: float = 20.0) -> None:
        """Wait until a JavaScript expression is true, on this page or on one it goes to."""
        end = time.monotonic() + seconds
        while not self._is_true(script):
            assert time.monotonic() < end, f"still not true: {script}"
            time.sleep(0.02)

    def _is_true(self, script: str) -> bool:
        """Whether an expression is true; of a page that is being left, nothing is."""
        try:
            return bool(self.run(script))
        except RuntimeError as error:
            if "navigated or closed" in str(error):
                return False
            raise

    def click(self, x: float, y: float) -> None:
        """Click at a place of the window, in CSS pixels."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def click_on(self, selector: str) -> None:
        """Wait for an element, scroll it into view, click in its middle."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.wait_for(f"{found} !== null")
        self.run(f"{found}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        x, y, width, height = self.run(
            f"(b => [b.x, b.y, b.width, b.height])({found}.getBoundingClientRect())"
        )
        self.click(x + width / 2, y + height / 2)

    def press(self, key: str) -> None:
        """Press a key, by its name: ``ArrowRight``."""
        codes = {"ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35, "Tab": 9, " ": 32}
        code = codes[key] if key in codes else ord(key.upper())
        for kind in ("rawKeyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    def picture(self, *, whole: bool = True) -> bytes:
        """The page as PNG: all of it, or what the window shows."""
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def pdf(self) -> bytes:
        """The page as it is printed."""
        options = {"preferCSSPageSize": True, "printBackground": True}
        return base64.b64decode(self.call("Page.printToPDF", **options)["data"])

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + ANSWER_S
        while b"\0" not in self._buffer:
            part = os.read(self._in, 1 << 20)
            assert part, "the browser has ended"
            assert time.monotonic() < end, "the browser does not answer"
            self._buffer += part
        text, self._buffer = self._buffer.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        self._note(message)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        method, given = message.get("method", ""), message.get("params", {})
        self._events.append(method)
        if method == "Runtime.consoleAPICalled":
            self.console.append(str(given["args"]))
        elif method == "Runtime.exceptionThrown":
            self.console.append(str(given["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.console.append(str(given["entry"]["text"]))
        elif method == "Network.requestWillBeSent":
            self.requests.append(given["request"]["url"])

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(20)
        os.close(self._out)
        os.close(self._in)
        self._home.cleanup()
