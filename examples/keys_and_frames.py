"""A whole practice whose frames and keys come from another program.

python examples/keys_and_frames.py sample_videos/release_right.mp4
"""

import sys

import posecheck
from posecheck import Frame, Key, KeyPressed

if len(sys.argv) < 2:
    sys.exit(__doc__)

with posecheck.open_session("short") as session, posecheck.open_source(sys.argv[1]) as source:
    for number, picture in enumerate(source):
        # any (height, width, 3) RGB image will do; the times, in seconds, must increase
        moment = session.take(Frame(picture.image, picture.time_s, number))
        if number == 5:
            session.handle(KeyPressed(Key.NEXT))  # past the checklist
        if number % 12 == 0 and moment.practice is not None:
            print(f"{moment.frame.time_s:5.1f} s  {moment.practice.stage}")
        if session.over:
            break
