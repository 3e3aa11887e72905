"""The console script, and ``python -m posecheck``.

The program is imported only here, inside: its libraries take a second to load, and a signal in
that second is a quiet end too.
"""

import os
import sys


def main() -> None:
    """Run the program."""
    os.umask(0o077)  # whatever is written, pictures above all, is for the owner's eyes only
    try:
        from posecheck.cli.signals import ending_signals
        from posecheck.libraries import translate_import_errors

        with ending_signals():
            with translate_import_errors():
                from posecheck.cli.app import main as run

            run()
    except ImportError as error:  # the program itself cannot be loaded; a sentence, mostly
        print(f"posecheck: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt as stop:
        print("posecheck: Stopped.", file=sys.stderr)
        sys.exit(128 + getattr(stop, "number", 2))


if __name__ == "__main__":
    main()
