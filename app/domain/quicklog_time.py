"""What a few words at an end of a quick-log line say about the time or the day.

`1h 30 min`, `9:00 - 10:30` and `yesterday` are read. Words that are plainly a time but cannot be one (`-1h`, `10-9`,
`25:00-26:00`) say why, and words that only look like one (`9am-10am`, `20.11.2026`) are told apart from a title, so
that nobody believes a time was recorded when it was not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.domain.money import shown
from app.domain.when import NEXT_DAY_LIMIT_S, duration_seconds, parse_day, parse_duration
from app.errors import UserInputError

TIME, DATE = "time", "date"

_MOST_WORDS = 6  # "1 h 30 min 20 s"
_MOST_LETTERS = 40
_DASH = r"(?: ?(?:--|[-‐‑‒–—−]) ?| (?:to|until|till) )"
_SPAN = re.compile(rf"(\d{{1,2}})(?::(\d{{2}}))?{_DASH}(\d{{1,2}})(?::(\d{{2}}))?", re.ASCII | re.IGNORECASE)
_MINUS = ("-", "−", "–")
_IMPOSSIBLE = re.compile(r"\d{1,6}:\d{2}(:\d{2})?|\d{1,6} ?h ?\d{2,3}( ?m(in(ute)?s?)?)?", re.ASCII | re.IGNORECASE)
_UNSURE = re.compile(r"\d+ [ms]|.* \d+", re.ASCII | re.IGNORECASE)
"""Durations to `when`, not in a sentence: "swim 100 m" and "1h 30 reviews"."""

_DAY_PART = r"(?: ?(?:[ap]\.?m\.?|uhr))"
_CLOCK = rf"\d{{1,4}}(?:[:.h]\d{{2}}){{0,2}}h?{_DAY_PART}?"
_LIKE_SPAN = re.compile(rf"(?=.*(?:[:.hm]|uhr)){_CLOCK}(?:{_DASH}{_CLOCK})+", re.ASCII | re.IGNORECASE)
_LIKE_DIGITS = re.compile(rf"([01]?\d|2[0-4])[0-5]\d{_DASH}([01]\d|2[0-4])[0-5]\d", re.ASCII | re.IGNORECASE)
_LIKE_CLOCK = re.compile(rf"\d{{1,2}}(?:[:.]\d{{2}})?{_DAY_PART}", re.ASCII | re.IGNORECASE)
_LIKE_DURATION = re.compile(
    r"[+~]?\d*[.,]?\d+ ?(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)", re.ASCII | re.IGNORECASE
)
_DECIMAL = re.compile(r"\d{1,2}[.,]\d{1,2}", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LIKE_DAY = re.compile(
    r"\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})?|\d{1,2}[/-]\d{1,2}[/-](?:\d{2}|\d{4})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}", re.ASCII
)
_SHORT_DAYS = frozenset(["mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "tomorrow"])

Clocks = tuple[int, int, int, int]
"""Hour and minute of the start and of the end."""


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What `count` words say. Of `seconds`, `clocks` and `day` one is set, or none: then `refusal` says why what is
    meant cannot be, and without one the words only look like a time or a date. `faint`: less than that (`1.75`,
    `sat`); whether they do depends on the words beside them.
    """

    slot: str
    count: int = 1
    seconds: int | None = None
    clocks: Clocks | None = None
    day: str | None = None
    refusal: UserInputError | None = None
    faint: bool = False

    @property
    def read(self) -> bool:
        """Whether they fill their slot."""
        return self.seconds is not None or self.clocks is not None or self.day is not None


def words_from(words: Sequence[str], today: str) -> TimeWords | None:
    """What the first words say, as many of them as belong together."""
    return _longest(_growing(words), today)


def words_until(words: Sequence[str], today: str) -> TimeWords | None:
    """What the last words say, as many of them as belong together."""
    return _longest(_growing(words[::-1], backwards=True), today)


def _growing(words: Iterable[str], *, backwards: bool = False) -> list[str]:
    """The first word, the first two, and so on; none that is too long to be a time."""
    found: list[str] = []
    text = ""
    for _, word in zip(range(_MOST_WORDS), words, strict=False):
        if len(text) + len(word) >= _MOST_LETTERS:
            break
        text = word if not text else f"{word} {text}" if backwards else f"{text} {word}"
        found.append(text)
    return found


def _longest(texts: list[str], today: str) -> TimeWords | None:
    for count in range(len(texts), 0, -1):
        found = _meaning(texts[count - 1], today) or _likeness(texts[count - 1], today)
        if found is not None:
            return replace(found, count=count)
    return None


def _meaning(text: str, today: str) -> TimeWords | None:
    value = text.removesuffix(",")
    return _duration(value) or _span(value) or _date(value, today)


def _duration(text: str) -> TimeWords | None:
    value = text.replace(" and ", " ").replace(", ", " ")
    positive = value[1:] if value.startswith(_MINUS) else value
    if _UNSURE.fullmatch(value) or (duration_seconds(positive) is None and not _IMPOSSIBLE.fullmatch(positive)):
        return None
    try:
        return TimeWords(TIME, seconds=parse_duration(value))
    except UserInputError as error:
        return TimeWords(TIME, refusal=error)


def _span(text: str) -> TimeWords | None:
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    from_h, from_m, to_h, to_m = clocks = tuple(int(part or 0) for part in match.groups())
    if ":" not in text and (max(clocks) > 24 or any(letter.isalpha() for letter in text)):
        return None  # "25-30 reviews", "9 to 5 job"
    for field, hour, minute in (("from", from_h, from_m), ("to", to_h, to_m)):
        if hour > 23 or minute > 59:
            there = f'There is no such time of day as {hour}:{minute:02} in "{shown(text)}".'
            return TimeWords(TIME, refusal=UserInputError(there, field=field))
    minutes = to_h * 60 + to_m - from_h * 60 - from_m
    if minutes <= 0 and not 0 < minutes % (24 * 60) * 60 <= NEXT_DAY_LIMIT_S:
        return TimeWords(
            TIME, refusal=UserInputError(f'The end of "{shown(text)}" is not after its start.', field="to")
        )
    return TimeWords(TIME, clocks=(from_h, from_m, to_h, to_m))


def _date(text: str, today: str) -> TimeWords | None:
    try:
        return TimeWords(DATE, day=parse_day(text, today))
    except UserInputError as error:
        return TimeWords(DATE, refusal=error) if _ISO_DAY.fullmatch(text) else None


def _likeness(text: str, today: str) -> TimeWords | None:
    """What the text looks like without being it."""
    if _LIKE_DAY.fullmatch(text):
        return TimeWords(DATE)
    if any(like.fullmatch(text) for like in (_LIKE_SPAN, _LIKE_DIGITS, _LIKE_CLOCK, _LIKE_DURATION)):
        return TimeWords(TIME)
    if _DECIMAL.fullmatch(text):
        return TimeWords(TIME, faint=True)
    if text.lower() in _SHORT_DAYS:
        return TimeWords(DATE, faint=True)
    without = text.rstrip(";.")
    inside = _meaning(without, today) if without != text else None
    return None if inside is None else TimeWords(inside.slot)
