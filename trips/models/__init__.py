from trips.models.budget import BudgetTracking, CostEstimate, ExchangeRate
from trips.models.conflict import ConflictResolution
from trips.models.itinerary import ItineraryItem
from trips.models.sharing import Companion, Invitation, TripMember, TripShare, WaitingInvitation
from trips.models.suggestion import ProactiveSuggestion
from trips.models.trip import Trip

__all__ = [
    "BudgetTracking",
    "Companion",
    "ConflictResolution",
    "CostEstimate",
    "ExchangeRate",
    "Invitation",
    "ItineraryItem",
    "ProactiveSuggestion",
    "Trip",
    "TripMember",
    "TripShare",
    "WaitingInvitation",
]
