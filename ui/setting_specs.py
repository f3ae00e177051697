"""The settings that people need, in the words of the settings page. Ranges are checked by `app/settings_form.py`."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale

from app.services.document_languages import LANGUAGES
from ui.i18n import tr

_CONTEXT = "SettingsPage"


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting. `wrong` is said under the field for a value that does not fit; with `choices` (value, text) there
    is nothing to type. `lines`: it may have several; `files`: it is the path of a file, chosen by this name filter.
    """

    key: str
    label: str
    hint: str = ""
    wrong: str = ""
    placeholder: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    lines: bool = False
    files: str = ""


def billing() -> tuple[SettingSpec, ...]:
    return (
        SettingSpec(
            "billing.default_rate",
            tr(_CONTEXT, "Usual hourly rate"),
            tr(_CONTEXT, "For projects that have no rate of their own."),
            tr(_CONTEXT, "Give a rate as 95 or 82.50, or leave it empty."),
            tr(_CONTEXT, "none"),
        ),
        SettingSpec(
            "billing.currency",
            tr(_CONTEXT, "Usual currency"),
            tr(_CONTEXT, "Where neither project nor client names one."),
            tr(_CONTEXT, "Give the three letters of a currency, as EUR or USD."),
        ),
        SettingSpec(
            "billing.due_days",
            tr(_CONTEXT, "Days until an invoice is due"),
            tr(_CONTEXT, "Proposed on new invoices; 0 is due at once."),
            tr(_CONTEXT, "Give a number of days from 0 to 3650."),
        ),
        SettingSpec(
            "billing.rounding",
            tr(_CONTEXT, "Rounding of billed time"),
            tr(_CONTEXT, "Where neither project nor client has its own; worked time stays as it is."),
            tr(_CONTEXT, "Give none, or minutes as 15, 6up or 15/day,min=30."),
            tr(_CONTEXT, "none"),
        ),
        SettingSpec(
            "billing.taxes",
            tr(_CONTEXT, "Taxes to choose from"),
            tr(_CONTEXT, "Each in a line, beside those that earlier invoices had; a withholding has a minus."),
            tr(_CONTEXT, "Give a label and a percentage in each line, as VAT=21."),
            tr(_CONTEXT, "VAT=21\nWithholding=-15"),
            lines=True,
        ),
        SettingSpec(
            "billing.hours_as_quantity",
            tr(_CONTEXT, "Odd hours, such as 0:20"),
            tr(_CONTEXT, "As quantity they need three or four digits, which Clientary may round otherwise."),
            choices=(
                ("False", tr(_CONTEXT, "In the title of the line")),
                ("True", tr(_CONTEXT, "As quantity")),
            ),
        ),
        SettingSpec(
            "billing.mark_hours",
            tr(_CONTEXT, "Mark billed hours in Clientary"),
            tr(_CONTEXT, "A line such as Invoice 2026-014 below the description tells everybody that they are billed."),
            choices=(
                ("ask", tr(_CONTEXT, "Ask with the next invoice")),
                ("on", tr(_CONTEXT, "Yes")),
                ("off", tr(_CONTEXT, "No")),
            ),
        ),
    )


def letterhead() -> tuple[SettingSpec, ...]:
    """What makes a document look like the person's own."""
    return (
        SettingSpec(
            "documents.sender",
            tr(_CONTEXT, "Sender"),
            tr(_CONTEXT, "Your name and address, line by line, on top of every document."),
            tr(_CONTEXT, "That is longer than 500 characters."),
            tr(_CONTEXT, "Studio Nine\nRue des Forges 9\nLyon"),
            lines=True,
        ),
        SettingSpec(
            "documents.payment",
            tr(_CONTEXT, "How to pay"),
            tr(_CONTEXT, "Bank and account, below the total."),
            tr(_CONTEXT, "That is longer than 1000 characters."),
            tr(_CONTEXT, "none"),
            lines=True,
        ),
        SettingSpec(
            "documents.footer",
            tr(_CONTEXT, "Footer"),
            tr(_CONTEXT, "At the foot of every page, such as a registration or a tax number."),
            tr(_CONTEXT, "That is longer than 300 characters."),
            tr(_CONTEXT, "none"),
            lines=True,
        ),
    )


