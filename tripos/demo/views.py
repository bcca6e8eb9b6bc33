"""The demo's page in the back office: load it, take it away."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from places.models import Location
from tripos.db.context import set_reason
from tripos.demo import samples

Verb = tuple[Callable[[], int], str | Promise, str | Promise]
VERBS: dict[str, Verb] = {
    "places": (
        samples.load_places,
        gettext_lazy("Load the places"),
        gettext_lazy("Places added or shown again: %(n)d."),
    ),
    "hide": (samples.hide_places, gettext_lazy("Hide the places"), gettext_lazy("Places hidden: %(n)d.")),
    "events": (samples.load_samples, gettext_lazy("Load the sample events"), gettext_lazy("Sample events: %(n)d.")),
    "remove": (
        samples.remove_samples,
        gettext_lazy("Remove the sample events"),
        gettext_lazy("Sample events removed: %(n)d."),
    ),
}


def demo_data(request: HttpRequest) -> HttpResponse:
    """What of the demo is there, and buttons to load it and take it away.

    Raises:
        PermissionDenied: the account may not change places.
    """
    user = request.user
    if not (user.is_active and user.has_perms(["places.add_location", "places.change_location"])):
        raise PermissionDenied
    if request.method == "POST":
        verb = VERBS.get(request.POST.get("do", ""))
        if verb is not None:
            act, label, words = verb
            set_reason(_("Demo data: %(what)s") % {"what": label})
            messages.success(request, str(words) % {"n": act()})
        return HttpResponseRedirect(reverse("demo_data"))
    rows = Location.objects.filter(deleted_at__isnull=True, is_active=True)
    context = {
        **admin.site.each_context(request),
        "title": _("Demo data"),
        "places": rows.filter(source="openstreetmap", city="Helsinki").count(),
        "events": list(rows.filter(source=samples.SOURCE).order_by("event_start_time")),
        "verbs": [(name, label) for name, (_act, label, _words) in VERBS.items()],
    }
    return TemplateResponse(request, "admin/demo_data.html", context)
