"""The travellers' addresses. The front page's name has no prefix: ``home`` (see ``tripos.urls``)."""

from django.urls import path

from trips import sharing_urls
from trips.views import (
    budget,
    conflicts,
    days,
    history,
    improvements,
    onboarding,
    pictures,
    places,
    stops,
    suggestions,
    today,
    trips,
)

app_name = "trips"
urlpatterns = [
    path("trips/", trips.trip_list, name="trip_list"),
    path("trips/trash/", trips.trash, name="trash"),
    path("trips/<uuid:pk>/", trips.trip_detail, name="trip_detail"),
    path("trips/<uuid:pk>/today/", today.trip_today, name="trip_today"),
    path("trips/<uuid:pk>/edition/", trips.trip_edit, name="trip_edit"),
    path("trips/<uuid:pk>/acceptance/", trips.trip_acceptance, name="trip_acceptance"),
    path("trips/<uuid:pk>/discard/", trips.trip_discard, name="trip_discard"),
    path("trips/<uuid:pk>/restoration/", trips.trip_restoration, name="trip_restoration"),
    path("trips/<uuid:pk>/pictures/", pictures.trip_pictures, name="trip_pictures"),
    path("covers/<slug:name>.svg", pictures.drawn_cover, name="drawn_cover"),
    path("trips/<uuid:pk>/history/", history.trip_history, name="trip_history"),
    path("trips/<uuid:pk>/improvement/", improvements.trip_improvement, name="trip_improvement"),
    path("trips/<uuid:pk>/days/<int:day>/position/", days.day_position, name="day_position"),
    path("trips/<uuid:pk>/days/<int:day>/copy/", days.day_copy, name="day_copy"),
    path("trips/<uuid:pk>/budget/", budget.trip_budget, name="trip_budget"),
    path("trips/<uuid:pk>/budget/limits/", budget.budget_limits, name="budget_limits"),
    path("trips/<uuid:pk>/stops/<uuid:stop_id>/cost/", budget.stop_cost, name="stop_cost"),
    path("trips/<uuid:pk>/stops/trash/", stops.stop_trash, name="stop_trash"),
    path("trips/<uuid:pk>/stops/new/", stops.stop_new, name="stop_new"),
    path("trips/<uuid:pk>/places/", places.place_search, name="place_search"),
    path("trips/<uuid:pk>/places/adding/", places.place_adding, name="place_adding"),
    path("trips/<uuid:pk>/stops/fitting/", stops.stop_fitting, name="stop_fitting"),
    path("trips/<uuid:pk>/stops/<uuid:stop_id>/", stops.stop_edit, name="stop_edit"),
    path("trips/<uuid:pk>/stops/<uuid:stop_id>/position/", stops.stop_position, name="stop_position"),
    path("trips/<uuid:pk>/stops/<uuid:stop_id>/copy/", stops.stop_copy, name="stop_copy"),
    path("trips/<uuid:pk>/stops/<uuid:stop_id>/restoration/", stops.stop_restoration, name="stop_restoration"),
    path("trips/<uuid:pk>/stops/<uuid:stop_id>/lock/", stops.stop_lock, name="stop_lock"),
    path("trips/<uuid:pk>/stops/<uuid:stop_id>/removal/", stops.stop_removal, name="stop_removal"),
    path(
        "trips/<uuid:pk>/conflicts/<uuid:conflict_id>/ways/<slug:way>/",
        conflicts.conflict_resolution,
        name="conflict_resolution",
    ),
    path(
        "trips/<uuid:pk>/conflicts/<uuid:conflict_id>/ignoring/", conflicts.conflict_ignoring, name="conflict_ignoring"
    ),
    path(
        "trips/<uuid:pk>/suggestions/<uuid:suggestion_id>/acceptance/",
        suggestions.suggestion_acceptance,
        name="suggestion_acceptance",
    ),
    path(
        "trips/<uuid:pk>/suggestions/<uuid:suggestion_id>/rejection/",
        suggestions.suggestion_rejection,
        name="suggestion_rejection",
    ),
    path(
        "trips/<uuid:pk>/suggestions/<uuid:suggestion_id>/postponement/",
        suggestions.suggestion_postponement,
        name="suggestion_postponement",
    ),
    path("welcome/", onboarding.onboarding, name="onboarding"),
    path("welcome/end/", onboarding.onboarding_end, name="onboarding_end"),
    path("welcome/<slug:step>/", onboarding.onboarding, name="onboarding_step"),
    path("change-sets/<uuid:pk>/reversal/", history.change_set_reversal, name="change_set_reversal"),
    *sharing_urls.urlpatterns,
]
