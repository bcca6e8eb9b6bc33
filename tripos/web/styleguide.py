"""Sample data for the living style guide: every component once, in each of its states."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.html import format_html

from tripos.web.map_base import Backdrop, MapPoint, MapRoute
from tripos.web.templatetags.charts import BarRow
from tripos.web.templatetags.icons import icon_names

ZONE = "Europe/Helsinki"
DAYS = (date(2027, 5, 14), date(2027, 5, 15))

# Name, latitude, longitude, day, order.
PLACES = (
    ("Ateneum", 60.17007, 24.94417, 1, 1),
    ("Ekberg", 60.16480, 24.93970, 1, 2),
    ("Esplanadi", 60.16742, 24.94700, 1, 3),
    ("Market Square", 60.16762, 24.95240, 1, 4),
    ("Kiasma", 60.17170, 24.93667, 2, 1),
    ("Oodi", 60.17389, 24.93806, 2, 2),
    ("Botanic Garden", 60.17560, 24.94600, 2, 3),
    ("Helsinki Cathedral", 60.17043, 24.95217, 2, 4),
)


class SampleForm(forms.Form):
    """Fields of every kind, one of them wrong."""

    where = forms.CharField(label="Where to", help_text="A city or a region.")
    start = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}))
    pace = forms.ChoiceField(
        label="Pace", choices=[("calm", "Calm"), ("even", "Even"), ("full", "Full")], widget=forms.RadioSelect
    )
    currency = forms.ChoiceField(label="Currency", choices=[("EUR", "Euro"), ("JPY", "Yen")], required=False)
    notes = forms.CharField(label="Anything else", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    vegan = forms.BooleanField(label="Vegan lunch", help_text="Only places whose data say so.", required=False)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment in Helsinki on the sample's day (1 or 2)."""
    first = DAYS[day - 1]
    return datetime(first.year, first.month, first.day, hour, minute, tzinfo=ZoneInfo(ZONE))


def _stop(order: int, title: str, day: int, start: tuple[int, int], minutes: int, **more: Any) -> dict[str, Any]:
    begin = at(day, *start)
    return {
        "id": f"{day}-{order}",
        "order": order,
        "title": title,
        "url": "#",
        "start": begin,
        "end": begin + timedelta(minutes=minutes),
        "timezone": ZONE,
        "currency": "EUR",
        **more,
    }


def _leg(minutes: int, metres: int, **more: Any) -> dict[str, Any]:
    return {
        "mode": "walk",
        "mode_label": "on foot",
        "minutes": minutes,
        "metres": metres,
        "wait_minutes": 0,
        **more,
    }


def _days(today: date) -> list[dict[str, Any]]:
    hours = {"hours_as_of": today - timedelta(days=170)}
    conflict = {
        "text": "The museum closes at 17:00, an hour before this visit ends.",
        "is_hard": True,
        "ways": [
            {"label": "Go at 14:30", "url": "#", "method": "post"},
            {"label": "Shorten to 45 min", "url": "#", "method": "post"},
            {"label": "Find another", "url": "#", "method": "get"},
        ],
    }
    first = [
        {
            "stop": _stop(
                1,
                "Ateneum",
                1,
                (10, 0),
                100,
                kind="Museum",
                hours="10:00–18:00",
                hours_state="open",
                **hours,
                cost=Decimal(20),
                cost_state="known",
                is_locked=True,
                tags=["art", "rainy day"],
            )
        },
        {"leg": _leg(12, 850, is_estimated=True)},
        {
            "stop": _stop(
                2,
                "Ekberg",
                1,
                (12, 0),
                60,
                kind="Café",
                hours="08:00–17:00",
                hours_state="open",
                **hours,
                cost=Decimal(32),
                cost_state="estimated",
                cost_as_of=date(2026, 9, 1),
                is_now=True,
                note="The oldest café in town. Lunch is served until 14:00; vegan soup every day.",
            )
        },
        {"leg": _leg(9, 640, is_estimated=True, wait_minutes=20)},
        {
            "stop": _stop(
                3,
                "Design Museum",
                1,
                (16, 30),
                90,
                kind="Museum",
                hours="11:00–17:00",
                hours_state="closed",
                **hours,
                cost=None,
                cost_state="unknown",
                conflicts=[conflict],
            )
        },
        {"leg": _leg(7, 2400, mode="transit", mode_label="by tram")},
        {
            "stop": _stop(
                4,
                "Kaffa Roastery",
                1,
                (18, 20),
                40,
                kind="Coffee",
                hours_state="unknown",
                cost_state="free",
                is_unverified=True,
                is_sample=True,
                confirmation="K7Q-221",
                address="Pursimiehenkatu 29",
            )
        },
    ]
    return [
        {
            "number": 1,
            "date": DAYS[0],
            "summary": "4 stops · 28 min on the way · €20 + €32 estimated",
            "entries": first,
        },
        {"number": 2, "date": DAYS[1], "summary": "", "entries": []},
    ]


def _points() -> list[MapPoint]:
    return [MapPoint(lat, lon, name, day, order, f"#stop-{day}-{order}") for name, lat, lon, day, order in PLACES]


def _routes() -> list[MapRoute]:
    return [MapRoute(day, [(lat, lon) for _n, lat, lon, d, _o in PLACES if d == day]) for day in (1, 2)]


