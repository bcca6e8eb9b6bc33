"""The staff's groups: which part of the back office each works on, and what its members may do on the admin's pages.

The database asks ``app.staff_may(area)`` in the policies of its tables; here stands the same for the pages, as Django's
permissions. ``docs/staff-access.md`` is written from both, and a test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.apps import AppConfig
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

AREAS: Final = ("places", "trips", "accounts", "ai", "operations", "rights")
ADMINISTRATORS: Final = "administrators"
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "places editors": ("places",),
    "trip support": ("trips", "accounts"),
    "AI operations": ("ai",),
    ADMINISTRATORS: AREAS,
}
"""Group -> the areas it works on; ``app.staff_may()`` knows the same by the same names."""

LOOK: Final = "view"
KEEP: Final = "view add change delete"
PAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "places.location": {"places": KEEP},
    "places.placeimport": {"places": KEEP},
    "places.importrow": {"places": LOOK},
    "trips.costestimate": {"places": KEEP},
    "trips.exchangerate": {"operations": KEEP},
    "trips.trip": {"trips": LOOK},
    "trips.tripmember": {"trips": LOOK},
    "trips.proactivesuggestion": {"trips": KEEP},
    "trips.conflictresolution": {"trips": KEEP},
    "accounts.user": {"accounts": LOOK, "rights": "view change"},
    "accounts.profile": {"accounts": "view change", "ai": LOOK},
    "ai.airun": {"ai": LOOK},
    "ai.airunevent": {"ai": LOOK},
    "ai.approval": {"ai": LOOK, "trips": LOOK},
    "ai.useraistats": {"ai": LOOK, "accounts": LOOK},
    "ai.agentlimit": {"ai": KEEP, "accounts": KEEP},
    "conversations.conversation": {"trips": LOOK},
    "conversations.aicontext": {"ai": "view change"},
    "audit.changeset": dict.fromkeys(("places", "trips", "accounts", "ai", "operations"), LOOK),
    "audit.auditlog": dict.fromkeys(("places", "trips", "accounts", "ai", "operations"), LOOK),
    "auth.group": {"rights": KEEP},
    "account.emailaddress": {"accounts": LOOK},
}
"""Model -> area -> what its staff may do with it in the admin. A model that is not named has no page there."""

PRIVATE: Final = frozenset({
    "accounts.apitoken", "tripos_api.idempotencykey", "places.collection", "places.savedplace",
    "places.collectionshare", "trips.budgettracking", "trips.itineraryitem", "trips.invitation", "trips.tripshare",
    "conversations.message",
})  # fmt: skip
"""Models that staff have no list of: travellers' own words and keys, looked at with a reason or not at all."""


def actions_of(group: str, model: str) -> frozenset[str]:
    """What a group may do with a model's pages: some of view, add, change, delete.

    Args:
        group: one of ``GROUPS``.
        model: a label in lower case, such as ``places.location``.
    """
    rules = PAGES.get(model, {})
    return frozenset(action for area in GROUPS[group] for action in rules.get(area, "").split())


def permissions_of(group: str, app_label: str) -> Iterator[tuple[str, str]]:
    """(model's name, permission's codename) of a group for one app."""
    for label in PAGES:
        app, _dot, model = label.partition(".")
        if app == app_label:
            yield from ((model, f"{action}_{model}") for action in sorted(actions_of(group, label)))


def give_permissions(
    app_config: AppConfig, apps: Apps | Any = None, using: str = DEFAULT_DB_ALIAS, **_signal: Any
) -> None:
    """After migrations: the shipped groups have the permissions that this release says, for one app's models.

    Permissions that an administrator added to a shipped group stay; missing ones come back.
    """
    try:
        group_model, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:  # migrated back to before there were groups
        return
    wanted = {group: set(permissions_of(group, app_config.label)) for group in GROUPS}
    if not any(wanted.values()):
        return
    create_permissions(app_config, verbosity=0, interactive=False, using=using, apps=apps)
    found = {
        (row.content_type.model, row.codename): row
        for row in permission.objects.using(using)
        .filter(content_type__app_label=app_config.label)
        .select_related("content_type")
    }
    for group, pairs in wanted.items():
        row, _made = group_model.objects.using(using).get_or_create(name=group)
        # A model that a partial migration has not made yet has no permission yet.
        row.permissions.add(*(found[pair] for pair in pairs if pair in found))
