"""``./manage.py staff_doc``: write who of the staff may do what, on pages and in SQL, into ``docs/staff-access.md``."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tripos.accounts.staff import GROUPS, PAGES, PRIVATE, actions_of
from tripos.accounts.staff_tables import OPERATIONS, TABLES, operations_of

ACTIONS = ("view", "add", "change", "delete")
HEAD = """# Who of the staff may do what

Written by `./manage.py staff_doc` from `tripos/accounts/staff.py` and `tripos/accounts/staff_tables.py`; a test plays
every cell. The groups come with the migrations; `app.staff_may(area)` is what the tables' policies ask: it looks the
bound account's groups up in the database. Superusers are administrators.

| group | works on |
|---|---|
"""
PAGES_HEAD = """
## Pages

What a group's members may do with each table's pages. A table without a row has no page: its rows are travellers' own
({private}).
No group may read these in SQL either. Messages, and stops with their notes and booking references, are shown with a
reason that the traveller reads; budgets, collections, invitations, share links and tokens are not shown at all. Jobs
belong to the job system: administrators find those that failed on the first page. Pages of runs, their steps,
approvals, conversations, contexts and of the history show when and what, never the words.

"""
TABLES_HEAD = """
## SQL

What the same members may do as the role `tripos_staff`, whatever page or code asks. "–" is nothing; some rights are for
some columns only. Of `change_sets` and `audit_logs` each group reads what was done to its own tables by staff.

"""


def table(
    label: str, rows: Iterable[tuple[str, str]], words: tuple[str, ...], may: Callable[[str, str], frozenset[str]]
) -> Iterator[str]:
    """A table of groups by rows; a cell names what is allowed, in the order of ``words``."""
    yield f"| {label} | {' | '.join(GROUPS)} |"
    yield "|---" * (len(GROUPS) + 1) + "|"
    for key, shown in rows:
        cells = (", ".join(word for word in words if word in may(group, key)) or "–" for group in GROUPS)
        yield f"| {shown} | {' | '.join(cells)} |"


def document() -> str:
    """The whole page."""
    pages = [(label, str(apps.get_model(label)._meta.verbose_name_plural)) for label in PAGES]
    names = sorted(f"`{apps.get_model(label)._meta.db_table}`" for label in PRIVATE)
    private = ", ".join(names[:5]) + ",\n" + ", ".join(names[5:])
    lines = [HEAD + "\n".join(f"| {group} | {', '.join(areas)} |" for group, areas in GROUPS.items())]
    lines += [PAGES_HEAD.format(private=private).rstrip("\n"), "", *table("page", pages, ACTIONS, actions_of)]
    rows = [(name, f"`{name}`") for name in TABLES]
    lines += [TABLES_HEAD.rstrip("\n"), "", *table("table", rows, OPERATIONS, operations_of)]
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    help = "Write who of the staff may do what into docs/staff-access.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, fail where it is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the page, or compare it.

        Raises:
            CommandError: with --check, the page is not as the code says.
        """
        path = Path(settings.BASE_DIR) / "docs" / "staff-access.md"
        text = document()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/staff-access.md is out of date: run ./manage.py staff_doc")
