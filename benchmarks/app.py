"""The app in a browser: how soon the first page is there, how late the overlay is.

    python benchmarks/app.py [CLIP] [--seconds 20]

Starts ``posecheck app`` and Chromium without a window, whose camera plays a clip at 30 pictures a
second, with a new picture each time. Printed are

* first page: its bytes with all that it loads, and milliseconds until it is loaded;
* overlay: from the moment a picture is taken, by the camera's own stamp, to the moment its lines
  are drawn;
* analyses: pictures that were looked at, a second;
* load: how many programs wanted a processor besides, before and after. Above one or two a machine
  with two cores measures its other work.

The browser draws without a graphics card here, which takes half a core of the two.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from command_line import make_parser

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from app_program import AppProgram
from browser import Browser
from fake_camera import camera_arguments, write_camera_file

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"

SETTLE_S = 3.0
"""What is measured begins so long after the hold, in seconds."""

LOADED = """
(e => [e.loadEventEnd, e.transferSize
  + performance.getEntriesByType('resource').reduce((sum, each) => sum + each.transferSize, 0)])
(performance.getEntriesByType('navigation')[0])
"""

MEASURED = "performance.getEntriesByName('overlay').map(e => [e.startTime, e.duration])"


def main() -> None:
    parser = make_parser(__doc__)
    parser.add_argument("clip", nargs="?", type=Path, default=SAMPLES / "release_right.mp4")
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(given.clip, given.seconds, Path(folder))


def measure(clip: Path, seconds: float, home: Path) -> None:
    camera = home / "camera.mjpeg"
    write_camera_file(clip, camera, lead=range(24, 200), lead_s=60, rate=30, own=())
    chosen = home / "data" / "posecheck"
    chosen.mkdir(parents=True)
    before = os.getloadavg()[0]
    with AppProgram(home) as program, Browser(1280, 720, camera_arguments(camera)) as browser:
        browser.visit(program.link)
        milliseconds, size = browser.run(LOADED)
        print(f"first page: {size / 1000:.0f} kB, loaded after {milliseconds:.0f} ms")
        (chosen / "app.json").write_text("{}")
        browser.run("fetch('/api/settings', {method: 'POST', body: '{\"ready\": true}'})")
        browser.visit(f"{program.origin}/")
        browser.run("document.querySelector('.start').click()")
        for stage in ("checklist", "safety"):
            browser.wait_for(f"live.dataset.stage === '{stage}'")
            browser.press("n")
        browser.wait_for("live.dataset.stage === 'exercise'", 60)
        time.sleep(SETTLE_S)
        browser.run("performance.clearMeasures('overlay')")
        time.sleep(seconds)
        measured = browser.run(MEASURED)
    late = sorted(duration for _, duration in measured)
    span_s = (measured[-1][0] - measured[0][0]) / 1000
    p50, p95 = (late[int(share * (len(late) - 1))] for share in (0.5, 0.95))
    print(f"overlay: p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    print(f"analyses: {(len(measured) - 1) / span_s:.1f} a second")
    print(f"load: {before:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
