"""A conversation of five turns over the wire, as the conversations of every agent are to be scripted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from ai.enums import AgentType
from ai.testing import call, result, scripted, together
from conversations.testing import Talk, hold
from places.tests.city import import_helsinki
from tripos.db.context import acting_as
from tripos.testing.cast import Cast
from trips.models import ItineraryItem

pytestmark = pytest.mark.django_db


@time_machine.travel(datetime(2026, 5, 6, 9, tzinfo=UTC), tick=True)
def test_scout_talks_five_turns_over_the_wire(cast: Cast) -> None:
    import_helsinki()
    talk = Talk(cast.alice, AgentType.LOCAL_SCOUT, trip=cast.trip)
    with scripted() as model:
        model.turn(says="Helsinki is lovely in May. What do you like?")
        model.turn(call("search_places", words="Kiasma"), says="Kiasma is a museum of modern art.")
        model.turn(
            call("search_places", words="Kiasma"),
            call("is_open", place=result(0, "places", 0, "id")),
            says="Look at its hours above.",
        )
        model.turn(
            together(call("search_places", words="Ateneum"), call("budget_summary")), says="Ateneum is near, too."
        )
        model.turn(says="You are welcome.")
        runs = hold(
            talk, "Hello!", "Tell me about Kiasma", "Is it open on Friday?", "And Ateneum? What is left?", "Thank you"
        )
    assert [run.status for run in runs] == ["success"] * 5, [run.error_message for run in runs]
    [found] = model.tool_results(1)
    assert "Kiasma" in found["places"][0]["name"]
    looked, hours = model.tool_results(2)
    assert hours["ok"], hours
    assert runs[2].output_data is not None
    assert runs[2].output_data["tools"][1]["arguments"] == {"place": looked["places"][0]["id"]}
    assert len(model.tool_results(3)) == 2
    assert {"search_places", "is_open", "budget_summary"} <= model.tools_offered()
    assert "plan_trip" not in model.tools_offered(), "a scout does not plan trips"
    # The fifth request knows what was said before, oldest first.
    said = [
        (m["role"], m["content"]) for m in model.provider.requests[-1]["messages"] if m["role"] in ("user", "assistant")
    ]
    assert said[0] == ("user", "Hello!") and said[-1] == ("user", "Thank you")
    assert ("assistant", "Kiasma is a museum of modern art.") in said
    with acting_as(cast.alice):
        assert not ItineraryItem.objects.of_trip(cast.trip).exists(), "nobody asked for a change"
    assert [message.role for message in talk.messages()].count("function") == 5
