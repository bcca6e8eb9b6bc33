"""Every page of the admin, over its registry: it opens, and its list takes as many queries for fifty rows as for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from places.models import Location
from tripos.accounts.models import User
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.cast import Cast, join_group, leave_groups
from tripos.testing.owner import as_owner
from trips.models import ConflictResolution, ProactiveSuggestion
from trips.tests.test_admin import conflict

pytestmark = pytest.mark.django_db

USER, TRIP, N = "%(user)s", "%(trip)s", "%(first)s, %(last)s"
ROWS = {
    "places.location": "insert into locations (name, category, source, created_by_id)"
    f" select 'Place ' || n, 'attraction', 'city', '{USER}' from generate_series({N}) n",
    "places.placeimport": "insert into imports (file_name, format, source, size, created_by_id)"
    f" select n || '.csv', 'csv', 'city', 9, '{USER}' from generate_series({N}) n",
    "trips.costestimate": "insert into cost_estimates (kind, city, country, amount, currency, as_of)"
    f" select 'sauna ' || n, 'Helsinki', 'FI', 9, 'EUR', '2026-05-01' from generate_series({N}) n",
    "trips.exchangerate": "insert into exchange_rates (currency, rate_date, rate, source)"
    f" select 'USD', date '2026-01-01' + n, 1.1, 'test' from generate_series({N}) n",
    "trips.trip": "insert into trips (user_id, title, destination, start_date, end_date)"
    f" select '{USER}', 'Trip ' || n, 'Oulu', '2026-05-01', '2026-05-02' from generate_series({N}) n",
    "trips.tripmember": "with made as (insert into trips (user_id, title, destination, start_date, end_date)"
    f" select '{USER}', 'Trip ' || n, 'Oulu', '2026-05-01', '2026-05-02' from generate_series({N}) n returning id)"
    " insert into trip_members (trip_id, user_id, role) select id, '%(other)s', 'viewer' from made",
    "trips.proactivesuggestion": "insert into proactive_suggestions (user_id, trip_id, type, title, description,"
    " agent_name, confidence_score, suggestion_data, stable_key)"
    f" select '{USER}', '{TRIP}', 'add_activity', 'S', 'D', 'a', 0.5, '{{}}', 'n' || n from generate_series({N}) n",
    "trips.conflictresolution": "insert into conflict_resolutions (trip_id, user_id, type, severity, title, description,"
    f" stable_key) select '{TRIP}', '{USER}', 'time_overlap', 3, 'C', 'D', 'n' || n from generate_series({N}) n",
    "ai.airun": "insert into ai_runs (user_id, agent_name, agent_type, input_data)"
    f" select '{USER}', 'scout', 'local_scout', '{{}}' from generate_series({N}) n",
    "ai.agentlimit": "with made as (insert into users (id, email, password, is_superuser, is_staff, is_active)"
    f" select gen_random_uuid(), 'l' || n || '@example.org', '', false, false, true from generate_series({N}) n"
    " returning id) insert into agent_limits (user_id, agent_type) select id, 'local_scout' from made",
    "ai.airunevent": "with made as (insert into ai_runs (user_id, agent_name, agent_type, input_data)"
    f" select '{USER}', 'scout', 'local_scout', '{{}}' from generate_series({N}) n returning id)"
    " insert into ai_run_events (run_id, sequence, kind, data) select id, 1, 'text', '{}' from made",
    "ai.approval": "insert into approvals (user_id, tool_call_id, tool_name, arguments, expires_at)"
    f" select '{USER}', 'c' || n, 'move_stop', '{{}}', now() + interval '1 day' from generate_series({N}) n",
    "conversations.conversation": "insert into conversations (user_id, title, agent_type)"
    f" select '{USER}', 'Secret ' || n, 'local_scout' from generate_series({N}) n",
    "places.importrow": "with made as (insert into imports (file_name, format, source, size, created_by_id)"
    f" select n || '.csv', 'csv', 'city', 9, '{USER}' from generate_series({N}) n returning id)"
    " insert into import_rows (import_id, number, name, action) select id, 1, 'Cafe', 'added' from made",
    "audit.changeset": "with made as (insert into change_sets (id, kind, reason, actor_role, user_id)"
    f" select gen_random_uuid(), 'staff', 'Why ' || n, 'tripos_staff', '{USER}' from generate_series({N}) n returning id)"
    " insert into audit_logs (id, table_name, operation, row_id, actor_role, change_set_id)"
    " select gen_random_uuid(), 'locations', 'UPDATE', gen_random_uuid(), 'tripos_staff', id from made",
    "accounts.user": "with made as (insert into users (id, email, password, is_superuser, is_staff, is_active)"
    f" select gen_random_uuid(), 'u' || n || '@example.org', '', false, true, true from generate_series({N}) n"
    " returning id) insert into users_groups (user_id, group_id)"
    " select made.id, g.id from made, auth_group g where g.name in ('trip support', 'places editors')",
    "accounts.profile": "insert into users (id, email, password, is_superuser, is_staff, is_active)"
    f" select gen_random_uuid(), 'p' || n || '@example.org', '', false, false, true from generate_series({N}) n",
    "auth.group": f"insert into auth_group (name) select 'Group ' || n from generate_series({N}) n",
    "account.emailaddress": "with made as (insert into users (id, email, password, is_superuser, is_staff, is_active)"
    f" select gen_random_uuid(), 'e' || n || '@example.org', '', false, false, true from generate_series({N}) n"
    ' returning id, email) insert into account_emailaddress (user_id, email, verified, "primary")'
    " select id, email, true, true from made",
}
ROWS["conversations.aicontext"] = ROWS["conversations.conversation"]
ROWS["audit.auditlog"] = ROWS["audit.changeset"]
MADE_BY_ITSELF = {"ai.useraistats"}
"""Counted from runs, by a trigger."""


@pytest.fixture
def client(cast: Cast) -> Client:
    """An administrator's browser: by the group, with no superuser's short cut."""
    browser = Client()
    with acting_for_sign_in():
        browser.force_login(User.objects.get(pk=cast.staff.pk))
    return browser


def add(label: str, cast: Cast, first: int, last: int) -> None:
    values = {"user": cast.alice.pk, "other": cast.bob.pk, "trip": cast.trip.pk, "first": first, "last": last}
    as_owner(ROWS[label] % values)


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_registered_model_has_rows_to_try() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == ROWS.keys() | MADE_BY_ITSELF


@pytest.mark.parametrize("label", ROWS)
def test_list_takes_the_same_queries_for_fifty_rows_and_its_pages_open(client: Client, cast: Cast, label: str) -> None:
    model, page = next(pair for pair in admin.site._registry.items() if pair[0]._meta.label_lower == label)
    add(label, cast, 1, 1)
    client.get(reverse("admin:index"))
    with CaptureQueriesContext(connection) as one:
        assert client.get(address(model, "changelist")).status_code == 200
    add(label, cast, 2, 50)
    with CaptureQueriesContext(connection) as fifty:
        answer = client.get(address(model, "changelist"))
    assert answer.status_code == 200
    assert answer.context["cl"].result_count >= 50
    assert len(fifty) == len(one), [query["sql"] for query in fifty]
    assert page.get_search_fields(answer.wsgi_request), "a list can be searched"
    assert client.get(address(model, "changelist"), {"q": "a"}).status_code == 200

    key = answer.context["cl"].result_list[0].pk
    for name in ("change", "history"):
        assert client.get(address(model, name, key), follow=True).status_code == 200, name
    request = answer.wsgi_request
    if page.has_add_permission(request):
        answer = client.get(address(model, "add"))
        assert answer.status_code == 200
    assert "<textarea" not in answer.content.decode() or "json" not in answer.content.decode().lower()


def test_staff_edit_is_undone_and_the_traveller_reads_who_it_was(client: Client, cast: Cast) -> None:
    row = conflict(cast)
    form = client.post(address(ConflictResolution, "changelist"), {"action": "ignore", "_selected_action": [row.pk]})
    assert form.status_code == 302
    with acting_for_sign_in():
        traveller = Client()
        traveller.force_login(User.objects.get(pk=cast.alice.pk))
    page = traveller.get(reverse("trips:trip_history", args=[cast.trip.pk])).content.decode()
    assert "Conflicts ignored by staff" in page
    assert "Tripos support" in page
    assert str(cast.staff.full_name) not in page and cast.staff.email not in page
    past = client.get(address(ConflictResolution, "history", row.pk))
    entry = past.context["entries"][0]
    assert (entry.who, entry.reason) == (cast.staff.full_name, "Conflicts ignored by staff")
    undone = client.post(address(ConflictResolution, "undo", row.pk, entry.change_set_id), follow=True)
    assert "1 row put back." in undone.content.decode()
    with acting_as(cast.alice):
        assert ConflictResolution.objects.get(pk=row.pk).status == row.status


def test_editor_finds_no_page_of_trips_and_no_row_of_them(client: Client, cast: Cast) -> None:
    leave_groups(cast.staff.pk)
    join_group(cast.staff.pk, "places editors")
    assert client.get(address(Location, "changelist")).status_code == 200
    assert client.get(address(ProactiveSuggestion, "changelist")).status_code == 403
    menu = client.get(reverse("admin:index")).content.decode()
    assert address(Location, "changelist") in menu
    assert address(ProactiveSuggestion, "changelist") not in menu
    with acting_as(cast.staff, role="staff"):
        assert not ProactiveSuggestion.objects.exists()
