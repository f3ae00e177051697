"""The JSON objects of clients, projects and tasks."""

from __future__ import annotations

from app.cli.present import Json
from app.domain.clients import RecordSync
from app.domain.money import rate_text
from app.storage.clients import ClientRow
from app.storage.projects import ProjectRow, TaskRow


def client_object(row: ClientRow) -> Json:
    client = row.client
    return {
        "id": client.id,
        "name": client.name,
        "number": client.number,
        "currency": client.currency,
        "archived": client.archived,
        **_standing(row),
    }


def project_object(row: ProjectRow, *, default_currency: str) -> Json:
    """A project; `rate` has at least its currency's digits and is the whole amount where `fixed` is true."""
    project = row.project
    currency = project.currency or row.client_currency or default_currency
    return {
        "id": project.id,
        "name": project.name,
        "client": {"id": project.client_id, "name": row.client_name} if project.client_id is not None else None,
        "number": project.number,
        "rate": None if project.rate is None else rate_text(project.rate, currency),
        "fixed": project.fixed,
        "currency": currency,
        "status": project.status,
        **_standing(row),
    }


def task_object(row: TaskRow) -> Json:
    task = row.task
    return {
        "id": task.id,
        "title": task.title,
        "project": {"id": task.project_id, "name": row.project_name} if task.project_id is not None else None,
        "complete": task.complete,
        **_standing(row),
    }


def _standing(row: ClientRow | ProjectRow | TaskRow) -> Json:
    found: Json = {"sync": row.sync.value, "remote_id": row.remote_id}
    if row.sync is RecordSync.PARKED:
        found["sync_message"] = row.message or ""
    return found
