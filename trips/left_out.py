"""Why a place that was considered for a plan is not in it, as a traveller would say it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trips.planning.itinerary import Left

SENTENCES = {
    "closed": gettext_lazy("Closed on the days that were planned."),
    "closed_on": gettext_lazy("Closed on that day."),
    "out_of_hours": gettext_lazy("Its opening hours leave no room for a visit."),
    "no_time": gettext_lazy("No time was left for it."),
    "trip_cap": gettext_lazy("The trip has enough of its kind."),
    "day_cap": gettext_lazy("The day has enough of its kind."),
    "max_stops": gettext_lazy("The day has as many stops as your pace allows."),
    "max_active": gettext_lazy("The day would be too full for your pace."),
    "not_worth": gettext_lazy("Too long a way for what it offers."),
}
"""By the solver's rule (`trips.planning.optimise.explain`). What nobody asked for (`no_score`, `only_for_meals`,
`taken`) has none and is not told."""


def told(left_out: Iterable[Left], most: int) -> list[tuple[str, str]]:
    """Name and reason of the first ``most`` that have a reason worth telling."""
    found = ((left.name, why(left)) for left in left_out)
    return [(name, sentence) for name, sentence in found if sentence][:most]


def why(left: Left) -> str:
    """The sentence for one of them; empty where there is none."""
    if left.rule == "clash" and left.other:
        return _("There is no time for both it and %(other)s.") % {"other": left.other}
    if left.rule == "budget":
        return f"{left.because[:1].upper()}{left.because[1:]}."
    return str(SENTENCES.get(left.rule, ""))
