from django.urls import path

from conversations.api import runs, stream, talks, trash, usage

urlpatterns = [
    path("conversations/", talks.ConversationList.as_view(), name="conversations"),
    path("conversations/trash/", trash.ConversationTrash.as_view(), name="conversation_trash"),
    path(
        "conversations/<uuid:pk>/restoration/", trash.ConversationRestoration.as_view(), name="conversation_restoration"
    ),
    path("conversations/<uuid:pk>/", talks.ConversationDetail.as_view(), name="conversation"),
    path("conversations/<uuid:conversation>/messages/", talks.MessageList.as_view(), name="messages"),
    path("ai-runs/", runs.RunList.as_view(), name="ai_runs"),
    path("ai-runs/<uuid:pk>/", runs.RunDetail.as_view(), name="ai_run"),
    path("ai-runs/<uuid:pk>/cancellation/", runs.RunCancellation.as_view(), name="ai_run_cancellation"),
    path("ai-runs/<uuid:pk>/repetition/", runs.RunRepetition.as_view(), name="ai_run_repetition"),
    path("ai-runs/<uuid:pk>/events/", stream.RunEvents.as_view(), name="ai_run_events"),
    path("ai-usage/", usage.Usage.as_view(), name="ai_usage"),
    path("approvals/", runs.ApprovalList.as_view(), name="approvals"),
    path("approvals/<uuid:pk>/", runs.ApprovalDetail.as_view(), name="approval"),
    path("approvals/<uuid:pk>/acceptance/", runs.ApprovalAcceptance.as_view(), name="approval_acceptance"),
    path("approvals/<uuid:pk>/denial/", runs.ApprovalDenial.as_view(), name="approval_denial"),
]
