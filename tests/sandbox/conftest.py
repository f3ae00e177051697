"""The sandbox fixtures, also when only this folder is run."""

from __future__ import annotations

from tests.sandbox.fixtures import agency_database, empty_sandbox, sandbox

__all__ = ["agency_database", "empty_sandbox", "sandbox"]
