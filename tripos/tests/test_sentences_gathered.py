"""What planning, the tools and the embedded model say is said through gettext: no sentence is put together in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tripos.web.messages import CALLS, WITH_CONTEXT

ROOT = Path(__file__).resolve().parents[2]
SPEAKING = (
    "ai/embedded/wording*.py",
    "ai/embedded/serving/*.py",
    "ai/tools/*.py",
    "ai/kinds/*.py",
    "ai/facts.py",
    "conversations/trail.py",
    "trips/planning/conflicts/*.py",
    "trips/planning/suggestions/*.py",
    "trips/planning/explain.py",
)
FILES = sorted(path for pattern in SPEAKING for path in ROOT.glob(pattern) if path.name != "__init__.py")
_SENTENCE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}")
_SQL = re.compile(r"select .* from ")
# Facts that are compared, kinds of places, and the report of a command.
NOT_SAID = {"own time", "always open", "steak house"}
COMMANDS = {"explain_plan"}
# Examples are typed in the language that is read, whatever the pages speak.
AS_TYPED = {"EXAMPLES"}


def plain_sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts of two words and more that no call of gettext is given, documentation and errors of ours aside."""
    passed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if isinstance(node, ast.FunctionDef) and node.name in COMMANDS:
                passed |= {id(one) for one in ast.walk(node)}
            if node.body and isinstance(node.body[0], ast.Expr):
                passed |= {id(one) for one in ast.walk(node.body[0])}
        elif (isinstance(node, ast.Raise) and not is_told(node)) or (
            isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in AS_TYPED for t in node.targets)
        ):
            passed |= {id(one) for one in ast.walk(node)}
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for place in (*CALLS.get(name, ()), *WITH_CONTEXT.get(name, ())):
                passed |= {id(one) for one in ast.walk(node.args[place])} if place < len(node.args) else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed:
            text = node.value
            if _SENTENCE.search(text) and not _SQL.match(text) and text not in NOT_SAID:
                yield node.lineno, text


def is_told(node: ast.Raise) -> bool:
    """Whether an error is one that a tool tells: its words are for the traveller."""
    return isinstance(node.exc, ast.Call) and getattr(node.exc.func, "id", "") == "Refused"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_nothing_untranslated(path: Path) -> None:
    assert list(plain_sentences(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_the_search_finds_sentences() -> None:
    source = (
        '"""A module."""\nx = say("Go there now")\ny = f"You are at {n} metres away"\nraise ValueError("not so good")'
    )
    assert [text for _line, text in plain_sentences(ast.parse(source))] == ["You are at ", " metres away"]
