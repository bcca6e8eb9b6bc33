"""A day is rendered once per content, and never with anything of the reader in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tripos.testing.cast import Cast
from tripos.testing.pages import signed_in, words
from trips import rendering
from trips.tests.page_makers import make_full_trip, make_stop


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Numbers of the days that were rendered."""
    numbers: list[int] = []
    real = rendering.render_to_string  # type: ignore[attr-defined]

    def counting(template: str, context: dict[str, Any]) -> Any:
        numbers.append(context["day"]["number"])
        return real(template, context)

    monkeypatch.setattr(rendering, "render_to_string", counting)
    return numbers


def test_after_an_edit_only_its_day_is_rendered_again(cast: Cast, made: list[int]) -> None:
    stops = make_full_trip(cast.trip, 6)
    client, address = signed_in(cast.alice), reverse("trips:trip_detail", args=[cast.trip.pk])
    first = client.get(address)
    assert made == [1, 2, 3]
    made.clear()
    assert words(client.get(address)) == words(first)
    assert made == []
    client.post(reverse("trips:stop_lock", args=[cast.trip.pk, stops[1].pk]), {"locked": "1"})
    assert "fixed" in words(client.get(address))
    assert made == [2]


def test_day_without_buttons_is_kept_apart_from_the_editors(cast: Cast, made: list[int]) -> None:
    make_stop(cast.trip, "Ateneum")
    address = reverse("trips:trip_detail", args=[cast.trip.pk])
    assert "stop-action" in signed_in(cast.bob).get(address).content.decode()
    assert "stop-action" not in signed_in(cast.vera).get(address).content.decode()
    assert made == [1, 2, 3, 1, 2, 3]


def test_kept_day_holds_no_token_and_the_page_one_form(cast: Cast) -> None:
    make_full_trip(cast.trip, 3)
    html = signed_in(cast.alice).get(reverse("trips:trip_detail", args=[cast.trip.pk])).content.decode()
    days = html[html.index('<div id="days">') : html.index('<form id="stop-action"')]
    assert "csrfmiddlewaretoken" not in days
    # Six buttons in the menu of each of three stops; the first of three days moves down, the last up, the other both.
    assert days.count('form="stop-action"') == 3 * 6 + 4
