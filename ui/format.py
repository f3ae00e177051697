"""Times, dates and amounts as people read them, by the rules of their locale."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from PySide6.QtCore import QDate, QLocale, QTime

from app.domain.spans import days_between, local_datetime, local_day
from ui.i18n import tr, tr_n

_MINUS = "\u2212"
_SYMBOLS = {
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "INR": "₹", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "CNY": "CN¥",
    "KRW": "₩", "ILS": "₪", "BRL": "R$", "MXN": "MX$", "HKD": "HK$", "SGD": "S$", "TWD": "NT$", "VND": "₫",
}  # fmt: skip
"""What is read as one currency wherever one lives; any other shows its code. A locale's own is written its own way."""


def clock(seconds: int) -> str:
    """Hours, minutes and seconds: `0:42:17`."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{_sign(seconds)}{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def hours(seconds: int) -> str:
    """Hours and whole minutes, begun ones left out as on the running clock: `5:48`."""
    minutes = abs(seconds) // 60
    return f"{_sign(seconds) if minutes else ''}{minutes // 60}:{minutes % 60:02d}"


def spoken(seconds: int) -> str:
    """A duration for a screen reader: `5 hours 48 minutes`; seconds only under a minute."""
    minutes = abs(seconds) // 60
    if minutes == 0:
        return tr_n("format", "{n} second", "{n} seconds", abs(seconds))
    parts = []
    if minutes >= 60:
        parts.append(tr_n("format", "{n} hour", "{n} hours", minutes // 60))
    if minutes % 60:
        parts.append(tr_n("format", "{n} minute", "{n} minutes", minutes % 60))
    text = " ".join(parts)
    return tr("format", "minus {duration}", duration=text) if seconds < 0 else text


def money(minor: int, currency: str) -> str:
    """An amount of `minor` units with the currency's own digits: `€4,180.00`, `¥3,333`, `KWD 33.333`. Exact: the
    locale gives the marks and the places, the digits come from the integer.
    """
    locale = QLocale()
    one, symbol = locale.toString(1), _symbol(currency, locale)
    pattern = locale.toCurrencyString(1, symbol)
    if symbol[-1].isalpha():  # a code needs a space before the digits, whatever the locale does with a sign
        pattern = pattern.replace(symbol + one, f"{symbol}\u00a0{one}")
    shown = pattern.replace(one, amount(abs(minor), currency), 1)
    return locale.negativeSign() + shown if minor < 0 else shown  # the locale's brackets are for accountants


def amount(minor: int, currency: str) -> str:
    """As `money`, without the currency: for columns that name it in their heading."""
    from app.domain.money import exponent  # brings decimal, and no amount is shown at first

    locale = QLocale()
    whole, fraction = divmod(abs(minor), 10 ** exponent(currency))
    text = locale.toString(whole)
    if exponent(currency):
        digits = f"{fraction:0{exponent(currency)}d}"
        text += locale.decimalPoint() + "".join(locale.toString(int(digit)) for digit in digits)
    return locale.negativeSign() + text if minor < 0 else text


def day_title(day: str, today: str) -> str:
    """Heading of a day (both YYYY-MM-DD): `Today · Sunday 22 November`, `Friday 20 November`; the year if another."""
    shown = long_day(day, with_year=day[:4] != today[:4])
    match (date.fromisoformat(day) - date.fromisoformat(today)).days:
        case 0:
            return tr("format", "Today · {day}", day=shown)
        case -1:
            return tr("format", "Yesterday · {day}", day=shown)
        case 1:
            return tr("format", "Tomorrow · {day}", day=shown)
        case _:
            return shown


def long_day(day: str, *, with_year: bool = True) -> str:
    """`Sunday 22 November 2026` of `2026-11-22`."""
    pattern = tr("format", "dddd d MMMM yyyy") if with_year else tr("format", "dddd d MMMM")
    return QLocale().toString(_qdate(day), pattern)


def short_day(day: str) -> str:
    """`22 Nov 2026` of `2026-11-22`."""
    return _short_day(day, QLocale().name())


@lru_cache(maxsize=1_024)
def _short_day(day: str, locale: str) -> str:
    """Lists ask for the same few days again and again, and Qt takes its time."""
    return QLocale(locale).toString(_qdate(day), tr("format", "d MMM yyyy"))


def weekday(day: str) -> str:
    """`Sat 21 Nov` of `2026-11-21`."""
    return QLocale().toString(_qdate(day), tr("format", "ddd d MMM"))


def clock_time(instant_s: int, zone_name: str) -> str:
    """The wall clock at an instant, to the minute: `12:41` or `12:41 PM`."""
    wall = local_datetime(instant_s, zone_name)
    return QLocale().toString(QTime(wall.hour, wall.minute), QLocale.FormatType.ShortFormat)


def time_range(started_at: int | None, ended_at: int | None, zone_name: str, day: str | None = None) -> str:
    """`11:15 – 11:45`, `11:58 – now` while it runs, `duration only` without clock times.

    A time that is not on `day` (YYYY-MM-DD; without it the day of the start) says so: `22:35 – 4:15 +1`.
    """
    if started_at is None:
        return tr("format", "duration only")
    day = day or local_day(started_at, zone_name)
    start = _on_day(started_at, zone_name, day)
    if ended_at is None:
        return tr("format", "{start} – now", start=start)
    return tr("format", "{start} – {end}", start=start, end=_on_day(ended_at, zone_name, day))


def _on_day(instant_s: int, zone_name: str, day: str) -> str:
    """The time of day, and by how many days it is later or earlier than `day`."""
    away = days_between(day, local_day(instant_s, zone_name))
    shown = clock_time(instant_s, zone_name)
    return shown if away == 0 else f"{shown}\u00a0{'+' if away > 0 else _MINUS}{abs(away)}"


def _sign(seconds: int) -> str:
    return _MINUS if seconds < 0 else ""


def _symbol(currency: str, locale: QLocale) -> str:
    if currency == locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode):
        return locale.currencySymbol()
    return _SYMBOLS.get(currency) or currency


def _qdate(day: str) -> QDate:
    parsed = date.fromisoformat(day)
    return QDate(parsed.year, parsed.month, parsed.day)
