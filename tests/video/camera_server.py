"""A network camera: MJPEG over HTTP on this machine, with faults on demand."""

from __future__ import annotations

import contextlib
import functools
import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np


def jpeg(image: np.ndarray) -> bytes:
    return cv2.imencode(".jpg", image[:, :, ::-1])[1].tobytes()


class CameraServer:
    """Serves pictures over and over at ``rate`` a second until :meth:`unplug`.

    Attributes may be changed while it serves:

    ========  ================================================================================
    rate      pictures a second
    frozen    whether the same picture is sent again and again
    silent    whether connections stay open and nothing is sent
    refuses   status of the answer to new connections and end of old ones; None for pictures
    next      bytes that are sent in place of the next pictures, one after the other
    jpegs     the pictures
    opened    how many connections were made
    ========  ================================================================================
    """

    def __init__(self, images: Sequence[np.ndarray], rate: float = 20.0) -> None:
        self.jpegs = [jpeg(image) for image in images]
        self.rate = rate
        self.frozen = self.silent = False
        self.refuses: int | None = None
        self.next: list[bytes] = []
        self.opened = self._index = 0
        self._unplugged = threading.Event()
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                camera.opened += 1
                if camera.refuses is not None:
                    self.send_error(camera.refuses)
                    return
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                with contextlib.suppress(OSError):
                    camera._serve(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        serve = functools.partial(self._server.serve_forever, poll_interval=0.02)
        threading.Thread(target=serve, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/cam.mjpg"

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        while not self._unplugged.is_set() and self.refuses is None:
            if not self.silent:
                jpegs = self.jpegs
                picture = self.next.pop(0) if self.next else jpegs[self._index % len(jpegs)]
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}"
                handler.wfile.write(head.encode() + b"\r\n\r\n" + picture + b"\r\n")
                self._index += not self.frozen
            time.sleep(1 / self.rate)

    def unplug(self) -> None:
        self._unplugged.set()

    def __enter__(self) -> CameraServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()
        self._server.shutdown()
        self._server.server_close()
