from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Print the connection string of the login role (--owner: the owner's, --jobs: the worker's)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--owner", action="store_true", help="the login that runs migrations")
        which.add_argument("--jobs", action="store_true", help="the worker's login")

    def handle(self, *args: Any, **options: Any) -> None:
        name = "owner" if options["owner"] else "jobs" if options["jobs"] else "web"
        url = settings.DATABASE_URLS.get(name)
        if not url:
            raise CommandError(f"No connection string for the {name} login is set: is `bin/run` running?")
        self.stdout.write(url)
