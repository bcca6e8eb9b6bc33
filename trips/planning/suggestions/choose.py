"""Which suggestions a traveller is shown: few, the best, none twice, none that was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trips.planning.suggestions.model import Suggestion, SuggestionType

MOST_OPEN = 3
STICKY = 1  # by so much more important something must be to push aside what is shown already


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored suggestion. open: it waits for an answer. withdrawn: it was taken back, and may be made again."""

    type: SuggestionType
    priority: int = 5
    open: bool = True
    withdrawn: bool = False
    touches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """What to write. new: to store. present: open ones to refresh. back: withdrawn ones that are open again. gone: keys
    of open ones whose cause went away. outranked: keys of open ones that better ones pushed aside.
    """

    new: tuple[Suggestion, ...]
    present: tuple[Suggestion, ...]
    back: tuple[Suggestion, ...]
    gone: tuple[str, ...]
    outranked: tuple[str, ...]


def choose(
    stored: Mapping[str, Stored],
    found: Sequence[Suggestion],
    most: int = MOST_OPEN,
    keep: frozenset[SuggestionType] = frozenset(),
) -> Choice:
    """At most `most` open suggestions, the best first, one of a type and one about the same stop or day.

    What was answered or is past its time is not made again while its cause is the same: another cause has another key.

    Args:
        stored: every suggestion of the trip and recipient by key.
        found: what there is reason for now.
        most: how many may be open.
        keep: types that could not be looked for just now; their open ones stay.
    """
    keys = {suggestion.key for suggestion in found}
    kept = {key: one for key, one in stored.items() if one.open and one.type in keep}
    allowed = [one for one in found if one.type not in keep and _may_be_shown(stored.get(one.key))]

    def rank(suggestion: Suggestion) -> tuple[object, ...]:
        present = stored.get(suggestion.key)
        raised = suggestion.priority + (STICKY if present is not None and present.open else 0)
        return -raised, *suggestion.rank

    picked: list[Suggestion] = []
    types = {one.type for one in kept.values()}
    touched = {name for one in kept.values() for name in one.touches}
    for suggestion in sorted(allowed, key=rank):
        if len(picked) + len(kept) >= most:
            break
        if suggestion.type not in types and not touched & suggestion.touches:
            picked.append(suggestion)
            types.add(suggestion.type)
            touched |= suggestion.touches
    chosen = {suggestion.key for suggestion in picked} | set(kept)
    open_keys = {key for key, one in stored.items() if one.open}
    return Choice(
        new=tuple(one for one in picked if one.key not in stored),
        present=tuple(one for one in picked if one.key in open_keys),
        back=tuple(one for one in picked if one.key in stored and one.key not in open_keys),
        gone=tuple(sorted(open_keys - chosen - keys)),
        outranked=tuple(sorted((open_keys - chosen) & keys)),
    )


def _may_be_shown(present: Stored | None) -> bool:
    return present is None or present.open or present.withdrawn
