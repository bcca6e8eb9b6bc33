"""Addresses of support's pages: staff's under ``admin/``, the traveller's own outside of it."""

from django.urls import path

from tripos.support import travellers, views

urlpatterns = [
    path("admin/travellers/", travellers.traveller_list, name="traveller_list"),
    path("admin/travellers/<uuid:key>/", travellers.traveller, name="traveller"),
    path("admin/look/<slug:kind>/<uuid:key>/", views.look, name="staff_look"),
    path("admin/ai-operations/", views.operations, name="ai_operations"),
    path("admin/ai-operations/switch/", views.switch, name="ai_switch"),
    path("admin/ai-operations/<uuid:key>/", views.trace, name="ai_trace"),
    path("admin/jobs/<int:job>/retry/", views.retry, name="job_retry"),
    path("support/", views.looks, name="support_looks"),
]
