"""Where the days start and end: the traveller's lodging, else a suggestion in the heart of the trip."""

from __future__ import annotations

from collections.abc import Sequence

from trips.planning.catalogue import Place, folded
from trips.planning.estimates import Estimates, cost_of
from trips.planning.itinerary import Reason, Stay, Unmet
from trips.planning.kinds import kind_of
from trips.planning.prepare import find_place
from trips.planning.scoring import Taste
from trips.planning.travel_time import distance_metres

# A hostel or a guest house is suggested over a hotel only when the hotel is so much further from the sights.
_PREFERENCE_METRES = {"hotel": 0.0, "apartment": 250.0, "guest_house": 250.0, "hostel": 400.0}


def area_centre(catalogue: Sequence[Place], area: str) -> tuple[float, float] | None:
    """The middle of a named neighbourhood, else the place of that name, else None."""
    wanted = folded(area)
    inside = [place for place in catalogue if place.neighbourhood and wanted in folded(place.neighbourhood)]
    if inside:
        return (
            sum(place.latitude for place in inside) / len(inside),
            sum(place.longitude for place in inside) / len(inside),
        )
    place = find_place(catalogue, area)
    return place.point if place else None


def choose_stay(
    catalogue: Sequence[Place],
    taste: Taste,
    heart: tuple[float, float] | None,
    estimates: Estimates,
    currency: str,
) -> tuple[Stay | None, tuple[Unmet, ...]]:
    """The stay of a trip, and what of the wish for it could not be met.

    A day trip without a lodging has none: it starts at its first sight. A suggested stay counts against the
    budget only where the traveller asked for one.
    """
    request = taste.request
    lodging = request.lodging
    nights = len(request.dates) - 1
    unmet: tuple[Unmet, ...] = ()
    if lodging.place_id:
        place = find_place(catalogue, lodging.place_id)
        if place is not None:
            return _at(place, taste, nights, estimates, currency, suggested=False), ()
        unmet = (Unmet(lodging.place_id, Reason("not_in_catalogue", {"name": lodging.place_id})),)
    if lodging.latitude is not None and lodging.longitude is not None:
        return Stay(lodging.latitude, lodging.longitude, "your stay", nights=nights, suggested=False), unmet
    if lodging.area:
        centre = area_centre(catalogue, lodging.area)
        if centre is None:
            unmet = (*unmet, Unmet(lodging.area, Reason("unknown_area", {"area": lodging.area})))
        heart = centre or heart
    if heart is None or not (lodging.wanted or lodging.area or nights):
        return None, unmet
    middle = heart

    def rank(place: Place) -> tuple[float, str]:
        unclear = 800.0 if request.needs_wheelchair and place.wheelchair != "yes" else 0.0
        return distance_metres(middle, place.point) + _PREFERENCE_METRES[kind_of(place).name] + unclear, place.id

    beds = [
        place
        for place in catalogue
        if kind_of(place).name in _PREFERENCE_METRES and not taste.rules_out(place) and kind_of(place).role == "stay"
    ]
    if beds:
        return _at(min(beds, key=rank), taste, max(nights, 1), estimates, currency, suggested=True), unmet
    if lodging.wanted:
        unmet = (*unmet, Unmet("a place to stay", Reason("no_such_place", {"what": "lodging"})))
    return Stay(middle[0], middle[1], lodging.area or "the centre of your sights", nights=nights), unmet


def _at(place: Place, taste: Taste, nights: int, estimates: Estimates, currency: str, *, suggested: bool) -> Stay:
    request = taste.request
    return Stay(
        place.latitude,
        place.longitude,
        place.name,
        place.id,
        nights,
        suggested,
        counted=request.lodging.wanted,
        cost=cost_of(place, request.party, estimates, currency, nights=nights),
        reasons=(Reason("near_the_sights"),) if suggested else (),
    )
