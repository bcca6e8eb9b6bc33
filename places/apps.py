from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"
    verbose_name = "Places"

    def ready(self) -> None:
        from places.discarded import COLLECTIONS
        from tripos.web import trash

        trash.register("collection", COLLECTIONS)
