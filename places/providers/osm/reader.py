"""Reading a .osm.pbf file, of a city or of a country, without holding it in memory.

Filtering nodes by key and keeping the positions of corners happen inside osmium (C++). Positions take 16 bytes a node:
in memory for files up to 200 MB, in a temporary file (about twice the file's size) beyond. Finished records wait on
disk until all are known, because copies of one place can stand far apart in the file.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
import pickle
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium
from osmium.osm import NODE, RELATION, WAY

from places.gazetteer import EARTH_RADIUS_KM, distance_km, fold
from places.providers.osm.convert import place_name, to_record
from places.providers.osm.kinds import KEYS, Kind, kinds_of, why_not
from places.providers.records import PlaceFileError, PlaceRecord, Progress

SAME_PLACE_KM = 0.065
"""Two entries of one name and category closer than this are one place: a restaurant drawn as a point and as a
building, its two floors, a sculpture group's four figures. Branches of a chain on neighbouring corners stay apart."""

SAME_STOP_KM = 0.080
"""The same for stops and stations, whose platforms lie on both sides of a junction."""

_TYPES = {"n": "node", "w": "way", "r": "relation"}
_IN_MEMORY_BYTES = 200 * 1024 * 1024
_SPOOL_BYTES = 16 * 1024 * 1024
_KIND_WORDS = re.compile(r"\b(bar|cafe|caffe|hotel|hotelli|kahvila|pub|ravintola|restaurant|restaurante|ristorante)\b")


def read_places(
    path: Path, progress: Progress | None = None, skipped: Counter[str] | None = None
) -> Iterator[PlaceRecord]:
    """The places of an OpenStreetMap file, each once.

    Args:
        path: a .osm.pbf file (or any other that osmium reads: .osm, .osm.gz).
        progress: told ("reading", objects looked at, None), then ("places", yielded, of how many).
        skipped: gets a count for each reason why an object of a known kind was left out.

    Yields:
        Records in the file's order: points, areas, areas of several parts.

    Raises:
        PlaceFileError: if the file is absent, damaged or of another format.
    """
    skipped = Counter() if skipped is None else skipped
    report: Progress = progress or (lambda step, done, total: None)
    try:
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
            copies = _Copies()
            for record in _File(path, report, skipped).places():
                pickle.dump(record, spool, protocol=pickle.HIGHEST_PROTOCOL)
                copies.add(record)
            surplus = copies.surplus()
            skipped["another entry of the same place close by"] += len(surplus)
            spool.seek(0)
            total = copies.count - len(surplus)
            done = 0
            for number in range(copies.count):
                record = pickle.load(spool)  # noqa: S301  (our own bytes, from this process's private file)
                if number not in surplus:
                    done += 1
                    report("places", done, total)
                    yield record
    except (RuntimeError, OSError) as problem:  # osmium raises RuntimeError for what is not a PBF file
        raise PlaceFileError(f"{path.name} cannot be read as OpenStreetMap data: {problem}") from problem
    finally:
        for reason in [reason for reason, count in skipped.items() if not count]:
            del skipped[reason]


@dataclass(slots=True)
class _File:
    """One file, read twice: its relations first, to know which ways they are drawn with, then everything."""

    path: Path
    report: Progress
    skipped: Counter[str]
    members: dict[int, list[tuple[float, float]]] = field(default_factory=dict)  # outer way of a relation → corners

    def places(self) -> Iterator[PlaceRecord]:
        """Records of every object that is a place, copies included."""
        as_of = self._learn()
        seen = 0
        with tempfile.TemporaryDirectory(prefix="tripos-osm-") as folder:
            store = "flex_mem"
            if self.path.stat().st_size > _IN_MEMORY_BYTES:
                store = f"sparse_file_array,{folder}/corners"
            # Ways without tags of their own may be a relation's outline, so only the other two are filtered.
            tagged = osmium.filter.KeyFilter(*KEYS)
            tagged.enable_for(NODE | RELATION)
            objects: Iterable[Any] = osmium.FileProcessor(self.path).with_locations(store).with_filter(tagged)
            for entity in objects:
                seen += 1
                if seen % 5_000 == 1:
                    self.report("reading", seen, None)
                if entity.is_way() and entity.id in self.members:
                    self.members[entity.id] = _corners(entity)
                kind = self._kind(entity.tags)
                if kind is None:
                    continue
                point = self._point(entity)
                if point:
                    external_id = f"{_TYPES[entity.type_str()]}/{entity.id}"
                    yield to_record(kind, external_id, dict(entity.tags), *point, as_of)

    def _learn(self) -> dt.date | None:
        """First read: the outlines of relations, and the first day of the month of the file's data."""
        for relation in self._tagged(RELATION):
            if _is_area(relation.tags) and kinds_of(relation.tags):
                self.members.update((ref, []) for ref in _outer(relation))
        processor = self._tagged(NODE | WAY | RELATION)
        stamp = processor.header.get("osmosis_replication_timestamp")
        if stamp:
            return dt.datetime.fromisoformat(stamp).date().replace(day=1)
        # An extract without a date in its header is as old as the newest edit of what we look at. Year 1970 stands
        # for a time that was left out of the file.
        newest = max((entity.timestamp for entity in processor), default=None)
        return newest.date().replace(day=1) if newest and newest.year > 1970 else None

    def _tagged(self, entities: Any) -> Any:
        return osmium.FileProcessor(self.path, entities).with_filter(osmium.filter.KeyFilter(*KEYS))

    def _kind(self, tags: Any) -> Kind | None:
        """The kind of an object that we take; otherwise counts why not."""
        if not tags or not any(key in tags for key in KEYS):
            return None
        kinds = kinds_of(tags)
        if not kinds:
            several = any(";" in tags[key] for key in KEYS if key in tags)
            self.skipped["several kinds in one tag" if several else "of no kind for travellers"] += 1
            return None
        reason = why_not(tags) or ("no name" if place_name(tags) is None else None)
        if reason:
            self.skipped[reason] += 1
            return None
        return kinds[0]

    def _point(self, entity: Any) -> tuple[float, float] | None:
        """Where an object is: a node's position, the mean of an outline's corners; otherwise counts why not."""
        if entity.is_node():
            return entity.lat, entity.lon
        if entity.is_way():
            corners = _corners(entity)
        elif _is_area(entity.tags):
            outline = (self.members.get(ref, ()) for ref in _outer(entity))
            corners = list(dict.fromkeys(itertools.chain.from_iterable(outline)))
        else:
            self.skipped["a group of objects, not an area"] += 1
            return None
        if not corners:
            self.skipped["outline lies outside the file"] += 1
            return None
        return _mean(corners)


