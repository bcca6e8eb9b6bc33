"""Pages, stored advice and answers in another language: no English is left but what travellers and the map wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import translation
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format

from ai.embedded.steps import asking
from ai.embedded.types import Option, Question, Understanding
from ai.embedded.wording import LEAVE_IT, REMOVE_WHAT, help_for, tell
from tripos.accounts.models import Profile
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from tripos.testing.other_language import CODE, widened, write_catalogue
from tripos.testing.pages import signed_in
from trips import detection
from trips.models import ConflictResolution, ProactiveSuggestion, Trip
from trips.planning.money import Money
from trips.planning.said import Clock, Day, Number, Weekday, names_of, said_of, say, say_many, sentence_of
from trips.sentences import kept, retold, told
from trips.tests.page_makers import make_stop
from trips.tests.suggestion_makers import coming_trip, concert, limit, produce, sight
from trips.tests.test_suggestions_types import table

ROOT = Path(__file__).resolve().parents[2]
# Currencies in a list are named by Babel.
_HIDDEN = re.compile(r"<(script|style|svg|template|option)\b.*?</\1>|<!--.*?-->", re.S)
_READ_OUT = re.compile(r"\b(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"")
_WORD = re.compile(r"[A-Za-z]{3,}")
# Names and what is the same everywhere; what German says of times ago (Django) and of measures (Babel).
SAME = {"Tripos", "English", "API", "EUR", "OpenStreetMap", "contributors", "ODbL", "JSON", "USD"}
GERMAN = {
    "vor",
    "und",
    "einer",
    "einem",
    "Jahr",
    "Woche",
    "Tag",
    "Stunde",
    "Minute",
    "Minuten",
    "Sekunde",
    "Sekunden",
    "Meter",
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    write_catalogue(ROOT, folder)
    return folder


@pytest.fixture
def spoken(catalogue: Path) -> Iterator[None]:
    with override_settings(LOCALE_PATHS=[str(catalogue)], LANGUAGES=[("en", "English"), (CODE, "Deutsch")]):
        yield


def german_days() -> set[str]:
    """Names of days and months, which Django's own German catalogue has."""
    with translation.override(CODE):
        days = [date(2024, 1, number) for number in range(1, 8)] + [date(2024, month, 1) for month in range(1, 13)]
        text = " ".join(date_format(day, style) for day in days for style in ("l", "D", "F", "M", "N", "b", "E"))
    return set(_WORD.findall(text))


def english_in(html: str, *data: str) -> set[str]:
    """Words in plain letters that are neither data nor German."""
    shown = _HIDDEN.sub(" ", html)
    texts = [*_READ_OUT.findall(shown), re.sub(r"<[^>]*>", " ", shown)]
    words = set(_WORD.findall(unescape(" ".join(texts))))
    return words - SAME - GERMAN - german_days() - {word for text in data for word in _WORD.findall(text)}


# -- sentences ---------------------------------------------------------------------------------------------------------


def test_sentence_is_kept_and_said_again_in_another_language(spoken: None) -> None:
    said = say(
        "Move {stop} to {weekday} at {time}",
        stop="Café {time}",
        weekday=Weekday(date(2026, 5, 15)),
        time=Clock(time(9, 5)),
    )
    assert said == "Move Café {time} to Friday at 09:05"
    assert said_of(said.record()) == said
    with translation.override("en"):
        assert told(said) == said
    with translation.override(CODE):
        assert (
            retold(said.record(), str(said))
            == f"{widened('Move')} Café {{time}} {widened('to')} {WEEKDAYS[4]} {widened('at')} 09:05"
        )
        assert retold(said.record(), "What staff wrote") == "What staff wrote"
        assert retold(None, "Of before") == "Of before"
        assert retold({"say": 1, "with": []}, "Broken") == "Broken"


def test_numbers_days_and_money_are_the_readers(spoken: None) -> None:
    day = datetime(2026, 5, 15, 19, 30)
    said = sentence_of(
        [
            say("{over} over the budget of the trip", over=Money(Decimal("1234.5"), "EUR")),
            say("{km} km on foot on {weekday}", km=Number(3.25, 1), weekday=Day(day.date())),
            say_many("Leave {stop} {count} minute earlier", "Leave {stop} {count} minutes earlier", 2, stop="Oodi"),
            say("Leave {names} out", names=names_of(["A", "B"])),
        ]
    )
    assert said.startswith("€1,234.50 over the budget of the trip; 3.2 km on foot on Friday, 15 May; Leave Oodi 2 min")
    assert kept(said.record(), str(said)) == said
    with translation.override(CODE):
        words = told(said)
    assert "1.234,50\xa0€" in words and "3,2" in words and "15. Mai" in words
    assert not english_in(words, "Oodi", "km")


