"""Cards of trips in lists. No queries here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tripos.web.map_base import MapPoint, MapRoute
from trips.covers import cover_of
from trips.presenters import Shown


def trip_card(trip: Any, stops: Sequence[tuple[int, float, float]], user: Any) -> Shown:
    """For components/trip_card.html.

    Args:
        trip: with ``owner_name`` (``access.with_access``).
        stops: day, latitude and longitude of its placed stops, in order.
        user: who reads.
    """
    points = [MapPoint(latitude, longitude, "", day, 0) for day, latitude, longitude in stops]
    if not points and trip.destination_latitude is not None:
        points = [MapPoint(trip.destination_latitude, trip.destination_longitude, trip.destination)]
    days = sorted({day for day, _lat, _lon in stops})
    return {
        "title": trip.title,
        "url": reverse("trips:trip_detail", args=[trip.pk]),
        "start_date": trip.start_date,
        "end_date": trip.end_date,
        "destination": trip.destination,
        "points": points,
        "routes": [MapRoute(n, [(lat, lon) for day, lat, lon in stops if day == n]) for n in days],
        "backdrop": None,
        "cover": cover_of(trip.cover_image_url),
        "is_draft": trip.status == "draft",
        "status": trip.get_status_display(),
        "shared_by": "" if trip.is_owned_by(user) else (trip.owner_name or _("a companion")),
    }
