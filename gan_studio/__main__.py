"""The window when called without arguments, else one command."""

from __future__ import annotations

import sys

from gan_studio.process import prepare_process


def main() -> int:
    """Run what the command line asks for and return the exit code."""
    prepare_process()
    if len(sys.argv) > 1:
        from gan_studio import cli

        return cli.main(sys.argv[1:])
    return _open_window()


def _open_window() -> int:
    from gan_studio.cli.display import window_obstacle

    obstacle = window_obstacle()
    if obstacle:
        print(obstacle, file=sys.stderr)
        return 2
    from gan_studio.ui import app

    return app.main()


if __name__ == "__main__":
    sys.exit(main())
