"""Whether a message answers what was just put before the traveller: yes, no, or neither; and what else it says.

Only the traveller's own words count, read by the grammar: no model decides it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ai.embedded.language import Language, load_language
from ai.embedded.text import Token, tokenise

MOST_WORDS = 60
ENDS = frozenset(".!?;,…-")
SENTENCE_ENDS = frozenset(".!?;…")
# How sure a word of agreement is: "do it" answers by itself, "fine" only where nothing but thanks follows.
STRENGTHS = (
    "verdict_yes",
    "verdict_no",
    "verdict_undo",
    "verdict_cancel",
    "verdict_keep",
    "verdict_fine",
    "verdict_send",
    "verdict_add",
    "verdict_thanks",
    "verdict_hm",
    "verdict_end",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to what was shown.

    Attributes:
        yes: whether it is to be done.
        is_sure: "fine" alone may carry out a change that can be undone; what removes, books or shares wants "yes".
        sends: "send it", "book it": about a booking's request alone.
        adds: "add it", "swap them": about changes of the plan alone.
        keeps: "keep it": a no to what takes something away, and no answer to anything else.
        undoes: "undo that": a no to what only waits, where nothing was done yet.
        cancels: "cancel it": a no, and with a yes before it a yes to what calls something off.
        about: what the yes is said to ("yes, go ahead with the jazz"): it counts where that is what was shown.
        rest: what else the message says, to be read as a request of its own; empty where it says nothing more.
    """

    yes: bool
    is_sure: bool = True
    sends: bool = False
    adds: bool = False
    keeps: bool = False
    undoes: bool = False
    cancels: bool = False
    about: str = ""
    rest: str = ""


def verdict_of(text: str, code: str = "en") -> Verdict | None:
    """Read a message as an answer; None where it is none.

    Args:
        text: the traveller's words.
        code: their language.
    """
    language = load_language(code)
    tokens = tokenise(text[:2_000], language.settings["clitics"], MOST_WORDS)
    kinds: list[str] = []
    bare = False
    at = 0
    while at < len(tokens):
        if tokens[at].norm in ENDS:
            kinds.append("." if tokens[at].norm in SENTENCE_ENDS else "|")
            at += 1
            continue
        found = _longest(language, tokens, at)
        if found is None:
            break
        category, at, value = found
        bare = value == "bare"
        kinds.append(category)
    return _judged(language, kinds, tokens[at:], text, bare)


def _longest(language: Language, tokens: list[Token], at: int) -> tuple[str, int, str] | None:
    """The longest phrase of an answer that begins here, where it ends, and its value."""
    best: tuple[str, int, str] | None = None
    for norms, category, value in language.lexicon.get(tokens[at].norm, ()):
        end = at + len(norms)
        if category not in STRENGTHS or (best is not None and end <= best[1]):
            continue
        if tuple(token.norm for token in tokens[at:end]) == norms:
            best = (category, end, str(value))
    return best


def _judged(language: Language, kinds: list[str], left: list[Token], text: str, bare: bool) -> Verdict | None:
    said = [kind.removeprefix("verdict_") for kind in kinds if kind not in ("|", ".", "verdict_hm", "verdict_end")]
    rest = text[left[0].start :].strip() if left else ""
    settings = language.settings
    if not said:
        return None
    if rest and left[0].norm in settings["verdict_buts"]:
        return None  # "ok but …" is no yes
    broken = not rest or kinds[-1] in ("|", ".")
    if "undo" in said:
        return Verdict(False, undoes=True, rest=rest) if broken and "yes" not in said else None
    if "cancel" in said:
        return Verdict("yes" in said, cancels=True, rest=rest) if broken else None
    if "no" in said:
        if not broken and (bare or said[-1] != "no"):
            return None  # "no museums please" refuses museums
        # "No wait, Friday" refuses what was shown and corrects it, which its first words tell.
        return Verdict(False, rest=rest if kinds[-1] == "." else text if rest else "")
    if "keep" in said and "yes" not in said:
        return Verdict(False, keeps=True, rest=rest) if broken else None
    if "yes" in said or "send" in said or "add" in said:
        sends = "send" in said and "yes" not in said
        adds = "add" in said and not {"yes", "send"} & set(said)
        if broken:
            return Verdict(True, sends=sends, adds=adds, rest=rest)
        joined = left[0].norm in settings["verdict_joins"] and not adds
        if joined:
            return Verdict(True, sends=sends, rest=rest)
        return Verdict(True, about=rest) if "yes" in said and "?" not in rest else None
    if "fine" not in said:
        return None
    if not rest:
        return Verdict(True, is_sure=False) if "thanks" not in said else None
    return Verdict(True, is_sure=False, rest=rest) if _goes_on(language, left) else None


def _goes_on(language: Language, left: list[Token]) -> bool:
    """ "Ok and start an hour later": the next wish, not a question about what was shown."""
    settings = language.settings
    norms = [token.norm for token in left]
    if norms[0] not in settings["verdict_joins"]:
        return False
    words = [norm for norm in norms if norm not in settings["verdict_joins"]]
    return bool(words) and words[0] not in settings["question_starts"]
