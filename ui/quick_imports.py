"""Spare start-up what PySide does at its own import and at every import after it.

Each is a WORKAROUND, measured with 6.11.3: remove it when PySide has stopped doing that.
"""

from __future__ import annotations

import builtins
import importlib
import sys
import threading
import zlib
from types import ModuleType
from typing import Any

_FOLDER = "shibokensupport/signature/"
_LATE = {
    "errorhandler.py": 0x97485F4,
    "layout.py": 0x5A9065C3,
    "lib/enum_sig.py": 0x2DAA4418,
    "lib/pyi_generator.py": 0x66004E69,
    "lib/tool.py": 0x35E890F1,
    "mapping.py": 0x4DB0F7BA,
    "parser.py": 0x105CFC9F,
}
"""What can wait until somebody asks for a signature, with the CRC of the text that this was tried with."""

_MAPPING = ".mapping"

_waiting: list[ModuleType] = []
_under_way: list[ModuleType] = []
_filling = threading.RLock()


def import_pyside() -> None:
    """Load PySide without what only programmers' mistakes and tools need."""
    _late_signatures()
    _skip_source_search()


def waiting() -> list[str]:
    """The modules that nobody has needed so far."""
    return sorted(module.__name__ for module in _waiting)


def wait_in(name: str, source: bytes, filename: str) -> None:
    """Leave the module of that name empty until it is needed. Called by what stands for its text."""
    module = sys.modules[name]
    module.__class__ = _Waiting
    vars(module)[_SOURCE] = source, filename
    if name.endswith(_MAPPING):  # libshiboken looks into its dictionary
        vars(module)["update_mapping"] = _update_mapping
    _waiting.append(module)


_SOURCE = "_waiting_source"


class _Waiting(ModuleType):
    """A module without content, as long as nobody looks for any. All are filled at once, and whoever comes from another
    thread meanwhile waits: PySide's own code relies on complete modules.
    """

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):
            _fill(self)
        return ModuleType.__getattribute__(self, name)  # not super(): by now this is none of our modules


def _fill(needed: ModuleType) -> None:
    """Fill all of them; or only `needed`, if this is called by the filling of another that imports it."""
    with _filling:
        outermost = not _under_way
        for module in _waiting[:] if outermost else [needed]:
            source, filename = vars(module).pop(_SOURCE, (None, ""))
            if source is not None:
                _under_way.append(module)
                text = compile(source, filename, "exec")
                exec(text, vars(module))  # noqa: S102 - PySide's own, run as it does itself
                _under_way.pop()
        if outermost:
            for module in _waiting:
                module.__class__ = ModuleType
                if module.__name__.endswith(_MAPPING):
                    vars(module)["update_mapping"] = _update_mapping
            _waiting.clear()


def _update_mapping() -> None:
    """What libshiboken calls before it words an error, on any thread; PySide's own does not expect two at a time."""
    with _filling:
        _fill(sys.modules["shibokensupport.signature.mapping"])
        vars(sys.modules["shibokensupport.signature.parser"])["update_mapping"]()


def _late_signatures() -> None:
    """PySide compiles at every start the modules that word its signatures: 60 KB of source text from an archive inside
    libshiboken, 30 ms and 2 MB. They are needed for the text of a TypeError and for `inspect.signature`; here they are
    compiled then. A text that is not known, of another version, is compiled as ever. Known limit: if two threads at the
    same moment make the first such mistakes, PySide mixes up their texts by itself; here it may abort.
    """
    plain = builtins.compile

    def compile_or_wait(source: Any, filename: Any, mode: str, *arguments: Any, **named: Any) -> Any:
        part = filename.removeprefix(_FOLDER) if isinstance(filename, str) else ""
        if part in _LATE and isinstance(source, bytes) and zlib.crc32(source) == _LATE[part]:
            late[filename] = source
            source = f"import {__name__} as quick\nquick.wait_in(__name__, quick.late.pop({filename!r}), {filename!r})"
        return plain(source, filename, mode, *arguments, **named)

    builtins.compile = compile_or_wait
    try:
        importlib.import_module("PySide6.QtCore")
    finally:
        builtins.compile = plain


late: dict[str, bytes] = {}
"""Source texts on their way into their modules."""


def _skip_source_search() -> None:
    """Tell PySide that no module of ours or of the library uses `from __feature__ import`.

    To find that out PySide reads the source text of every module that is imported after it, and `linecache` then keeps
    it: 25 ms and 2 MB. A frozen program, where no source can be found, always runs as this one does then.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and hasattr(feature, "_mod_uses_pyside"):
        vars(feature)["_mod_uses_pyside"] = _uses_none


def _uses_none(module: object) -> bool:  # noqa: ARG001 - the shape that PySide calls
    return False
