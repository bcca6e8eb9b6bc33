"""A trip's cover and pictures: choose a drawn one, or add pictures of one's own."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tripos.accounts import albums
from tripos.accounts.forms_security import PictureForm
from tripos.accounts.limits import limited
from tripos.accounts.pictures import NotAPicture
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from trips import covers
from trips.access import trip_for
from trips.models import Trip


class TripPictureForm(PictureForm):
    """A picture of a trip, and what it shows."""

    words = forms.CharField(
        label=gettext_lazy("What it shows"),
        max_length=covers.MOST_WORDS,
        required=False,
        help_text=gettext_lazy("Read to those who do not see it, and shown below it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].help_text = _("PNG, JPEG or WebP, at most 5 MB; kept without place and camera.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("album")
def trip_pictures(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The cover and the pictures; POST chooses a cover (``cover``), takes a picture away (``remove``) or adds one."""
    writes = request.method == "POST"
    access = trip_for(request.user, pk, edit=True, lock=writes)
    trip = access.trip
    form = TripPictureForm()
    if writes and "cover" in request.POST:
        return _covered(request, trip)
    if writes and "remove" in request.POST:
        return _removed(request, trip)
    if writes:
        form = TripPictureForm(request.POST, request.FILES)
        if form.is_valid() and _added(request, trip, form):
            messages.success(request, _("The picture is added."))
            return redirect("trips:trip_pictures", pk=pk)
    drawn = [
        {"name": name, "label": label, "cover": covers.cover_of(covers.drawn_address(name))}
        for name, label in covers.DRAWN.items()
    ]
    context = {
        "access": access,
        "trip": trip,
        "form": form,
        "cover": covers.cover_of(trip.cover_image_url),
        "drawn": drawn,
        "pictures": covers.pictures_of(trip.images),
        "is_full": len(trip.images) >= covers.MOST_PICTURES,
    }
    return render(request, "trips/trip_pictures.html", context, status=422 if form.errors else 200)


def _covered(request: HttpRequest, trip: Trip) -> HttpResponse:
    asked = request.POST["cover"]
    own = {picture["url"] for picture in covers.pictures_of(trip.images)}
    url = asked if asked in own else covers.drawn_address(asked)
    if asked and not url:
        raise Http404
    set_reason(_("Chose another cover"))
    Trip.objects.editable_by(request.user).filter(pk=trip.pk).update(cover_image_url=url or None)
    messages.success(request, _("This is the cover now.") if url else _("The cover is drawn from the trip's own ways."))
    return redirect("trips:trip_pictures", pk=trip.pk)


def _removed(request: HttpRequest, trip: Trip) -> HttpResponse:
    url = request.POST["remove"]
    left = [row for row in trip.images if not (isinstance(row, dict) and row.get("url") == url)]
    if len(left) == len(trip.images):
        raise Http404
    set_reason(_("Removed a picture"))
    changed: dict[str, Any] = {"images": left}
    if trip.cover_image_url == url:
        changed["cover_image_url"] = None
    Trip.objects.editable_by(request.user).filter(pk=trip.pk).update(**changed)
    messages.success(request, _("The picture is removed. Undo brings it back."))
    return redirect("trips:trip_pictures", pk=trip.pk)


def _added(request: HttpRequest, trip: Trip, form: TripPictureForm) -> bool:
    """Keep the picture that was sent; the first one becomes the cover where none was chosen."""
    if len(trip.images) >= covers.MOST_PICTURES:
        words = _("A trip has at most %(most)d pictures: remove one first.")
        form.add_error("picture", words % {"most": covers.MOST_PICTURES})
        return False
    sent = form.cleaned_data["picture"]
    try:
        url = albums.keep(trip.user_id, sent.file, sent.size)
    except NotAPicture as refusal:
        form.add_error("picture", str(refusal))
        return False
    set_reason(_("Added a picture"))
    picture = {"url": url, "words": form.cleaned_data["words"].strip()}
    with refusals_on(form):
        Trip.objects.editable_by(request.user).filter(pk=trip.pk).update(
            images=[*trip.images, picture], cover_image_url=trip.cover_image_url or url
        )
    return not form.errors


@require_safe
def drawn_cover(request: HttpRequest, name: str) -> HttpResponse:
    """The file of a drawn cover, for whoever was given its address."""
    if name not in covers.DRAWN:
        raise Http404
    return redirect(static(f"tripos/covers/{name}.svg"))
