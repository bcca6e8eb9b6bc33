"""`./manage.py solve FILE|-`: a planning problem in, a plan out, both as JSON (docs/solver.md). Needs no
database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trips.planning.optimise import ProblemError, solve
from trips.planning.optimise.io import problem_from_json, solution_to_json


class Command(BaseCommand):
    """Reads a problem from a file or standard input and writes its solution to standard output."""

    help = "Solve a planning problem given as JSON (see docs/solver.md)."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file name, or - for standard input."""
        parser.add_argument("file", help="a JSON file, or - for standard input")
        parser.add_argument("--indent", type=int, default=None, help="spaces to indent the answer with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Solve and print. A problem that cannot be read is reported in one sentence, exit code 1."""
        name = options["file"]
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
            solution = solve(problem_from_json(json.loads(text)))
        except OSError as error:
            raise CommandError(f"Cannot read {name}: {error.strerror}") from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise CommandError(f"{name} is not JSON: {error}") from error
        except ProblemError as error:
            raise CommandError(f"The problem cannot be solved as given: {error}") from error
        self.stdout.write(json.dumps(solution_to_json(solution), ensure_ascii=False, indent=options["indent"]))
