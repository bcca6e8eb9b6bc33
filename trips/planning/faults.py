"""What a change made worse: the faults that the independent check finds after it and did not find before."""

from __future__ import annotations

from collections.abc import Mapping

from trips.planning.catalogue import Place
from trips.planning.itinerary import Plan
from trips.planning.verify import Fault, verify


def new_faults(before: Plan, after: Plan, places: Mapping[str, Place]) -> list[Fault]:
    """Faults of ``after`` that ``before`` did not have: of the same rule at the same stop on the same day."""
    known = {(fault.rule, fault.key, fault.date) for fault in verify(before, places)}
    return [fault for fault in verify(after, places) if (fault.rule, fault.key, fault.date) not in known]