def _backdrop() -> Backdrop:
    """Scatter some places around, as a catalogue would; streets come from the shipped base map."""
    places = [
        (60.1650 + row * 0.0011 + (column % 3) * 0.0004, 24.9360 + column * 0.0018 + (row % 4) * 0.0005)
        for row in range(13)
        for column in range(10)
    ]
    return Backdrop(places, attribution="© OpenStreetMap contributors")


def _proposal(state: str) -> dict[str, Any]:
    return {
        "title": "Two days in Helsinki",
        "lead": "14–15 May 2027 for two. Nothing is saved until you accept.",
        "state": state,
        "groups": [
            {
                "title": "Day 1 · Friday 14 May",
                "rows": [
                    {"kind": "add", "what": "Ateneum", "time": "10:00–11:40", "cost": "€40"},
                    {
                        "kind": "move",
                        "what": "Lunch at Ekberg",
                        "time": "12:00–13:00",
                        "was": "13:30",
                        "cost": "€32",
                    },
                    {"kind": "remove", "what": "Design Museum", "time": "16:30–18:00", "cost": ""},
                    {
                        "kind": "change",
                        "what": "Kaffa Roastery",
                        "time": "16:00–16:45",
                        "was": "18:20",
                        "cost": "",
                    },
                ],
            }
        ],
        "totals": [
            {"label": "on foot", "value": "38 min"},
            {"label": "known", "value": "€168"},
            {"label": "estimated", "value": "€64"},
            {"label": "without a price", "value": "2"},
        ],
        "warnings": ["Hours of Kaffa Roastery are unknown."] if state == "proposed" else [],
        "accept_url": "#",
        "decline_url": "#",
        "undo_url": "#",
        "view_url": "#",
    }


def _messages() -> list[dict[str, Any]]:
    steps = [
        {"text": "Understood the dates as 14 to 15 May 2027", "icon": "calendar"},
        {"text": "Looked for museums open on Friday and Saturday", "result": "14 found", "icon": "search"},
        {"text": "Looked for vegan lunch within 800 m", "result": "3 found", "icon": "leaf"},
        {"text": "Asked for tram times", "result": "no answer, walking times are used", "is_failed": True},
        {"text": "Put the stops in order", "result": "38 minutes on foot", "icon": "route"},
    ]
    words = format_html(
        "<p>Here are <strong>two calm days</strong> over eight real places. You asked for 14 to 15 May: "
        "that is Friday and Saturday in {}.</p><ul><li>Lunch is at places whose data say vegan.</li>"
        "<li>Two prices are not known and count as unknown, not as zero.</li></ul>",
        2027,
    )
    sentence = "Plan two days in Helsinki for two from 14 to 15 May, museums, good coffee, under 300 euros"
    question = {
        "text": "Which of the two Helsinki trips do you mean?",
        "choices": ["Helsinki in May", "With the kids"],
    }
    return [
        {"is_mine": True, "text": sentence},
        {"html": words, "steps": steps, "proposal": _proposal("proposed")},
        {"is_mine": True, "text": "Add a museum on day 2"},
        {"text": "Before I change anything:", "question": question},
        {"text": "", "error": "The answer broke off. Nothing was changed.", "retry_url": "#"},
    ]


def sample_context() -> dict[str, Any]:
    """Return the context of ``components/styleguide.html``."""
    today = datetime.now(UTC).date()
    form = SampleForm({"where": "", "start": "2027-05-14", "end": "2027-05-15", "pace": "calm"}, auto_id="sample_%s")
    form.is_valid()
    days = _days(today)
    trip = {
        "title": "Helsinki, slowly",
        "url": "#",
        "start_date": DAYS[0],
        "end_date": DAYS[1],
        "destination": "Helsinki",
        "travellers": 2,
        "timezone": ZONE,
        "points": _points(),
        "routes": _routes(),
    }
    place = {
        "name": "Ateneum",
        "url": "#",
        "kind": "Museum",
        "icon": "museum",
        "status": {"kind": "open", "words": "Open", "more": "until 18:00"},
        "is_free": True,
        "address": "Kaivokatu 2",
        "metres": 420,
        "near": "the station",
        "wheelchair": "yes",
    }
    return {
        "form": form,
        "days": days,
        "trip": trip,
        "place": place,
        "vegan_place": {
            **place,
            "name": "Soupster",
            "kind": "Restaurant",
            "icon": "restaurant",
            "diet": ["vegan"],
            "status": None,
            "wheelchair": "",
        },
        "points": _points(),
        "routes": _routes(),
        "backdrop": _backdrop(),
        "icons": sorted(icon_names()),
        "messages_list": _messages(),
        "proposal": _proposal("accepted"),
        "suggestions": ["Make it three days", "Start later, we are slow in the morning", "How much is left?"],
        "suggestion": {
            "title": "Swap Kiasma and Oodi",
            "reason": "Saves 11 minutes on foot and you reach the library before it fills up.",
            "icon": "swap",
        },
        "rows": [
            BarRow("Food", Decimal(42), Decimal(20), Decimal("64.5"), 1, "restaurant"),
            BarRow("Museums", Decimal(40), Decimal(48), icon="museum"),
            BarRow("On the way", estimated=Decimal(18), icon="transit"),
        ],
        "page": Paginator(range(95), 20).page(2),
        "inbox_count": 3,
    }
