"""Reading .osm.pbf files: points, outlines, outlines of several parts, copies, damage."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import Counter
from pathlib import Path

import pytest

from places.providers.osm import read_places
from places.providers.osm.reader import _mean
from places.providers.records import PlaceFileError
from places.tests.osm_files import HELSINKI, node, relation, way, write

SHARED = Path(os.environ.get("TRIPOS_SHARED", Path(__file__).parents[3] / "shared"))
REFERENCE = SHARED / "data" / "places-helsinki" / "places.ndjson"


def read(path: Path) -> tuple[dict, Counter]:
    skipped: Counter[str] = Counter()
    return {place.external_id: place for place in read_places(path, None, skipped)}, skipped


def test_read_places_of_helsinki_gives_the_known_catalogue():
    places, skipped = read(HELSINKI)

    assert Counter(place.category for place in places.values()) == {
        "restaurant": 421,
        "attraction": 125,
        "accommodation": 29,
        "transport": 27,
        "other": 26,
        "rental": 16,
    }
    assert all("event_venue" in place.tags for place in places.values() if place.category == "other")
    assert {place.city for place in places.values()} == {"Helsinki"}
    assert {place.timezone for place in places.values()} == {"Europe/Helsinki"}
    assert {place.as_of for place in places.values()} == {dt.date(2019, 4, 1)}
    assert skipped["another entry of the same place close by"] == 32
    assert skipped["no name"] == 29


def test_read_places_of_helsinki_agrees_with_the_reference_made_from_the_same_file():
    if not REFERENCE.exists():
        pytest.skip(f"needs {REFERENCE}")
    places, _ = read(HELSINKI)
    expected = {row["external_id"]: row for row in map(json.loads, REFERENCE.read_text("utf-8").splitlines())}

    # Of two platforms of one stop we keep the entry that says more; the reference kept the other, twice.
    assert set(expected) - set(places) == {"node/1369465611", "node/1514631234"}
    assert set(places) - set(expected) == {"node/313959145", "node/314039003"}
    for external_id in set(places) & set(expected):
        place, row = places[external_id], expected[external_id]
        category = "event_venue" if place.category == "other" else place.category
        assert (place.name, category) == (row["name"], row["category"])
        assert place.latitude == pytest.approx(row["latitude"], abs=2e-4)
        assert place.longitude == pytest.approx(row["longitude"], abs=2e-4)
        assert (place.address, place.postal_code) == (row.get("address"), row.get("postcode"))
        assert place.opening_hours == row.get("opening_hours")
        assert place.details.get("wikidata") == row.get("wikidata")


def test_read_places_point_of_an_outline_is_the_mean_of_its_corners(tmp_path):
    corners = [node(1, 60.0, 24.0), node(2, 60.0, 24.2), node(3, 60.1, 24.2), node(4, 60.1, 24.0)]
    path = write(tmp_path / "x.osm.pbf", *corners, way(7, [1, 2, 3, 4, 1], tourism="museum", name="Four corners"))

    places, skipped = read(path)

    assert list(places) == ["way/7"]
    assert (places["way/7"].latitude, places["way/7"].longitude) == (60.05, 24.1)
    assert places["way/7"].external_url == "https://www.openstreetmap.org/way/7"
    assert skipped == {}


def test_read_places_multipolygon_uses_its_outer_ways_only(tmp_path):
    points = [node(1, 60.0, 24.0), node(2, 60.0, 24.4), node(3, 60.2, 24.4), node(4, 60.2, 24.0)]
    hole = [node(5, 60.19, 24.39), node(6, 60.18, 24.38), node(7, 60.19, 24.37)]
    path = write(
        tmp_path / "x.osm.pbf",
        *points,
        *hole,
        way(1, [1, 2, 3]),
        way(2, [3, 4, 1]),
        way(3, [5, 6, 7, 5]),
        relation(
            9,
            [("w", 1, "outer"), ("w", 2, "outer"), ("w", 3, "inner")],
            type="multipolygon",
            leisure="park",
            name="P",
        ),
    )

    places, _ = read(path)

    assert (places["relation/9"].latitude, places["relation/9"].longitude) == (60.1, 24.2)


def test_read_places_outline_across_the_date_line_stays_there():
    latitude, longitude = _mean([(-16.0, 179.9), (-16.0, -179.7), (-17.0, 179.9), (-17.0, -179.7)])

    assert latitude == pytest.approx(-16.5)
    assert longitude == pytest.approx(-179.9)


def test_read_places_counts_what_it_leaves_out_with_the_reason(tmp_path):
    path = write(
        tmp_path / "x.osm.pbf",
        node(1, amenity="restaurant"),
        node(2, amenity="bench", name="A bench"),
        node(3, amenity="cafe", name="Gone", disused="yes"),
        node(4, leisure="garden", name="Mine", access="private"),
        node(5, amenity="nightclub;restaurant", name="Both"),
        node(6, highway="crossing"),
        way(7, [998, 999], tourism="hotel", name="Across the edge"),
        relation(8, [("n", 1, "")], type="site", tourism="museum", name="Campus"),
        relation(9, [("w", 999, "outer")], type="multipolygon", tourism="museum", name="Elsewhere"),
    )

    places, skipped = read(path)

    assert places == {}
    assert skipped == {
        "no name": 1,
        "of no kind for travellers": 1,
        "closed for good": 1,
        "not open to the public": 1,
        "several kinds in one tag": 1,
        "outline lies outside the file": 2,
        "a group of objects, not an area": 1,
    }


@pytest.mark.parametrize(
    ("second", "metres", "count"),
    [
        ({"amenity": "cafe", "name": "Roberts Coffee"}, 60, 1),
        ({"amenity": "restaurant", "name": "Café ROBERT'S COFFEE"}, 60, 1),
        ({"amenity": "cafe", "name": "Robert's Coffee"}, 75, 2),
        ({"amenity": "cafe", "name": "Robert's Coffee Netcup"}, 5, 2),
        ({"tourism": "hotel", "name": "Robert's Coffee"}, 5, 2),
    ],
)
def test_read_places_keeps_one_entry_of_a_place(tmp_path, second, metres, count):
    north = 60.17 + metres / 111_195
    path = write(tmp_path / "x.osm.pbf", node(1, amenity="cafe", name="Robert's Coffee"), node(2, north, **second))

    places, skipped = read(path)

    assert len(places) == count
    assert skipped == ({} if count == 2 else {"another entry of the same place close by": 1})


def test_read_places_keeps_the_entry_that_says_more(tmp_path):
    poor = node(1, railway="tram:stop".replace(":", "_"), name="Erottaja")
    rich = node(2, 60.1705, railway="tram_stop", name="Erottaja", wheelchair="yes")

    places, _ = read(write(tmp_path / "x.osm.pbf", poor, rich))

    assert list(places) == ["node/2"]


@pytest.mark.parametrize("steps", [(60, 60), (60, -60)])
def test_read_places_entries_in_a_row_are_one_stop_wherever_they_stand_in_the_file(tmp_path, steps):
    lats = [60.17, 60.17 + steps[0] / 111_195, 60.17 + sum(steps) / 111_195]
    stops = [node(n, lat, 24.94 + n / 1e5, railway="tram_stop", name="Erottaja") for n, lat in enumerate(lats, 1)]
    away = node(9, 60.3, railway="tram_stop", name="Erottaja")

    places, _ = read(write(tmp_path / "x.osm.pbf", away, *stops))

    assert set(places) == {"node/9", "node/1"}


def test_read_places_month_comes_from_the_header_when_it_says_one(tmp_path):
    header = {"osmosis_replication_timestamp": "2025-12-31T21:20:00Z"}
    path = write(tmp_path / "x.osm.pbf", node(1, amenity="cafe", name="A"), header=header)
    undated = write(tmp_path / "y.osm.pbf", node(1, amenity="cafe", name="A"))

    assert read(path)[0]["node/1"].as_of == dt.date(2025, 12, 1)
    assert read(undated)[0]["node/1"].as_of == dt.date(2024, 3, 1)


def test_read_places_without_any_times_leaves_the_month_unknown(tmp_path):
    path = tmp_path / "x.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" lat="60" lon="24"><tag k="amenity" v="cafe"/>'
        '<tag k="name" v="A"/></node></osm>'
    )

    assert read(path)[0]["node/1"].as_of is None


def test_read_places_big_files_keep_corners_on_disk_with_the_same_result(tmp_path, monkeypatch):
    in_memory, _ = read(HELSINKI)
    monkeypatch.setattr("places.providers.osm.reader._IN_MEMORY_BYTES", 0)

    on_disk, _ = read(HELSINKI)

    assert on_disk == in_memory


def test_read_places_reports_progress_up_to_the_last_place(tmp_path):
    path = write(tmp_path / "x.osm.pbf", node(1, amenity="cafe", name="A"), node(2, amenity="bar", name="B"))
    seen: list[tuple[str, int, int | None]] = []

    list(read_places(path, lambda *step: seen.append(step)))

    assert seen == [("reading", 1, None), ("places", 1, 2), ("places", 2, 2)]


@pytest.mark.parametrize("content", [b"", b"not a map at all", b"\x00\x00\x00\x0d\x0a\x09OSMHeader"])
def test_read_places_of_another_kind_of_file_says_so(tmp_path, content):
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(content)

    with pytest.raises(PlaceFileError, match=r"x\.osm\.pbf cannot be read as OpenStreetMap data"):
        list(read_places(path))


def test_read_places_of_a_file_cut_short_says_so(tmp_path):
    path = tmp_path / "x.osm.pbf"
    path.write_bytes(HELSINKI.read_bytes()[:300_000])

    with pytest.raises(PlaceFileError):
        list(read_places(path))


def test_read_places_of_an_absent_file_says_so(tmp_path):
    with pytest.raises(PlaceFileError, match=r"nothing\.osm\.pbf"):
        list(read_places(tmp_path / "nothing.osm.pbf"))