def _is_area(tags: Any) -> bool:
    return tags.get("type") in ("multipolygon", "boundary")


def _outer(relation: Any) -> Iterator[int]:
    return (member.ref for member in relation.members if member.type == "w" and member.role in ("outer", ""))


def _corners(way: Any) -> list[tuple[float, float]]:
    """Latitude and longitude of a way's corners, each once, without those that the file does not hold."""
    points = ((node.location.lat, node.location.lon) for node in way.nodes if node.location.valid())
    return list(dict.fromkeys(points))


def _mean(corners: list[tuple[float, float]]) -> tuple[float, float]:
    """Mean latitude and longitude, also of an outline that straddles the date line."""
    east = [longitude for _, longitude in corners]
    if max(east) - min(east) > 180:
        east = [longitude + 360 if longitude < 0 else longitude for longitude in east]
    latitude = math.fsum(latitude for latitude, _ in corners) / len(corners)
    longitude = math.fsum(east) / len(corners)
    return latitude, longitude - 360 if longitude > 180 else longitude


_Entry = tuple[int, float, float, int]  # number, latitude, longitude, richness


class _Copies:
    """Finds entries of one place: same category, same name but for spelling and words like "café", close by."""

    def __init__(self) -> None:
        self.count = 0
        self._groups: defaultdict[int, list[_Entry]] = defaultdict(list)
        self._stops: set[int] = set()

    def add(self, record: PlaceRecord) -> None:
        """Notes the next record; they are numbered from 0 in the order of the calls."""
        # A tram stop and the taxi rank beside it share a name and are two; a café and a restaurant are one house.
        is_stop = record.category == "transport"
        key = hash((record.subcategory if is_stop else record.category, _core(record.name)))
        self._groups[key].append((self.count, record.latitude, record.longitude, record.richness))
        if is_stop:
            self._stops.add(key)
        self.count += 1

    def surplus(self) -> set[int]:
        """Numbers of the records that another one, at least as rich, stands for."""
        surplus: set[int] = set()
        for key, group in self._groups.items():
            reach = SAME_STOP_KM if key in self._stops else SAME_PLACE_KM
            for left in _bands(group, reach):
                while left:
                    cluster, left = left[:1], left[1:]
                    for member in cluster:  # grows while we go: platforms form chains
                        near = [entry for entry in left if distance_km(*entry[1:3], *member[1:3]) <= reach]
                        cluster += near
                        left = [entry for entry in left if entry not in near]
                    best = max(cluster, key=lambda entry: (entry[3], -entry[0]))
                    surplus.update(entry[0] for entry in cluster if entry is not best)
        return surplus


def _bands(group: list[_Entry], reach_km: float) -> Iterator[list[_Entry]]:
    """The group from south to north, cut where the next entry is out of reach.

    A name that a country has thousands of ("War memorial") would otherwise be compared with all its namesakes.
    """
    ordered = sorted(group, key=lambda entry: entry[1])
    gap = math.degrees(reach_km / EARTH_RADIUS_KM) * 1.001
    band = ordered[:1]
    for before, entry in itertools.pairwise(ordered):
        if entry[1] - before[1] > gap:
            yield band
            band = []
        band.append(entry)
    yield band


def _core(name: str) -> str:
    """What tells a name from its neighbours': "Ravintola Haven" and "Haven" agree, "Robert's" and "Roberts" too."""
    plain = "".join(c for c in fold(name) if c.isalnum() or c == " ")
    return " ".join(_KIND_WORDS.sub(" ", plain).split()) or plain or name
