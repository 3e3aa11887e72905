"""``posecheck app``."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from collections.abc import Mapping

from posecheck.app.phone.door import qr_text
from posecheck.app.server import AppServer, ServerOptions
from posecheck.cli.console import stdout
from posecheck.cli.options.browser_app import BrowserAppOptions
from posecheck.cli.options.practice import PracticeOptions
from posecheck.errors import PosecheckError


def browser_app(given: BrowserAppOptions) -> None:
    """Run the command."""
    if given.address and not given.phone:
        raise PosecheckError("--address needs --phone.")
    if given.window:
        from posecheck.cli.practice import practice

        if given.phone:
            raise PosecheckError("--phone needs the browser: leave out --window.")
        practice(PracticeOptions())
        return
    options = ServerOptions(port=given.port, with_phone=given.phone, address=given.address)
    server = AppServer(options)

    def tell() -> None:
        stdout.print("posecheck's pages, for this machine alone:")
        stdout.print(f"  {server.link}", markup=False, soft_wrap=True)
        if server.state.phone is not None:
            _tell_phone(server)
        stdout.print("Ctrl-C ends it; what was done is kept.")
        if given.browser and has_screen(os.environ):
            # some browsers keep whoever opened them waiting
            threading.Thread(target=webbrowser.open, args=(server.link,), daemon=True).start()
        elif given.browser:
            stdout.print("There is no screen here: open the link in a browser of this machine.")

    server.run(tell)


def has_screen(environment: Mapping[str, str]) -> bool:
    """Whether a browser with a window can open: without a screen Linux has only those of text."""
    return sys.platform != "linux" or any(
        environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )


def _tell_phone(server: AppServer) -> None:
    door = server.state.phone
    assert door is not None
    stdout.print("A phone in the same Wi-Fi as camera: scan this. It lets one phone in, once.")
    stdout.print(qr_text(door.link), markup=False, highlight=False)
    stdout.print(f"  {door.link}", markup=False, soft_wrap=True)
    stdout.print(
        "The phone warns that it does not know the certificate: it was made here just now, for "
        f"{door.address} alone. Go on if the phone shows this address. Others in this network can "
        "reach the phone's page, but without the code it does nothing; it ends with this program."
    )
