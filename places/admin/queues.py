"""What waits for an editor: places that travellers added, and pairs that may be one place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from places import presenters
from places.duplicates import find_duplicates, is_merge, keep_apart, latest_merges, merge, unmerge
from places.models import Location
from tripos.accounts.models import Profile
from tripos.audit.models import ChangeSet
from tripos.db.constraints import refusal_of
from tripos.db.context import set_reason
from tripos.web.map_base import MapPoint

A_PAGE = 20


def waiting() -> Any:
    """Places that travellers added and nobody has judged, the oldest first."""
    return Location.objects.filter(
        source="user_created", is_verified=False, rejected_at__isnull=True, deleted_at__isnull=True
    ).order_by("created_at", "id")


def queue(admin: Any, request: HttpRequest) -> HttpResponse:
    """The travellers' additions; a POST verifies or rejects one.

    Raises:
        PermissionDenied: the account may not change places.
    """
    if not admin.has_change_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        return _judge(request)
    rows = list(waiting()[: A_PAGE + 1])
    names = Profile.objects.in_bulk({row.created_by_id for row in rows if row.created_by_id})
    cards = [
        {
            "place": row,
            "kind": presenters.kind_words(row),
            "by": names[row.created_by_id].full_name if row.created_by_id in names else "",
            "points": [MapPoint(row.latitude, row.longitude, row.name)] if row.latitude is not None else [],
            "map_id": f"map-{row.pk}",
        }
        for row in rows[:A_PAGE]
    ]
    context = {"title": _("Places to verify"), "cards": cards, "has_more": len(rows) > A_PAGE}
    return _page(admin, request, "admin/places/queue.html", context)


def _judge(request: HttpRequest) -> HttpResponse:
    place = get_object_or_404(waiting(), pk=request.POST.get("place"))
    reason = " ".join(request.POST.get("reason", "").split())[:500]
    if request.POST.get("answer") == "verify":
        set_reason(_("Place “%(name)s” verified") % {"name": place})
        Location.objects.filter(pk=place.pk).update(is_verified=True)
        messages.success(request, _("“%(name)s” is verified.") % {"name": place})
    elif not reason:
        messages.error(request, _("Say why “%(name)s” is rejected: the traveller reads it.") % {"name": place})
    else:
        set_reason(_("Place “%(name)s” rejected: %(reason)s") % {"name": place, "reason": reason})
        Location.objects.filter(pk=place.pk).update(
            rejected_at=timezone.now(), rejection_reason=reason, is_active=False
        )
        messages.success(request, _("“%(name)s” is rejected; the traveller sees why.") % {"name": place})
    return HttpResponseRedirect(reverse("admin:places_location_queue"))


def duplicates(admin: Any, request: HttpRequest) -> HttpResponse:
    """Pairs that may be one place; a POST merges one or keeps it apart.

    Raises:
        PermissionDenied: the account may not change places.
    """
    if not admin.has_change_permission(request):
        raise PermissionDenied
    city = " ".join(request.GET.get("city", "").split())[:100]
    if request.method == "POST":
        return _settle(request, city)
    pairs = find_duplicates(city or None)
    cards = [
        {
            "pair": pair,
            "percent": round(100 * pair.alike),
            "points": [
                MapPoint(place.latitude, place.longitude, place.name, order=number, day=number)
                for number, place in enumerate((pair.first, pair.second), 1)
                if place.latitude is not None and place.longitude is not None
            ],
            "map_id": f"map-{number}",
            "sides": [(_("Keep this"), pair.first, pair.second), (_("Keep this"), pair.second, pair.first)],
        }
        for number, pair in enumerate(pairs)
    ]
    context = {"title": _("Duplicates"), "cards": cards, "city": city, "merges": latest_merges()}
    return _page(admin, request, "admin/places/duplicates.html", context)


def _settle(request: HttpRequest, city: str) -> HttpResponse:
    if request.POST.get("answer") == "undo":
        return _undo(request)
    kept = get_object_or_404(Location, pk=request.POST.get("kept"), deleted_at__isnull=True)
    other = get_object_or_404(Location, pk=request.POST.get("other"), deleted_at__isnull=True)
    if request.POST.get("answer") == "apart":
        set_reason(_("“%(one)s” and “%(other)s” are two places") % {"one": kept, "other": other})
        with transaction.atomic():
            keep_apart(kept.pk, other.pk)
        messages.success(request, _("They are kept apart."))
    else:
        set_reason(_("“%(other)s” merged into “%(one)s”") % {"one": kept, "other": other})
        try:
            with transaction.atomic():
                moved = merge(kept, [other])
        except DatabaseError as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            messages.error(request, str(refusal.sentence))
        else:
            words = ngettext(
                "Merged. %(n)d stop or saved place follows; the history undoes it.",
                "Merged. %(n)d stops and saved places follow; the history undoes it.",
                moved,
            )
            messages.success(request, words % {"n": moved})
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("admin:places_location_duplicates") + (f"?{query}" if city else ""))


def _undo(request: HttpRequest) -> HttpResponse:
    found = get_object_or_404(ChangeSet, pk=request.POST.get("change_set"))
    if not is_merge(found.pk):
        raise PermissionDenied
    undone, left = unmerge(found.pk)
    if undone:
        messages.success(request, ngettext("%(n)d row put back.", "%(n)d rows put back.", undone) % {"n": undone})
    for sentence in left:
        messages.warning(request, sentence)
    return HttpResponseRedirect(reverse("admin:places_location_duplicates"))


def _page(admin: Any, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    whole = {**admin.admin_site.each_context(request), "opts": admin.opts, **context}
    return TemplateResponse(request, template, whole)
