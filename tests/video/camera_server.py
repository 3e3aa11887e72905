"""A network camera: MJPEG over HTTP on this machine, which can be unplugged."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np


class CameraServer:
    """Serves pictures over and over at ``rate`` a second until :meth:`unplug`.

    ``jpegs`` are the pictures as they are sent.
    """

    def __init__(self, images: Sequence[np.ndarray], rate: float = 20.0) -> None:
        jpegs = self.jpegs = [
            cv2.imencode(".jpg", image[:, :, ::-1])[1].tobytes() for image in images
        ]
        unplugged = self._unplugged = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                index = 0
                try:
                    while not unplugged.is_set():
                        jpeg = jpegs[index % len(jpegs)]
                        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}"
                        self.wfile.write(head.encode() + b"\r\n\r\n" + jpeg + b"\r\n")
                        index += 1
                        time.sleep(1 / rate)
                except OSError:
                    pass

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/cam.mjpg"

    def unplug(self) -> None:
        self._unplugged.set()

    def __enter__(self) -> CameraServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()
        self._server.shutdown()
        self._server.server_close()
