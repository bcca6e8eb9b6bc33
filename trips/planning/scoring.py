"""How much a place is worth to a request, in points, and why.

points = draw of its kind (of an editor's pick at least 50: what a city is visited for need not be a museum)
         x notability  (2.1 picked by an editor, 1.5 in Wikidata, 1.1 with hours and a website of its own, 0.75
                       with one of them or simply out in the street, 0.5 else, 0.25 a gallery with only a website,
                       0.125 one with not even that, 0.1 a shop or salon that calls itself one)
         x signposts   (1.3 in Wikidata and mapped as an attraction, 1.15 where somebody looked up what entry costs)
         x interest    (2.2 what was asked for; when something else was asked for 0.95 an editor's pick, 0.75 what is
                       notable, 0.6 the rest)
         x known hours (1.1; 0.75 behind a door whose hours nobody knows), x rating (0.9 to 1.15, only where
                       there is one)
         x what counts against it (a chain, unclear wheelchair access, the traveller's taste for cuisines)

Notability and the draw of its kind put a museum above any number of works in the street; a restaurant at the
table stands above the counter; known hours decide only between equals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trips.planning.catalogue import Place, folded
from trips.planning.cuisines import serves_cuisine
from trips.planning.interests import (
    Interest,
    matches,
    named_in,
    satisfies_diet,
    understand_interests,
)
from trips.planning.itinerary import Reason
from trips.planning.kinds import Kind, is_chain, is_notable, is_trade, kind_of
from trips.planning.request import PlanRequest

MATCHED, OTHERWISE, NOTABLE_OTHERWISE, HIGHLIGHT_OTHERWISE = 2.2, 0.6, 0.75, 0.95
HIGHLIGHT_DRAW = 50.0
HIGHLIGHT, IN_WIKIDATA, DOCUMENTED, UNNOTED, UNHEARD_OF = 2.1, 1.5, 1.1, 0.75, 0.5
GALLERY_UNHEARD_OF, GALLERY_BARE, TRADE = 0.25, 0.125, 0.1
SIGNPOSTED, LOOKED_UP = 1.3, 1.15
DINNER = 1.35
KNOWN_HOURS, CLOSED_DOOR = 1.1, 0.75
_CHILD_KINDS = frozenset({"zoo", "aquarium", "playground", "theme_park", "park", "beach"})
_NOT_FOR_COFFEE = frozenset({"ice cream", "juice", "smoothie", "frozen yogurt", "bubble tea"})
_EATING = frozenset({"coffee", "food", "bakeries"})
_ADULT_KINDS = frozenset({"bar", "pub", "nightclub", "casino"})


@dataclass(frozen=True, slots=True)
class Scored:
    """A place with its points and the reasons for them."""

    place: Place
    points: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Taste:
    """A request's wishes, understood once: interests, what is avoided, and the words nobody understood."""

    request: PlanRequest
    interests: tuple[Interest, ...]
    unknown_words: tuple[str, ...]

    @classmethod
    def of(cls, request: PlanRequest) -> Taste:
        """Understand a request's words."""
        interests, unknown = understand_interests(request.interests)
        return cls(request, interests, unknown)

    def rules_out(self, place: Place) -> bool:
        """Whether the traveller avoids the place, cannot enter it, or is too young for it."""
        request = self.request
        if request.needs_wheelchair and place.wheelchair == "no":
            return True
        if request.party.children and kind_of(place).name in _ADULT_KINDS:
            return True
        return any(folded(place.id) == folded(phrase) or named_in(place, phrase) for phrase in request.avoid)

    def score_sight(self, place: Place) -> Scored:
        """Points of a sight or an evening's venue."""
        kind = kind_of(place)
        points = kind.draw
        reasons: list[Reason] = []
        if place.highlight:
            points = max(points, HIGHLIGHT_DRAW) * HIGHLIGHT
            reasons.append(Reason("highlight"))
        elif place.wikidata:
            points *= IN_WIKIDATA
            reasons.append(Reason("notable", {"wikidata": place.wikidata}))
            if place.subcategory == "attraction" or "attraction" in place.tags:
                points *= SIGNPOSTED
        else:
            points *= _unnoted(place, kind)
        if place.fee is not None or place.admission is not None:
            points *= LOOKED_UP
        if not place.hours.is_known and not kind.outdoors:
            points *= CLOSED_DOOR
        wanted = [interest for interest in self._sight_interests() if matches(place, interest)]
        if wanted:
            # A second interest met by the same place adds, but less: variety over one place that is
            # everything.
            points *= MATCHED + 0.3 * (len(wanted) - 1)
            reasons[:0] = [Reason("interest", {"interest": interest.name}) for interest in wanted]
        elif self._sight_interests():
            points *= HIGHLIGHT_OTHERWISE if place.highlight else NOTABLE_OTHERWISE if is_notable(place) else OTHERWISE
        if self.request.party.children and kind.name in _CHILD_KINDS:
            points *= 1.5
            reasons.append(Reason("children"))
        return self._scored(place, points, reasons)

    def score_table(
        self, place: Place, diets: Sequence[str], cuisines: Sequence[str], meal: str | None = None
    ) -> Scored:
        """Points of a restaurant or café, for a meal whose `diets` it is already known to meet."""
        points = kind_of(place).draw
        if meal == "dinner" and kind_of(place).name == "restaurant":
            points *= DINNER  # one goes out for dinner; lunch may be quick
        reasons: list[Reason] = []
        for diet in diets:
            reasons.append(Reason("diet", {"diet": diet}))
            if any(folded(diet) == folded(tag) for tag in place.cuisine):
                points *= 1.15  # the kitchen's whole trade, not a line on the card
        # Diets of another meal are a hint about the party's taste, never a rule.
        elsewhere = {diet for wish in self.request.meals for diet in wish.diets} - set(diets)
        for diet in sorted(elsewhere):
            if satisfies_diet(place, diet):
                points *= 1.1
                reasons.append(Reason("also_serves", {"diet": diet}))
        liked = [cuisine for cuisine in cuisines if serves_cuisine(place, cuisine)]
        if liked:
            points *= MATCHED
            reasons.append(Reason("cuisine", {"cuisine": liked[0]}))
        elif cuisines:
            points *= 0.7
        said = [interest for interest in self.interests if interest.phrase and matches(place, interest)]
        if said and not liked:
            points *= MATCHED
            reasons.append(Reason("interest", {"interest": said[0].name}))
        local = {"regional", "local", "nordic", "finnish", "spanish", "catalan", "italian", "tapas"}
        if not liked and kind_of(place).role == "restaurant" and local & {folded(tag) for tag in place.cuisine}:
            points *= 1.1
        if kind_of(place).role == "coffee" and "coffee shop" in map(folded, place.cuisine):
            points *= 1.2
            reasons.append(Reason("coffee"))
        sweets = _NOT_FOR_COFFEE & {folded(tag) for tag in place.cuisine}
        if kind_of(place).role == "coffee" and sweets and not any(one.code == "coffee" for one in reasons):
            points *= 0.5
        if is_chain(place):
            points *= 0.35
        if place.website:
            points *= 1.05  # somebody keeps it up: the better of two that nothing else tells apart
        return self._scored(place, points, reasons)

    def _sight_interests(self) -> list[Interest]:
        """Interests that sights can meet: eating and coffee say nothing about them."""
        return [interest for interest in self.interests if interest.name not in _EATING]

    def _scored(self, place: Place, points: float, reasons: list[Reason]) -> Scored:
        if place.hours.is_known:
            points *= KNOWN_HOURS
        if place.rating is not None:
            points *= min(1.15, max(0.9, 0.9 + 0.125 * (place.rating - 3)))
            reasons.append(Reason("rating", {"rating": place.rating}))
        if self.request.needs_wheelchair:
            if place.wheelchair == "yes":
                reasons.append(Reason("wheelchair_yes"))
            else:
                points *= 0.6 if place.wheelchair == "limited" else 0.4
                reasons.append(Reason("wheelchair_limited" if place.wheelchair == "limited" else "wheelchair_unknown"))
        return Scored(place, points, tuple(reasons))


def _unnoted(place: Place, kind: Kind) -> float:
    """The factor of a sight that no editor and no encyclopaedia names, by what it says about itself."""
    if is_trade(place):
        return TRADE
    if kind.group == "church":
        return UNHEARD_OF  # a congregation's hall more often than a sight
    if place.hours.is_known and place.website:
        return DOCUMENTED
    if place.hours.is_known or kind.free:
        return UNNOTED
    if kind.group == "art":
        return GALLERY_UNHEARD_OF if place.website else GALLERY_BARE
    return UNNOTED if place.website else UNHEARD_OF
