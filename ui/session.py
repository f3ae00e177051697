"""What the window works with: this thread's connection and the services on it, made when they are first asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import Clock, SystemClock
from app.config import Config, read_config
from app.context import AppContext, open_context
from app.domain.spans import local_day
from app.settings import SettingsFile

if TYPE_CHECKING:
    from app.services.absence_decisions import AbsenceDecisions
    from app.services.absences import AbsenceService
    from app.services.attention import AttentionService
    from app.services.backups import BackupService
    from app.services.billing_choices import BillingChoices
    from app.services.budgets import BudgetService
    from app.services.catalog import Catalog
    from app.services.clients import ClientService
    from app.services.conflicts import ConflictService
    from app.services.deleted import DeletedService
    from app.services.directory import Directory
    from app.services.entries import EntryService
    from app.services.entry_changes import EntryChanges
    from app.services.entry_history import EntryHistory
    from app.services.finder import Finder
    from app.services.invoices import InvoiceService
    from app.services.messages import MessageService
    from app.services.payments import PaymentService
    from app.services.people import PeopleService
    from app.services.program_log import ProgramLog
    from app.services.projects import ProjectService
    from app.services.quicklog import QuickLogService
    from app.services.seams import SeamService
    from app.services.status import StatusService
    from app.services.sync_log import SyncLog
    from app.services.terms import TermsService
    from app.services.timesheet import Timesheet
    from app.services.undo import UndoService
    from app.services.week import WeekService
    from app.services.week_grid import WeekGrid
    from app.services.window_facts import WindowFacts
    from app.storage.titles import TitleRow


class Session:
    """The composition for the GUI thread. Services are cheap values that see the settings of the moment; their modules
    are imported on first use, so that nothing is loaded before the first paint that is not shown in it.
    """

    def __init__(self, context: AppContext, environment: Mapping[str, str] | None = None) -> None:
        self.context = context
        self.environment = dict(os.environ) if environment is None else environment
        self._settings_seen = _changed_at(context.config.folder.settings)

    @property
    def config(self) -> Config:
        return self.context.config

    @property
    def now(self) -> int:
        """The current instant, whole UTC epoch seconds."""
        return self.context.clock.now()

    @property
    def today(self) -> str:
        """The day that entries made now belong to (YYYY-MM-DD)."""
        return local_day(self.now, self.context.zone, self.context.day_starts_at_min)

    @property
    def sandbox(self) -> bool:
        """Whether everything here goes to the stand-in on this computer."""
        return self.config.sandbox or self.config.uses_sandbox

    @property
    def entries(self) -> EntryService:
        from app.services.entries import EntryService

        context = self.context
        return EntryService(context.db, context.clock, context.zone, context.day_starts_at_min)

    @property
    def changes(self) -> EntryChanges:
        from app.services.entry_changes import EntryChanges

        context = self.context
        return EntryChanges(context.db, context.clock, context.zone, context.day_starts_at_min)

    @property
    def seams(self) -> SeamService:
        from app.services.seams import SeamService

        context = self.context
        return SeamService(context.db, context.clock, context.zone, context.day_starts_at_min)

    @property
    def history(self) -> EntryHistory:
        from app.services.entry_history import EntryHistory

        return EntryHistory(self.context.db)

    @property
    def week(self) -> WeekService:
        from app.services.week import WeekService

        context = self.context
        return WeekService(context.db, context.clock, context.day_starts_at_min)

    @property
    def week_grid(self) -> WeekGrid:
        from app.services.week_grid import WeekGrid

        context = self.context
        return WeekGrid(context.db, context.clock, context.zone, context.day_starts_at_min)

    @property
    def undo(self) -> UndoService:
        from app.services.undo import UndoService

        return UndoService(self.context.db, self.context.clock)

    @property
    def catalog(self) -> Catalog:
        from app.services.catalog import Catalog

        return Catalog(self.context.db)

    @property
    def clients(self) -> ClientService:
        from app.services.clients import ClientService

        return ClientService(self.context.db, self.context.clock)

    @property
    def projects(self) -> ProjectService:
        from app.services.projects import ProjectService

        return ProjectService(self.context.db, self.context.clock, self.context.config.settings)

    @property
    def terms(self) -> TermsService:
        from app.services.terms import TermsService

        return TermsService(self.context.db)

    @property
    def timesheet(self) -> Timesheet:
        from app.services.timesheet import Timesheet

        return Timesheet(self.context.db)

    @property
    def directory(self) -> Directory:
        from app.services.directory import Directory

        return Directory(self.context.db, self.context.config.settings)

    @property
    def attention(self) -> AttentionService:
        from app.services.attention import AttentionService

        return AttentionService(self.context.db, self.context.clock)

    @property
    def deleted(self) -> DeletedService:
        from app.services.deleted import DeletedService

        return DeletedService(self.context.db, self.context.clock)

    @property
    def payments(self) -> PaymentService:
        from app.services.payments import PaymentService

        return PaymentService(self.context.db, self.context.clock)

    @property
    def messages(self) -> MessageService:
        from app.services.messages import MessageService

        return MessageService(self.context.db, self.context.clock, self.context.config.settings, self.today)

    @property
    def sync_log(self) -> SyncLog:
        from app.services.sync_log import SyncLog

        return SyncLog(self.context.db)

    @property
    def backups(self) -> BackupService:
        from app.services.backups import BackupService

        return BackupService(self.context.db, self.context.clock, self.config.folder.backups)

    @property
    def absences(self) -> AbsenceService:
        from app.services.absences import AbsenceService

        return AbsenceService(self.context.db, self.context.clock, self.config.settings)

    @property
    def absence_decisions(self) -> AbsenceDecisions:
        from app.services.absence_decisions import AbsenceDecisions

        return AbsenceDecisions(self.context.db, self.context.clock, self.context.zone, self.config.settings)

    def finder(self) -> Finder:
        """A new search over clients, projects and entries."""
        from app.services.finder import Finder

        return Finder(self.context.db)

    def quick_log(self) -> QuickLogService:
        """A new reader of quick-log lines."""
        from app.services.quicklog import QuickLogService

        return QuickLogService(self.entries)

    def recent_titles(self, limit: int) -> list[TitleRow]:
        """What was worked on last, each title and project once, without what runs now."""
        from app.services.quicklog import recent_titles

        return recent_titles(self.entries, limit)

    @property
    def status(self) -> StatusService:
        from app.services.status import StatusService

        context = self.context
        return StatusService(context.db, context.clock, context.config, context.zone)

    @property
    def budgets(self) -> BudgetService:
        from app.services.budgets import BudgetService

        return BudgetService(self.context.db)

    @property
    def window_facts(self) -> WindowFacts:
        from app.services.window_facts import WindowFacts

        return WindowFacts(self.context.db, self.context.clock)

    @property
    def conflicts(self) -> ConflictService:
        from app.services.conflicts import ConflictService

        return ConflictService(self.context.db, self.context.clock)

    @property
    def invoices(self) -> InvoiceService:
        from app.services.invoices import InvoiceService

        context = self.context
        return InvoiceService(context.db, context.clock, context.zone, context.config.settings)

    @property
    def billing_choices(self) -> BillingChoices:
        from app.services.billing_choices import BillingChoices

        return BillingChoices(self.context.db)

    @property
    def people(self) -> PeopleService:
        from app.services.people import PeopleService

        return PeopleService(self.context.db, self.context.clock)

    @property
    def program_log(self) -> ProgramLog:
        from app.services.program_log import ProgramLog

        return ProgramLog(self.config.folder.logs)

    def origin(self, key: str) -> str:
        """Where the value of a setting comes from: `flag NAME` | `environment NAME` | setting | default."""
        named = self.config.origins.get(key.partition(".")[2])
        if named is not None:
            return named
        return "setting" if key in SettingsFile(self.config.folder.settings).explicit() else "default"

    def reload_settings(self) -> None:
        """Go on with what the settings file says now; raises `UserInputError` where the environment is wrong.

        Emit `bridge.settings_changed` afterwards: views and the background threads follow that.
        """
        old = self.config
        self._settings_seen = _changed_at(old.folder.settings)
        # the folder of this session, however it was found
        new = read_config(self.environment, data_dir=str(old.folder.root), sandbox=old.sandbox)
        self.context.config = new._replace(origins={**new.origins, "data_dir": old.origins["data_dir"]})

    def settings_moved(self) -> bool:
        """Whether another program, such as `stint settings set`, wrote the settings since they were read here."""
        return _changed_at(self.config.folder.settings) != self._settings_seen


def _changed_at(file: Path) -> int | None:
    """Nanoseconds of the last write; None where there is no file."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return None


def open_session(config: Config, clock: Clock | None = None) -> Session:
    """Open the data folder for the calling thread; raises `StorageError` and `LockBusy`."""
    return Session(open_context(config, clock or SystemClock()))
