"""Collections of saved places: their pages, their trash, and who else reads them."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from places import collecting, covers, presenters, sharing
from places.forms_collections import CollectionForm, CollectionLinkForm, PublicForm
from places.marks import with_marks
from places.models import Collection, SavedPlaceQuerySet
from tripos.accounts.limits import limited
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason, user_key
from tripos.db.paging import Keyset
from tripos.web.lists import list_page

COLLECTIONS_A_PAGE, PLACES_A_PAGE = 24, 24
BY_NAME, BY_DISCARD = Keyset("name", "id"), Keyset("-deleted_at", "id")


def _own(request: HttpRequest, pk: uuid.UUID) -> Collection:
    """A collection of the reader's; others' and unknown ones look the same."""
    found: Collection | None = Collection.objects.editable_by(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def collection_list(request: HttpRequest) -> HttpResponse:
    """A traveller's collections, each with its places on a map as its picture."""
    page = list_page(request, BY_NAME, Collection.objects.for_user(request.user), COLLECTIONS_A_PAGE)
    drawn = collecting.covers(request.user, page.rows) if page.rows else {}
    cards = [(one, drawn.get(one.pk, []), covers.cover_of(one.cover_image_url)) for one in page.rows]
    context = {"page": page, "cards": cards}
    return render(request, "places/collection_list.html", context)


@login_required
@require_GET
def collection_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One collection: favourites first, then by priority, then the last saved."""
    collection = _own(request, pk)
    rows = with_marks(collecting.places_in(request.user, collection), request.user, "location_id")
    page = list_page(request, SavedPlaceQuerySet.paging, rows, PLACES_A_PAGE)
    cover = covers.cover_of(collection.cover_image_url)
    context = {
        "collection": collection,
        "cover": cover,
        "page": page,
        **presenters.kept_list(page.rows, timezone.now()),
    }
    return render(request, "places/collection_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_new(request: HttpRequest) -> HttpResponse:
    """Begin a collection; ``?place=`` names a saved place that goes into it at once."""
    form = CollectionForm(request.POST or None, initial={"name": request.GET.get("name", "")[:120]})
    place = request.POST.get("place") or request.GET.get("place", "")
    if request.method == "POST" and form.is_valid():
        set_reason(_("Made the collection %(name)s") % {"name": form.cleaned_data["name"]})
        form.instance.user_id = user_key(request.user)
        with refusals_on(form):
            form.save()
        if not form.errors:
            key = _as_uuid(place)
            if key and collecting.put_into(request.user, [key], form.instance):
                messages.success(request, _("The collection is there, and the place is in it."))
            else:
                messages.success(request, _("The collection is there. Put places into it from your saved places."))
            return redirect("places:collection_detail", pk=form.instance.pk)
    context = {"form": form, "place": place, "collection": None}
    return render(request, "places/collection_edit.html", context, status=422 if form.is_bound else 200)


def _as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A collection's name and looks."""
    collection = _own(request, pk)
    form = CollectionForm(request.POST or None, instance=collection)
    if request.method == "POST" and form.is_valid():
        set_reason(_("Changed the collection %(name)s") % {"name": form.cleaned_data["name"]})
        with refusals_on(form):
            form.save()
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect("places:collection_detail", pk=pk)
    context = {"form": form, "collection": collection}
    return render(request, "places/collection_edit.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then put a collection into the trash; its places stay saved."""
    collection = Collection.objects.with_deleted(request.user).filter(pk=pk).first()
    if collection is None or (request.method != "POST" and collection.deleted_at is not None):
        raise Http404
    if request.method == "POST":
        set_reason(_("Discarded the collection %(name)s") % {"name": collection.name})
        collecting.discard(collection)
        messages.success(
            request, _("“%(name)s” is in the trash. Its places are still saved.") % {"name": collection.name}
        )
        return redirect("places:collection_list")
    return render(request, "places/collection_discard.html", {"collection": collection})


@login_required
@require_GET
def collection_trash(request: HttpRequest) -> HttpResponse:
    """Discarded collections, the last discarded first."""
    page = list_page(request, BY_DISCARD, Collection.objects.trash(request.user), COLLECTIONS_A_PAGE)
    return render(request, "places/collection_trash.html", {"page": page})


@login_required
@require_POST
def collection_restoration(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring a collection back, with the places that were in it."""
    set_reason(_("Brought a collection back"))
    collection = collecting.restore(request.user, pk)
    if collection is None:
        raise Http404
    messages.success(request, _("“%(name)s” is back.") % {"name": collection.name})
    return redirect("places:collection_detail", pk=pk)


# -- who reads it --------------------------------------------------------------------------------------------------


def _sharing_page(request: HttpRequest, collection: Collection, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "collection": collection,
        "links": sharing.links_of(collection),
        "now": timezone.now(),
        "link_form": CollectionLinkForm(),
        "public_form": PublicForm(initial={"public": collection.is_public}),
        "public_url": request.build_absolute_uri(reverse("places:public_collection", args=[collection.pk])),
        **forms,
    }
    return render(request, "places/collection_sharing.html", context, status=status)


@login_required
@require_GET
def collection_sharing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A collection's links, and whether it is public."""
    return _sharing_page(request, _own(request, pk))


@login_required
@limited("share_link")
@never_cache
@require_POST
def collection_links(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a link and show its address, this once."""
    collection = _own(request, pk)
    form = CollectionLinkForm(request.POST)
    if form.is_valid():
        set_reason(_("Made a link to the collection"))
        try:
            _link, token = sharing.make_link(
                request.user, collection, label=form.cleaned_data["label"], expires_at=form.ends()
            )
        except sharing.TooManyLinks:
            form.add_error(None, _("Revoke a link first: a collection has at most 50."))
        else:
            url = request.build_absolute_uri(reverse("places:shared_collection", args=[token]))
            return render(request, "places/collection_address.html", {"collection": collection, "url": url})
    return _sharing_page(request, collection, 422, link_form=form)


@login_required
@require_POST
def collection_link_revocation(request: HttpRequest, pk: uuid.UUID, link_id: uuid.UUID) -> HttpResponse:
    """End a link at once."""
    collection = _own(request, pk)
    set_reason(_("Revoked a link to a collection"))
    if not sharing.revoke_link(collection, link_id):
        raise Http404
    messages.success(request, _("The link no longer opens the collection."))
    return redirect("places:collection_sharing", pk=pk)


@login_required
@require_POST
def collection_publication(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let everybody who has its address read a collection, or no longer."""
    collection = _own(request, pk)
    public = bool(request.POST.get("public"))
    set_reason(_("Made a collection public") if public else _("Made a collection private"))
    Collection.objects.editable_by(request.user).filter(pk=pk).update(is_public=public)
    said = _("The collection is public now.") if public else _("The collection is private now.")
    messages.success(request, said)
    return redirect("places:collection_sharing", pk=collection.pk)
