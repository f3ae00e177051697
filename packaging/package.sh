#!/bin/sh
# Build wheel and sdist into build/, install the wheel with the locked dependencies into a fresh environment and start
# it; then build the frozen program into build/stint, let it check itself and open its window on a virtual display.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
trial=build/trial

mkdir -p build
rm -rf "$trial" build/*.whl build/*.tar.gz
"$venv/bin/python" -m hatchling build --directory build
"$venv/bin/python" -m venv "$trial"
pip() { "$trial/bin/python" -m pip --disable-pip-version-check --no-input --quiet "$@"; }
pip install --require-hashes -r requirements.lock
pip install --no-deps build/*.whl
# From another folder, so that the installed files answer and not the checkout.
stint=$(pwd)/$trial/bin/stint
(cd build/trial && "$stint" --version)
[ -f "$trial/share/applications/app.stint.Stint.desktop" ] # by which a Linux desktop knows the program
rm -rf "$trial"

sh packaging/freeze.sh
"$venv/bin/python" packaging/check_frozen.py
ls -l build
