"""``migrate`` as the owner: the web's login may not change the schema."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate


class Command(migrate.Command):
    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner", skip_checks=True)

    def handle(self, *args: Any, **options: Any) -> Any:
        if options["database"] == "owner" and "owner" not in settings.DATABASES:
            raise CommandError("Migrations need DATABASE_OWNER_URL, a login that may become tripos_owner.")
        return super().handle(*args, **options)
