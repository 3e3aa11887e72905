"""The console script, and ``python -m posecheck``.

The program is imported only here, inside: its libraries take a second to load, and a signal in
that second is a quiet end too.
"""

import sys


def main() -> None:
    """Run the program."""
    try:
        from posecheck.cli.signals import ending_signals

        with ending_signals():
            from posecheck.cli.app import main as run

            run()
    except KeyboardInterrupt as stop:
        print("posecheck: Stopped.", file=sys.stderr)
        sys.exit(128 + getattr(stop, "number", 2))


if __name__ == "__main__":
    main()
