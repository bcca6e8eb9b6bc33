"""Let the planner find the time for a stop of a stored trip: a new one, or one that changes its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from places.models import Location
from trips import patches, planner
from trips.changes import changed
from trips.enums import ItemType
from trips.models import ItineraryItem, Trip
from trips.planning.anchoring import anchored
from trips.planning.edits import Edit, Editor
from trips.sentences import explained_unmet
from trips.starting import by_a_person


@dataclass(frozen=True)
class Fitted:
    """Whether it worked, and what the traveller should know, as sentences."""

    done: bool
    said: Sequence[str] = ()


@dataclass(frozen=True)
class Bench:
    """A stored trip on the planner's bench: its editor, and the stops that the edited plan is made of."""

    trip: Trip
    stops: Sequence[ItineraryItem]
    editor: Editor

    def keep(self, edit: Edit) -> Fitted:
        """Write an edit that worked; stays, ideas and stops without a time are none of the plan's business."""
        if edit.done:
            patches.write(self.trip, patches.patch_of(self.trip, self.stops, by_a_person(edit.plan)), {})
            changed(self.trip.pk)
        return Fitted(edit.done, [_sentence(explained_unmet(unmet)) for unmet in edit.failures])


def bench_for(trip: Trip) -> Bench:
    """The planner's bench for a stored trip."""
    items = list(ItineraryItem.objects.of_trip(trip).select_related("location"))
    stops = day_stops(items)
    estimates = planner.estimates([trip.currency])
    plan = anchored(planner.plan_of(trip, items, estimates, with_stays=False), own_times(stops))
    return Bench(trip, stops, Editor(plan, planner.catalogue(trip.destination), estimates, timezone.localdate()))


def day_stops(items: Sequence[ItineraryItem]) -> list[ItineraryItem]:
    """The stops with a time that days are made of: where one sleeps is not one of them."""
    return [item for item in patches.placed(items) if item.type != ItemType.ACCOMMODATION]


def own_times(stops: Sequence[ItineraryItem]) -> set[str]:
    """Keys of stops that happen at their own time: a train leaves when it leaves."""
    return {str(item.pk) for item in stops if item.type == ItemType.TRANSPORT}


@transaction.atomic
def fit_in(trip: Trip, place: Location, day: int | None) -> Fitted:
    """Add a place where it costs least, on one day or any; nothing is dropped for it."""
    bench = bench_for(trip)
    return bench.keep(bench.editor.add_stop(str(place.pk), trip.date_of(day) if day else None))


@transaction.atomic
def fit_on_day(trip: Trip, stop: ItineraryItem, day: int) -> Fitted:
    """Move a timed stop of the catalogue to another day, at a time when it is open and reached."""
    bench = bench_for(trip)
    return bench.keep(bench.editor.move_stop(str(stop.pk), trip.date_of(day)))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
