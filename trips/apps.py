from django.apps import AppConfig


class TripsConfig(AppConfig):
    name = "trips"
    verbose_name = "Trips"

    def ready(self) -> None:
        from tripos.accounts import choices
        from tripos.web import inbox, place_facts
        from trips import waiting
        from trips.place_facts import PlannersFacts
        from trips.planning.interests import DIETS, INTERESTS

        place_facts.register(PlannersFacts())
        inbox.register("conflict", waiting.conflicts_waiting)
        inbox.register("budget_alert", waiting.budget_alerts_waiting, count=waiting.count_budget_alerts)
        inbox.register("suggestion", waiting.suggestions_waiting, count=waiting.count_suggestions)
        choices.offer("interests", [interest.name for interest in INTERESTS])
        choices.offer("diets", DIETS)
        choices.offer("accessibility", ["wheelchair"])
