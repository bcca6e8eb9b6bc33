"""Gathers every sentence that can be translated, from Python, templates and scripts, into a catalogue.

In Python and without gettext's programs: they find nothing inside of f-strings, and need not be installed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from django.utils.translation.template import templatize

# The names of calls, and which of their arguments are sentences.
CALLS: dict[str, tuple[int, ...]] = {
    "_": (0,),
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    # of trips.planning.said and trips.sentences
    "say": (0,),
    "saying": (0,),
    "noted": (0,),
    "word": (0,),
    "say_many": (0, 1),
    "saying_many": (0, 1),
}
WITH_CONTEXT = {"pgettext": (0, 1), "pgettext_lazy": (0, 1), "npgettext": (0, 1, 2)}
ROOMS = ("ai", "conversations", "places", "trips", "tripos")
NOT_SHIPPED = {"tests", "migrations", "testing"}
# Calls in templates as Django turns them into Python for whoever gathers.
_LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(?P<name>n?p?gettext|_)\(\s*(?P<literals>{_LITERAL}(?:\s*,\s*{_LITERAL})*)", re.S)
_BRACES = re.compile(r"\{\w+\}")
Message = tuple[int, str | tuple[str, str], str | None]


def in_python(source: str) -> Iterator[Message]:
    """Line, sentence (or the pair of one and many) and context of the calls of a module."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        context: str | None = None
        places = CALLS.get(name, ())
        if name in WITH_CONTEXT:
            first, *rest = WITH_CONTEXT[name]
            context, places = _text(node, first), tuple(rest)
        texts = [_text(node, place) for place in places]
        if texts and all(text for text in texts):
            found = [text for text in texts if text is not None]
            yield node.lineno, found[0] if len(found) == 1 else (found[0], found[1]), context


def _text(node: ast.Call, place: int) -> str | None:
    if place >= len(node.args):
        return None
    value = node.args[place]
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def in_template(source: str) -> Iterator[Message]:
    """Those of a template's tags."""
    code = templatize(source)
    for found in _CALL.finditer(code):
        values = ast.literal_eval(f"({found['literals']},)")
        line = code.count("\n", 0, found.start()) + 1
        context, texts = (values[0], values[1:]) if "pgettext" in found["name"] else (None, values)
        yield line, texts[0] if len(texts) == 1 else (texts[0], texts[1]), context


def sources(root: Path) -> Iterator[Path]:
    """Every module and template that speaks."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            if not NOT_SHIPPED.intersection(path.relative_to(root).parts):
                yield path
    yield from sorted(path for path in (root / "templates").rglob("*") if path.suffix in (".html", ".txt"))


def gather(root: Path, language: str | None = None) -> Catalog:
    """Every sentence, with the places where it is said.

    Args:
        root: of the project.
        language: code of the language that it is to be translated into; decides the number of plural forms.
    """
    catalog = Catalog(locale=language, project="Tripos", charset="utf-8")
    for path in sources(root):
        source = path.read_text(encoding="utf-8")
        named = str(path.relative_to(root))
        for line, message, context in in_python(source) if path.suffix == ".py" else in_template(source):
            catalog.add(message, None, locations=[(named, line)], flags=_flags(message), context=context)
    return catalog


def _flags(message: str | tuple[str, str]) -> list[str]:
    text = message if isinstance(message, str) else message[0]
    if _BRACES.search(text) and "%(" not in text:
        return ["python-brace-format"]
    return ["python-format"] if "%(" in text else []
