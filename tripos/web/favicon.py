"""The icon that browsers ask for where a page names none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Send the browser to the icon's file."""
    return HttpResponseRedirect(static("tripos/favicon.svg"))
