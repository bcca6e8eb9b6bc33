"""The settings in sections, and the reader's picture."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripos.accounts import albums, pictures
from tripos.accounts.forms import NOT_DELIVERED, SECTIONS, SettingsForm
from tripos.accounts.forms_security import PictureForm
from tripos.accounts.limits import limited
from tripos.accounts.models import Profile
from tripos.accounts.picture_answers import sent_file
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, name: str) -> HttpResponse:
    """One section of the settings: ``profile``, ``travel``, ``agents`` or ``notices``."""
    user: Any = request.user
    # A form of boxes with none ticked sends nothing of its own, and is a form sent all the same.
    form = SettingsForm(request.POST if request.method == "POST" else None, profile=user.profile, names=SECTIONS[name])
    if request.method == "POST" and form.is_valid():
        set_reason(_("Changed the settings"))
        with refusals_on(form):
            form.save()
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    return _shown(request, name, form)


def _shown(request: HttpRequest, name: str, form: SettingsForm, picture: PictureForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {"form": form}
    if name == "profile":
        context["picture_form"] = picture or PictureForm()
    if name == "notices":
        context["not_delivered"] = NOT_DELIVERED
    refused = form.errors or (picture is not None and picture.errors)
    return render(request, f"accounts/settings_{name}.html", context, status=422 if refused else 200)


@login_required
@require_POST
@limited("picture")
def picture_change(request: HttpRequest) -> HttpResponse:
    """Take a new picture, or (``remove``) none."""
    user: Any = request.user
    form = PictureForm(request.POST, request.FILES)
    if "remove" in request.POST:
        pictures.forget(user.pk)
        url = None
    else:
        if form.is_valid():
            sent = form.cleaned_data["picture"]
            try:
                url = pictures.keep(user.pk, sent.file, sent.size)
            except pictures.NotAPicture as refusal:
                form.add_error("picture", str(refusal))
        if form.errors:
            settings_form = SettingsForm(profile=user.profile, names=SECTIONS["profile"])
            return _shown(request, "profile", settings_form, form)
    set_reason(_("Changed the picture"))
    Profile.objects.owned_by(user).update(avatar_url=url)
    messages.success(request, _("Saved."))
    return redirect("profile:settings")


@login_required
@require_safe
@cache_control(private=True, max_age=86_400, immutable=True)
def picture(request: HttpRequest, pk: uuid.UUID, name: str) -> FileResponse:
    """A traveller's picture, for whoever is signed in and was told its address."""
    return sent_file(pictures.path_of(pk, name))


@login_required
@require_safe
@cache_control(private=True, max_age=86_400, immutable=True)
def album_picture(request: HttpRequest, pk: uuid.UUID, name: str) -> FileResponse:
    """A picture of an album, for whoever is signed in and was told its address."""
    return sent_file(albums.path_of(pk, name))
