"""A day's clock: whole seconds since local midnight, counted in real time.

The solver works with seconds of one day. Wall-clock arithmetic would be an hour wrong for a visit that
crosses a change of daylight saving, so seconds here are elapsed seconds, and a local time is turned into them
through UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_SECONDS = 86_400


@lru_cache(maxsize=4096)
def _midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(0), ZoneInfo(timezone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class DayClock:
    """Turns local times of `day` in `timezone` (IANA name) into seconds since that day's midnight,
    and back.
    """

    day: date
    timezone: str

    def seconds_at(self, moment: datetime) -> int:
        """Elapsed seconds from this day's local midnight to an aware `moment` (negative before it)."""
        return round((moment.astimezone(UTC) - _midnight(self.day, self.timezone)).total_seconds())

    def seconds_of(self, wall: time, *, next_day: bool = False) -> int:
        """Elapsed seconds from midnight to the wall-clock time `wall` of this day, or of the next one."""
        day = self.day + timedelta(days=1) if next_day else self.day
        return self.seconds_at(datetime.combine(day, wall, ZoneInfo(self.timezone)))

    def local(self, seconds: int) -> datetime:
        """The aware local time `seconds` after this day's midnight."""
        return (_midnight(self.day, self.timezone) + timedelta(seconds=seconds)).astimezone(ZoneInfo(self.timezone))


def on_mark(seconds: int, step: int = 300) -> int:
    """The next whole mark (of five minutes) not before `seconds`."""
    return -(-seconds // step) * step
