"""``posecheck app``."""

from __future__ import annotations

import webbrowser

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
        if given.browser and not webbrowser.open(server.link):
            stdout.print("No browser could be opened: open the link above.")

    server.run(tell)


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
