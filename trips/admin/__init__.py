"""Trips, suggestions, conflicts, estimates and rates in the back office."""

from trips.admin.advice import ConflictResolutionAdmin, ProactiveSuggestionAdmin
from trips.admin.money import CostEstimateAdmin, ExchangeRateAdmin
from trips.admin.trips import ProfileAdmin, TripAdmin, TripMemberAdmin

__all__ = [
    "ConflictResolutionAdmin",
    "CostEstimateAdmin",
    "ExchangeRateAdmin",
    "ProactiveSuggestionAdmin",
    "ProfileAdmin",
    "TripAdmin",
    "TripMemberAdmin",
]
