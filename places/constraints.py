"""What the constraints of the catalogue's and the travellers' tables of places mean to a traveller."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tripos.db.constraints import register

_ZONE = _("Choose a time zone from the list, such as Europe/Helsinki.")

register(
    "locations",
    {
        "named_location": ("name", _("Give the place a name.")),
        "valid_price_level": ("price_level", _("A price level is a number from 1 to 4.")),
        "valid_rating": ("rating", _("A rating is a number from 0 to 5.")),
        "valid_rating_count": ("rating_count", _("A number of ratings is zero or more.")),
        "valid_latitude": ("latitude", _("A latitude is a number from -90 to 90.")),
        "valid_longitude": ("longitude", _("A longitude is a number from -180 to 180.")),
        "whole_point": ("latitude", _("A point needs both latitude and longitude.")),
        "valid_hourly_rate": ("hourly_rate", _("A rate is zero or more.")),
        "valid_daily_rate": ("daily_rate", _("A rate is zero or more.")),
        "real_amounts": ("hourly_rate", _("A rate is a number.")),
        "valid_capacity": ("capacity", _("A capacity is at least 1.")),
        "valid_event_times": ("event_end_time", _("An event ends after it starts, and needs a start.")),
        "open_now_is_computed": (None, _("Whether a place is open now is computed from its hours.")),
        "valid_timezone": ("timezone", _ZONE),
        "valid_country": ("country", _("A country is two capital letters, such as FI.")),
        "valid_images": ("images", _("Pictures are a list.")),
        "valid_details": ("details", _("Details are an object.")),
        "reasoned_rejection": ("rejection_reason", _("Say why the place is rejected.")),
        "idx_locations_external_id": ("external_id", _("The source has a place with this id already.")),
        "protected_column": (None, _("Only the catalogue's keepers may change this.")),
    },
)
register(
    "collections",
    {
        "named_collection": ("name", _("Give the collection a name.")),
        "valid_color": (
            "color",
            _("Choose red, orange, yellow, green, teal, blue, violet, pink or grey."),
        ),
        "valid_item_count": (None, _("A collection counts its places by itself.")),
        "unique_collection_share_token": (None, _("Links are made on the sharing page.")),
        "collection_tokens_are_hashed": (None, _("Links are made on the sharing page.")),
        "protected_column": (None, _("A collection counts its places by itself, and stays its owner's.")),
    },
)
register(
    "saved_places",
    {
        "unique_user_location": ("location_id", _("You have saved this place already.")),
        "valid_view_count": (None, _("Views are counted by themselves.")),
        "protected_column": (None, _("A saved place stays what it is of: remove it and save another.")),
    },
)
register(
    "imports",
    {"valid_import_status": ("status", _("An import waits, is under way, is done, failed or was thrown away."))},
)
register(
    "import_rows",
    {
        "unique_import_row": (None, _("This row of the file has been read already.")),
        "valid_row_action": ("action", _("A row is added, changed, kept or refused.")),
    },
)
