"""A new traveller's first minutes: three short, skippable steps and the first trip."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tripos.accounts import onboarding as first_steps
from tripos.accounts.onboarding import STEPS, StepForm
from tripos.db.constraints import refusals_on
from tripos.db.context import set_reason
from tripos.web.people import profile_of
from trips.forms import StartForm
from trips.views.home import known_cities

ORDER = (*STEPS, "trip")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def onboarding(request: HttpRequest, step: str = ORDER[0]) -> HttpResponse:
    """Ask a few things (GET), keep the answers and go on (POST); the last step starts the first trip.

    Each step can be skipped by its link, all of them by the button below; the settings ask the same.
    """
    if step not in ORDER:
        raise Http404
    profile = profile_of(request)
    following = ORDER[min(ORDER.index(step) + 1, len(ORDER) - 1)]
    context: dict[str, Any] = {"step": step, "number": ORDER.index(step) + 1, "steps": ORDER, "following": following}
    if step == "trip":
        cities = known_cities()
        start_form = StartForm(initial={"where": cities[0] if len(cities) == 1 else ""})
        return render(request, "trips/onboarding.html", context | {"start_form": start_form, "cities": cities})
    form = StepForm(
        request.POST or None, profile=profile, names=STEPS[step], guessed=first_steps.guesses(request, profile)
    )
    if request.method == "POST" and form.is_valid():
        set_reason(_("Said how one travels"))
        with refusals_on(form):
            form.save()
        if not form.errors:
            return redirect("trips:onboarding_step", step=following)
    return render(request, "trips/onboarding.html", context | {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def onboarding_end(request: HttpRequest) -> HttpResponse:
    """Enough of questions: on to the front page, and never shown again."""
    set_reason(_("Skipped the first steps"))
    first_steps.complete(profile_of(request))
    return redirect("home")