def paper() -> tuple[SettingSpec, ...]:
    """How documents are numbered, written and printed."""
    return (
        SettingSpec(
            "billing.number_pattern",
            tr(_CONTEXT, "Invoice numbers"),
            tr(_CONTEXT, "{NNN} counts, {YYYY}, {YY} and {MM} are the date: {YYYY}-{NNN} gives 2026-001."),
            tr(_CONTEXT, "Give one counter such as {NNN}, with text, {YYYY}, {YY} or {MM} around it, or nothing."),
            tr(_CONTEXT, "on from the latest one"),
        ),
        SettingSpec(
            "documents.logo",
            tr(_CONTEXT, "Logo"),
            tr(_CONTEXT, "A PNG, JPEG or SVG file of 1 MB at most."),
            tr(_CONTEXT, "That is too long for a path."),
            tr(_CONTEXT, "none"),
            files=tr(_CONTEXT, "Pictures (*.png *.jpg *.jpeg *.svg)"),
        ),
        SettingSpec(
            "documents.accent",
            tr(_CONTEXT, "Colour"),
            tr(_CONTEXT, "Of headings and lines."),
            tr(_CONTEXT, "Give a colour as #3b5bdb."),
        ),
        SettingSpec(
            "documents.paper",
            tr(_CONTEXT, "Paper"),
            choices=(("a4", tr(_CONTEXT, "A4")), ("us-letter", tr(_CONTEXT, "US Letter"))),
        ),
        SettingSpec(
            "documents.language",
            tr(_CONTEXT, "Language"),
            tr(_CONTEXT, "Of the fixed words, dates and amounts."),
            choices=tuple((code, _language_name(code)) for code in LANGUAGES),
        ),
    )


def _language_name(code: str) -> str:
    """As those who speak it write it, as a name of its own."""
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:]


def day_and_look() -> tuple[SettingSpec, ...]:
    return (
        SettingSpec(
            "window.appearance",
            tr(_CONTEXT, "Appearance"),
            tr(_CONTEXT, "Takes effect at once."),
            choices=(
                ("system", tr(_CONTEXT, "As the desktop")),
                ("light", tr(_CONTEXT, "Light")),
                ("dark", tr(_CONTEXT, "Dark")),
            ),
        ),
        SettingSpec(
            "entry.day_starts_at",
            tr(_CONTEXT, "A new day starts at"),
            tr(_CONTEXT, "Work after midnight and before this counts for the day before."),
            tr(_CONTEXT, "Give a time of day as 00:00 or 04:30."),
        ),
    )


def timer() -> tuple[SettingSpec, ...]:
    """What the timer says by itself."""
    return (
        SettingSpec(
            "timer.too_long_hours",
            tr(_CONTEXT, "Warn after hours of one timer"),
            tr(_CONTEXT, "It may have been forgotten. It goes on all the same; 0 warns never."),
            tr(_CONTEXT, "Give a number of hours from 0 to 168."),
        ),
        SettingSpec(
            "timer.reminder_minutes",
            tr(_CONTEXT, "Remind after minutes without a timer"),
            tr(_CONTEXT, "In your working hours; 0 reminds never."),
            tr(_CONTEXT, "Give a number of minutes from 0 to 480."),
        ),
        SettingSpec(
            "timer.reminder_hours",
            tr(_CONTEXT, "Working hours"),
            tr(_CONTEXT, "From and to, by the clock on the wall."),
            tr(_CONTEXT, "Give two times of day as 09:00-17:00."),
        ),
        SettingSpec(
            "timer.reminder_days",
            tr(_CONTEXT, "Working days"),
            choices=(("weekdays", tr(_CONTEXT, "Monday to Friday")), ("all", tr(_CONTEXT, "Every day"))),
        ),
    )


def week() -> tuple[SettingSpec, ...]:
    """How the calendar of the week behaves, and what it measures itself by."""
    return (
        SettingSpec(
            "week.snap_minutes",
            tr(_CONTEXT, "Dragging keeps to"),
            tr(_CONTEXT, "Hold Alt for the exact minute."),
            choices=(("5", tr(_CONTEXT, "5 minutes")), ("15", tr(_CONTEXT, "15 minutes"))),
        ),
        SettingSpec(
            "week.target_hours",
            tr(_CONTEXT, "Hours that make a week"),
            tr(_CONTEXT, "The week shows how much of them is done; 0 shows nothing."),
            tr(_CONTEXT, "Give a number of hours from 0 to 168."),
        ),
    )


