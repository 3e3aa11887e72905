"""Analyse a clip of an exercise of one's own, which is a TOML file.

python examples/own_exercise.py sample_videos/release_right.mp4
"""

import sys
from pathlib import Path

import posecheck

if len(sys.argv) < 2:
    sys.exit(__doc__)

bridge = Path(__file__).with_name("bridge.toml")
result = posecheck.analyze(sys.argv[1], exercise=str(bridge))
print(result)
for span in result.verdicts:
    print(f"{span.start_s:5.1f} to {span.end_s:5.1f} s  {span.check}: {span.verdict}")
