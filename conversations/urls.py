from django.urls import path

from conversations.views import pages, runs, shelf, stream

app_name = "conversations"
urlpatterns = [
    path("concierge/", shelf.conversation_list, name="conversation_list"),
    path("concierge/start/", shelf.conversation_start, name="conversation_start"),
    path("concierge/trash/", shelf.conversation_trash, name="conversation_trash"),
    path("concierge/trips/<uuid:pk>/", shelf.trip_chat, name="trip_chat"),
    path("concierge/<uuid:pk>/", pages.conversation_detail, name="conversation_detail"),
    path("concierge/<uuid:pk>/edit/", shelf.conversation_edit, name="conversation_edit"),
    path("concierge/<uuid:pk>/state/", shelf.conversation_state, name="conversation_state"),
    path("concierge/<uuid:pk>/discard/", shelf.conversation_discard, name="conversation_discard"),
    path("concierge/<uuid:pk>/restoration/", shelf.conversation_restoration, name="conversation_restoration"),
    path("concierge/<uuid:pk>/plan/", pages.conversation_plan, name="conversation_plan"),
    path("concierge/<uuid:pk>/cards/", pages.conversation_cards, name="conversation_cards"),
    path("concierge/<uuid:pk>/messages/", pages.message_create, name="message_create"),
    path("runs/<uuid:pk>/", runs.run_detail, name="run_detail"),
    path("settings/usage/", runs.usage, name="usage"),
    path("concierge/runs/<uuid:pk>/events/", stream.run_events, name="run_events"),
    path("concierge/runs/<uuid:pk>/stop/", pages.run_stop, name="run_stop"),
    path("concierge/runs/<uuid:pk>/retry/", pages.run_retry, name="run_retry"),
    path("approvals/<uuid:pk>/acceptance/", pages.approval_acceptance, name="approval_acceptance"),
    path("approvals/<uuid:pk>/denial/", pages.approval_denial, name="approval_denial"),
]
