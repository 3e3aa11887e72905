"""Watch someone practise live, and print what changes.

python examples/watch_camera.py 0
python examples/watch_camera.py http://192.168.1.20:8080/video
"""

import sys

import posecheck

if len(sys.argv) < 2:
    sys.exit(__doc__)

last = ""
for moment in posecheck.watch(sys.argv[1], exercise="supine_release", hold_s=2):
    coaching = moment.coaching
    if coaching is None:  # so it is with "selftest", whose state is moment.selftest
        continue
    text = coaching.message or coaching.step
    if text != last:
        print(f"{moment.frame.time_s:6.1f} s  {text}")
        last = text
