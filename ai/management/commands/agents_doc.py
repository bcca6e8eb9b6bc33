"""Draw the table of the seven agents in ``docs/agents.md`` from the code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ai.agents import AGENTS
from ai.agents.about import SENTENCES
from ai.enums import AgentType
from ai.tools import TOOLS

BEGIN = "<!-- drawn by ./manage.py agents_doc: do not edit from here -->"
END = "<!-- to here -->"


def table() -> str:
    """The agents with their sentence, most calls in a turn, and tools."""
    lines = [BEGIN, "", "| agent | for | calls | tools |", "|---|---|---|---|"]
    for name, spec in sorted(AGENTS.items()):
        tools = "all" if set(spec.tools) == set(TOOLS) else ", ".join(f"`{tool}`" for tool in sorted(spec.tools))
        lines.append(f"| `{name}` ({AgentType(name).label}) | {SENTENCES[name]} | {spec.tool_calls} | {tools} |")
    listed = ", ".join(f"`{tool}`" for tool in sorted(TOOLS))
    return "\n".join([*lines, "", f"All {len(TOOLS)} tools: {listed}.", "", END])


class Command(BaseCommand):
    help = "Draw the agents into docs/agents.md; --check only tells whether it is up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "agents.md"
        before = path.read_text(encoding="utf-8")
        if before.count(BEGIN) != 1 or before.count(END) != 1:
            raise CommandError(f"{path} lacks the marks between which the table is drawn.")
        after = before[: before.index(BEGIN)] + table() + before[before.index(END) + len(END) :]
        if not options["check"]:
            path.write_text(after, encoding="utf-8")
        elif after != before:
            raise CommandError("docs/agents.md is out of date: run ./manage.py agents_doc.")
