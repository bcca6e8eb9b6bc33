from django.urls import path

from trips.api import budget, conflicts, history, items, items_batch, people, planned, plans, suggestions, trips

urlpatterns = [
    path("trips/", trips.TripList.as_view(), name="trips"),
    path("trips/plans/", plans.PlanList.as_view(), name="plans"),
    path("trips/<uuid:pk>/", trips.TripDetail.as_view(), name="trip"),
    path("trips/<uuid:trip>/copy/", trips.TripCopy.as_view(), name="trip_copy"),
    path("trips/<uuid:trip>/days/", planned.DayList.as_view(), name="days"),
    path("trips/<uuid:trip>/optimisation/", planned.Optimisation.as_view(), name="optimisation"),
    path("trips/<uuid:trip>/budget/", budget.BudgetDetail.as_view(), name="budget"),
    path("trips/<uuid:trip>/history/", history.History.as_view(), name="history"),
    path("trips/<uuid:trip>/ideas/", items.IdeaList.as_view(), name="ideas"),
    path("trips/<uuid:trip>/itinerary-items/", items.ItemList.as_view(), name="items"),
    path("trips/<uuid:trip>/itinerary-items/batch/", items_batch.ItemBatch.as_view(), name="items_batch"),
    path("trips/<uuid:trip>/itinerary-items/<uuid:pk>/", items.ItemDetail.as_view(), name="item"),
    path("trips/<uuid:trip>/conflicts/", conflicts.ConflictList.as_view(), name="conflicts"),
    path("trips/<uuid:trip>/suggestions/", suggestions.SuggestionList.as_view(), name="suggestions"),
    path("trips/<uuid:trip>/members/", people.MemberList.as_view(), name="members"),
    path("trips/<uuid:trip>/members/<uuid:pk>/", people.MemberDetail.as_view(), name="member"),
    path("trips/<uuid:trip>/invitations/", people.InvitationList.as_view(), name="invitations"),
    path("trips/<uuid:trip>/invitations/<uuid:pk>/", people.InvitationDetail.as_view(), name="invitation"),
    path("trips/<uuid:trip>/shares/", people.ShareList.as_view(), name="shares"),
    path("trips/<uuid:trip>/shares/<uuid:pk>/", people.ShareDetail.as_view(), name="share"),
    path("conflicts/<uuid:pk>/", conflicts.ConflictDetail.as_view(), name="conflict"),
    path("conflicts/<uuid:pk>/resolution/", conflicts.ConflictResolutionView.as_view(), name="conflict_resolution"),
    path("suggestions/<uuid:pk>/", suggestions.SuggestionDetail.as_view(), name="suggestion"),
    path("suggestions/<uuid:pk>/acceptance/", suggestions.SuggestionAcceptance.as_view(), name="suggestion_acceptance"),
    path("suggestions/<uuid:pk>/rejection/", suggestions.SuggestionRejection.as_view(), name="suggestion_rejection"),
    path(
        "suggestions/<uuid:pk>/postponement/",
        suggestions.SuggestionPostponement.as_view(),
        name="suggestion_postponement",
    ),
    path("change-sets/<uuid:pk>/reversal/", history.ChangeSetReversal.as_view(), name="change_set_reversal"),
]
