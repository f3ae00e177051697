#!/bin/sh
# Build the frozen program into build/stint with PyInstaller, and let it check itself.
set -eu
cd "$(dirname "$0")/.."

rm -rf build/stint build/pyinstaller
.venv/bin/python -m PyInstaller --noconfirm --log-level ERROR --distpath build --workpath build/pyinstaller packaging/stint.spec
rm -rf build/pyinstaller
if [ "$(uname -s)" = Linux ]; then # for a package of a distribution, below /usr/share
    mkdir -p build/stint/share/applications build/stint/share/icons/hicolor/scalable/apps
    cp packaging/app.stint.Stint.desktop build/stint/share/applications
    cp resources/icons/app.svg build/stint/share/icons/hicolor/scalable/apps/stint.svg
fi
# Elsewhere and without any variable of this shell's, so that the frozen files answer and not the checkout.
program=$(pwd)/build/stint/stint
(cd / && env -i PATH=/usr/bin:/bin HOME=/nonexistent LANG=C.UTF-8 "$program" --self-check)
du -sh build/stint
