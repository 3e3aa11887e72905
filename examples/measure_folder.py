"""Measure all photos and clips of a folder, one CSV file beside each.

python examples/measure_folder.py my_clips
"""

import sys
from pathlib import Path

import posecheck

if len(sys.argv) < 2:
    sys.exit(__doc__)

for path in sorted(Path(sys.argv[1]).iterdir()):
    if path.suffix == ".csv":  # from the last time
        continue
    try:
        table = posecheck.measure(path)
    except posecheck.PosecheckError as error:
        print(error)
        continue
    table.to_csv(path.with_name(f"{path.name}.csv"), overwrite=True)  # a.jpg and a.mp4 have two
    print(path.name, table)
