"""Files that ship with the program: icons and translations."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """Where a shipped file lies, such as `resource_path("icons", "play.svg")`: beside this module, and that is so in a
    checkout, in an installed wheel and in the frozen program alike. No parts: the folder itself.
    """
    return _ROOT.joinpath(*parts)
