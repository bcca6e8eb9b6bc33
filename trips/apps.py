from django.apps import AppConfig


class TripsConfig(AppConfig):
    name = "trips"
    verbose_name = "Trips"

    def ready(self) -> None:
        from tripos.accounts import choices
        from tripos.web import place_facts
        from trips.place_facts import PlannersFacts
        from trips.planning.interests import DIETS, INTERESTS

        place_facts.register(PlannersFacts())
        choices.offer("interests", [interest.name for interest in INTERESTS])
        choices.offer("diets", DIETS)
        choices.offer("accessibility", ["wheelchair"])
