"""The two cities to plan in, without a database: Helsinki as the demo loads it, Barcelona from the shared data."""

from __future__ import annotations

import csv
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

from trips.planning.catalogue import Admission, Place, fee_of, load_places
from trips.planning.estimates import CostEstimate, Estimates

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("TRIPOS_SHARED") or ROOT.parent / "shared")
DEMO = ROOT / "tripos" / "demo" / "data"
BARCELONA = SHARED / "data" / "places-barcelona" / "places.ndjson"


def helsinki() -> list[Place]:
    """The demo's city centre, through the importer's reader, with what is known of admissions."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripos.settings")
    from places.providers.osm import read_places  # it reads the settings: not before they are named

    with (DEMO / "admissions.csv").open(encoding="utf-8") as lines:
        known = {row["external_id"]: row for row in csv.DictReader(lines)}
    places = []
    for record in read_places(DEMO / "Helsinki.osm.pbf"):
        details = record.details
        entry = known.get(record.external_id)
        fee = entry["fee"] if entry else details.get("fee")
        admission = None
        if entry and entry["amount"]:
            admission = Admission(Decimal(entry["amount"]), entry["currency"], date.fromisoformat(entry["as_of"]))
        places.append(
            Place(
                id=record.external_id,
                name=record.name,
                category=record.category,
                subcategory=record.subcategory or "",
                latitude=record.latitude,
                longitude=record.longitude,
                timezone="Europe/Helsinki",
                country="FI",
                city="Helsinki",
                name_en=details.get("name_en"),
                tags=record.tags,
                opening_hours=record.opening_hours,
                cuisine=record.cuisine_types,
                diets=record.dietary_options,
                wheelchair=details.get("wheelchair"),
                fee=fee_of(fee),
                admission=admission,
                wikidata=details.get("wikidata"),
                as_of=f"{record.as_of:%Y-%m}" if record.as_of else None,
                website=record.website,
            )
        )
    return places


def barcelona() -> list[Place]:
    """Barcelona, or nothing where the shared data is absent."""
    return load_places(BARCELONA) if BARCELONA.exists() else []


def estimates() -> Estimates:
    """The demo's table of prices (it knows Finland's; what Barcelona costs is unknown)."""
    with (DEMO / "cost_estimates.csv").open(encoding="utf-8") as lines:
        return Estimates(
            tuple(
                CostEstimate(
                    row["kind"],
                    Decimal(row["amount"]),
                    row["currency"],
                    row["city"] or None,
                    row["country"] or None,
                    date.fromisoformat(row["as_of"]),
                )
                for row in csv.DictReader(lines)
            )
        )
