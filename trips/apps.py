from django.apps import AppConfig


class TripsConfig(AppConfig):
    name = "trips"
    verbose_name = "Trips"

    def ready(self) -> None:
        from trips.place_facts import PlannersFacts
        from tripos.web import place_facts

        place_facts.register(PlannersFacts())
