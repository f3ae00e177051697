"""What the wizard shows at one moment, as a value: words, controls, and what its buttons do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.services.ways import Ways
from ui.widgets.banner import BannerKind

Deed = Literal[
    "look", "open", "create", "choose", "reconnect", "again", "new_folder", "sandbox", "restart", "finish", "sign_out"
]
"""What a button of a stage does; `ConnectDialog` carries it out."""

WAY, SIGN_IN, CONNECT, CHECK, SYNC = range(5)
"""The steps, in their order at the left."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`step` is where this belongs, `detail` what the row of that step says.

    `problem` is a banner in `tone`. `busy` is what is waited for. `link` is an address for the browser, opened by
    itself when it appears if `opens`. `primary` and `secondary` are buttons as (text, deed).
    """

    step: int
    title: str
    text: str = ""
    detail: str = ""
    tone: BannerKind = "info"
    problem: str = ""
    ways: Ways | None = None
    link: str = ""
    opens: bool = False
    code_wanted: bool = False
    choices: tuple[tuple[str, str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    busy: str = ""
    primary: tuple[str, Deed] | None = None
    secondary: tuple[str, Deed] | None = None

    @property
    def stuck(self) -> bool:
        """Whether the step cannot go on by itself because something is wrong."""
        return bool(self.problem) and self.tone in ("warn", "error")
