"""A fixed clock for whole processes: ``TRIPOS_NOW=2026-05-06T09:00:00+00:00``, honoured only under ``TRIPOS_TESTING``.

The settings call it, so that the web server and the worker of a test live on the day that the test is about. The
clock ticks; PostgreSQL's own stays the machine's.
"""

from __future__ import annotations

from datetime import datetime

import time_machine


def travel_to(moment: str) -> None:
    """Let this process live at ``moment`` from now on.

    Args:
        moment: ISO 8601 with an offset.

    Raises:
        ValueError: it is no such moment.
    """
    when = datetime.fromisoformat(moment)
    if when.tzinfo is None:
        raise ValueError(f"TRIPOS_NOW={moment} needs an offset, such as +00:00.")
    time_machine.travel(when, tick=True).start()
