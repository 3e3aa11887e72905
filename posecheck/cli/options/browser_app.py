"""The options of ``posecheck app``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer


@dataclass(frozen=True)
class BrowserAppOptions:
    """Practise, test, analyse and look back in your browser, on this machine alone.

    Serves its pages to this machine only and opens them. Ctrl-C ends it; what was done is kept.

    Examples:

      posecheck app

      posecheck app --phone
    """

    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port of the pages; 0: a free one.")
    ] = 0
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser, or print the link.")
    ] = True
    phone: Annotated[
        bool,
        typer.Option("--phone", help="Let a phone in your network be the camera: shows a QR code."),
    ] = False
    address: Annotated[
        str, typer.Option("--address", help="With --phone: this machine's address in that network.")
    ] = ""
    window: Annotated[
        bool, typer.Option("--window", help="Today's practice in a plain window; no browser.")
    ] = False
