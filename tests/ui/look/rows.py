"""Projects for the look tests, made as the storage hands them out."""

from __future__ import annotations

from app.domain.clients import Project
from app.domain.ids import ClientId, ProjectId
from app.storage.projects import ProjectRow

_NAMES = (
    ("Webshop", "Acme Corp"),
    ("Hosting", "Globex"),
    ("Rebrand", "Blue Bottle"),
    ("Retainer", "Northwind"),
    ("Café Société", "Müller & Söhne"),
    ("Shop relaunch <b>", "Acme Corp"),
    ("Internal", None),
)


def project_rows() -> list[ProjectRow]:
    """Seven projects, one of them without a client."""
    return [
        ProjectRow(Project(ProjectId(f"p{number}"), name, ClientId(client) if client else None), client, None, None)
        for number, (name, client) in enumerate(_NAMES)
    ]
