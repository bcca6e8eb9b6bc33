"""The demo's data, and `load_demo` run once, twice, and over people's edits."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from places.models import Location
from places.providers.osm import read_places
from tripos.accounts.models import Profile, User
from tripos.demo import loading
from trips.models import CostEstimate, ExchangeRate

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def place(external_id: str) -> Location:
    return Location.objects.using("owner").get(external_id=external_id)


def test_demo_files_agree_with_the_map():
    places = {p.external_id: p for p in read_places(loading.HELSINKI)}
    with loading.ADMISSIONS.open(encoding="utf-8", newline="") as lines:
        admissions = list(csv.DictReader(lines))
    with loading.ESTIMATES.open(encoding="utf-8", newline="") as lines:
        estimates = list(csv.DictReader(lines))
    with (loading.DATA / "sample_events.csv").open(encoding="utf-8", newline="") as lines:
        events = list(csv.DictReader(lines))

    assert {row["external_id"]: row["name"] for row in admissions} == {
        row["external_id"]: places[row["external_id"]].name for row in admissions
    }
    for row in admissions:
        assert row["fee"] in ("yes", "no")
        assert (row["amount"] == "0.00") == (row["fee"] == "no"), row  # free, or paid with a price we do not know
        assert dt.date.fromisoformat(row["as_of"]) <= dt.date(2026, 11, 30)
    keys = [(row["kind"], row["city"], row["country"]) for row in estimates]
    assert len(keys) == len(set(keys))
    assert all(Decimal(row["amount"]) >= 0 and row["note"] and row["currency"] == "EUR" for row in estimates)
    assert {row["at_external_id"] for row in events} <= set(places)
    assert all(row["name"].startswith("Sample: ") and int(row["days_from_today"]) > 0 for row in events)


def test_load_demo_fills_an_empty_database(monkeypatch):
    monkeypatch.delenv("TRIPOS_DEMO_PASSWORD", raising=False)

    said = load()

    assert "644 added" in said
    assert "29 skipped: no name" in said
    assert Location.objects.using("owner").filter(city="Helsinki").count() == 644
    assert CostEstimate.objects.using("owner").get(kind="museum", city="Helsinki").currency == "EUR"
    assert ExchangeRate.objects.using("owner").filter(currency="USD").exists()
    accounts = {user.email: user for user in User.objects.using("owner").all()}
    staff = {f"{name}@tripos.example" for name in ("staff", "editor", "support", "aiops")}
    assert set(accounts) == {"demo@tripos.example", "companion@tripos.example", *staff}
    assert all(user.check_password("tripos-demo") for user in accounts.values())
    assert {email for email, user in accounts.items() if user.is_staff} == staff
    assert [email for email, user in accounts.items() if user.is_superuser] == ["staff@tripos.example"]
    assert {user.email: group.name for user in accounts.values() for group in user.groups.all()} == {
        "staff@tripos.example": "administrators",
        "editor@tripos.example": "places editors",
        "support@tripos.example": "trip support",
        "aiops@tripos.example": "AI operations",
    }
    profiles = Profile.objects.using("owner").values_list("timezone", "currency", "language")
    assert list(profiles) == [("Europe/Helsinki", "EUR", "en")] * 6


def test_load_demo_admissions_are_known_and_survive_the_next_import():
    load()

    load("--again")

    assert place("way/185401488").details["admission"] == {
        "amount": "0.00",
        "currency": "EUR",
        "as_of": "2024-06-01",
    }
    assert place("way/8033120").details["fee"] == "yes"
    assert "admission" not in place("way/8033120").details


def test_load_demo_again_is_quick_and_changes_nothing(django_assert_max_num_queries):
    load()
    before = list(Location.objects.using("owner").order_by("pk").values())

    with django_assert_max_num_queries(24, using="owner"):
        said = load()

    assert "loaded already" in said
    assert "Demo accounts: there already." in said
    assert list(Location.objects.using("owner").order_by("pk").values()) == before


def test_load_demo_leaves_what_people_changed(monkeypatch):
    load()
    museum = place("way/8033120")
    museum.details = {**museum.details, "fee": "no"}
    museum.name = "Ateneum, edited"
    museum.staff_edited_fields = ["name", "details"]
    museum.save(using="owner")
    CostEstimate.objects.using("owner").filter(kind="museum").update(amount=21)
    Profile.objects.using("owner").filter(email="demo@tripos.example").update(full_name="Mine", currency="SEK")
    User.objects.using("owner").filter(email="companion@tripos.example").delete()

    monkeypatch.setenv("TRIPOS_DEMO_PASSWORD", "another one")
    load("--again")

    assert (place("way/8033120").name, place("way/8033120").details["fee"]) == ("Ateneum, edited", "no")
    assert set(CostEstimate.objects.using("owner").filter(kind="museum").values_list("amount", flat=True)) == {21}
    demo = User.objects.using("owner").get(email="demo@tripos.example")
    assert (demo.profile.full_name, demo.profile.currency) == ("Mine", "SEK")
    assert demo.check_password("another one")
    assert User.objects.using("owner").filter(email="companion@tripos.example").exists()


def test_load_demo_comes_back_when_the_places_are_gone():
    load()
    Location.objects.using("owner").all().delete()

    assert "644 added" in load()
