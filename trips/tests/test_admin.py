"""Suggestions, conflicts, estimates and rates in the back office: the product's checks, and words for what is wrong."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from places.tests.admin_pages import form_values
from tripos.audit.models import ChangeSet
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.owner import as_owner
from tripos.testing.pages import at_most_queries, signed_in, words
from trips.models import ConflictResolution, ExchangeRate, ItineraryItem, ProactiveSuggestion
from trips.planning.suggestions.data import FACTS, read_data

pytestmark = pytest.mark.django_db

BUDGET = {
    "fact_scope": "total", "fact_threshold": "0.8", "fact_percent": "92", "fact_limit": "100", "fact_counted": "92",
    "fact_estimated": "10", "fact_unknown": "1", "fact_over": "0", "fact_currency": "EUR",
}  # fmt: skip
OPTIONS = [
    {"key": "a", "code": "later", "description": "An hour later", "upheaval": 1.0, "removes": False, "changes": []},
    {"key": "b", "code": "without", "description": "Leave it out", "upheaval": 3.0, "removes": True, "changes": []},
]


@pytest.fixture
def staff(cast: Cast) -> Client:
    as_owner("update users set is_superuser = true where id = %s", [cast.staff.pk])
    return signed_in(cast.staff)


def suggestion(cast: Cast, number: int = 0, **fields: object) -> ProactiveSuggestion:
    with acting_as(cast.staff, role="staff"):
        return ProactiveSuggestion.objects.create(
            user=cast.alice, trip=cast.trip, type="conflict_warning", title=f"Look {number}", description="Both at ten",
            agent_name="guardian", confidence_score="0.9", stable_key=f"k{number}",
            suggestion_data={
                "facts": {"conflict_id": "c", "conflict": "time_overlap", "severity": 5, "text": "t", "way": "w",
                          "removes": False},
                "steps": [], "accept": "Do it", "asks": False,
            }, **fields,
        )  # fmt: skip


def conflict(cast: Cast, number: int = 0, **fields: object) -> ConflictResolution:
    with acting_as(cast.staff, role="staff"):
        return ConflictResolution.objects.create(
            trip=cast.trip, user=cast.alice, type="time_overlap", severity=5, title=f"Two {number}", description="Both",
            stable_key=f"k{number}", resolution_options=OPTIONS, **fields,
        )  # fmt: skip


def test_suggestion_is_made_of_typed_facts(cast: Cast, staff: Client) -> None:
    url = reverse("admin:trips_proactivesuggestion_add") + "?type=budget_alert"
    page = staff.get(url)
    assert "suggestion_data" not in page.content.decode()
    values = form_values(page) | BUDGET | {
        "user": str(cast.alice.pk), "trip": str(cast.trip.pk), "title": "Nearly spent", "description": "92 of 100",
        "priority": "5",
    }  # fmt: skip
    answer = staff.post(url, values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    with acting_as(cast.alice):
        row = ProactiveSuggestion.objects.get(title="Nearly spent")
    assert read_data("budget_alert", row.suggestion_data).facts.percent == 92


def test_suggestion_with_a_fact_missing_is_refused_beside_it(cast: Cast, staff: Client) -> None:
    url = reverse("admin:trips_proactivesuggestion_add") + "?type=budget_alert"
    values = form_values(staff.get(url)) | BUDGET | {"fact_percent": "most", "user": str(cast.alice.pk)}
    errors = staff.post(url, values).context["adminform"].form.errors
    assert "fact_percent" in errors


def test_suggestion_for_a_strangers_trip_is_refused(cast: Cast, staff: Client) -> None:
    url = reverse("admin:trips_proactivesuggestion_add") + "?type=budget_alert"
    values = form_values(staff.get(url)) | BUDGET | {
        "user": str(cast.charlie.pk), "trip": str(cast.trip.pk), "title": "x", "description": "x", "priority": "5",
    }  # fmt: skip
    assert staff.post(url, values).context["adminform"].form.errors == {
        "trip": ["This traveller has no part in that trip."]
    }


def test_every_type_of_suggestion_has_a_form(staff: Client) -> None:
    for kind in FACTS:
        page = staff.get(reverse("admin:trips_proactivesuggestion_add"), {"type": kind})
        assert any(name.startswith("fact_") for name in page.context["adminform"].form.fields), kind


def test_suggestion_is_edited_and_the_history_says_so(cast: Cast, staff: Client) -> None:
    row = suggestion(cast)
    url = reverse("admin:trips_proactivesuggestion_change", args=[row.pk])
    answer = staff.post(url, form_values(staff.get(url)) | {"fact_severity": "9", "title": "Look again"})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    with acting_as(cast.alice):
        row.refresh_from_db()
    assert (row.title, row.suggestion_data["facts"]["severity"]) == ("Look again", 9)
    history = reverse("admin:trips_proactivesuggestion_history", args=[row.pk])
    assert "Look again" in words(staff.get(history))
    with acting_as(cast.staff, role="staff"):
        change = ChangeSet.objects.latest("created_at")
    undo = reverse("admin:trips_proactivesuggestion_undo", args=[row.pk, change.pk])
    assert "1 row put back" in words(staff.post(undo, follow=True))
    with acting_as(cast.alice):
        row.refresh_from_db()
    assert (row.title, row.suggestion_data["facts"]["severity"]) == ("Look 0", 5)


def test_suggestions_expire_and_are_offered_again_but_answers_stay(cast: Cast, staff: Client) -> None:
    rows = [suggestion(cast, 1), suggestion(cast, 2, status="accepted")]
    url = reverse("admin:trips_proactivesuggestion_changelist")
    keys = [str(row.pk) for row in rows]
    assert "1 row changed" in words(staff.post(url, {"action": "expire", "_selected_action": keys}, follow=True))
    staff.post(url, {"action": "reopen", "_selected_action": keys})
    with acting_as(cast.alice):
        assert list(ProactiveSuggestion.objects.order_by("title").values_list("status", flat=True)) == [
            "pending", "accepted",
        ]  # fmt: skip


def test_conflict_takes_its_traveller_from_its_trip_and_its_stops_must_be_there(cast: Cast, staff: Client) -> None:
    with acting_as(cast.alice):
        item = ItineraryItem.objects.create(trip=cast.trip, title="A look", type="activity", day_number=1)
    url = reverse("admin:trips_conflictresolution_add")
    values = form_values(staff.get(url)) | {
        "trip": str(cast.trip.pk), "type": "time_overlap", "severity": "5", "title": "Both", "description": "At ten",
        "affected": f"{item.pk}, {cast.alice.pk}",
    }  # fmt: skip
    assert "affected" in staff.post(url, values).context["adminform"].form.errors
    answer = staff.post(url, values | {"affected": str(item.pk)})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    with acting_as(cast.alice):
        row = ConflictResolution.objects.get(title="Both")
    assert (row.user_id, row.affected_items) == (cast.alice.pk, [str(item.pk)])


def test_ways_out_are_reworded_ordered_and_taken_away(cast: Cast, staff: Client) -> None:
    row = conflict(cast)
    url = reverse("admin:trips_conflictresolution_change", args=[row.pk])
    values = form_values(staff.get(url)) | {"option_1_gone": "on", "option_2_description": "Skip it"}
    answer = staff.post(url, values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    with acting_as(cast.alice):
        row.refresh_from_db()
    assert row.resolution_options == [OPTIONS[1] | {"description": "Skip it"}]


def test_conflicts_are_ignored_and_reopened(cast: Cast, staff: Client) -> None:
    row = conflict(cast)
    url = reverse("admin:trips_conflictresolution_changelist")
    states = []
    for action in ("ignore", "reopen"):
        staff.post(url, {"action": action, "_selected_action": [str(row.pk)]})
        with acting_as(cast.alice):
            row.refresh_from_db()
        states.append((row.status, row.resolved_by, row.resolved_at is None))
    assert states == [("ignored", "user", False), ("detected", None, True)]


def test_answers_are_counted_by_type(cast: Cast, staff: Client) -> None:
    for number, status in enumerate(["accepted", "accepted", "accepted", "rejected"]):
        suggestion(cast, number, status=status)
    page = staff.get(reverse("admin:trips_proactivesuggestion_answers"))
    assert ("Conflict", [3, 1, 0, 0, 0], 75) in page.context["rows"]
    assert staff.get(reverse("admin:trips_conflictresolution_answers")).status_code == 200


@pytest.mark.parametrize("count", [1, 50])
def test_lists_take_the_same_queries_for_many_rows(cast: Cast, staff: Client, count: int) -> None:
    for number in range(count):
        suggestion(cast, number)
        conflict(cast, number)
    for table in ("proactivesuggestion", "conflictresolution", "costestimate", "exchangerate"):
        with at_most_queries(16):
            staff.get(reverse(f"admin:trips_{table}_changelist"))


def test_rates_of_the_bank_are_loaded_once(cast: Cast, staff: Client) -> None:
    url = reverse("admin:trips_exchangerate_load")
    assert "rates added" in words(staff.post(url, follow=True))
    assert "there already" in words(staff.post(url, follow=True))
    with acting_as(None):
        assert ExchangeRate.objects.filter(currency="USD").exists()
    assert signed_in(cast.alice).post(url).status_code in (302, 403)
