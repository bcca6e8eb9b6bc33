from django.urls import path

from tripos.accounts import views

app_name = "profile"
urlpatterns = [path("settings/", views.settings, name="settings")]
