"""Which rounding policy an entry is billed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.billing.billable import Billable
from app.billing.rounding import NONE, Policy
from app.domain.billing_terms import Resolved
from app.domain.ids import ClientId, ProjectId


@dataclass(frozen=True, slots=True)
class Policies:
    """Rounding policies: `override` holds for everything (`--rounding`); then project, client, default, the first that
    exists.
    """

    override: Policy | None = None
    projects: Mapping[ProjectId, Policy] = field(default_factory=dict)
    clients: Mapping[ClientId, Policy] = field(default_factory=dict)
    default: Policy = NONE


def policy_of(item: Billable, policies: Policies) -> Resolved[Policy]:
    """How the worked time of this entry is rounded, and who says so."""
    if policies.override is not None:
        return Resolved(policies.override, "invoice")
    if item.project is not None and item.project.id in policies.projects:
        return Resolved(policies.projects[item.project.id], "project")
    if item.client is not None and item.client.id in policies.clients:
        return Resolved(policies.clients[item.client.id], "client")
    return Resolved(policies.default, "settings")
