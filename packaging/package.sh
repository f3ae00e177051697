#!/bin/sh
# Build wheel and sdist into build/, install the wheel with the locked dependencies into a fresh environment, start it.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
trial=build/trial

rm -rf build
mkdir build
"$venv/bin/python" -m hatchling build --directory build
"$venv/bin/python" -m venv "$trial"
pip() { "$trial/bin/python" -m pip --disable-pip-version-check --no-input --quiet "$@"; }
pip install --require-hashes -r requirements.lock
pip install --no-deps build/*.whl
# From another folder, so that the installed files answer and not the checkout.
stint=$(pwd)/$trial/bin/stint
(cd build/trial && "$stint" --version)
rm -rf "$trial"
ls -l build