def presence() -> tuple[SettingSpec, ...]:
    """What is asked about the time in which nobody was at the computer."""
    asked = (("True", tr(_CONTEXT, "Ask what becomes of the time")), ("False", tr(_CONTEXT, "Keep it without asking")))
    return (
        SettingSpec(
            "presence.idle_minutes",
            tr(_CONTEXT, "Minutes away before asking"),
            tr(_CONTEXT, "Without keys and pointer, or locked. Shorter ones are kept; 0 asks only about what follows."),
            tr(_CONTEXT, "Give a number of minutes from 0 to 1440."),
        ),
        SettingSpec(
            "presence.ask_after_sleep",
            tr(_CONTEXT, "When the computer slept"),
            tr(_CONTEXT, "For at least as long."),
            choices=asked,
        ),
        SettingSpec(
            "presence.ask_after_shutdown",
            tr(_CONTEXT, "When Stint or the computer was off"),
            tr(_CONTEXT, "While a timer ran, for at least as long."),
            choices=asked,
        ),
    )


def desktop() -> tuple[SettingSpec, ...]:
    return (
        SettingSpec(
            "window.quick_log_key",
            tr(_CONTEXT, "Key for the quick log"),
            tr(_CONTEXT, "Works in every program, as Ctrl+Alt+L."),
            tr(_CONTEXT, "Give a key with Ctrl, Alt or Super, as Ctrl+Alt+L, or nothing."),
            tr(_CONTEXT, "none"),
        ),
    )


def account() -> tuple[SettingSpec, ...]:
    return (
        SettingSpec(
            "account.transport",
            tr(_CONTEXT, "Way to Clientary"),
            tr(_CONTEXT, "Through Membrane, which keeps the credentials."),
            choices=transports(),
        ),
        SettingSpec(
            "account.connection_id",
            tr(_CONTEXT, "Connection"),
            tr(_CONTEXT, "Only needed when your Membrane account has several Clientary connections."),
            tr(_CONTEXT, "That cannot be the id of a connection."),
            tr(_CONTEXT, "the only one there is"),
        ),
        SettingSpec(
            "account.membrane_command",
            tr(_CONTEXT, "The membrane program"),
            tr(_CONTEXT, "Its whole path, where it is not found by itself."),
            tr(_CONTEXT, "That is too long for a path."),
            tr(_CONTEXT, "found by itself"),
        ),
    )


def pace() -> tuple[SettingSpec, ...]:
    return (
        SettingSpec(
            "sync.writes_per_second",
            tr(_CONTEXT, "Changes sent per second"),
            tr(_CONTEXT, "Keeps below Clientary's limits; 0 is as fast as possible."),
            tr(_CONTEXT, "Give a number from 0 to 1000."),
        ),
        SettingSpec(
            "sync.settle_seconds",
            tr(_CONTEXT, "Seconds until a lost answer is settled"),
            tr(_CONTEXT, "A request without an answer may still arrive; nothing is repeated before this time."),
            tr(_CONTEXT, "Give a number of seconds from 0 to 3600."),
        ),
    )


def developer() -> tuple[SettingSpec, ...]:
    return (
        SettingSpec(
            "window.developer",
            tr(_CONTEXT, "Developer page"),
            tr(_CONTEXT, "Run Membrane's actions and requests by hand, and check what the account can do."),
            choices=(("off", tr(_CONTEXT, "Hidden")), ("on", tr(_CONTEXT, "In the sidebar"))),
        ),
    )


def transports() -> tuple[tuple[str, str], ...]:
    """The values of `account.transport` that make sense in the window."""
    return (
        ("auto", tr(_CONTEXT, "Whatever is signed in")),
        ("cli", tr(_CONTEXT, "The membrane command")),
        ("api", tr(_CONTEXT, "Membrane's API")),
        ("sandbox", tr(_CONTEXT, "Sandbox on this computer")),
        ("none", tr(_CONTEXT, "None: stay offline")),
    )


def origin_text(origin: str) -> str:
    """Where a value comes from, as a remark under its field; defaults go without."""
    source, _, name = origin.partition(" ")
    match source:
        case "environment":
            return tr(_CONTEXT, "Set by {name} in the environment, which beats this setting.", name=name)
        case "flag":
            return tr(_CONTEXT, "Set by {name}, with which the program was started.", name=name)
        case "setting":
            return tr(_CONTEXT, "Set here.")
        case _:
            return ""
