"""``./manage.py staff_member ADDRESS --group "trip support"``: who works in the back office, and on what.

It runs on the server as the tables' owner, so it also makes the first administrator, and lets one in again.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction

from tripos.accounts.models import User, UserManager
from tripos.accounts.staff import GROUPS


class Command(BaseCommand):
    help = "Put an account into the staff's groups, or take it out of all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the account's address; the account exists already")
        parser.add_argument(
            "--group", action="append", choices=list(GROUPS), default=[], help="more than one may be given"
        )
        parser.add_argument("--none", action="store_true", help="no longer staff")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account's groups exactly those that are named.

        Raises:
            CommandError: there is no such account, or neither a group nor --none was given.
        """
        groups: list[str] = options["group"]
        if bool(groups) == options["none"]:
            raise CommandError("Name a group, or say --none.")
        using = "owner" if "owner" in connections.databases else "default"
        email = UserManager.normalize_email(options["email"])
        with transaction.atomic(using=using):
            user = User.objects.using(using).filter(email=email, deleted_at__isnull=True).first()
            if user is None:
                raise CommandError(f"There is no account {email}: sign up first.")
            user.is_staff, user.is_superuser = bool(groups), False if options["none"] else user.is_superuser
            user.save(using=using, update_fields=["is_staff", "is_superuser"])
            user.groups.set(Group.objects.using(using).filter(name__in=groups))
        self.stdout.write(f"{email}: {', '.join(groups) or 'no longer staff'}")
