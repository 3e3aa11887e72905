"""Analyse a recorded clip of the supine release.

python examples/analyze_clip.py sample_videos/release_right.mp4
"""

import math
import sys

import posecheck

if len(sys.argv) < 2:
    sys.exit(__doc__)

result = posecheck.analyze(sys.argv[1], exercise="supine_release")
print(result)
for hold in result.holds:
    print(f"{hold.side}: held {hold.held_s:.1f} s of {hold.target_s:.0f} s")
for correction in result.corrections:
    print(f"{correction.seconds:.1f} s: {correction.text}")

knees = [float(row["knee_left"]) for row in result.frames]
seen = [knee for knee in knees if not math.isnan(knee)]  # NaN: it could not be seen
if seen:
    print(f"left knee: {min(seen):.0f} to {max(seen):.0f} degrees, seen in {len(seen)} frames")
