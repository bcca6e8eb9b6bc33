from django.apps import AppConfig


class TripsConfig(AppConfig):
    name = "trips"
    verbose_name = "Trips"

    def ready(self) -> None:
        from tripos.accounts import choices
        from tripos.web import inbox, place_facts, place_trips, trash
        from trips import discarded, sharing_waiting, waiting
        from trips.place_facts import PlannersFacts
        from trips.place_trips import TripsForPlaces
        from trips.planning.interests import DIETS, INTERESTS

        place_facts.register(PlannersFacts())
        place_trips.register(TripsForPlaces())
        inbox.register("conflict", waiting.conflicts_waiting, waiting.conflict_item)
        inbox.register(
            "suggestion",
            waiting.suggestions_waiting,
            waiting.suggestion_item,
            kinds=("suggestion", "budget_alert"),
            shown=waiting.suggestions_shown,
        )
        inbox.register("invitation", sharing_waiting.invitations_waiting, sharing_waiting.invitation_item)
        trash.register("trip", discarded.TRIPS)
        trash.register("stop", discarded.STOPS)
        choices.offer("interests", [interest.name for interest in INTERESTS])
        choices.offer("diets", DIETS)
        choices.offer("accessibility", ["wheelchair"])
