"""`python -m app.sandbox`: start the sandbox; `python -m app.sandbox membrane DIR ...`: its look-alike command."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str]) -> int:
    """Run with the words after the program's name; returns the exit code."""
    if arguments[:1] == ["membrane"] and len(arguments) > 1:
        from app.sandbox.membrane_command import main as membrane

        return membrane(arguments[1], list(arguments[2:]))
    parser = argparse.ArgumentParser(prog="stint sandbox", description="A local stand-in for Membrane and Clientary.")
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="folder that keeps everything")
    parser.add_argument("--port", type=int, default=0, help="loopback port; 0 lets the system choose")
    parser.add_argument("--seed", default="agency", metavar="NAME", help="what a new folder is filled with")
    parser.add_argument("--empty", action="store_true", help="fill a new folder with nothing but one user")
    parser.add_argument("--dialect", type=Path, metavar="FILE", help="JSON file of behaviour switches")
    parser.add_argument("--until-unused", action="store_true", help="end when the last user has gone")
    parser.add_argument("--detach", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.detach and hasattr(os, "fork") and os.fork() != 0:  # the starter need not wait for, or reap, a server
        os._exit(0)
    from app.sandbox.server import serve

    return serve(chosen.state, chosen.port, chosen.seed, chosen.empty, chosen.dialect, chosen.until_unused)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
