"""What holds for the invoices of a client, or for the hours of a project: kept here, for Clientary does not know it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.billing_terms import TermsKind
from app.domain.ids import ClientId, ProjectId
from app.services.document_languages import LANGUAGES
from app.services.terms import TermsChange
from ui.bridge import Bridge
from ui.dialogs.record_dialog import RecordDialog
from ui.i18n import tr
from ui.session import Session
from ui.widgets.choice import Choice
from ui.widgets.field import Field

_CONTEXT = "TermsDialog"


class ClientTermsDialog(RecordDialog):
    """Rate, rounding, days, numbers and language of a client; what is empty is inherited from the settings."""

    def __init__(
        self, session: Session, bridge: Bridge, client_id: ClientId, name: str, parent: QWidget | None = None
    ) -> None:
        self._id = client_id
        known, settings = session.terms.of(TermsKind.CLIENT, client_id), session.config.settings
        self._rate = _line(
            "" if known.rate is None else f"{known.rate:f}", settings.billing_default_rate or tr(_CONTEXT, "none")
        )
        self._rounding = _line(known.rounding, settings.billing_rounding)
        self._days = _line("" if known.due_days is None else str(known.due_days), str(settings.billing_due_days))
        self._pattern = _line(
            known.number_pattern, settings.billing_number_pattern or tr(_CONTEXT, "the number after the latest one")
        )
        usual = tr(_CONTEXT, "as in the settings")
        self.language: Choice[str] = Choice([("", usual), *((code, _language(code)) for code in LANGUAGES)])
        self.language.choose((known.language or "").partition("_")[0])
        self._language_before = self.language.key
        fields = {
            "rate": Field(tr(_CONTEXT, "Hourly rate"), self._rate, tr(_CONTEXT, "For projects without a rate.")),
            "rounding": Field(tr(_CONTEXT, "Rounding of billed time"), self._rounding, _rounding_hint()),
            "due_days": Field(tr(_CONTEXT, "Days until an invoice is due"), self._days),
            "number_pattern": Field(
                tr(_CONTEXT, "Invoice numbers"), self._pattern,
                tr(_CONTEXT, "Such as {example}; the counter begins anew each year.", example="ACME-{YYYY}-{NNN}"),
            ),
            "language": Field(tr(_CONTEXT, "Language of documents"), self.language),
        }  # fmt: skip
        super().__init__(_title(name), _hint(), fields, self._act, bridge, parent)
        self.add_button.setText(tr(_CONTEXT, "Save"))

    def _act(self) -> Callable[[Session], str]:
        language = self.language.key
        change = TermsChange(
            rate=self._rate.text(),
            rounding=self._rounding.text(),
            due_days=self._days.text(),
            number_pattern=self._pattern.text(),
            language=None if language == self._language_before else language,
        )
        return _changed(TermsKind.CLIENT, self._id, change)


class ProjectTermsDialog(RecordDialog):
    """Rounding of a project, and how it is priced where Clientary does not say."""

    def __init__(
        self, session: Session, bridge: Bridge, project_id: ProjectId, name: str, parent: QWidget | None = None
    ) -> None:
        self._id = project_id
        known = session.terms.of(TermsKind.PROJECT, project_id)
        self._rounding = _line(known.rounding, tr(_CONTEXT, "as for the client, else as in the settings"))
        fields = {"rounding": Field(tr(_CONTEXT, "Rounding of billed time"), self._rounding, _rounding_hint())}
        self.priced: Choice[str] = Choice(
            [
                ("", tr(_CONTEXT, "not said: by the hour")),
                ("hourly", tr(_CONTEXT, "By the hour")),
                ("fixed", tr(_CONTEXT, "One price for everything")),
            ]
        )
        self.priced.choose(known.priced or "")
        self._asks = known.priced is not None or session.terms.must_ask_priced(project_id)
        if self._asks:
            hint = tr(_CONTEXT, "Clientary does not say whether its rate is for an hour or for everything.")
            fields["priced"] = Field(tr(_CONTEXT, "How it is priced"), self.priced, hint)
        super().__init__(_title(name), _hint(), fields, self._act, bridge, parent)
        self.add_button.setText(tr(_CONTEXT, "Save"))

    def _act(self) -> Callable[[Session], str]:
        priced = self.priced.key if self._asks else None
        return _changed(TermsKind.PROJECT, self._id, TermsChange(rounding=self._rounding.text(), priced=priced))


def _changed(kind: TermsKind, record_id: str, change: TermsChange) -> Callable[[Session], str]:
    def act(on: Session) -> str:
        on.terms.change(kind, record_id, change)
        return record_id

    return act


def _title(name: str) -> str:
    return tr(_CONTEXT, "Billing terms of {name}", name=name)


def _hint() -> str:
    return tr(_CONTEXT, "Kept on this computer. Whatever is empty is inherited.")


def _line(text: str | None, inherited: str) -> QLineEdit:
    line = QLineEdit(text or "")
    line.setPlaceholderText(inherited)
    return line


def _rounding_hint() -> str:
    return tr(_CONTEXT, "none, or minutes as 15, 6up or 15/day,min=30; worked time stays as it is.")


def _language(code: str) -> str:
    """As those who speak it write it."""
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:]
