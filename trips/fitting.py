"""Let the planner find the time for a stop of a stored trip: a new one, or one that changes its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from places.models import Location
from trips import actions, planner
from trips.models import ItineraryItem, Trip
from trips.planning.edits import Edit, Editor
from trips.planning.explain import explain_unmet
from trips.starting import by_a_person


@dataclass(frozen=True)
class Fitted:
    """Whether it worked, and what the traveller should know, as sentences."""

    done: bool
    said: Sequence[str] = ()


def editor_for(trip: Trip) -> Editor:
    """The planner's editor of a stored trip."""
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    estimates = planner.estimates([trip.currency])
    plan = planner.plan_of(trip, items, estimates)
    return Editor(plan, planner.catalogue(trip.destination), estimates, timezone.localdate())


@transaction.atomic
def fit_in(trip: Trip, place: Location, day: int | None) -> Fitted:
    """Add a place where it costs least, on one day or any; nothing is dropped for it."""
    return _kept(trip, editor_for(trip).add_stop(str(place.pk), trip.date_of(day) if day else None))


@transaction.atomic
def fit_on_day(trip: Trip, stop: ItineraryItem, day: int) -> Fitted:
    """Move a timed stop of the catalogue to another day, at a time when it is open and reached."""
    return _kept(trip, editor_for(trip).move_stop(str(stop.pk), trip.date_of(day)))


def _kept(trip: Trip, edit: Edit) -> Fitted:
    if edit.done:
        actions.apply_plan(trip, by_a_person(edit.plan))
    return Fitted(edit.done, [_sentence(explain_unmet(unmet)) for unmet in edit.failures])


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
