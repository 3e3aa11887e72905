"""Keeps MediaPipe from phoning home.

MediaPipe 1.2 counts its use and, when a task is closed, sends the counts to a logging host of
its maker; it has no switch for that. (Clearing ``host_environment`` in its base options does
not stop it: with 1.2.2 the host is still looked up at closing.) The sender is libcurl, which
asks the environment for a proxy: with a proxy of a scheme that does not exist it gives up
before any name is looked up and any connection is opened.
"""

from __future__ import annotations

import os

BLOCKED_PROXY = "blocked://"
LOGGING_HOST = "play.googleapis.com"


def block_metrics() -> None:
    """From now on libcurl in this process cannot reach an https address.

    It must stay so for the life of the process, for the counts are sent in a thread of their
    own. Network cameras are not affected: FFmpeg reads only ``http_proxy``.
    """
    for name in ("https_proxy", "HTTPS_PROXY"):
        os.environ[name] = BLOCKED_PROXY
    for name in ("no_proxy", "NO_PROXY"):
        if name in os.environ:
            kept = [host for host in os.environ[name].split(",") if not _exempts(host.strip())]
            os.environ[name] = ",".join(kept)


def _exempts(host: str) -> bool:
    """Whether an entry of ``no_proxy`` lets the logging host pass the proxy by."""
    domain = host.lstrip("*.")
    return host == "*" or (bool(domain) and f".{LOGGING_HOST}".endswith(f".{domain}"))
