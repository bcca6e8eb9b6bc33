"""What a traveller is told when a turn ends without an answer."""

from __future__ import annotations

from ai.enums import RunStatus

SORRY = {
    RunStatus.ERROR: "Something went wrong on our side, and nothing was changed. Please try again.",
    RunStatus.TIMEOUT: "This took too long, so I stopped; nothing was changed. Try again, or ask for less at once.",
    RunStatus.CANCELLED: "Stopped. Nothing was changed.",
}
