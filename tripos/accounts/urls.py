from django.urls import path

from tripos.accounts import views, views_security

app_name = "profile"
urlpatterns = [
    path("settings/", views.section, {"name": "profile"}, name="settings"),
    path("settings/travel/", views.section, {"name": "travel"}, name="travel"),
    path("settings/agents/", views.section, {"name": "agents"}, name="agents"),
    path("settings/notices/", views.section, {"name": "notices"}, name="notices"),
    path("settings/picture/", views.picture_change, name="picture_change"),
    path("settings/security/", views_security.security, name="security"),
    path("settings/security/sessions/", views_security.sign_out_everywhere, name="sign_out_everywhere"),
    path("settings/tokens/", views_security.tokens, name="tokens"),
    path("settings/tokens/<uuid:pk>/revocation/", views_security.token_revocation, name="token_revocation"),
    path("settings/deletion/", views_security.deletion, name="deletion"),
    path("media/pictures/<uuid:pk>/<slug:name>.webp", views.picture, name="picture"),
    path("media/albums/<uuid:pk>/<slug:name>.webp", views.album_picture, name="album_picture"),
]
