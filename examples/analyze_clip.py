"""Analyse a recorded clip of the supine release.

python examples/analyze_clip.py sample_videos/release_right.mp4
"""

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

knees = [row["knee_left"] for row in result.frames]
print(f"left knee: {min(knees):.0f} to {max(knees):.0f} degrees in {len(knees)} frames")
