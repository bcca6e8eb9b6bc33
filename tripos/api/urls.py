from django.urls import path

from tripos.api import description, profile, tokens

urlpatterns = [
    path("schema/", description.SchemaView.as_view(), name="schema"),
    path("docs/", description.docs, name="docs"),
    path("profile/", profile.ProfileDetail.as_view(), name="profile"),
    path("tokens/", tokens.TokenList.as_view(), name="tokens"),
    path("tokens/<uuid:pk>/", tokens.TokenDetail.as_view(), name="token"),
]
