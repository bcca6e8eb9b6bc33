"""The same lists as plain Django REST framework makes them: ModelSerializers, no query a row, no shortcuts."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from rest_framework import authentication, generics, pagination, serializers
from rest_framework.renderers import JSONRenderer

from places.api.resources import LOCATION, SAVED_PLACE
from places.models import Location, SavedPlace
from tripos.accounts.tokens import bearer_of
from tripos.api.authentication import TokenOrSession
from tripos.db.context import acting_as
from trips.api.resources import TRIP
from trips.models import Trip, TripMember


class TripPlain(serializers.ModelSerializer):
    role = serializers.SerializerMethodField()
    optimization_score = serializers.FloatField()
    owner_id = serializers.UUIDField(source="user_id", read_only=True)

    class Meta:
        model = Trip
        fields = list(TRIP.fields)

    def get_role(self, trip: Any) -> str:
        return "owner" if trip.user_id == self.context["request"].user.pk else trip.my_role


class LocationPlain(serializers.ModelSerializer):
    is_mine = serializers.SerializerMethodField()
    rating = serializers.FloatField()

    class Meta:
        model = Location
        fields = list(LOCATION.fields)

    def get_is_mine(self, place: Any) -> bool:
        return place.created_by_id == self.context["request"].user.pk


class SavedPlacePlain(serializers.ModelSerializer):
    location = LocationPlain()

    class Meta:
        model = SavedPlace
        fields = [*SAVED_PLACE.fields, "location"]


class Paging(pagination.CursorPagination):
    page_size = 50


class Plain(generics.ListAPIView):
    authentication_classes = (TokenOrSession,)
    renderer_classes = (JSONRenderer,)
    pagination_class = Paging
    schema = None


class HeaderToken(authentication.BaseAuthentication):
    """The token in the header, looked up with one query: what ``TokenAuthentication`` does with a table of its own."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        bearer = bearer_of(request.headers.get("Authorization", "").removeprefix("Bearer "))
        return (bearer.user, bearer) if bearer and not bearer.ended else None


def usual(view: type[Plain]) -> type[Plain]:
    """A plain view as most projects have it: behind all the site's middlewares, with its token read by the view.

    The rows are asked for as their traveller, which is the one thing that the usual project would not do.
    """

    class Usual(view):  # type: ignore[misc,valid-type]
        authentication_classes = (HeaderToken,)

        def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            with acting_as(request.user, read_only=True):
                return super().list(request, *args, **kwargs)

    return Usual


class TripsPlain(Plain):
    serializer_class = TripPlain
    pagination_class = type("ByStart", (Paging,), {"ordering": ("-start_date", "id")})

    def get_queryset(self) -> Any:
        user = self.request.user
        mine = TripMember.objects.filter(trip_id=OuterRef("pk"), user_id=user.pk).values("role")[:1]
        return Trip.objects.for_user(user).annotate(my_role=Subquery(mine))


class LocationsPlain(Plain):
    serializer_class = LocationPlain
    pagination_class = type("ByName", (Paging,), {"ordering": ("name", "id")})

    def get_queryset(self) -> Any:
        return Location.objects.for_user(self.request.user)


class SavedPlacesPlain(Plain):
    serializer_class = SavedPlacePlain
    pagination_class = type("BySaving", (Paging,), {"ordering": ("-saved_at", "id")})

    def get_queryset(self) -> Any:
        return SavedPlace.objects.for_user(self.request.user).select_related("location")
