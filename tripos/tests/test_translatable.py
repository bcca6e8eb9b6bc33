"""Every word that a traveller reads can be translated: templates and Python are searched for words outside gettext.

The back office and the API's documentation speak to staff and programmers, in English; models name their columns for
both. So does the language that the embedded model reads and answers in: its words are the language's own files.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("ai", "conversations", "places", "trips", "tripos/accounts", "tripos/api", "tripos/audit", "tripos/web")
STAFF = ("templates/admin/", "templates/api/")
TEMPLATES = [
    path
    for path in sorted((ROOT / "templates").rglob("*"))
    if path.suffix in (".html", ".txt") and not str(path.relative_to(ROOT)).startswith(STAFF)
]
# Words that are the same in every language, or no words: the name, units of the style guide, an error's number.
SAME_EVERYWHERE = {
    "Tripos",
    "API",
    "km",
    "min",
    "m",
    "UTC",
    "OpenStreetMap",
    "ms",
    "ODbL",
    "404",
    "403",
    "429",
    "500",
    "EUR",
    "USD",
}
# A page of sample data for whoever builds pages; no traveller sees it.
NOT_FOR_TRAVELLERS = {"templates/components/styleguide.html", "templates/components/styleguide_menu.html"}
_TRANSLATED = re.compile(r"\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\}", re.S)
_COMMENT = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", re.S)
_CLASSES = re.compile(r"\{% block \w+_class %\}.*?\{% endblock(?: \w+)? %\}", re.S)
_RAW = re.compile(r"<(script|style|svg)\b.*?</\1>", re.S)
_WORDS_IN_TAGS = re.compile(r"\b(?:aria-label|alt|title|placeholder|aria-description)=\"([^\"]*)\"")
_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
_LETTERS = re.compile(r"[A-Za-z]{2,}")


def plain_words(source: str) -> list[str]:
    """Texts of a template that no tag translates: between elements, and in attributes that are read out."""
    source = _COMMENT.sub("", source)
    source = _TRANSLATED.sub("{%t%}", source)
    # Code first: it may hold quotes and ">" inside an attribute.
    source = _CODE.sub(" ", _CLASSES.sub("", _RAW.sub("", source)))
    attributes = _WORDS_IN_TAGS.findall(source)
    texts = re.split(r"<[^>]*>", source)
    found = [text.strip() for text in (*attributes, *texts)]
    entities = (re.sub(r"&[a-z]+;|&#\d+;", " ", text).strip() for text in found)
    return [text for text in entities if set(_LETTERS.findall(text)) - SAME_EVERYWHERE]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_says_nothing_untranslated(path: Path) -> None:
    if str(path.relative_to(ROOT)) not in NOT_FOR_TRAVELLERS:
        assert plain_words(path.read_text(encoding="utf-8")) == []


def test_the_search_finds_words() -> None:
    assert plain_words('<p>Hello {{ name }}</p><a title="Go on">{% translate "x" %}</a>') == ["Go on", "Hello"]
    assert plain_words('<b class="big">{% blocktranslate %}Hello{% endblocktranslate %} · 3 &nbsp;</b>') == []


# -- Python --------------------------------------------------------------------------------------------------------

# What is shown as it stands: the arguments of these calls, by position or name.
SHOWN_CALLS = {
    "success": (1, "message"),
    "info": (1, "message"),
    "warning": (1, "message"),
    "error": (1, "message"),
    "ValidationError": (0, "message"),
    "add_error": (1, "error"),
    "set_reason": (0, "reason"),
    "NotPossible": (0, "message"),
}
SHOWN_KEYWORDS = {"label", "help_text", "empty_label"}
# Calls of logging have the same names as those of messages.
NOT_MESSAGES = {"log", "logger", "logging", "self"}


def sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if not re.search(
                r"/(tests|migrations|management|embedded|planning|staff|admin|api)/|(admin|models|styleguide)\.py$",
                name,
            ):
                yield path


def is_said(value: ast.expr | None) -> bool:
    """Whether an expression is words of its own: a literal, or one put together."""
    if isinstance(value, ast.BinOp):
        return is_said(value.left)
    if isinstance(value, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and _LETTERS.search(str(part.value)) for part in value.values)
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and bool(_LETTERS.search(value.value))


def untranslated(tree: ast.AST) -> list[tuple[int, str]]:
    """Line and words of what is shown without gettext."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        of = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
        shown = [one.value for one in node.keywords if one.arg in SHOWN_KEYWORDS and not is_model(called)]
        if name in SHOWN_CALLS and of not in NOT_MESSAGES:
            position, keyword = SHOWN_CALLS[name]
            shown += node.args[position : position + 1]
            shown += [one.value for one in node.keywords if one.arg == keyword]
        found += [(one.lineno, ast.unparse(one)) for one in shown if is_said(one)]
    return found


def is_model(called: ast.expr) -> bool:
    """Whether a call makes a model's column: its help text is read by staff and by who reads the code."""
    return isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id in {
        "models", "fields", "serializers"
    }  # fmt: skip


def test_python_says_nothing_untranslated() -> None:
    found = {}
    for path in sources():
        said = untranslated(ast.parse(path.read_text(encoding="utf-8")))
        if said:
            found[str(path.relative_to(ROOT))] = said
    assert found == {}


def test_the_search_finds_calls() -> None:
    source = (
        'messages.success(request, "Saved.")\nforms.CharField(label="Name")\nset_reason(_("Fine"))\nlog.error("x", "y")'
    )
    assert [words for _line, words in untranslated(ast.parse(source))] == ["'Saved.'", "'Name'"]


def test_words_can_be_gathered_for_translators(tmp_path: Path) -> None:
    """What ``makemessages`` runs over every template and module finds them readable."""
    try:
        subprocess.run(["xgettext", "--version"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("gettext's programs are not installed")
    modules = [str(path) for path in sources()]
    made = subprocess.run(
        ["xgettext", "--language=Python", "--from-code=UTF-8", "--keyword=gettext_lazy", "--keyword=ngettext:1,2",
         "--keyword=_", f"--output={tmp_path / 'all.pot'}", *modules],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "all.pot").read_text(encoding="utf-8").count("msgid ") > 500
