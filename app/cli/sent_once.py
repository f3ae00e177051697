"""Payments and e-mails: nobody can look up whether one arrived, so a command sends it once and says what is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.cli.outcome import ATTENTION, DONE, OFFLINE, Session
from app.cli.syncing import sync_now
from app.domain.clients import RecordSync
from app.domain.refusals import Refusal, rejected
from app.errors import NotFound
from app.storage.outbox import Outbox


@dataclass(frozen=True, slots=True)
class SentOnce:
    """`standing` gives where a record stands and a refusal's words, and raises `NotFound`; `discard` forgets one that
    was refused. `kind` is that of its operations, `noun` names it in a sentence.
    """

    kind: str
    noun: str
    standing: Callable[[str], tuple[RecordSync, str | None]]
    discard: Callable[[str], None]

    def send(self, record_id: str, session: Session, timeout_s: float) -> None:
        """Send what is queued, and wait; raises `Rejected` with who refused it and why, and keeps nothing then."""
        result = sync_now(session, timeout_s, awaited=record_id, undo_refused=self.discard)
        refusal = result.refused.get(record_id) or self._refused_meanwhile(record_id, session)
        if refusal is not None:
            raise rejected(refusal)

    def exit_code(self, record_id: str, session: Session, unclear: str) -> int:
        """How the command ends, said in words where it was not simply sent: `unclear`, where nobody knows."""
        sync, _words = self.standing(record_id)
        if sync is RecordSync.SYNCED:
            return DONE
        if sync is RecordSync.WAITING:
            session.say(f"stint: The {self.noun} is kept here and sent by the next sync.")
            return OFFLINE
        session.say(f"stint: {unclear}")
        return ATTENTION

    def _refused_meanwhile(self, record_id: str, session: Session) -> Refusal | None:
        """A refusal that another process met."""
        try:
            sync, words = self.standing(record_id)
        except NotFound:
            return Refusal()
        if sync is not RecordSync.PARKED:
            return None
        refusal = Outbox(session.context.db).refusal_of(self.kind, record_id)
        self.discard(record_id)
        return refusal or Refusal(words or "")
