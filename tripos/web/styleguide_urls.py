"""The living style guide, in development and tests only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tripos.web.styleguide import sample_context


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component with sample data."""
    return render(request, "components/styleguide.html", sample_context())


urlpatterns = [path("", styleguide, name="styleguide")]
