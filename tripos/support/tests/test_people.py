"""Who is staff, and in which groups: changed in the browser by administrators, with a reason, and written down."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import JSONField
from django.forms import Textarea
from django.test import Client, RequestFactory
from django.urls import reverse

from tripos.accounts.models import User
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.testing.cast import Cast, join_group, leave_groups
from tripos.testing.owner import as_owner

pytestmark = pytest.mark.django_db
REASON = "Bob begins in support on Monday"


def browser_of(person: Any) -> Client:
    client = Client()
    with acting_for_sign_in():
        client.force_login(User.objects.get(pk=person.pk))
    return client


def group_key(name: str) -> int:
    return int(as_owner("select id from auth_group where name = %s", [name])[0][0])


def rights(person: Any) -> tuple[bool, bool, list[str]]:
    with acting_for_sign_in():
        account = User.objects.get(pk=person.pk)
    names = as_owner(
        "select g.name from users_groups m join auth_group g on g.id = m.group_id where m.user_id = %s", [person.pk]
    )
    return account.is_active, account.is_staff, sorted(row[0] for row in names or [])


def test_administrator_makes_a_colleague_and_both_read_it(cast: Cast) -> None:
    page = browser_of(cast.staff)
    url = reverse("admin:accounts_user_change", args=[cast.bob.pk])
    support = group_key("trip support")
    values: dict[str, Any] = {"is_active": "on", "is_staff": "on", "groups": [support], "reason": REASON}
    assert page.post(url, values | {"reason": "no"}).status_code == 200, "a reason is asked for"
    without = page.post(url, {"is_active": "on", "groups": [support], "reason": REASON})
    assert "Only staff are in groups" in without.content.decode()
    assert rights(cast.bob) == (True, False, [])
    assert page.post(url, values).status_code == 302
    assert rights(cast.bob) == (True, True, ["trip support"])

    past = page.get(reverse("admin:accounts_user_history", args=[cast.bob.pk]))
    entries = past.context["entries"]
    assert {(entry.who, REASON in entry.reason) for entry in entries} == {(cast.staff.full_name, True)}
    assert {change.label: change.after for entry in entries for change in entry.changes} == {
        "is staff": "yes",
        "group": "trip support",
    }
    assert "Undo this change" not in past.content.decode()
    assert REASON in browser_of(cast.bob).get(reverse("support_looks")).content.decode()
    refused = page.post(reverse("admin:accounts_user_undo", args=[cast.bob.pk, entries[0].change_set_id]))
    assert refused.status_code == 403


def test_last_administrator_stays_and_support_only_looks(cast: Cast) -> None:
    own = reverse("admin:accounts_user_change", args=[cast.staff.pk])
    answer = browser_of(cast.staff).post(own, {"is_active": "on", "is_staff": "on", "reason": REASON}, follow=True)
    assert "Nobody else is an administrator" in answer.content.decode()
    answer = browser_of(cast.staff).post(own, {"is_active": "on", "reason": REASON}, follow=True)
    assert "Nobody else is an administrator" in answer.content.decode()
    assert rights(cast.staff) == (True, True, ["administrators"])

    as_owner("update users set is_staff = true where id = %s", [cast.bob.pk])
    leave_groups(cast.bob.pk)
    join_group(cast.bob.pk, "trip support")
    page = browser_of(cast.bob)
    assert page.get(reverse("admin:accounts_user_changelist")).status_code == 200
    seen = page.get(reverse("admin:accounts_user_change", args=[cast.alice.pk]))
    assert seen.status_code == 200
    assert 'name="reason"' not in seen.content.decode()
    group = group_key("administrators")
    values = {"is_active": "on", "is_staff": "on", "groups": [group], "reason": REASON}
    assert page.post(reverse("admin:accounts_user_change", args=[cast.bob.pk]), values).status_code == 403
    assert rights(cast.bob) == (True, True, ["trip support"])


def test_no_form_of_the_back_office_shows_json(cast: Cast) -> None:
    request: Any = RequestFactory().get("/admin/")
    with acting_for_sign_in():
        request.user = User.objects.get(pk=cast.staff.pk)
    with acting_as(cast.staff, role="staff"):
        for model, page in admin.site._registry.items():
            own_form = type(page).add_view is not admin.ModelAdmin.add_view
            if not (page.has_change_permission(request) or (page.has_add_permission(request) and not own_form)):
                continue
            form = page.get_form(request)
            structured = {field.name for field in model._meta.get_fields() if isinstance(field, JSONField)}
            for name, field in form.base_fields.items():
                assert not (name in structured and isinstance(field.widget, Textarea | AdminTextareaWidget)), (
                    model,
                    name,
                )
