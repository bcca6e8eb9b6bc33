"""Forms of the back office as a browser would send them."""

from __future__ import annotations

from typing import Any


def form_values(response: Any) -> dict[str, Any]:
    """The values that the change form on a page holds, ready to be sent again."""
    values: dict[str, Any] = {}
    form = response.context["adminform"].form
    for bound in form:
        widget = bound.field.widget
        value = bound.value()
        prepared = widget.decompress(value) if hasattr(widget, "decompress") and not isinstance(value, list) else None
        if prepared is not None:
            for number, part in enumerate(prepared):
                values[f"{bound.html_name}_{number}"] = "" if part is None else str(part)
        elif value is True:
            values[bound.html_name] = "on"
        elif value not in (None, False):
            values[bound.html_name] = value
        elif value is None:
            values[bound.html_name] = ""
    return values
