"""Loading the demo: places, what they cost, accounts. Everything is safe to repeat and leaves people's edits alone."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import inspect
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from places import gazetteer, imports
from places.imports import ImportReport, import_places
from places.models import Location
from places.providers import cleaning, osm, records
from places.providers.osm import convert, kinds, reader
from places.providers.records import Progress
from tripos.accounts.models import Profile, User
from tripos.accounts.staff import ADMINISTRATORS
from tripos.audit.models import ChangeKind, ChangeSet
from trips.models import CostEstimate

DATA = Path(__file__).parent / "data"
HELSINKI = DATA / "Helsinki.osm.pbf"
ADMISSIONS = DATA / "admissions.csv"
ESTIMATES = DATA / "cost_estimates.csv"

ADMISSION_FIELDS = ("details.fee", "details.admission")
_CODE: tuple[ModuleType, ...] = (imports, gazetteer, cleaning, records, convert, kinds, reader)


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account; `group` is the staff's group that it works in, which opens the back office."""

    email: str
    name: str
    group: str | None = None


ACCOUNTS = (
    Account("demo@tripos.example", "Dana Demo"),
    Account("companion@tripos.example", "Kim Companion"),
    Account("staff@tripos.example", "Sam Staff", ADMINISTRATORS),
    Account("editor@tripos.example", "Elif Editor", "places editors"),
    Account("support@tripos.example", "Sunniva Support", "trip support"),
    Account("aiops@tripos.example", "Aino Operations", "AI operations"),
)


def fingerprint() -> str:
    """SHA-256 of the demo's data and of the code that reads it: a new file or a better importer is applied again."""
    digest = hashlib.sha256()
    for path in (HELSINKI, ADMISSIONS, ESTIMATES, *(Path(inspect.getfile(module)) for module in _CODE)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _note(mark: str) -> str:
    return f"Load the demo's places and prices ({mark[:16]})"


def is_applied(mark: str, using: str) -> bool:
    """Whether the demo of this fingerprint is in the database, and its places still are."""
    noted = ChangeSet.objects.using(using).filter(kind=ChangeKind.IMPORT, reason=_note(mark)).exists()
    return noted and Location.objects.using(using).filter(source=osm.SOURCE, city="Helsinki").exists()


def load_catalogue(mark: str, using: str, progress: Progress | None = None) -> tuple[ImportReport, int, int]:
    """Bring in places, admissions and estimates in one transaction.

    Returns:
        The import's report, how many admissions were set, how many estimates were added.
    """
    skipped: Counter[str] = Counter()
    with transaction.atomic(using=using):
        places = osm.read_places(HELSINKI, progress, skipped)
        report = import_places(places, osm.SOURCE, reason=_note(mark), using=using)
        report.skipped.update(skipped)
        admissions = load_admissions(using)
        estimates = load_estimates(using)
        # The triggers note a change set when a row changes; "nothing changed" is worth remembering too.
        ChangeSet.objects.using(using).get_or_create(
            id=report.change_set_id or uuid.uuid4(),
            defaults={"kind": ChangeKind.IMPORT, "reason": _note(mark), "actor_role": "tripos_owner"},
        )
    return report, admissions, estimates


def load_admissions(using: str) -> int:
    """Write what is publicly known about entry into the places. Returns how many were changed.

    The two keys then count as edited by staff, so the next import of the map leaves them; where staff have edited them
    already, or this has run before, nothing happens.
    """
    rows = {row["external_id"]: row for row in _rows(ADMISSIONS)}
    known = Location.objects.using(using).filter(source=osm.SOURCE, external_id__in=list(rows), deleted_at__isnull=True)
    changed = []
    for place in known.select_for_update():
        if {"details", *ADMISSION_FIELDS} & set(place.staff_edited_fields):
            continue
        row = rows[place.external_id or ""]
        place.details = {key: value for key, value in place.details.items() if key != "admission"}
        place.details["fee"] = row["fee"]
        if row["amount"]:
            place.details["admission"] = {
                "amount": row["amount"],
                "currency": row["currency"],
                "as_of": row["as_of"],
            }
        place.staff_edited_fields = sorted({*place.staff_edited_fields, *ADMISSION_FIELDS})
        changed.append(place)
    Location.objects.using(using).bulk_update(changed, ["details", "staff_edited_fields"])
    return len(changed)


def load_estimates(using: str) -> int:
    """Add the estimates that are not there yet; staff's figures stay. Returns how many were added."""
    present = set(CostEstimate.objects.using(using).values_list("kind", "city", "country"))
    fresh = [
        CostEstimate(
            kind=row["kind"],
            city=row["city"] or None,
            country=row["country"] or None,
            amount=Decimal(row["amount"]),
            currency=row["currency"],
            as_of=dt.date.fromisoformat(row["as_of"]),
            note=row["note"],
        )
        for row in _rows(ESTIMATES)
        if (row["kind"], row["city"] or None, row["country"] or None) not in present
    ]
    CostEstimate.objects.using(using).bulk_create(fresh)
    return len(fresh)


def load_accounts(password: str, using: str) -> list[str]:
    """Make the demo accounts that are missing, and see that all of them open with `password`.

    Names, preferences and everything else that people changed stay. Returns the addresses of new accounts.
    """
    made = []
    for wanted in ACCOUNTS:
        with transaction.atomic(using=using):
            user = User.objects.using(using).filter(email=wanted.email, deleted_at__isnull=True).first()
            if user is None:
                user = User.objects.db_manager(using).create_user(
                    wanted.email,
                    password,
                    is_staff=wanted.group is not None,
                    is_superuser=wanted.group == ADMINISTRATORS,
                )
                user.groups.set(Group.objects.using(using).filter(name=wanted.group))
                Profile.objects.using(using).filter(pk=user.pk).update(
                    full_name=wanted.name,
                    timezone="Europe/Helsinki",
                    currency="EUR",
                    language="en",
                    onboarding_completed=True,
                )
                EmailAddress.objects.using(using).create(user=user, email=wanted.email, verified=True, primary=True)
                made.append(wanted.email)
            elif not user.check_password(password):
                user.set_password(password)
                user.save(using=using, update_fields=["password"])
    return made


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
