"""An environment in which MediaPipe cannot reach its maker.

MediaPipe 1.2 counts its use and, when a task is closed, sends the counts to a logging host of its
maker; it has no switch for that. Clearing ``host_environment`` in its base options does not stop
it: with 1.2.2 it still looks the host up at closing. It sends with libcurl, which reads a proxy
from the environment. With a proxy whose scheme does not exist libcurl gives up before it looks up
a name or opens a connection.
"""

from __future__ import annotations

from collections.abc import Mapping

BLOCKED_PROXY = "blocked://"
"""A proxy of a scheme that libcurl does not know."""


def offline_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """A copy of an environment, for a process in which libcurl cannot reach an https address.

    No host is exempt from the proxy there.
    """
    kept = {k: value for k, value in environment.items() if k.lower() != "no_proxy"}
    return {**kept, "https_proxy": BLOCKED_PROXY, "HTTPS_PROXY": BLOCKED_PROXY}