# -- pages ---------------------------------------------------------------------------------------------------------------


def speaks(person: Profile) -> None:
    with acting_as(person):
        Profile.objects.filter(pk=person.pk).update(language=CODE)


@pytest.fixture
def trip(cast: Cast) -> Trip:
    """Two stops at once, a table to book, a concert, free time and more spent than there is."""
    made = coming_trip(cast.alice, title="Zwei Tage")
    sight("Ateneum")
    concert(made)
    table(made)
    make_stop(made, "Kiasma", 1, 10, 2, latitude=60.1719, longitude=24.9362, cost=300)
    make_stop(made, "Oodi", 1, 11, 2, latitude=60.1740, longitude=24.9380)
    limit(made, 100)
    detection.detect_conflicts(made.pk, cast.alice.pk)
    produce(made)
    return made


# Names, titles and kinds of the catalogue, a holiday's name, and the history's words of its own time.
DATA = (
    "Zwei Tage, Helsinki in May, Kiasma, Oodi, Ateneum, Savoy, Jazz, Casting, Alice, Bob, Vera, alice@example.org",
    "Concert, Museum, Restaurant, the harbour, Independence Day, Made for a test",
)


@pytest.mark.django_db
def test_pages_speak_the_readers_language(cast: Cast, trip: Trip, spoken: None) -> None:
    speaks(cast.alice)
    client: Any = signed_in(cast.alice)
    with acting_as(cast.alice):
        conflicts = list(ConflictResolution.objects.of_trip(trip))
        advice = list(ProactiveSuggestion.objects.for_user(cast.alice).filter(trip_id=trip.pk))
    assert len(conflicts) >= 2 and len(advice) >= 2
    way = next(one for one in conflicts if one.resolution_options)
    pages = [
        reverse("trips:trip_detail", args=[trip.pk]),
        reverse("trips:trip_budget", args=[trip.pk]),
        reverse("trips:conflict_resolution", args=[trip.pk, way.pk, way.resolution_options[0]["key"]]),
        reverse("home"),
        reverse("inbox"),
        reverse("places:place_list"),
    ]
    pages += [reverse("trips:suggestion_acceptance", args=[trip.pk, row.pk]) for row in advice]
    left = {}
    for address in pages:
        page = client.get(address)
        assert page.status_code == 200, address
        found = english_in(page.content.decode(), *DATA)
        if found:
            left[address] = sorted(found)
    assert not left, "\n".join(f"{address}: {' '.join(words)}" for address, words in left.items())


# -- answers ---------------------------------------------------------------------------------------------------------------

ANSWERS: list[tuple[str, dict[str, Any]]] = [
    ("remove_stop", {"stop": "Oodi"}),
    ("list_conflicts", {"conflicts": []}),
    ("find_events", {"events": []}),
    ("lock_stop", {"stop": "Oodi", "locked": True}),
    (
        "is_open",
        {"name": "Oodi", "date": "2026-05-15", "hours": "10:00-18:00", "hours_as_of": "2026-01-01", "open_that_day": True,
         "open_at": False, "at": "19:00"},
    ),
    (
        "list_bookings",
        {"bookings": [{"name": "Savoy", "state": "needed", "day_number": 1}], "still_to_do": 1, "how_many": 1},
    ),
    (
        "way_between",
        {"origin": "Oodi", "destination": "Savoy", "ways": [{"minutes": 9, "mode": "walk", "metres": 700},
                                                            {"minutes": 5, "mode": "transit", "metres": 800}]},
    ),
    (
        "what_if",
        {"currency": "EUR", "without": ["Oodi", "Savoy"], "saved": "20", "saved_is_estimated": True, "planned_then": "80",
         "planned_now": "100", "left_then": "20", "limit": "100", "cost_unknown": ["Kiasma"]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "facts"), ANSWERS, ids=[tool for tool, _facts in ANSWERS])
def test_answer_is_in_the_readers_language(spoken: None, tool: str, facts: dict[str, Any]) -> None:
    reading = Understanding(tool)
    with translation.override(CODE):
        said = tell(tool, facts, reading)
    assert said and not english_in(said, "Oodi Savoy Kiasma EUR")


def test_question_and_refusal_are_in_the_readers_language(spoken: None) -> None:
    reading = Understanding("remove_stop")
    with translation.override(CODE):
        asked = asking(reading, Question(REMOVE_WHAT, "place", (Option("Oodi", {}), Option(LEAVE_IT, {}))))
        told_so = help_for("local_scout").splitlines()[0]
    assert asked.question is not None and not english_in(asked.words, "") and not english_in(told_so)
    assert asked.question.options[0].label == "Oodi" and not english_in(asked.question.options[1].label)
