"""The console script, and ``python -m posecheck``.

The program is imported only here, inside: its libraries take a second to load, and a signal in
that second is a quiet end too.
"""

import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the program."""
    _keep_private()
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


def _keep_private() -> None:
    """Whatever this process writes, pictures above all, is for its owner's eyes only.

    A crash leaves no image of its memory, which holds pictures, on the disk.
    """
    os.umask(0o077)
    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


if __name__ == "__main__":
    main()
