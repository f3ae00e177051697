#!/bin/sh
# Prepare .venv with the locked dependencies and this checkout. Does nothing when that was done before.
#
# Needs Python 3.11 or newer. What Debian or Ubuntu lack (Python's venv module, the libraries that Qt loads) is installed
# with apt-get where that is allowed (root, or sudo without a password); anywhere else what is missing is named. Where
# there is no display, the programs of a virtual one are installed too; without them `make run` and some tests say so.
# PYTHON=/path/to/python chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONHOME PYTHONPATH PIP_TARGET PIP_PREFIX PIP_USER

venv=.venv
stamp=$venv/ready
wanted='import sys; sys.exit(sys.version_info < (3, 11))'
with_venv='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
qt='import PySide6.QtDBus, PySide6.QtNetwork, PySide6.QtSvg, PySide6.QtTest, PySide6.QtWidgets'
desktop_packages='xvfb openbox trayer xdotool dbus at-spi2-core libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4
libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libxss1'
qt_packages='libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libxkbcommon0 fonts-dejavu-core'

say() { printf '%s\n' "$*" >&2; }

# Changes with everything that the folder was made from; the place counts because its scripts name it.
key() { { cat requirements-dev.lock pyproject.toml packaging/setup.sh; pwd; printf '%s\n' "${PYTHON:-}"; } | cksum; }

runs() { command -v "$1" >/dev/null 2>&1 && "$1" -c "$2" >/dev/null 2>&1; }

# The newest interpreter that passes the test $1. A name may exist and still not run (version managers' shims).
newest() {
    for name in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
        if runs "$name" "$1"; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

# Rights to install packages: prints the prefix to use, fails where there are none.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        return 0
    fi
    sudo -n true 2>/dev/null && printf 'sudo -n'
}

apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    root=$(as_root) || return 1
    say "Installing $* with apt-get."
    for attempt in 1 2; do
        # shellcheck disable=SC2086  # an empty prefix must vanish
        $root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >&2 && return 0
        [ "$attempt" = 2 ] || $root apt-get update >&2 || return 1
    done
    return 1
}

# The command that installs Python with its venv module on this system.
install_hint() {
    if command -v apt-get >/dev/null 2>&1; then echo "apt-get install ${1:-python3 python3-venv}   (as root)"
    elif command -v dnf >/dev/null 2>&1; then echo "dnf install python3.12   (as root)"
    elif command -v zypper >/dev/null 2>&1; then echo "zypper install python312   (as root)"
    elif command -v apk >/dev/null 2>&1; then echo "apk add python3   (as root)"
    elif command -v pacman >/dev/null 2>&1; then echo "pacman -S python   (as root)"
    elif command -v brew >/dev/null 2>&1; then echo "brew install python@3.13"
    else echo "Python 3.11 or newer with its venv and ensurepip modules"
    fi
}

# Debian splits venv and ensurepip off; the package is named after the version that an interpreter has.
venv_package() {
    "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

choose_python() {
    if newest "$with_venv"; then
        return 0
    fi
    if bare=$(newest "$wanted"); then
        package=$(venv_package "$bare")
        apt_install "$package" && newest "$with_venv" && return 0
        say "$bare lacks the venv or ensurepip module. Install it and run this again:"
        say "    $(install_hint "$package")"
        return 1
    fi
    if [ -z "${PYTHON:-}" ] && apt_install python3 python3-venv && newest "$with_venv"; then
        return 0
    fi
    say "Stint needs Python 3.11 or newer${PYTHON:+; $PYTHON is not}. Install it and run this again:"
    say "    $(install_hint)"
    say "Another interpreter can be named: make PYTHON=/path/to/python3"
    return 1
}

# Qt's wheels bring everything but the libraries that every desktop has.
check_qt() {
    runs "$venv/bin/python" "$qt" && return 0
    # shellcheck disable=SC2086  # a list of words
    apt_install $qt_packages && runs "$venv/bin/python" "$qt" && return 0
    say "Qt cannot be loaded; a system library is missing:"
    "$venv/bin/python" -c "$qt" 2>&1 | sed -n '$s/^/    /p' >&2
    if command -v apt-get >/dev/null 2>&1; then
        say "Install it and run this again:"
        say "    apt-get install $qt_packages   (as root)"
    else
        say "Install the package of this system that holds it, and run this again."
    fi
    return 1
}

has_desktop() {
    for name in Xvfb openbox trayer xdotool dbus-daemon; do
        command -v "$name" >/dev/null 2>&1 || return 1
    done
    [ -e /usr/share/dbus-1/services/org.a11y.Bus.service ]
}

# A display that nobody sees, for the tour and the tests of the tray. Not needed to use the program.
check_desktop() {
    [ "$(uname -s)" = Linux ] && ! has_desktop || return 0
    [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 0
    # shellcheck disable=SC2086  # a list of words
    apt_install $desktop_packages && return 0
    say "There is no virtual display; what needs one will say so. These packages bring it on Debian and Ubuntu:"
    say "    $(echo $desktop_packages)"
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(key)" ] && runs "$venv/bin/python" "$wanted"; then
    exit 0
fi

rm -f "$stamp"
if [ -n "${PYTHON:-}" ] || ! runs "$venv/bin/python" "import pip; $wanted"; then
    python=$(choose_python)
    say "Making .venv with $python ($("$python" -c 'import platform; print(platform.python_version())'))."
    "$python" -m venv --clear "$venv"
fi
say "Installing the locked dependencies into .venv."
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --no-input --quiet "$@"; }
if ! pip install --require-hashes -r requirements-dev.lock; then
    say "The dependencies could not be installed; the lines above say why. Nothing outside .venv was changed."
    exit 1
fi
pip install --no-deps --no-build-isolation --editable .
check_qt
check_desktop
key >"$stamp"
