#!/bin/sh
# Open the window on the sandbox. Where there is no display, do the main job in it on a virtual one and leave pictures.
set -eu
cd "$(dirname "$0")/.."

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/stint --sandbox
fi
exec .venv/bin/python packaging/tour.py
