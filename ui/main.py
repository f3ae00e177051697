"""The entry point of `stint`. With a command it runs `app.cli` and imports no Qt."""

from __future__ import annotations

import sys


def main() -> int:
    """Run this process's command line; returns the exit code."""
    from app.cli.main import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
