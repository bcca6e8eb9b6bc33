"""What the constraints of the trip's tables mean to a traveller."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tripos.db.constraints import register

_LATITUDE = _("A latitude is a number from -90 to 90.")
_LONGITUDE = _("A longitude is a number from -180 to 180.")
_WHOLE_POINT = _("A point needs both latitude and longitude.")
_CURRENCY = _("Choose a currency that is in use, such as EUR.")
_ZONE = _("Choose a time zone from the list, such as Europe/Helsinki.")
_PARTY = _("A party has 1 to 100 adults and at most 50 children, up to 17 years old.")
_PEOPLE = _("At least one of you takes part; leave it empty for everybody.")
_TOO_MUCH = _("That is more than can be kept here.")

register(
    "trips",
    {
        "titled_trip": ("title", _("Give the trip a name.")),
        "valid_dates": ("end_date", _("The last day is before the first: choose a later one.")),
        "at_most_a_year": ("end_date", _("A trip has at most 366 days.")),
        "valid_budget": ("budget_total", _("A budget is zero or more; leave it empty for no limit.")),
        "real_amounts": ("budget_total", _("A budget is a number.")),
        "valid_party": ("adults", _PARTY),
        "trips_adults_check": ("adults", _PARTY),
        "valid_currency": ("currency", _CURRENCY),
        "valid_timezone": ("timezone", _ZONE),
        "valid_country": ("country", _("A country is two capital letters, such as FI.")),
        "valid_trip_latitude": ("destination_latitude", _LATITUDE),
        "valid_trip_longitude": ("destination_longitude", _LONGITUDE),
        "whole_trip_point": ("destination_latitude", _WHOLE_POINT),
        "valid_optimization_score": (None, _("A score is between 0 and 1.")),
        "valid_images": (None, _("The pictures could not be kept.")),
        "small_metadata": (None, _TOO_MUCH),
        "trip_tokens_are_hashed": (None, _("Links are made on the sharing page.")),
        "protected_column": (None, _("Only the trip's owner may change this.")),
    },
)
register(
    "itinerary_items",
    {
        "titled_item": ("title", _("Give the stop a name.")),
        "valid_day_number": ("day_number", _("Days are counted from 1.")),
        "valid_day_in_trip": ("day_number", _("The trip has no such day.")),
        "valid_times": (
            "end_time",
            _("The end is not after the start: change a time, or say that it ends after midnight."),
        ),
        "valid_duration": ("duration_minutes", _("A stop lasts at least a minute.")),
        "duration_agrees": ("duration_minutes", _("The duration and the times do not agree.")),
        "valid_people": ("people", _PEOPLE),
        "itinerary_items_people_check": ("people", _PEOPLE),
        "valid_cost": ("cost", _("A cost is zero or more; leave it empty when you do not know it.")),
        "real_amounts": ("cost", _("A cost is a number.")),
        "valid_currency": ("currency", _CURRENCY),
        "valid_timezone": ("timezone", _ZONE),
        "valid_end_timezone": ("end_timezone", _ZONE),
        "valid_booking_status": ("booking_status", _("Choose one of the list.")),
        "https_booking_url": ("booking_url", _("A booking's address starts with https://.")),
        "valid_category": ("budget_category", _("Choose one of the list.")),
        "valid_meal": ("meal", _("Choose breakfast, lunch or dinner.")),
        "valid_item_latitude": ("latitude", _LATITUDE),
        "valid_item_longitude": ("longitude", _LONGITUDE),
        "whole_item_point": ("latitude", _WHOLE_POINT),
        "valid_item_end_latitude": ("end_latitude", _LATITUDE),
        "valid_item_end_longitude": ("end_longitude", _LONGITUDE),
        "whole_item_end_point": ("end_latitude", _WHOLE_POINT),
        "valid_confidence": (None, _("A confidence is between 0 and 1.")),
        "valid_tags": ("tags", _("Tags are a list of words.")),
        "valid_images": (None, _("The pictures could not be kept.")),
        "small_metadata": (None, _TOO_MUCH),
        "protected_column": (
            None,
            _("Part of this is written by the planner and cannot be changed by hand."),
        ),
    },
)
register(
    "trip_members",
    {
        "unique_member": (None, _("They are a companion of this trip already.")),
        "valid_member_role": ("role", _("A companion may edit, or only look.")),
        "at_most_500_memberships": (None, _("One person can be a companion of 500 trips: leave one that is over.")),
        "owner_is_no_member": (None, _("The owner is not a companion of their own trip.")),
        "protected_column": (None, _("A companion stays the same person, of the same trip.")),
    },
)
register(
    "invitations",
    {
        "valid_invitation_role": ("role", _("A companion may edit, or only look.")),
        "normalised_invitation_email": ("email", _("Give an e-mail address in lower case.")),
        "unique_invitation_token": (None, _("This invitation was sent already.")),
        "one_open_invitation": ("email", _("This address was invited a moment ago.")),
        "at_most_40_invitations_a_day": (None, _("You sent 40 invitations in a day: try again tomorrow.")),
        "at_most_3_to_an_address_a_day": (
            "email",
            _("This address was invited three times in a day: that is enough, try again tomorrow."),
        ),
        "protected_column": (None, _("An invitation stays as it was sent: take it back and send another.")),
    },
)
register(
    "trip_shares",
    {
        "protected_column": (None, _("A link stays as it was made: revoke it and make another.")),
    },
)
