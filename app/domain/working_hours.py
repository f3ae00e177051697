"""When a person means to work, and whether it is time to say that no timer runs. Pure."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.spans import at_local, local_datetime, local_day, shift_day

AGAIN_S = 3600
"""How long to wait before saying the same once more."""
_SATURDAY = 5


class WorkingHours(NamedTuple):
    """`hours` as `09:00-17:00`, by the clock on the wall (an end that is not after the start is on the next day);
    `after_s`: how long nothing may run before it is said, 0 for never.
    """

    hours: str = "09:00-17:00"
    every_day: bool = False
    after_s: int = 0

    def began(self, now: int, zone: str) -> int | None:
        """When the stretch of work that holds `now` began; None outside of working hours."""
        today = local_day(now, zone)
        for day in (today, shift_day(today, -1)):
            began, ended = self._of_day(day, zone)
            works = self.every_day or local_datetime(began, zone).weekday() < _SATURDAY
            if works and began <= now < ended:
                return began
        return None

    def reminder_due(self, now: int, zone: str, idle_since: int, reminded_at: int | None) -> bool:
        """Whether to say now that nothing has run since `idle_since`; `reminded_at` is when that was last said."""
        began = self.began(now, zone) if self.after_s else None
        if began is None or now - max(began, idle_since) < self.after_s:
            return False
        return reminded_at is None or reminded_at < idle_since or now - reminded_at >= AGAIN_S

    def _of_day(self, day: str, zone: str) -> tuple[int, int]:
        start, _, end = self.hours.partition("-")
        last_day = day if end > start else shift_day(day, 1)
        return _instant(day, start, zone), _instant(last_day, end, zone)


def _instant(day: str, clock: str, zone: str) -> int:
    hour, _, minute = clock.partition(":")
    return at_local(day, int(hour), int(minute), 0, zone)
