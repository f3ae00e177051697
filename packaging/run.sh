#!/bin/sh
# Open the window on the sandbox. Where there is no display, do the main job by command line and prove it.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/stint --sandbox
fi
exec .venv/bin/python packaging/demo.py
