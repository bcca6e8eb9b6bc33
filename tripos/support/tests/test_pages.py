"""Support's pages: each group's own, masked words, deeds with reasons, and what the traveller reads of it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tripos.accounts.models import Profile, User
from tripos.db.context import acting_as, acting_for_sign_in
from tripos.support.tests.test_looking import REASON, colleague
from tripos.testing.cast import Cast, make_user
from tripos.testing.owner import as_owner
from tripos.testing.pages import signed_in, words
from tripos.tests.makers import make_conversation, make_item, make_run, say

pytestmark = pytest.mark.django_db


def client_of(group: str) -> Client:
    key = colleague(group)
    with acting_as(key):
        return signed_in(Profile.objects.get(pk=key))


def pages(cast: Cast, run_id: uuid.UUID) -> dict[str, str]:
    return {
        "board": reverse("admin:index"),
        "travellers": reverse("traveller_list"),
        "traveller": reverse("traveller", args=[cast.alice.pk]),
        "look": reverse("staff_look", args=["plan", cast.trip.pk]),
        "run": reverse("staff_look", args=["run", run_id]),
        "operations": reverse("ai_operations"),
        "trace": reverse("ai_trace", args=[run_id]),
    }


@pytest.mark.parametrize(
    ("group", "open_to_it"),
    [
        ("places editors", {"board"}),
        ("trip support", {"board", "travellers", "traveller", "look", "run"}),
        ("AI operations", {"board", "run", "operations", "trace"}),
        ("administrators", {"board", "travellers", "traveller", "look", "run", "operations", "trace"}),
    ],
)
def test_each_group_opens_its_own_pages(cast: Cast, group: str, open_to_it: set[str]) -> None:
    run = make_run(cast.alice)
    client = client_of(group)
    answers = {name: client.get(url).status_code for name, url in pages(cast, run.pk).items()}
    assert answers == {name: 200 if name in open_to_it else 403 for name in answers}


def test_traveller_and_visitor_are_kept_out(cast: Cast) -> None:
    run = make_run(cast.alice)
    traveller, visitor = signed_in(cast.alice), Client()
    for url in pages(cast, run.pk).values():
        assert traveller.get(url, follow=True).status_code == 403
        assert visitor.get(url, follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))


def test_words_stay_masked_until_a_reason_is_given_and_then_are_told(cast: Cast) -> None:
    conversation = make_conversation(cast.alice, title="Secret birthday")
    say(conversation, "Does the pier open at dawn?")
    make_item(cast.trip, notes="Bring the blue key", booking_reference="ABC123")
    client = client_of("trip support")
    page = words(client.get(reverse("traveller", args=[cast.alice.pk])))
    assert "Helsinki in May" in page
    for secret in ("Secret birthday", "dawn", "blue key", "ABC123"):
        assert secret not in page
    url = reverse("staff_look", args=["messages", conversation.pk])
    assert "dawn" not in words(client.get(url))
    short = client.post(url, {"reason": "because"})
    assert (short.status_code, "dawn" in words(short)) == (422, False)
    shown = client.post(url, {"reason": REASON})
    assert "Does the pier open at dawn?" in words(shown)
    assert "no-store" in shown["Cache-Control"]
    assert "dawn" not in words(client.get(url))
    assert "blue key" in words(client.post(reverse("staff_look", args=["plan", cast.trip.pk]), {"reason": REASON}))
    assert client.post(reverse("staff_look", args=["plan", uuid.uuid4()]), {"reason": REASON}).status_code == 404

    told = words(signed_in(cast.alice).get(reverse("support_looks")))
    assert told.count(REASON) == 2
    assert "looked at the messages of a conversation" in told
    history = words(signed_in(cast.bob).get(reverse("trips:trip_history", args=[cast.trip.pk])))
    assert "looked at the plan of this trip" in history
    assert "messages of a conversation" not in history


def test_sign_in_is_mended_with_a_reason(cast: Cast) -> None:
    client = client_of("trip support")
    url = reverse("traveller", args=[cast.alice.pk])
    assert client.post(url, {"deed": "deactivate", "reason": "no"}).status_code == 422

    def account() -> User:
        with acting_for_sign_in():
            return User.objects.get(pk=cast.alice.pk)

    signed = signed_in(cast.alice)
    assert client.post(url, {"deed": "deactivate", "reason": REASON}).status_code == 302
    assert account().is_active is False
    assert signed.get(reverse("support_looks")).status_code == 302
    assert client.post(url, {"deed": "reactivate", "reason": REASON}).status_code == 302
    assert account().is_active is True
    for deed in ("password", "second_factor", "sessions", "lockout"):
        assert client.post(url, {"deed": deed, "reason": REASON}).status_code == 302, deed
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]
    told = words(signed_in(cast.alice).get(reverse("support_looks")))
    for sentence in ("switched your account off", "choose a new password", "second factor", "signed you out"):
        assert sentence in told


def test_accounts_of_staff_are_not_supports(cast: Cast) -> None:
    client = client_of("trip support")
    client.post(reverse("traveller", args=[cast.staff.pk]), {"deed": "deactivate", "reason": REASON})
    assert as_owner("select is_active from users where id = %s", [cast.staff.pk]) == [(True,)]


def test_runs_are_counted_filtered_and_traced_without_words(cast: Cast) -> None:
    late = {"status": "error", "agent_type": "local_scout"}
    run = make_run(cast.alice)
    as_owner(
        "update ai_runs set status = 'success', model_name = 'embedded', input_tokens = 5, output_tokens = 7,"
        " total_tokens = 12, estimated_cost_usd = 0.25, output_data = %s where id = %s",
        ['{"tools": [{"tool": "find_places", "arguments": {"query": "blue key"}, "milliseconds": 12}]}', run.pk],
    )
    for number in (1, 2):
        failed = make_run(cast.bob)
        as_owner(
            "update ai_runs set status = 'error', error_message = %s, completed_at = now() where id = %s",
            [f"Provider answered 50{number}", failed.pk],
        )
    client = client_of("AI operations")
    answer = client.get(reverse("ai_operations"))
    total: Any = answer.context["total"]
    assert (total["runs"], total["failed"], total["tokens"], float(total["cost"])) == (3, 2, 12, 0.25)
    assert [(row["runs"], row["words"]) for row in answer.context["errors"]] == [(2, "Provider answered …")]
    assert sum(column.count for column in answer.context["columns"]) == 3
    only = client.get(reverse("ai_operations"), {"status": "error", "agent": late["agent_type"], "days": "1"})
    assert len(only.context["page"].rows) == 2
    trace = reverse("ai_trace", args=[run.pk])
    assert f'href="{trace}"' in client.get(reverse("admin:ai_airun_change", args=[run.pk])).content.decode()
    page = words(client.get(trace))
    assert "find_places" in page
    assert "blue key" not in page
    as_owner(
        'insert into ai_run_events (run_id, owner_id, sequence, kind, data) select %s, %s, n, k, \'{"text": "blue"}\''
        " from (values (1, 'step'), (2, 'delta'), (3, 'delta'), (4, 'delta'), (5, 'done')) as e (n, k)",
        [run.pk, cast.alice.pk],
    )
    page = words(client.get(trace))
    assert ("3 pieces of text" in page, "delta" in page, "blue" in page) == (True, False, False)


def test_kill_switch_needs_a_reason_and_is_lifted(cast: Cast) -> None:
    client = client_of("AI operations")
    url = reverse("ai_switch")
    client.post(url, {"do": "off", "agent": "", "reason": "no"})
    assert as_owner("select count(*) from agent_limits") == [(0,)]
    client.post(url, {"do": "off", "agent": "", "reason": "The provider answers nonsense"})
    assert as_owner("select is_enabled, reason from agent_limits") == [(False, "The provider answers nonsense")]
    client.post(url, {"do": "on", "agent": ""})
    assert as_owner("select is_enabled from agent_limits") == [(True,)]


def test_failed_job_is_seen_and_tried_again_by_administrators_only(cast: Cast) -> None:
    [(job,)] = as_owner(
        "insert into procrastinate_jobs (queue_name, task_name, status, attempts, args)"
        " values ('default', 'trips.tasks.check', 'failed', 3, '{\"secret\": 1}') returning id"
    )
    assert client_of("AI operations").post(reverse("job_retry", args=[job])).status_code == 403
    client = client_of("administrators")
    board = words(client.get(reverse("admin:index")))
    assert "trips.tasks.check" in board
    assert "secret" not in board
    client.post(reverse("job_retry", args=[job]))
    assert as_owner("select status::text from procrastinate_jobs where id = %s", [job]) == [("todo",)]


def test_lists_ask_as_much_for_many_rows_as_for_one(cast: Cast) -> None:
    client = client_of("administrators")

    def asked(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    make_run(cast.alice)
    urls = [reverse("traveller_list"), reverse("traveller", args=[cast.alice.pk]), reverse("ai_operations"), "/admin/"]
    few = [asked(url) for url in urls]
    for number in range(12):
        make_user(f"guest{number}")
        make_run(cast.alice)
        make_conversation(cast.alice, title=f"Talk {number}")
    assert [asked(url) for url in urls] == few
    assert max(few) <= 40
