"""How long a soak is and which dice it throws; read at import, for every test begins with an empty environment."""

from __future__ import annotations

import os
import time

ROUNDS_VARIABLE, SEED_VARIABLE = "STINT_SOAK_ROUNDS", "STINT_SOAK_SEED"
_ROUNDS = os.environ.get(ROUNDS_VARIABLE, "")
_SEED = int(os.environ.get(SEED_VARIABLE, "") or time.time())


def rounds(default: int) -> int:
    """`STINT_SOAK_ROUNDS`, or what the campaign takes for long enough."""
    return int(_ROUNDS or default)


def seed() -> int:
    """`STINT_SOAK_SEED`, or the time at which this began."""
    return _SEED
