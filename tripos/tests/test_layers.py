"""Who may import whom, whose rows may point at whose, and how edges reach rows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tripos.testing.catalogue import is_ours

ROOT = Path(__file__).resolve().parents[2]
# From the top to the foundation, as in .importlinter.
ROOMS = (
    ("tripos.demo", "tripos.support"),
    "conversations",
    "ai",
    "trips",
    "places",
    ("tripos.api", "tripos.web", "tripos.jobs"),
    "tripos.audit",
    "tripos.accounts",
    "tripos.db",
)
# A row of a lower room that points at a higher one, by name: the ledger knows its conversation.
UPWARD = {
    ("AIRun", "conversation"): "a run is a conversation's, when there is one",
    ("Approval", "conversation"): "an approval is asked for in a conversation",
}
UNSCOPED = re.compile(
    r"\b[A-Z]\w+\.objects\."
    r"(?!active\(|[^\n]*\bOuterRef\(|for_user|editable_by|owned_by|known_to|with_deleted|trash|of_trip|of_conversation|create\(trip=self\.trip)"
)
# ``active()`` is the public catalogue; an ``OuterRef`` hangs on rows that were found through their user.
# Lines that start at a row which was found through its user a few lines before.
FOUND_BEFORE = {
    ("trips/forms.py", "Trip.objects.filter(pk=before.pk)"): "the form's own trip",
    ("trips/forms.py", "ItineraryItem.objects.filter(pk=stop.pk)"): "the form's own stop",
    ("trips/views/history.py", "ChangeSet.objects.filter(pk=pk).first()"): "access to its trip is asked for next",
    ("trips/api/history.py", "ChangeSet.objects.filter(pk=pk).first()"): "access to its trip is asked for next",
    ("trips/admin/forms.py", "TripMember.objects.filter(trip_id=trip.pk, user_id=user.pk)"): "staff check a form",
    ("tripos/demo/views.py", "Location.objects.filter(deleted_at__isnull=True, is_active=True)"): "staff count places",
    (
        "tripos/support/views.py",
        "AgentLimit.objects.get_or_create(agent_type=agent or None, user=None)",
    ): "for everybody",
    ("tripos/support/views.py", "AIRun.objects.defer(*WORDS)"): "staff look at any run, without its words",
    ("tripos/support/views.py", "Approval.objects.filter(run_id=key)"): "of a run that staff look at",
    ("ai/tools/history.py", "ChangeSet.objects.filter(of_the_trip, undoes_id__isnull=False)"): "undone by whomever",
    ("ai/tools/history.py", 'AuditLog.objects.filter(change_set_id=change.pk, table_name="trips")'): "a found change",
    (
        "ai/tools/history.py",
        'AuditLog.objects.filter(change_set_id=change.pk, table_name="itinerary_items")',
    ): "the same",
    ("ai/tools/showing.py", 'AuditLog.objects.filter(table_name="itinerary_items", row_id=item.pk'): "a found stop",
    ("ai/tools/showing.py", "ChangeSet.objects.filter(pk__in=list(wanted))"): "changes of a found stop",
    ("tripos/api/tasks.py", "IdempotencyKey.objects.filter(expires_at__lte="): "periodic work, by the worker's policy",
}
EDGES = re.compile(r"/(views|api|forms|tools)(/|\.py$)")


def level(package: str) -> int:
    for number, room in enumerate(ROOMS):
        if package in (room if isinstance(room, tuple) else (room,)):
            return number
    raise AssertionError(f"{package} is in no room")


def test_imports_follow_the_rooms() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(command), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_relations_point_downward() -> None:
    upward = set()
    for model in apps.get_models():
        if not is_ours(model._meta.app_config.name):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not isinstance(field, models.Field) or target is None or not is_ours(target._meta.app_config.name):
                continue
            if level(target._meta.app_config.name) < level(model._meta.app_config.name):
                upward.add((model.__name__, field.name))
    assert upward == UPWARD.keys()


def unscoped(path: str, source: str) -> list[str]:
    """Lines of a view, form, API or tool that reach rows without starting at a user."""
    if not EDGES.search("/" + path) or "/tests/" in path or path.startswith("bench/"):
        return []
    allowed = [line for file, line in FOUND_BEFORE if file == path]
    return [
        f"{path}:{n}: {line.strip()}"
        for n, line in enumerate(source.splitlines(), 1)
        if UNSCOPED.search(line) and not any(given in line for given in allowed)
    ]


def test_edges_reach_rows_through_their_user() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    found: list[str] = []
    for path in listed.stdout.splitlines():
        if (ROOT / path).exists():
            found += unscoped(path, (ROOT / path).read_text(encoding="utf-8"))
    assert found == []


def test_allowed_lines_are_still_there() -> None:
    stale = [pair for pair in FOUND_BEFORE if pair[1] not in (ROOT / pair[0]).read_text(encoding="utf-8")]
    assert stale == []


@pytest.mark.parametrize(
    ("path", "line", "caught"),
    [
        ("trips/views/detail.py", "trip = Trip.objects.get(pk=pk)", True),
        ("trips/api.py", "return Trip.objects.all()", True),
        ("trips/forms.py", "Trip.objects.filter(pk=1)", True),
        ("ai/tools/places.py", "Location.objects.filter(name='x')", True),
        ("trips/views/detail.py", "Trip.objects.for_user(user).get(pk=pk)", False),
        ("trips/views/detail.py", "Trip.objects.editable_by(user)", False),
        ("trips/actions.py", "Trip.objects.create(user=user)", False),
        ("trips/tests/views/test_x.py", "Trip.objects.all()", False),
        ("bench/api/rows.py", "Trip.objects.all()", False),
    ],
)
def test_unscoped_access_is_caught(path: str, line: str, caught: bool) -> None:
    assert bool(unscoped(path, line)) is caught
