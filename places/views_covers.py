"""A collection's cover: a picture of one's own, or the map of its places."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from places import covers
from places.forms_collections import CollectionCoverForm
from places.models import Collection
from tripos.accounts.limits import limited
from tripos.accounts.pictures import NotAPicture
from tripos.db.context import set_reason


@login_required
@limited("album")
@require_http_methods(["GET", "HEAD", "POST"])
def collection_cover(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a picture for the cover, or (``remove``) show the map of its places again."""
    collection = Collection.objects.editable_by(request.user).filter(pk=pk).first()
    if collection is None:
        raise Http404
    form = CollectionCoverForm()
    if request.method == "POST" and "remove" in request.POST:
        set_reason(_("Removed the cover of the collection %(name)s") % {"name": collection.name})
        covers.remove_cover(collection)
        messages.success(request, _("The cover is the map of its places now."))
        return redirect("places:collection_detail", pk=pk)
    if request.method == "POST":
        form = CollectionCoverForm(request.POST, request.FILES)
        if form.is_valid():
            sent = form.cleaned_data["picture"]
            set_reason(_("Changed the cover of the collection %(name)s") % {"name": collection.name})
            try:
                covers.keep_cover(collection, sent.file, sent.size)
            except NotAPicture as refusal:
                form.add_error("picture", str(refusal))
            else:
                messages.success(request, _("This is the cover now."))
                return redirect("places:collection_detail", pk=pk)
    context = {"collection": collection, "form": form, "cover": covers.cover_of(collection.cover_image_url)}
    return render(request, "places/collection_cover.html", context, status=422 if form.errors else 200)
