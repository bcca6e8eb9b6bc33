"""`./manage.py solve FILE|-`: a planning problem in, a plan out, both as JSON (docs/solver.md). Needs no
database."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trips.planning.optimise import InvalidPlanError, ProblemError, solve
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
        began = time.thread_time()
        try:
            text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
            problem = problem_from_json(json.loads(text))
            read = time.thread_time() - began
            if problem.time_limit is not None and problem.time_limit > 0:  # reading counts
                problem = replace(problem, time_limit=max(0.0, problem.time_limit - read))
            solution = solve(problem)
        except OSError as error:
            raise CommandError(f"Cannot read {name}: {error.strerror}") from error
        except ProblemError as error:
            raise CommandError(f"The problem cannot be solved as given: {error}") from error
        except (ValueError, RecursionError) as error:  # not JSON, not text, a number of thousands of digits, too deep
            raise CommandError(f"{name} is not JSON that can be read: {error}") from error
        except InvalidPlanError as error:
            raise CommandError(f"The plan found breaks a rule and is withheld (please report this): {error}") from error
        solution = replace(solution, seconds=solution.seconds + read)
        self.stdout.write(json.dumps(solution_to_json(solution), ensure_ascii=False, indent=options["indent"]))
