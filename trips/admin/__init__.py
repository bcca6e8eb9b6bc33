"""Suggestions, conflicts, estimates and rates in the back office."""

from trips.admin.advice import ConflictResolutionAdmin, ProactiveSuggestionAdmin
from trips.admin.money import CostEstimateAdmin, ExchangeRateAdmin

__all__ = ["ConflictResolutionAdmin", "CostEstimateAdmin", "ExchangeRateAdmin", "ProactiveSuggestionAdmin"]
